/**
 * Token sets of awkward sizes and contents, and the rules by which float32 kernels are judged against float64.
 */
import { expect } from 'vitest';
import type { GreedyOrder, Redundancy, StagePlan, WorkspaceSource } from '../../src/core/kernels.ts';
import { stopResidual } from '../../src/core/numerics.ts';
import { replayGreedy, type GreedyParameters } from '../../src/core/reference/greedyDpp.ts';
import { scoreRedundancy } from '../../src/core/reference/redundancy.ts';
import type { Matrix } from '../../src/core/tokens.ts';
import { createRandom, makeTokens } from '../support/randomTokens.ts';

export interface TokenCase {
  name: string;
  n: number;
  d: number;
  e: number;
  tokens: Float32Array;
  joint: Float32Array;
  query: Matrix;
}

/** Random tokens; `edit` may spoil them. */
export function makeCase(
  name: string,
  [n, d, e]: [number, number, number],
  edit: (tokens: Float32Array, joint: Float32Array) => void = () => undefined,
): TokenCase {
  const tokens = makeTokens(n, d, 7 * n + d);
  const joint = makeTokens(n, e, 11 * n + e);
  edit(tokens, joint);
  return { name, n, d, e, tokens, joint, query: { rows: 3, cols: e, data: makeTokens(3, e, 5) } };
}

/** Pulls all rows towards one direction, so that their cosines rise to about 1 / (1 + spread^2). */
function bundle(rows: Float32Array, columns: number, spread: number): void {
  const random = createRandom(columns);
  const direction = Float32Array.from({ length: columns }, random);
  for (let index = 0; index < rows.length; index++) rows[index] = direction[index % columns] + spread * rows[index];
}

/** Sizes around the tile of 32 and the vector of 4, and contents that break ties, ranges and ranks. */
export function makeAwkwardCases(): TokenCase[] {
  return [
    makeCase('one token', [1, 7, 5]),
    makeCase('two tokens', [2, 3, 2]),
    makeCase('odd number of tokens, d no multiple of 4', [77, 13, 9]),
    makeCase('one more than a tile, d one more than a slab', [33, 17, 65]),
    makeCase('whole tiles and slabs', [64, 32, 64]),
    makeCase('one dimension', [35, 1, 1]),
    makeCase('high similarity everywhere', [130, 50, 20], (tokens) => bundle(tokens, 50, 0.2)),
    makeCase('duplicated tokens', [90, 21, 12], (tokens, joint) => {
      tokens.copyWithin(45 * 21, 0, 45 * 21);
      joint.copyWithin(45 * 12, 0, 45 * 12);
    }),
    makeCase('all tokens equal', [40, 10, 8], (tokens, joint) => {
      for (let i = 1; i < 40; i++) {
        tokens.copyWithin(10 * i, 0, 10);
        joint.copyWithin(8 * i, 0, 8);
      }
    }),
    makeCase('zero vectors', [51, 12, 10], (tokens, joint) => {
      for (const i of [0, 3, 50]) tokens.fill(0, 12 * i, 12 * (i + 1));
      for (const i of [3, 8]) joint.fill(0, 10 * i, 10 * (i + 1));
    }),
    makeCase('vectors almost zero', [20, 9, 10], (tokens) => {
      for (const i of [2, 7]) for (let k = 0; k < 9; k++) tokens[9 * i + k] *= 1e-9;
    }),
    makeCase('all-equal relevance', [60, 16, 6], (_, joint) => {
      for (let i = 1; i < 60; i++) joint.copyWithin(6 * i, 0, 6);
    }),
    makeCase('n = 2880', [2880, 64, 32], (tokens) => bundle(tokens, 64, 0.9)),
  ];
}

export function toSource({ n, d, e, tokens, joint }: TokenCase): WorkspaceSource {
  return { n, d, tokens, joint: { e, data: joint } };
}

/** A plan in which only the named stages run. */
export function makePlan(stages: Partial<StagePlan>): StagePlan {
  return { degrees: null, scores: null, relevance: null, greedy: null, ...stages };
}

/** The rule for maps: |got - want| <= 1e-4 max(|want|, 1e-2). */
export function expectMap(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  expectWithin(got, want, (value) => 1e-4 * Math.max(Math.abs(value), 1e-2), what);
}

export function expectWithin(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  tolerance: (want: number) => number,
  what: string,
): void {
  expect(got.length, `number of values: ${what}`).toBe(want.length);
  const wrong: string[] = [];
  for (let i = 0; i < want.length; i++) {
    if (!(Math.abs(got[i] - want[i]) <= tolerance(want[i]))) wrong.push(`[${i}] ${got[i]}, expected ${want[i]}`);
  }
  expect(wrong, what).toEqual([]);
}

/** Degrees are exact and maps close, except for tokens with a pair within 2e-6 of the threshold. */
export function expectRedundancy(
  got: Redundancy,
  similarity: Float64Array,
  n: number,
  parameters: Parameters<typeof scoreRedundancy>[2],
): void {
  const want = scoreRedundancy(similarity, n, parameters);
  const judged = Array.from({ length: n }, (_, i) => i).filter((i) =>
    similarity
      .subarray(i * n, (i + 1) * n)
      .every((value, j) => i === j || Math.abs(value - parameters.threshold) > 2e-6),
  );
  expect(judged.length, 'tokens that can be judged').toBeGreaterThan(0.9 * n);
  const pick = (values: ArrayLike<number>) => judged.map((i) => values[i]);
  expect(pick(got.degree)).toEqual(pick(want.degree));
  expectMap(pick(got.meanSimilarity), pick(want.meanSimilarity), 'mean similarity');
  expectMap(pick(got.score), pick(want.score), 'score');
}

/** Every pick, replayed in float64 on the run's own r, is within 3e-5 of the best; gains are within 1e-5. */
export function expectGreedy(
  { order, gains, ended }: GreedyOrder,
  similarity: Float64Array,
  relevance: Float32Array,
  parameters: GreedyParameters,
  count: number,
): void {
  const replay = replayGreedy(similarity, relevance, parameters, order);
  expect(Math.max(0, ...replay.shortfalls), 'shortfall of the worst pick').toBeLessThanOrEqual(3e-5);
  expectWithin(gains, replay.residuals, () => 1e-5, 'gains');
  const stop = stopResidual(parameters.epsilon);
  if (ended) expect(replay.left, 'residual left at the end').toBeLessThanOrEqual(stop + 3e-5);
  else {
    expect(order.length).toBe(count);
    expect(replay.left, 'residual left before the end').toBeGreaterThan(stop - 3e-5);
  }
}
