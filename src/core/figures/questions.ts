/**
 * Figures 7-8: what different questions would keep of one photo. Tau, gamma and p act on all questions alike, so the edges
 * and survivors of GSP are found once; the greedy order belongs to a question, and is kept while only those three and m move.
 */
import type { GreedyInference } from '../cpu/greedyDpp.ts';
import { selectFinal, walkIsComplete } from '../script/finalSelection.ts';
import type { ScriptParameters } from '../script/scriptSelection.ts';
import { divideBudget } from '../divideBudget.ts';
import type { TokenRange } from '../tokens.ts';
import { countEdges, findSurvivors, openOrder, takeBlock, type RangeSimilarity } from './scriptOnGeometry.ts';
import type { Sliced } from './slices.ts';

/** One range of the photo: its similarities, and where its tokens begin. */
export interface QuestionRange extends RangeSimilarity {
  start: number;
}

/** One range of the photo with what GSP leaves of it. */
export interface PrunedRange extends QuestionRange {
  budget: number;
  survives: Uint8Array;
}

export function takeRanges(geometry: RangeSimilarity, ranges: readonly TokenRange[]): QuestionRange[] {
  return ranges.map((range) => ({ ...takeBlock(geometry, range), start: range.start }));
}

/** GSP alone (Eq. 8-9), for all questions. */
export function pruneRanges(ranges: readonly QuestionRange[], parameters: ScriptParameters): PrunedRange[] {
  const budgets = divideBudget(parameters.budget, ranges.length);
  return ranges.map((range, index) => {
    const budget = Math.min(budgets[index], range.n);
    const { survives } = findSurvivors(countEdges(range, parameters), parameters, budget);
    return { ...range, budget, survives };
  });
}

/** The greedy orders of one question, one per range, computed as far as somebody walked. */
export type QuestionOrders = readonly GrowingOrder[];

/** @param relevance f32[n], normalized */
export function beginOrders(
  ranges: readonly QuestionRange[],
  relevance: Float32Array,
  parameters: Pick<ScriptParameters, 'epsilon' | 'relevanceExponent'>,
): QuestionOrders {
  return ranges.map((range) => {
    const part = relevance.subarray(range.start, range.start + range.n);
    return new GrowingOrder(openOrder(range, part, parameters), part);
  });
}

/** What Script keeps for one question (Sec. 4.3): u32, ascending. Extends the orders where the walk needs more of them. */
export function* keepForQuestion(ranges: readonly PrunedRange[], orders: QuestionOrders): Sliced<Uint32Array> {
  const kept: number[] = [];
  for (const [index, { n, start, survives, budget }] of ranges.entries()) {
    const order = orders[index];
    while (!order.ended && !walkIsComplete(order.picks, survives, budget)) {
      order.extend();
      yield (index + order.picks.length / n) / ranges.length;
    }
    const { indices } = selectFinal(order.picks, survives, order.relevance, budget);
    for (const token of indices) kept.push(start + token);
  }
  return Uint32Array.from(kept);
}

/** Multiplications between two yields, a few milliseconds. */
const WORK_PER_YIELD = 1_000_000;
/** Picks between two yields at most; those of one round become dearer as the round goes on. */
const MOST_PER_YIELD = 32;

class GrowingOrder {
  readonly relevance: Float32Array;
  readonly picks: number[] = [];
  ended = false;
  private readonly inference: GreedyInference;

  constructor(inference: GreedyInference, relevance: Float32Array) {
    this.inference = inference;
    this.relevance = relevance;
  }

  /** Adds as many picks as fit between two yields; a pick costs one multiplication per token and earlier pick. */
  extend(): void {
    const perPick = this.relevance.length * Math.max(16, this.picks.length);
    const count = Math.min(MOST_PER_YIELD, Math.max(1, Math.floor(WORK_PER_YIELD / perPick)));
    const { order, ended } = this.inference.extend(count);
    for (const token of order) this.picks.push(token);
    this.ended = ended;
  }
}
