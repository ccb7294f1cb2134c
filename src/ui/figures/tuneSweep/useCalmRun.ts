import { useEffect, useState } from 'react';
import type { TuningRun, TuningSweep } from '../../../state/tuningSweep.ts';

/** While a sweep is under way a map of thousands of cells is drawn no more often than this, so that drawing never holds up the sweep. */
const REST_MS = 600;

/** The run of a sweep, at once when it begins or ends, and now and then in between. */
export function useCalmRun({ state }: TuningSweep): TuningRun | null {
  const [run, setRun] = useState(() => state.getState().run);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => {
      clearTimeout(timer);
      timer = undefined;
      setRun(state.getState().run);
    };
    const unsubscribe = state.subscribe(({ run: next }, { run: previous }) => {
      if (next?.isRunning !== previous?.isRunning || next?.key !== previous?.key) take();
      else timer ??= setTimeout(take, REST_MS);
    });
    take();
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [state]);
  return run;
}
