/**
 * Everything that the drawing shows, from the page's selection and its greedy orders.
 */
import {
  classifyTokens,
  countMeetings,
  countMet,
  findWalkEnd,
  listRatios,
  sweepPruning,
  type Meeting,
  type PruneSweep,
} from '../../../core/figures/intersection.ts';
import { keepAfter, splitSelection, type SelectionPart } from '../../../core/figures/selectionParts.ts';
import { countDiscarded } from '../../../core/script/finalSelection.ts';
import type { ScriptParameters, ScriptSelection } from '../../../core/script/scriptSelection.ts';
import type { TokenRange } from '../../../core/tokens.ts';

export interface WalkCurve {
  /** [p], as far as m allows. */
  ratio: number;
  /** u32[length + 1], |GSP and DPP_k| */
  met: Uint32Array;
  /** [k*] */
  end: number;
}

/** The walk inside one range: the only one, or the view of the token in focus. */
export interface WalkData {
  part: SelectionPart;
  /** Which of how many ranges. */
  index: number;
  count: number;
  order: Uint32Array;
  isWhole: boolean;
  /** u8[count], 1 for survivors at the page's p. */
  survives: Uint8Array;
  live: WalkCurve;
  ghosts: WalkCurve[];
  /** null until the order is whole. */
  sweep: PruneSweep | null;
}

export interface MeetingData {
  selection: Pick<ScriptSelection, 'indices' | 'kStar' | 'intersectionAtM' | 'supplemented' | 'budget'>;
  /** u8[n], index into MEETINGS. */
  classes: Uint8Array;
  counts: Record<Meeting, number>;
  /** u8[n], 1 for survivors of GSP. */
  survives: Uint8Array;
  /** u8[n], 1 for the first m picks. */
  firstPicks: Uint8Array;
}

export function describeMeeting(
  selection: ScriptSelection,
  ranges: readonly TokenRange[],
  parameters: Pick<ScriptParameters, 'budget' | 'pruneRatio'>,
): { parts: SelectionPart[]; meeting: MeetingData } {
  const parts = splitSelection(selection, ranges, parameters);
  const classes = classifyTokens(selection.fate, parts);
  const survives = new Uint8Array(selection.n);
  const firstPicks = new Uint8Array(selection.n);
  for (const { range, ranking, discarded, order, budget } of parts) {
    survives.set(keepAfter(ranking, discarded), range.start);
    for (const token of order.subarray(0, budget)) firstPicks[range.start + token] = 1;
  }
  return { parts, meeting: { selection, classes, counts: countMeetings(classes), survives, firstPicks } };
}

export function followWalk(parts: readonly SelectionPart[], index: number, orders: readonly Uint32Array[], isWhole: boolean): WalkData {
  const part = parts[index];
  const order = orders[index];
  const { ranking, budget, discarded } = part;
  const n = ranking.length;
  const survives = keepAfter(ranking, discarded);
  const curve = (ratio: number): WalkCurve => {
    const met = countMet(order, keepAfter(ranking, countDiscarded(n, budget, ratio)));
    return { ratio, met, end: findWalkEnd(met, budget) };
  };
  const met = countMet(order, survives);
  return {
    part,
    index,
    count: parts.length,
    order,
    isWhole,
    survives,
    live: { ratio: discarded / n, met, end: findWalkEnd(met, budget) },
    ghosts: listRatios(n, budget).map(curve),
    sweep: isWhole ? sweepPruning(part, order) : null,
  };
}
