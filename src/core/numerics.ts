/** The constants that every path (reference, CPU, GPU) must agree on. */

/** Rows with a norm below this count as zero tokens: no direction, similarity 0 with themselves. */
export const ZERO_NORM = 1e-8;

/** Range of raw relevance below which every token counts as equally relevant. */
export const FLAT_RANGE = 1e-6;

/** Greedy inference ends when the best residual is at most this: max(1e-4, 10 epsilon). */
export function stopResidual(epsilon: number): number {
  return Math.max(1e-4, 10 * epsilon);
}

/** Larger numbers are refused at import: their squares, summed over a row, would leave what float32 can hold. */
export const LARGEST_VALUE = 1e15;
