/** The constants that every path (reference, CPU, GPU) must agree on. */

/** Rows with a norm below this count as zero tokens: no direction, similarity 0 with themselves. */
export const ZERO_NORM = 1e-8;

/** Range of raw relevance below which every token counts as equally relevant. */
export const FLAT_RANGE = 1e-6;

/** The largest cosine distance 1 - S_ij there is; a single token counts as this far from the others that it does not have. */
export const LARGEST_DISTANCE = 2;

/** Greedy inference ends when the best residual is at most this: max(1e-4, 10 epsilon). */
export function stopResidual(epsilon: number): number {
  return Math.max(1e-4, 10 * epsilon);
}

/** floor(share count), where a product that is a whole number but for rounding counts as that number. */
export function floorShare(share: number, count: number): number {
  return Math.floor(share * count + 1e-9);
}

/** Larger numbers are refused at import: their squares, summed over a row, would leave what float32 can hold. */
export const LARGEST_VALUE = 1e15;
