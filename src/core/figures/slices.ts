/**
 * Analyses that take longer than a frame are generators: they yield the share that is done, and return the result. Whoever
 * runs one decides how long it may hold the thread, and may stop it.
 */

/** How long a slice may hold the thread, ms. */
export const SLICE_MS = 8;

/** Yields fractions in [0, 1] that never fall; returns the result. */
export type Sliced<Result> = Generator<number, Result>;

/** Runs an analysis as the part of a longer one that reaches from the share `from` to the share `to`. */
export function* scaleProgress<Result>(analysis: Sliced<Result>, from: number, to: number): Sliced<Result> {
  for (;;) {
    const step = analysis.next();
    if (step.done) return step.value;
    yield from + (to - from) * step.value;
  }
}

/** Runs an analysis to its end at once, for callers that can wait. */
export function runToEnd<Result>(analysis: Sliced<Result>): Result {
  for (;;) {
    const step = analysis.next();
    if (step.done) return step.value;
  }
}

/** Runs an analysis in slices, with a turn of the event loop between them, in which frames are drawn and messages arrive. */
export async function runBetweenFrames<Result>(analysis: Sliced<Result>, signal: AbortSignal): Promise<Result> {
  for (;;) {
    const deadline = performance.now() + SLICE_MS;
    while (performance.now() < deadline) {
      const step = analysis.next();
      if (step.done) return step.value;
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal.throwIfAborted();
  }
}
