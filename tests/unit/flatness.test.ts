import { expect, test } from 'vitest';
import { findGrowth, fitSlope, smooth } from '../support/flatness.ts';

const LIMITS = { slope: 1000, range: 50_000 };
const noise = (place: number): number => ((place * 7919) % 13) * 1000;

test('the slope is that of the line through the values', () => {
  expect(fitSlope([3, 5, 7, 9])).toBeCloseTo(2, 12);
  expect(fitSlope([4, 1, 4])).toBe(0);
});

test('values that go up and down are flat, and so are those that fall', () => {
  expect(findGrowth('the heap', Array.from({ length: 40 }, (_, k) => 5e6 + noise(k)), LIMITS)).toBeNull();
  expect(findGrowth('the heap', Array.from({ length: 20 }, (_, k) => 5e6 - 2000 * k), LIMITS)).toBeNull();
});

test('a leak of 2 kB per change and a jump of 60 kB are growth, told with numbers', () => {
  expect(findGrowth('the heap', Array.from({ length: 20 }, (_, k) => 5e6 + noise(k) + 2000 * k), LIMITS)).toMatch(/^the heap grew by (1\.[5-9]|2\.\d) kB per change \(at most 1\.0 kB\)/);
  const jump = Array.from({ length: 20 }, (_, k) => (k === 9 ? 5.06e6 : 5e6));
  expect(findGrowth('the heap', jump, LIMITS)).toContain('ranged over 60.0 kB (at most 50.0 kB) in 20 changes');
});

test('smoothing leaves out what was caught in passing and keeps what stays', () => {
  expect(smooth([7, 7, 7, 9, 9, 7, 7, 7])).toEqual([7, 7, 7, 7]);
  expect(smooth([7, 7, 7, 7, 9, 9, 9, 9])).toEqual([7, 7, 9, 9]);
});
