/**
 * Cosines between the rows of two tensors that are no features of one token range, such as words and tokens.
 */
import { normalizeRows } from '../cpu/similarity.ts';
import type { Matrix } from '../tokens.ts';

/**
 * Cosine of every row on the left with every row on the right, f32[left rows, right rows]; 0 for zero rows. Equal rows have
 * equal cosines to the last bit.
 * @param left f32[a, d]
 * @param right f32[b, d]
 */
export function compareRows(left: Matrix, right: Matrix): Matrix {
  const a = normalizeRows(left.data, left.rows, left.cols).unit;
  const b = normalizeRows(right.data, right.rows, right.cols).unit;
  const data = new Float32Array(left.rows * right.rows);
  for (let i = 0; i < left.rows; i++) {
    for (let j = 0; j < right.rows; j++) {
      let dot = 0;
      for (let k = 0; k < left.cols; k++) dot += a[i * left.cols + k] * b[j * left.cols + k];
      data[i * right.rows + j] = dot;
    }
  }
  return { rows: left.rows, cols: right.rows, data };
}
