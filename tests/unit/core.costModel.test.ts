import { expect, test } from 'vitest';
import { estimateCacheBytes, estimateFlops } from '../../src/core/costModel.ts';

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
