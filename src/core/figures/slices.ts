/**
 * Analyses that take longer than a frame are generators: they yield the share that is done, and return the result. Whoever
 * runs one decides how long it may hold the thread, and may stop it.
 */

/** Yields fractions in [0, 1] that never fall; returns the result. */
export type Sliced<Result> = Generator<number, Result>;

/** Runs an analysis to its end at once, for callers that can wait. */
export function runToEnd<Result>(analysis: Sliced<Result>): Result {
  for (;;) {
    const step = analysis.next();
    if (step.done) return step.value;
  }
}
