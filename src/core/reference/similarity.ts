/**
 * Float64 reference of the similarity stage, written from the equations; kernels are judged against it.
 */
import { ZERO_NORM } from '../numerics.ts';

/**
 * Unit tokens Z: every row divided by max(norm, 1e-8).
 * @param tokens f[n, d] row-major
 * @returns f64[n, d]
 */
export function normalizeRows(tokens: ArrayLike<number>, n: number, d: number): Float64Array {
  const unit = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const norm = rowNorm(tokens, i, d);
    const scale = 1 / Math.max(norm, ZERO_NORM);
    for (let k = 0; k < d; k++) unit[i * d + k] = tokens[i * d + k] * scale;
  }
  return unit;
}

/**
 * Cosine similarity S between all tokens (Eq. 10). The diagonal is exactly 1, or 0 for a zero token, so that
 * ties stay ties.
 * @param tokens f[n, d] row-major, not yet normalized
 * @returns f64[n, n]
 */
export function computeSimilarity(tokens: ArrayLike<number>, n: number, d: number): Float64Array {
  const unit = normalizeRows(tokens, n, d);
  const similarity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    similarity[i * n + i] = rowNorm(tokens, i, d) < ZERO_NORM ? 0 : 1;
    for (let j = i + 1; j < n; j++) {
      let dot = 0;
      for (let k = 0; k < d; k++) dot += unit[i * d + k] * unit[j * d + k];
      similarity[i * n + j] = dot;
      similarity[j * n + i] = dot;
    }
  }
  return similarity;
}

/** Euclidean norm of a row of `d` numbers. */
export function rowNorm(values: ArrayLike<number>, row: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += values[row * d + k] ** 2;
  return Math.sqrt(sum);
}
