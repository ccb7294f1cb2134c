/**
 * The determinant of the kept kernel, as the two terms it factors into (Eq. 6), and similarity within the kept set.
 */

import { runToEnd, type Sliced } from './figures/slices.ts';

/** Cholesky pivots at or below this count as a singular kernel. */
const SMALLEST_PIVOT = 1e-10;

/**
 * 2 a sum ln r_i over the kept tokens, where a is the exponent of r; -Infinity if an r_i is 0.
 * @param relevance f[n], normalized
 */
export function sumLogRelevance(relevance: ArrayLike<number>, kept: ArrayLike<number>, relevanceExponent = 1): number {
  let sum = 0;
  for (let i = 0; i < kept.length; i++) sum += 2 * relevanceExponent * Math.log(relevance[kept[i]]);
  return sum;
}

/**
 * ln det of a symmetric k x k matrix by Cholesky; -Infinity if a pivot is <= 1e-10.
 * @param matrix f[k, k] row-major
 */
export function logDeterminant(matrix: ArrayLike<number>, k: number): number {
  return runToEnd(logDeterminantInSlices(matrix, k));
}

/** The same in slices, for large k beside a page that has to stay responsive. */
export function* logDeterminantInSlices(matrix: ArrayLike<number>, k: number): Sliced<number> {
  const lower = new Float64Array(matrix);
  let sum = 0;
  for (let column = 0; column < k; column++) {
    yield column / k;
    let pivot = lower[column * k + column];
    for (let t = 0; t < column; t++) pivot -= lower[column * k + t] ** 2;
    if (pivot <= SMALLEST_PIVOT) return -Infinity;
    const root = Math.sqrt(pivot);
    lower[column * k + column] = root;
    sum += 2 * Math.log(root);
    for (let row = column + 1; row < k; row++) {
      let value = lower[row * k + column];
      for (let t = 0; t < column; t++) value -= lower[row * k + t] * lower[column * k + t];
      lower[row * k + column] = value / root;
    }
  }
  return sum;
}

/**
 * Mean and maximum over the pairs of different rows of a symmetric k x k similarity; NaN for k < 2.
 */
export function summarizePairs(similarity: ArrayLike<number>, k: number): { mean: number; max: number } {
  let sum = 0;
  let max = k < 2 ? NaN : -Infinity;
  for (let i = 0; i < k; i++) {
    for (let j = i + 1; j < k; j++) {
      sum += similarity[i * k + j];
      max = Math.max(max, similarity[i * k + j]);
    }
  }
  return { mean: sum / ((k * (k - 1)) / 2), max };
}
