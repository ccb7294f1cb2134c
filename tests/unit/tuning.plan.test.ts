import { describe, expect, test } from 'vitest';
import { AXIS_TEXTS, cellAt, countCells, indexOfCell, parsePlan, parseValues, TUNING_AXES, type TuningCell } from '../../src/core/tuning/plan.ts';

const REST: TuningCell = { threshold: 0.5, gamma: 10, pruneRatio: 0.5, budget: 64 };

describe('the values of an axis', () => {
  test.each([
    ['0.1:0.9:0.1', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]],
    // In floating point, 0.3 - 0.1 is less than 0.2.
    ['0.1:0.3:0.2', [0.1, 0.3]],
    ['0:1:x5', [0, 0.25, 0.5, 0.75, 1]],
    ['0:1:×2', [0, 1]],
    ['0.5', [0.5]],
    ['0.7, 0.2,0.2', [0.2, 0.7]],
    ['-0.2:0:0.1, 0.5', [-0.2, -0.1, 0, 0.5]],
    // The end belongs to a range only where the steps meet it.
    ['0:1:0.4', [0, 0.4, 0.8]],
    ['0.3:0.3:0.1', [0.3]],
  ])('%s', (text, values) => {
    expect(parseValues('threshold', text)).toEqual(values);
  });

  test('of the budget are whole', () => {
    expect(parseValues('budget', '16:192:x4')).toEqual([16, 75, 133, 192]);
    expect(parseValues('budget', '16:64:16')).toEqual([16, 32, 48, 64]);
    expect(() => parseValues('budget', '16:64:1.5')).toThrow('takes whole numbers');
  });

  test.each([
    ['0.1:0.9', 'must be from:to:step'],
    ['0.1:0.9:0.1:2', 'must be from:to:step'],
    ['0.9:0.1:0.1', 'ends below its beginning'],
    ['0:1:0', 'above 0'],
    ['0:1:-0.1', 'above 0'],
    ['0:1:5', 'for 5 values write 0:1:x5'],
    ['0:0.2:0.5', 'is larger than the range.'],
    ['0:1:0.0001', '10001 values; at most 500'],
    ['0:1:x501', 'asks for 501 values'],
    ['0:1:x0', 'asks for 0 values'],
    ['high', 'it must be a number'],
    ['', 'it must be a number'],
    ['0.1,,0.2', 'it must be a number'],
    ['Infinity', 'it must be a number'],
    ['1.5', '1.5 is outside of -0.2 to 1'],
  ])('refuses “%s” with a reason', (text, reason) => {
    expect(() => parseValues('threshold', text)).toThrow(reason);
    expect(() => parseValues('threshold', text)).toThrow(RangeError);
  });
});

describe('a plan', () => {
  test('takes what is left out from the page', () => {
    expect(parsePlan('tau=0.1:0.3:0.1;gamma=1,5', REST)).toEqual({ threshold: [0.1, 0.2, 0.3], gamma: [1, 5], pruneRatio: [0.5], budget: [64] });
    expect(parsePlan('', REST)).toEqual({ threshold: [0.5], gamma: [10], pruneRatio: [0.5], budget: [64] });
  });

  test('is read as it was written', () => {
    const plan = parsePlan('tau=-0.1,0.25;gamma=0:20:x3;p=0:0.9:0.3;m=16,64', REST);
    const written = TUNING_AXES.map((axis) => `${AXIS_TEXTS[axis].key}=${plan[axis].join(',')}`).join(';');
    expect(parsePlan(written, REST)).toEqual(plan);
  });

  test('counts its cells and goes through them with m fastest and tau slowest', () => {
    const plan = parsePlan('tau=0.1,0.2;gamma=1,2;p=0.5;m=8,16,32', REST);
    expect(countCells(plan)).toBe(12);
    const cells = Array.from({ length: 12 }, (_, index) => cellAt(plan, index));
    expect(cells.map(({ threshold, gamma, budget }) => [threshold, gamma, budget])).toEqual(
      [0.1, 0.2].flatMap((threshold) => [1, 2].flatMap((gamma) => [8, 16, 32].map((budget) => [threshold, gamma, budget]))),
    );
    expect(indexOfCell(plan, { threshold: 1, gamma: 0, pruneRatio: 0, budget: 2 })).toBe(8);
  });

  test.each([
    ['alpha=1', 'must be one of tau, gamma, p, m'],
    ['tau', 'must be one of tau, gamma, p, m'],
    ['tau=1=2', 'must be one of tau, gamma, p, m'],
    ['tau=0.1;tau=0.2', 'names tau twice'],
    ['tau=0:1:x100;gamma=0:20:x100;p=0:0.9:x3', '30000 cells; at most 20000'],
  ])('refuses “%s”', (text, reason) => {
    expect(() => parsePlan(text, REST)).toThrow(reason);
  });
});
