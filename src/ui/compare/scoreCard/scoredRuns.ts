/**
 * What the score card is drawn from: every place in the comparison with its card, its time, or why it has none.
 */
import { useMemo, useState } from 'react';
import type { Selection } from '../../../core/methods/method.ts';
import type { ScoreCard } from '../../../core/scoreCard/scoreCard.ts';
import type { ScoreRow } from '../../../core/scoreCard/scoreTable.ts';
import type { CompareEntry } from '../../../state/settings.ts';
import type { MethodRun, MethodTime } from '../../../state/store.ts';
import { useAppState } from '../../AppContext.ts';
import { nameRuns, useMethodRuns } from '../comparisonInputs.ts';

export interface ScoredRun {
  /** In the comparison, from 0; gives hue and shape. */
  place: number;
  title: string;
  entry: CompareEntry;
  selection: Selection | null;
  /** With the best time there is. */
  card: ScoreCard | null;
  /** Why there is no card. */
  refusal: string | null;
  /** Runs behind the time: 1, or as many as the median is of. */
  timedRuns: number;
  /** A newer one is on its way. */
  isAwaited: boolean;
}

export function useScoredRuns(): readonly ScoredRun[] {
  const runs = useMethodRuns();
  const times = useAppState((state) => state.methodTimes);
  const [held, setHeld] = useState<readonly MethodRun[]>([]);
  const next = holdCards(runs, held);
  if (next.length !== held.length || next.some((run, place) => run !== held[place])) setHeld(next);
  return useMemo(() => toScoredRuns(runs, next, times), [runs, next, times]);
}

/** What every place shows: its run or, while that has no card yet, the last one that had. The same array while nothing changes. */
export function holdCards(runs: readonly MethodRun[], held: readonly MethodRun[]): readonly MethodRun[] {
  const next = runs.map((run, place) => {
    if (run.card || run.problem !== null) return run;
    return findEarlier(run, held[place], held) ?? run;
  });
  return next.length === held.length && next.every((run, place) => run === held[place]) ? held : next;
}

/** A place that moved up because another was removed keeps what it shows. */
function findEarlier(run: MethodRun, here: MethodRun | undefined, held: readonly MethodRun[]): MethodRun | null {
  const isSame = (other: MethodRun | undefined) => other?.entry === run.entry && other.photo === run.photo;
  const earlier = isSame(here) ? here : held.find(isSame);
  if (earlier?.card) return earlier;
  return here?.card && here.photo === run.photo && here.entry.method === run.entry.method ? here : null;
}

/** @param shown what each place shows, see `holdCards` */
export function toScoredRuns(runs: readonly MethodRun[], shown: readonly MethodRun[], times: readonly MethodTime[]): ScoredRun[] {
  return nameRuns(runs).map(({ title, entry, ...run }, place) => {
    const { selection, card: outcome, problem, milliseconds } = shown[place];
    const time = times.find((candidate) => candidate.selection === selection);
    return {
      place,
      title,
      entry,
      selection,
      card: outcome?.kind === 'card' ? { ...outcome.card, milliseconds: time?.milliseconds ?? milliseconds } : null,
      refusal: problem ?? (outcome?.kind === 'refusal' ? outcome.sentence : null),
      timedRuns: time?.runs ?? 1,
      isAwaited: run.isOutdated || (run.card === null && run.problem === null),
    };
  });
}

/** Rows of tables and files; without places that are still being measured. */
export function toScoreRows(runs: readonly ScoredRun[]): ScoreRow[] {
  return runs.flatMap(({ entry, title, selection, card, refusal }): ScoreRow[] => {
    if (refusal !== null) return [{ id: entry.method, title, outcome: { kind: 'refusal', sentence: refusal } }];
    if (!card || !selection) return [];
    return [{ id: entry.method, title, outcome: { kind: 'card', card, kept: selection.indices } }];
  });
}

/** Whether all times are medians, so that they can be compared. */
export function areTimed(runs: readonly ScoredRun[]): boolean {
  return runs.every(({ card, timedRuns }) => card === null || timedRuns > 1);
}
