/**
 * A selection taken apart into the ranges in which it was made, with tokens counted from the start of each range.
 */
import { countDiscarded } from '../script/finalSelection.ts';
import type { ScriptParameters, ScriptSelection } from '../script/scriptSelection.ts';
import { divideBudget } from '../divideBudget.ts';
import type { TokenRange } from '../tokens.ts';

export interface SelectionPart {
  range: TokenRange;
  /** [m] of this range; never more than its tokens. */
  budget: number;
  /** How many tokens GSP drops here. */
  discarded: number;
  /** u32[count], tokens from the most to the least redundant. */
  ranking: Uint32Array;
  /** u32[k], greedy picks, as far as the selection needed them. */
  order: Uint32Array;
  /** f32[count], normalized */
  relevance: Float32Array;
}

/** What taking a selection apart needs of it. */
export interface PartedSelection {
  maps: Pick<ScriptSelection['maps'], 'redundancyRank' | 'relevance'>;
  trace: Pick<ScriptSelection['trace'], 'order'>;
}

export function splitSelection(
  { maps, trace }: PartedSelection,
  ranges: readonly TokenRange[],
  { budget, pruneRatio }: Pick<ScriptParameters, 'budget' | 'pruneRatio'>,
): SelectionPart[] {
  const budgets = divideBudget(budget, ranges.length);
  return ranges.map((range, index) => {
    const { start, count } = range;
    const own = Math.min(budgets[index], count);
    const ranking = new Uint32Array(count);
    for (let token = 0; token < count; token++) ranking[maps.redundancyRank[start + token] - 1] = token;
    return {
      range,
      budget: own,
      discarded: countDiscarded(count, own, pruneRatio),
      ranking,
      order: trace.order.filter((token) => token >= start && token < start + count).map((token) => token - start),
      relevance: maps.relevance.subarray(start, start + count),
    };
  });
}

/** u8[count], 1 for what GSP leaves when it drops the first `discarded` tokens of a ranking. */
export function keepAfter(ranking: Uint32Array, discarded: number): Uint8Array {
  const survives = new Uint8Array(ranking.length).fill(1);
  for (const token of ranking.subarray(0, discarded)) survives[token] = 0;
  return survives;
}
