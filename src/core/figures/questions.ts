/**
 * Figures 7-8: what different questions would keep of one photo. Tau, gamma and p act on all questions alike, so the edges
 * and survivors of GSP are found once; the greedy order belongs to a question, and is kept while only those three and m move.
 */
import type { GreedyOrder } from '../kernels.ts';
import type { ScriptParameters } from '../methods/method.ts';
import { divideBudget } from '../methods/script.ts';
import type { TokenRange } from '../tokens.ts';
import { countEdges, findSurvivors, selectRange, takeBlock, type RangeSimilarity } from './scriptOnGeometry.ts';

/** One range of the photo with what GSP leaves of it. */
export interface PrunedRange extends RangeSimilarity {
  start: number;
  budget: number;
  survives: Uint8Array;
}

/** GSP alone (Eq. 8-9), for all questions. */
export function pruneRanges(geometry: RangeSimilarity, ranges: readonly TokenRange[], parameters: ScriptParameters): PrunedRange[] {
  const budgets = divideBudget(parameters.budget, ranges.length);
  return ranges.map((range, index) => {
    const block = takeBlock(geometry, range);
    const budget = Math.min(budgets[index], range.count);
    const { survives } = findSurvivors(countEdges(block, parameters), parameters, budget);
    return { ...block, start: range.start, budget, survives };
  });
}

/**
 * What Script keeps for one question: u32, ascending, and the greedy order of every range for the next call.
 * @param relevance f32[n], normalized
 * @param known orders of an earlier call with the same similarities, relevance, epsilon and exponent
 */
export function keepForQuestion(
  ranges: readonly PrunedRange[],
  relevance: Float32Array,
  parameters: Pick<ScriptParameters, 'epsilon' | 'relevanceExponent'>,
  known?: readonly GreedyOrder[],
): { kept: Uint32Array; orders: GreedyOrder[] } {
  const finals = ranges.map((range, index) =>
    selectRange(
      range,
      relevance.subarray(range.start, range.start + range.n),
      range.survives,
      { ...parameters, budget: range.budget },
      known?.[index],
    ),
  );
  return {
    kept: Uint32Array.from(finals.flatMap(({ indices }, index) => Array.from(indices, (token) => token + ranges[index].start))),
    orders: finals.map(({ greedy }) => greedy),
  };
}
