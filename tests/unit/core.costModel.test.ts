import { expect, test } from 'vitest';
import { countProjections, estimateCacheBytes, estimateFlops, estimateScheduleFlops, LLAMA_13B, LLAMA_7B, splitFlops } from '../../src/core/costModel.ts';

test.each([
  [576, 3.817],
  [192, 1.253],
  [128, 0.833],
  [64, 0.415],
  [32, 0.208],
  [16, 0.103],
  [2880, 20.825],
])('%i visual tokens cost %f TFLOPs, as the paper prints', (n, teraflops) => {
  expect(Math.abs(estimateFlops(n) / 1e12 - teraflops)).toBeLessThan(0.001);
});

test('the cache of a 7B model takes half a MiB per token', () => {
  expect(estimateCacheBytes(2880) / 2 ** 20).toBe(1440);
  expect(estimateCacheBytes(320) / 2 ** 20).toBe(160);
});

test.each([
  [576, 7.444],
  [2880, 39.938],
])('%i visual tokens cost %f TFLOPs in a 13B model', (n, teraflops) => {
  expect(Math.abs(estimateFlops(n, LLAMA_13B) / 1e12 - teraflops)).toBeLessThan(0.001);
});

test('a small model by hand: 2 layers (4 * 5 * 9 + 2 * 25 * 3 + 3 * 5 * 3 * 7)', () => {
  const model = { ...LLAMA_7B, layers: 2, hiddenSize: 3, feedForwardSize: 7 };
  expect(splitFlops(5, model)).toEqual({ linear: 2 * (180 + 315), quadratic: 2 * 150 });
  expect(estimateFlops(5, model)).toBe(1290);
  expect(estimateCacheBytes(5, model)).toBe(5 * 2 * 2 * 3 * 2);
});

test('shared keys and values shrink the cache and two of the four projections', () => {
  const shared = { ...LLAMA_7B, keyValueShare: 1 / 4 };
  expect(countProjections(LLAMA_7B)).toBe(4);
  expect(countProjections(shared)).toBe(2.5);
  expect(estimateCacheBytes(2880, shared) / 2 ** 20).toBe(360);
  expect(estimateFlops(0, shared)).toBe(0);
});

test.each([
  [192, 216, 1.413],
  [128, 156, 1.02],
  [64, 96, 0.628],
  [32, 66, 0.433],
  [16, 51, 0.336],
])('FastV with K = 2 and %i tokens after it: %i on average, %f TFLOPs', (kept, average, teraflops) => {
  const schedule = [576, 576, ...Array.from({ length: 30 }, () => kept)];
  expect(schedule.reduce((sum, tokens) => sum + tokens, 0) / 32).toBe(average);
  expect(estimateScheduleFlops(schedule) / 1e12).toBeCloseTo(teraflops, 3);
});

test('PyramidDrop costs 1.777 TFLOPs', () => {
  const schedule = [576, 288, 144, 72].flatMap((tokens) => Array.from({ length: 8 }, () => tokens));
  expect(estimateScheduleFlops(schedule) / 1e12).toBeCloseTo(1.777, 3);
});

test('a schedule of equal layers costs what the model costs, whatever the number of its layers', () => {
  expect(estimateScheduleFlops(Array.from({ length: 32 }, () => 576))).toBeCloseTo(estimateFlops(576), -3);
  expect(estimateScheduleFlops([5, 0, 5], { ...LLAMA_7B, hiddenSize: 3, feedForwardSize: 7 })).toBe(2 * (180 + 150 + 315));
});
