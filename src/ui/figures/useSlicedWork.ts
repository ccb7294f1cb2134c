/**
 * Runs an analysis that takes longer than a frame in slices between frames, with its progress and a way to stop it.
 */
import { useEffect, useState } from 'react';
import { SLICE_MS, type Sliced } from '../../core/figures/slices.ts';

export interface SlicedWork<Result> {
  /** Of the newest finished run; stays while a newer one is under way. */
  result: Result | null;
  /** 0 to 1 while running, null otherwise. */
  progress: number | null;
  /** Why it failed. */
  problem: string | null;
  /** Stops the run; `start` has to change before there is another. */
  cancel: () => void;
}

/**
 * @param start begins the analysis; must stay the same function while nothing changes. A new one replaces a run under way.
 *   null runs nothing and keeps the last result.
 */
export function useSlicedWork<Result>(start: (() => Sliced<Result>) | null): SlicedWork<Result> {
  const [state, setState] = useState<Omit<SlicedWork<Result>, 'cancel'>>({ result: null, progress: null, problem: null });
  const [cancelled, setCancelled] = useState<typeof start>(null);
  const wanted = start !== null && cancelled !== start;

  useEffect(() => {
    if (!wanted || start === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let run: Sliced<Result> | null = null;
    const work = () => {
      const deadline = performance.now() + SLICE_MS;
      try {
        run ??= start();
        for (;;) {
          const step = run.next();
          if (step.done) return setState({ result: step.value, progress: null, problem: null });
          if (performance.now() > deadline) {
            setState((before) => ({ ...before, progress: step.value }));
            break;
          }
        }
        timer = setTimeout(work, 0);
      } catch (error) {
        setState({ result: null, progress: null, problem: error instanceof Error ? error.message : String(error) });
      }
    };
    // The first slice runs at once: most analyses need no second.
    work();
    return () => clearTimeout(timer);
  }, [start, wanted]);

  return { ...state, progress: wanted ? state.progress : null, cancel: () => setCancelled(() => start) };
}
