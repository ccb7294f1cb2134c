/**
 * Everything about the greedy order of one range that the drawing, the equations and the table of steps read.
 */
import { compareWithEarlier, type GreedyReplay, type PickFate, type Walk } from '../../../core/figures/greedySteps.ts';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import type { TokenRange } from '../../../core/tokens.ts';

export interface Film {
  range: TokenRange;
  replay: GreedyReplay;
  /** Steps of the replay that can be shown. */
  ready: number;
  /** Picks of the order in all. */
  total: number;
  /** Gains as the page's own float32 run had them, f32[total]. */
  runGains: Float32Array;
  walk: Walk;
}

export const FATE_WORDS: Record<PickFate, string> = {
  kept: 'survives GSP, kept',
  dropped: 'dropped by GSP',
  beyond: 'survives GSP, but the budget is full',
};

/** Index of a step's pick in the whole sequence. */
export function pickOf({ replay, range }: Film, step: number): number {
  return range.start + replay.picks[step];
}

/** The step at which a token of the whole sequence is picked; -1 if in none that can be shown. */
export function stepOf({ replay, range, ready }: Film, token: number | null): number {
  if (token === null) return -1;
  const step = replay.picks.indexOf(token - range.start);
  return step < ready ? step : -1;
}

/** What happens at a step, in one or two sentences. */
export function describeStep(film: Film, step: number): string {
  const { walk, total } = film;
  const { budget, kStar } = walk;
  const start = `Step ${step + 1} of ${total}: token ${pickOf(film, step)} has the largest v².`;
  switch (walk.fates[step]) {
    case 'kept':
      return step + 1 === kStar && walk.kept[step] === budget
        ? `${start} It survives GSP and is kept as number ${budget} of ${budget}: the walk ends here, k* = ${kStar}.`
        : `${start} It survives GSP and is kept as number ${walk.kept[step]} of ${budget}.`;
    case 'dropped':
      return step < kStar
        ? `${start} GSP dropped it, so the walk passes over it; ${walk.kept[step]} of ${budget} are kept so far.`
        : `${start} GSP dropped it; the walk ended earlier, at k* = ${kStar}.`;
    case 'beyond':
      return `${start} The walk ended earlier, at k* = ${kStar}, so it is not needed.`;
    default:
      return walk.fates[step] satisfies never;
  }
}

export function tabulateSteps(film: Film): DataTable {
  const { replay, ready, runGains, walk } = film;
  return {
    columns: [
      { title: 'step' },
      { title: 'token' },
      { title: 'gain v_j^2', digits: 6 },
      { title: 'gain of this run (float32)', digits: 6 },
      { title: 'ln det of the picks', digits: 3 },
      { title: 'largest cosine with an earlier pick', digits: 4 },
      { title: 'that pick’s step' },
      { title: 'GSP and the walk' },
      { title: 'kept so far' },
    ],
    rows: Array.from({ length: ready }, (_, step) => {
      const { cosines, largest } = compareWithEarlier(replay, step);
      return [
        step + 1,
        pickOf(film, step),
        replay.gains[step],
        runGains[step],
        replay.logDeterminants[step],
        largest < 0 ? null : cosines[largest],
        largest < 0 ? null : largest + 1,
        FATE_WORDS[walk.fates[step]],
        walk.kept[step],
      ];
    }),
  };
}
