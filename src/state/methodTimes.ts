/**
 * Times the compared methods once the sliders are at rest: a single run is noisy.
 */
import { listWanted, type RunWanted, type Wanted } from './methodRuns.ts';
import type { AppState, AppStore, MethodRun } from './store.ts';

/** Rest after the last change before anything is timed. */
const REST_MS = 400;
/** Further runs that the median is taken of; an odd number. */
const TIMED_RUNS = 5;

/** Follows the store for the life of the page: one place after the other, while the score card is open; any change stops it. */
export function followMethodTimes(store: AppStore, runWanted: RunWanted): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: AbortController | null = null;

  function restart(): void {
    clearTimeout(timer);
    underWay?.abort();
    underWay = null;
    if (isAtRest(store.getState())) timer = setTimeout(() => void timeAll(), REST_MS);
  }

  async function timeAll(): Promise<void> {
    const control = new AbortController();
    underWay = control;
    for (const due of listDue(store.getState())) {
      const milliseconds = await timeOne(due.wanted, control.signal);
      if (control.signal.aborted) return;
      if (milliseconds !== null) keep({ selection: due.selection, milliseconds, runs: TIMED_RUNS });
    }
  }

  /** @returns null if it was stopped or failed, which leaves the time of the single run */
  async function timeOne(wanted: Wanted, signal: AbortSignal): Promise<number | null> {
    const times: number[] = [];
    try {
      while (times.length < TIMED_RUNS) {
        const { milliseconds } = await runWanted(wanted, wanted.shown.parameters.budget, { lane: 'method times', signal });
        times.push(milliseconds);
      }
    } catch {
      return null;
    }
    return times.toSorted((a, b) => a - b)[(TIMED_RUNS - 1) / 2];
  }

  function keep(time: AppState['methodTimes'][number]): void {
    store.setState(({ methodRuns, methodTimes }) => ({
      methodTimes: [...methodTimes.filter(({ selection }) => methodRuns.some((run) => run.selection === selection)), time],
    }));
  }

  store.subscribe((state, previous) => {
    if (hasMoved(state, previous)) restart();
  });
}

function isAtRest({ settings, shown, activities, sweep }: AppState): boolean {
  return settings.view.figure === 'score-card' && shown !== null && activities.length === 0 && !sweep?.isRunning;
}

/** A card that arrives, a focus that moves and a time that is kept are no changes. */
function hasMoved(state: AppState, before: AppState): boolean {
  return (
    state.shown !== before.shown ||
    state.settings !== before.settings ||
    state.activities !== before.activities ||
    state.sweep?.isRunning !== before.sweep?.isRunning ||
    !haveSameSelections(state.methodRuns, before.methodRuns)
  );
}

function haveSameSelections(runs: readonly MethodRun[], before: readonly MethodRun[]): boolean {
  if (runs === before) return true;
  return runs.length === before.length && runs.every(({ selection, isOutdated }, index) => selection === before[index].selection && isOutdated === before[index].isOutdated);
}

/** Current selections without a time. */
function listDue(state: AppState) {
  return listWanted(state).flatMap((wanted, index) => {
    const { selection, isOutdated } = state.methodRuns[index] ?? { selection: null, isOutdated: true };
    const isDue = selection !== null && !isOutdated && state.methodTimes.every((time) => time.selection !== selection);
    return isDue ? [{ wanted, selection }] : [];
  });
}
