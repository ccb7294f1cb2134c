/**
 * What those contestants start from that do not normalize themselves: unit rows, made beforehand and no part of a time.
 */
import { normalizeRows } from '../../core/cpu/similarity.ts';
import type { BenchInputs } from '../inputs.ts';

export interface UnitInputs {
  /** f32[n, d], unit tokens. */
  unit: Float32Array;
  /** f32[n, d], unit joint embeddings. */
  joint: Float32Array;
  /** f32[d], unit question. */
  direction: Float32Array;
}

export function makeUnitInputs({ size: { n, d }, tokens, joint, query }: BenchInputs): UnitInputs {
  return {
    unit: normalizeRows(tokens.data, n, d).unit,
    joint: normalizeRows(joint.data, n, d).unit,
    direction: normalizeRows(query.embeddings.data, 1, d).unit,
  };
}

/** f32[d, n] from f32[n, d]. */
export function transpose(rows: Float32Array, n: number, d: number): Float32Array {
  const columns = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) columns[k * n + i] = rows[i * d + k];
  }
  return columns;
}
