/**
 * The rules by which float32 searches are judged against float64.
 */
import { expect } from 'vitest';
import { startFarthestPoint } from '../../src/core/reference/farthestPoint.ts';
import { replaySearch, type SearchState } from '../../src/core/reference/searchState.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import type { CoverPlan, SearchOrder } from '../../src/core/searches.ts';
import type { GoldenCase } from './goldenCases.ts';
import { createRandom } from './randomTokens.ts';

/** `count` picks, each within 3e-5 of the best at its step, with values within 1e-5, replayed from the start of a search. */
export function expectOrder({ order, values }: SearchOrder, start: SearchState, count: number): void {
  expect(order.length).toBe(count);
  const replay = replaySearch(start, order);
  expect(Math.max(0, ...replay.shortfalls), 'shortfall of the worst pick').toBeLessThanOrEqual(3e-5);
  const errors = replay.values.map((value, step) => Math.abs(values[step] - value));
  expect(Math.max(0, ...errors), 'error of the worst value').toBeLessThanOrEqual(1e-5);
}

/** The farthest-point order of a golden case, to the token. */
export function expectGoldenOrder(got: SearchOrder, { name, n, d, tokens, divprune }: GoldenCase): void {
  expectOrder(got, startFarthestPoint(computeSimilarity(tokens.data, n, d), n), divprune.length);
  // Every token has a twin there, so all are as isolated as each other: rounding alone makes the first pick.
  if (name !== 'pixel-doubled') expect(Array.from(got.order)).toEqual(divprune);
}

/** Rows to cover, f32[rows, n] >= 0, each adding up to 1 / rows. */
export function makeRows(rows: number, n: number, seed: number): NonNullable<CoverPlan['givenRows']> {
  const random = createRandom(seed);
  const data = Float32Array.from({ length: rows * n }, () => (random() + 1) ** 4);
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * n, (r + 1) * n);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((value, v) => (row[v] = value / sum / rows));
  }
  return { rows, cols: n, data };
}
