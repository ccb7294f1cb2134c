/**
 * Script on similarities in memory: the float32 CPU path without tokens or workspaces, for figures that try many settings.
 */
import { GreedyInference } from '../cpu/greedyDpp.ts';
import { scoreEdges, sumEdges, type EdgeSums } from '../cpu/redundancy.ts';
import { countDiscarded } from '../script/finalSelection.ts';
import { rankDescending } from '../ranking.ts';
import type { ScriptParameters } from '../script/scriptSelection.ts';
import { stopResidual } from '../numerics.ts';
import type { TokenRange } from '../tokens.ts';

/** Similarities of one token range: f32[n, n]. */
export interface RangeSimilarity {
  n: number;
  similarity: Float32Array;
}

/** The ranges in which tokens are selected: one for the joint scope, one per view otherwise. */
export function listRanges(
  { views }: { views: readonly { offset: number; rows: number; cols: number }[] },
  scope: ScriptParameters['scope'],
): TokenRange[] {
  const ranges = views.map(({ offset, rows, cols }) => ({ start: offset, count: rows * cols }));
  if (scope === 'per-view') return ranges;
  return [{ start: 0, count: ranges.reduce((sum, { count }) => sum + count, 0) }];
}

/** The block of a range on the diagonal of the whole S; the whole S itself where the range covers it. */
export function takeBlock({ n, similarity }: RangeSimilarity, { start, count }: TokenRange): RangeSimilarity {
  if (count === n) return { n, similarity };
  const block = new Float32Array(count * count);
  for (let i = 0; i < count; i++) {
    const first = (start + i) * n + start;
    block.set(similarity.subarray(first, first + count), i * count);
  }
  return { n: count, similarity: block };
}

/** Degree and mean similarity (Eq. 8), the part of GSP that tau decides. */
export function countEdges(
  { n, similarity }: RangeSimilarity,
  { graph, threshold }: Pick<ScriptParameters, 'graph' | 'threshold'>,
): EdgeSums {
  return sumEdges(similarity, n, graph, threshold);
}

/**
 * What GSP leaves of a range (Eq. 9): u8[n], 1 for survivors, and the tokens from the most to the least redundant.
 * @param budget [m] of the range; at least so many survive
 */
export function findSurvivors(
  edges: EdgeSums,
  { threshold, gamma, pruneRatio }: Pick<ScriptParameters, 'threshold' | 'gamma' | 'pruneRatio'>,
  budget: number,
): { survives: Uint8Array; ranking: Uint32Array; score: Float32Array } {
  const { score } = scoreEdges(edges, threshold, gamma);
  const ranking = rankDescending(score);
  const survives = new Uint8Array(score.length).fill(1);
  for (const token of ranking.subarray(0, countDiscarded(score.length, budget, pruneRatio))) survives[token] = 0;
  return { survives, ranking, score };
}

/** Opens the greedy order (Eq. 10-11) of a range; `extend` gives the next picks, until it ends. */
export function openOrder(
  { similarity }: RangeSimilarity,
  relevance: Float32Array,
  { epsilon, relevanceExponent }: Pick<ScriptParameters, 'epsilon' | 'relevanceExponent'>,
): GreedyInference {
  return new GreedyInference({ similarity, relevance, epsilon, relevanceExponent, stop: stopResidual(epsilon) });
}

/**
 * Goes on with a greedy order beyond the picks that are known, one pick a step; null for every known pick that had to be made
 * again to get there.
 * @param known picks in their order, also those that another device would not have made
 */
export function* continueOrder(
  range: RangeSimilarity,
  { relevance, order: known }: { relevance: Float32Array; order: Uint32Array },
  parameters: Pick<ScriptParameters, 'epsilon' | 'relevanceExponent'>,
): Generator<number | null> {
  const inference = openOrder(range, relevance, parameters);
  for (const token of known) {
    inference.follow([token]);
    yield null;
  }
  for (;;) {
    const [token] = inference.extend(1).order;
    if (token === undefined) return;
    yield token;
  }
}
