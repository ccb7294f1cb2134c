import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countDiscarded, selectFinal } from '../../src/core/script/finalSelection.ts';
import { rankDescending } from '../../src/core/ranking.ts';
import { FATES } from '../../src/core/script/scriptSelection.ts';

const fateNames = (fate: Uint8Array) => Array.from(fate, (code) => FATES[code]);

describe('final selection, section 4.3', () => {
  test('walks the greedy order past tokens that GSP dropped', () => {
    const final = selectFinal([3, 0, 1, 4, 2], Uint8Array.of(1, 0, 1, 0, 1), [1, 1, 1, 1, 1], 2);
    expect(Array.from(final.indices)).toEqual([0, 4]);
    expect(final).toMatchObject({ kStar: 4, intersectionAtM: 1, supplemented: 0 });
    expect(fateNames(final.fate)).toEqual(['both', 'redundant', 'unreached', 'redundant', 'extended']);
  });

  test('fills an ended order: unreached survivors, skipped tokens, the rest; each by its rule', () => {
    const survives = Uint8Array.of(1, 0, 1, 0, 1, 0);
    const relevance = [1, 0.9, 0.2, 0.3, 0.7, 0.8];
    const fill = (budget: number) => selectFinal([0, 1], survives, relevance, budget);
    expect(Array.from(fill(2).indices)).toEqual([0, 4]);
    expect(Array.from(fill(3).indices)).toEqual([0, 2, 4]);
    expect(Array.from(fill(4).indices)).toEqual([0, 1, 2, 4]);
    expect(Array.from(fill(5).indices)).toEqual([0, 1, 2, 4, 5]);
    expect(fill(5)).toMatchObject({ kStar: 2, supplemented: 4 });
    expect(fateNames(fill(5).fate)).toEqual(['both', 'filled', 'filled', 'redundant', 'filled', 'filled']);
  });

  test('the budget limits how many tokens GSP discards', () => {
    expect(countDiscarded(576, 64, 0.5)).toBe(288);
    expect(countDiscarded(576, 400, 0.5)).toBe(176);
    expect(countDiscarded(10, 1, 0.3)).toBe(3);
    expect(countDiscarded(7, 7, 0.9)).toBe(0);
  });

  test('ties go to the lower index', () => {
    expect(Array.from(rankDescending([1, 2, 2, 1]))).toEqual([1, 2, 0, 3]);
  });

  test('keeps exactly the budget, ascending, with one fate each', () => {
    const inputs = fc.integer({ min: 1, max: 20 }).chain((n) =>
      fc.record({
        order: fc.shuffledSubarray(Array.from({ length: n }, (_, i) => i)),
        survives: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: n, maxLength: n }),
        relevance: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: n, maxLength: n }),
        budget: fc.integer({ min: 1, max: n }),
      }),
    );
    fc.assert(
      fc.property(inputs, ({ order, survives, relevance, budget }) => {
        const final = selectFinal(order, Uint8Array.from(survives), relevance, budget);
        expect(final.indices.length).toBe(budget);
        expect(Array.from(final.indices)).toEqual([...new Set(final.indices)].toSorted((a, b) => a - b));
        const keptFates = Array.from(final.fate).filter((code) => code <= FATES.indexOf('filled')).length;
        expect(keptFates).toBe(budget);
        expect(final.kStar).toBeLessThanOrEqual(order.length);
      }),
    );
  });
});
