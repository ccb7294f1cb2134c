import { FLAT_RANGE } from '../numerics.ts';
import { normalizeRows } from './similarity.ts';

/** Eq. 3-4 in float64; see `Relevance` for the fields. */
export interface RelevanceReference {
  raw: Float64Array | null;
  normalized: Float64Array;
}

/**
 * Query-conditioned relevance (Eq. 3-4): cosine of every joint embedding with the mean query row, then min-max.
 * Without a query raw is null and normalized is 1 everywhere; so it is where the range of raw is below 1e-6.
 * @param joint f[n, e] row-major
 * @param query f[l, e] row-major, or null for no question
 * @param invert normalize -raw; raw itself is never negated
 */
export function computeRelevance(
  joint: ArrayLike<number>,
  n: number,
  e: number,
  query: { rows: number; data: ArrayLike<number> } | null,
  invert: boolean,
): RelevanceReference {
  if (query === null || query.rows === 0) return { raw: null, normalized: new Float64Array(n).fill(1) };
  const mean = new Float64Array(e);
  for (let row = 0; row < query.rows; row++) {
    for (let k = 0; k < e; k++) mean[k] += query.data[row * e + k] / query.rows;
  }
  const direction = normalizeRows(mean, 1, e);
  const unit = normalizeRows(joint, n, e);
  const raw = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < e; k++) raw[i] += unit[i * e + k] * direction[k];
  }
  return { raw, normalized: normalizeMinMax(raw, invert) };
}

/** Min-max of values, or of their negatives, to [0, 1]; 1 everywhere if the range is below 1e-6. */
export function normalizeMinMax(values: ArrayLike<number>, invert: boolean): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  const range = high - low;
  if (range < FLAT_RANGE) return new Float64Array(values.length).fill(1);
  return Float64Array.from(values, (value) => (invert ? high - value : value - low) / range);
}
