import type { Relevance } from '../kernels.ts';
import { FLAT_RANGE } from '../numerics.ts';
import type { Matrix } from '../tokens.ts';
import { normalizeRows } from './similarity.ts';

/**
 * Relevance of every token (Eq. 3-4): cosine with the mean query row, min-max normalized.
 * @param unitJoint f32[n, e], unit rows
 * @param query f32[l, e], or null for no question
 */
export function computeRelevance(
  unitJoint: Float32Array,
  n: number,
  query: Matrix | null,
  invert: boolean,
): Relevance {
  if (query === null) return { raw: null, normalized: new Float32Array(n).fill(1) };
  const direction = averageRows(query);
  const e = query.cols;
  const raw = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let dot = 0;
    for (let k = 0; k < e; k++) dot += unitJoint[i * e + k] * direction[k];
    raw[i] = dot;
  }
  return { raw, normalized: normalizeMinMax(raw, invert) };
}

/** Unit vector along the mean of the rows, f32[e]. */
function averageRows({ rows, cols, data }: Matrix): Float32Array {
  const mean = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < cols; k++) mean[k] += data[row * cols + k] / rows;
  }
  return normalizeRows(Float32Array.from(mean), 1, cols).unit;
}

function normalizeMinMax(values: Float32Array, invert: boolean): Float32Array {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const range = high - low;
  if (range < FLAT_RANGE) return new Float32Array(values.length).fill(1);
  return values.map((value) => (invert ? high - value : value - low) / range);
}
