import { useEffect, useMemo, useRef, useState } from 'react';
import type { Selection } from '../../../core/methods/method.ts';
import type { MethodRun } from '../../../state/store.ts';

/** Answers that come sooner need no announcement; one that flickers would be worse than none. */
const PATIENCE_MS = 300;

/** How long a place has shown the same outdated selection. */
interface Wait {
  selection: Selection | null;
  since: number;
}

/** The places whose answer has been awaited for so long that it should be said. */
export function useSlowUpdates(runs: readonly MethodRun[]): ReadonlySet<number> {
  const waits = useRef<readonly (Wait | null)[]>([]);
  // As text, so that what stays the same draws nothing anew.
  const [slow, setSlow] = useState('');
  useEffect(() => {
    const now = performance.now();
    waits.current = runs.map((run, index) => continueWait(waits.current[index], run, now));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      const ages = waits.current.map((wait) => (wait ? performance.now() - wait.since : -1));
      setSlow(ages.flatMap((age, index) => (age >= PATIENCE_MS ? [index] : [])).join());
      const patient = ages.filter((age) => age >= 0 && age < PATIENCE_MS);
      if (patient.length > 0) timer = setTimeout(check, PATIENCE_MS - Math.max(...patient) + 1);
    };
    check();
    return () => clearTimeout(timer);
  }, [runs]);
  return useMemo(() => new Set(slow === '' ? [] : slow.split(',').map(Number)), [slow]);
}

function continueWait(before: Wait | null | undefined, { isOutdated, selection }: MethodRun, now: number): Wait | null {
  if (!isOutdated) return null;
  return before && before.selection === selection ? before : { selection, since: now };
}
