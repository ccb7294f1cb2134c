import { expect, test } from 'vitest';
import { countProjections, estimateCacheBytes, estimateFlops, LLAMA_13B, LLAMA_7B, splitFlops } from '../../src/core/costModel.ts';

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
