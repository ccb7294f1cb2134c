/**
 * The order on screen, replayed: at once where it is short, in slices between frames where it is long.
 */
import { useMemo, useState } from 'react';
import {
  countRecorded,
  extendReplay,
  openReplay,
  shareBudget,
  takeTrace,
  walkOrder,
  type ReplaySource,
} from '../../../core/figures/greedySteps.ts';
import { countDiscarded } from '../../../core/script/finalSelection.ts';
import { takeBlock } from '../../../core/figures/scriptOnGeometry.ts';
import type { FigureInputs } from '../figureInputs.ts';
import { useSlicedWork } from '../useSlicedWork.ts';
import type { Film } from './film.ts';

export interface OpenFilm {
  film: Film;
  /** Steps that can be recorded at most. */
  recorded: number;
  progress: number | null;
  problem: string | null;
  cancel: () => void;
}

/** @param index which range of the inputs */
export function useFilm({ shown, geometry, ranges }: FigureInputs, index: number): OpenFilm {
  // Ranges are made anew with every selection; the same range shall stay the same object.
  const { start, count } = ranges[index];
  const range = useMemo(() => ({ start, count }), [start, count]);
  const { selection, parameters } = shown;
  const { epsilon, relevanceExponent } = parameters;
  const block = useMemo(() => takeBlock(geometry, range), [geometry, range]);
  const trace = useMemo(() => takeTrace(selection.trace, range), [selection, range]);
  const source = useMemo<ReplaySource>(() => {
    const relevance = selection.maps.relevance.subarray(range.start, range.start + range.count);
    return { ...block, relevance, epsilon, relevanceExponent };
  }, [block, selection, range, epsilon, relevanceExponent]);

  // A moved m or p changes where the walk ends, not the order: the steps on screen stay what they are.
  const [kept, keep] = useState(() => openReplay(source, trace.order));
  const replay = useMemo(
    () => (kept.matches(source, trace.order) ? kept : openReplay(source, trace.order)),
    [kept, source, trace],
  );
  if (replay !== kept) keep(replay);

  const work = useSlicedWork(useMemo(() => () => extendReplay(replay, trace.order), [replay, trace]));
  const recorded = countRecorded(range.count, trace.order.length);
  const ready = Math.min(replay.length, recorded);
  const walk = useMemo(() => {
    const budget = shareBudget(parameters.budget, ranges, index);
    const discarded = countDiscarded(range.count, budget, parameters.pruneRatio);
    const ranks = selection.maps.redundancyRank.subarray(range.start, range.start + range.count);
    return walkOrder(trace.order, Uint8Array.from(ranks, (rank) => Number(rank > discarded)), budget);
  }, [parameters, ranges, index, range, selection, trace]);
  const film = useMemo(
    () => ({ range, replay, ready, total: trace.order.length, runGains: trace.gains, walk }),
    [range, replay, ready, trace, walk],
  );
  return { film, recorded, progress: work.progress, problem: work.problem, cancel: work.cancel };
}
