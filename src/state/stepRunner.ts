/**
 * Long work in steps, between whatever else the engine is asked for: what budget sweep and tuning sweep have in common.
 */
import type { AppStore } from './store.ts';

/** Does one step. @returns whether another one may follow */
export type Step = (signal: AbortSignal) => Promise<boolean>;

export interface StepRunner {
  /** Begins, in place of whatever is under way; `onStop` is not told of that. */
  start(step: Step): void;
  /** The step under way is aborted; what is done stays. */
  stop(): void;
}

/**
 * Steps follow one another until one says it was the last, or the engine is not ready: a broken one would answer everything
 * with the same sentence, which the page tells elsewhere.
 * @param onStop told when work has ended or was stopped, whether or not any was under way
 */
export function createStepRunner(store: AppStore, onStop: () => void): StepRunner {
  let underWay: AbortController | null = null;

  async function run(step: Step, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const goesOn = await step(signal);
      if (!goesOn || store.getState().engine.status !== 'ready') break;
    }
    if (!signal.aborted) stop();
  }

  function stop(): void {
    underWay?.abort();
    underWay = null;
    onStop();
  }

  return {
    start(step) {
      underWay?.abort();
      underWay = new AbortController();
      void run(step, underWay.signal);
    },
    stop,
  };
}
