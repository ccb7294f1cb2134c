/**
 * Newest value wins: turns a stream of values into runs that never overlap and never queue up.
 */

/** Calls back before the next frame; tests bring their own clock. */
export type Schedule = (callback: () => void) => void;

/**
 * Runs on the next animation frame. A page in the background gets no frames, so a timer stands in there.
 */
export const scheduleFrame: Schedule = (callback) => {
  if (document.visibilityState === 'hidden') setTimeout(callback, 0);
  else requestAnimationFrame(() => callback());
};

/**
 * Returns a `push`: at most one `run` is under way, and of the values pushed meanwhile only the newest is kept. `run`
 * starts on the scheduled frame, so that several input events before one frame cost one run. `run` must not reject.
 */
export function createCoalescer<Value>(
  run: (value: Value) => Promise<void>,
  schedule: Schedule = scheduleFrame,
): (value: Value) => void {
  let waiting: { value: Value } | null = null;
  let busy = false;
  let scheduled = false;

  function arrange(): void {
    if (busy || scheduled || waiting === null) return;
    scheduled = true;
    schedule(() => {
      scheduled = false;
      void start();
    });
  }

  async function start(): Promise<void> {
    if (waiting === null) return;
    const { value } = waiting;
    waiting = null;
    busy = true;
    try {
      await run(value);
    } finally {
      busy = false;
      arrange();
    }
  }

  return (value) => {
    waiting = { value };
    arrange();
  };
}
