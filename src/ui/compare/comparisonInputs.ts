/**
 * What the figures of the comparison are drawn from.
 */
import { titleEntry } from '../../state/compareEntries.ts';
import type { MethodRun, Shown } from '../../state/store.ts';
import { useAppState } from '../AppContext.ts';

export interface ComparisonProps {
  shown: Shown;
}

/** A place in the comparison with its name. */
export interface NamedRun extends MethodRun {
  title: string;
}

/** The runs on the photo at hand; empty for the moment before they begin. */
export function nameRuns(runs: readonly MethodRun[]): NamedRun[] {
  const entries = runs.map(({ entry }) => entry);
  return runs.map((run) => ({ ...run, title: titleEntry(run.entry, entries) }));
}

export function useMethodRuns(): readonly MethodRun[] {
  return useAppState((state) => state.methodRuns);
}
