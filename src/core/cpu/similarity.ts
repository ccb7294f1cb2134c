/**
 * Float32 similarity on the CPU: blocked loops that a JavaScript engine keeps in registers.
 */
import { ZERO_NORM } from '../numerics.ts';

/** Rows and columns of the block that one inner loop computes. */
const BLOCK = 4;
/** Rows that are multiplied in one call of `MultiplyRows`: enough to keep it busy, few enough that its results stay small. */
const BAND = 512;
/** Multiplications n^2 d that a loop has done before another's product has begun; its float64 sums are also more exact. */
const WORTH_ASKING = 1e6;
/** Rows and columns that are mirrored together. */
const MIRROR_TILE = 32;

/**
 * Inner products of the rows of a, f32[s, d], with those of b, f32[t, d]: f32[s, t]. An entry must depend on nothing but its
 * two rows, not on their order or place either, so that equal tokens get equal similarities to the last bit.
 * @returns null if it cannot be done now; the loops of this file then do it
 */
export type MultiplyRows = (a: Float32Array, b: Float32Array, d: number) => Promise<Float32Array | null>;

/**
 * Unit tokens Z: rows / max(norm, 1e-8), which rows are zero tokens, and the norms.
 * @param tokens f32[n, d]
 */
export function normalizeRows(
  tokens: Float32Array,
  n: number,
  d: number,
): { unit: Float32Array; isZero: Uint8Array; norms: Float32Array } {
  const unit = new Float32Array(n * d);
  const isZero = new Uint8Array(n);
  const norms = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = i * d; k < (i + 1) * d; k++) sum += tokens[k] * tokens[k];
    const norm = Math.sqrt(sum);
    norms[i] = norm;
    isZero[i] = norm < ZERO_NORM ? 1 : 0;
    const scale = 1 / Math.max(norm, ZERO_NORM);
    for (let k = i * d; k < (i + 1) * d; k++) unit[k] = tokens[k] * scale;
  }
  return { unit, isZero, norms };
}

/**
 * Cosine similarity S = Z Z^T (Eq. 10): f32[n, n], symmetric, diagonal exactly 1 (0 for a zero token). Only the blocks
 * on and above the diagonal are computed. Every entry sums its d products in the same order, so that equal tokens
 * have equal rows to the last bit.
 */
export function computeSimilarity(unit: Float32Array, isZero: Uint8Array, n: number, d: number): Float32Array {
  const similarity = new Float32Array(n * n);
  const block = new Float64Array(BLOCK * BLOCK);
  const all = { start: 0, step: 1, count: n };
  for (let row = 0; row < n; row += BLOCK) {
    for (let column = row; column < n; column += BLOCK) {
      multiplyBlock({ unit, d, rows: all, columns: all }, row, column, block);
      for (let a = 0; a < BLOCK && row + a < n; a++) {
        for (let b = 0; b < BLOCK && column + b < n; b++) {
          similarity[(row + a) * n + column + b] = block[a * BLOCK + b];
          similarity[(column + b) * n + row + a] = block[a * BLOCK + b];
        }
      }
    }
  }
  for (let i = 0; i < n; i++) similarity[i * n + i] = isZero[i] ? 0 : 1;
  return similarity;
}

/** `computeSimilarity` by another's product, band by band, of which only what lies above the diagonal is used. */
export async function multiplySimilarity(
  multiply: MultiplyRows,
  unit: Float32Array,
  isZero: Uint8Array,
  n: number,
  d: number,
): Promise<Float32Array> {
  if (n * n * d < WORTH_ASKING) return computeSimilarity(unit, isZero, n, d);
  const similarity = new Float32Array(n * n);
  for (let start = 0; start < n; start += BAND) {
    const end = Math.min(start + BAND, n);
    const products = await multiply(unit.subarray(start * d, end * d), unit.subarray(start * d), d);
    if (!products) return computeSimilarity(unit, isZero, n, d);
    for (let i = start; i < end; i++) {
      const row = products.subarray((i - start) * (n - start), (i - start + 1) * (n - start));
      similarity.set(row.subarray(i - start), i * n + i);
    }
  }
  mirrorUpperHalf(similarity, n);
  for (let i = 0; i < n; i++) similarity[i * n + i] = isZero[i] ? 0 : 1;
  return similarity;
}

/** Tile by tile, because the lower half is written across its rows. */
function mirrorUpperHalf(matrix: Float32Array, n: number): void {
  for (let row = 0; row < n; row += MIRROR_TILE) {
    for (let column = row; column < n; column += MIRROR_TILE) {
      for (let i = row; i < Math.min(row + MIRROR_TILE, n); i++) {
        for (let j = Math.max(column, i + 1); j < Math.min(column + MIRROR_TILE, n); j++) matrix[j * n + i] = matrix[i * n + j];
      }
    }
  }
}

/** `computeBipartiteBlock` by another's product. */
export async function multiplyBipartiteBlock(multiply: MultiplyRows, unit: Float32Array, n: number, d: number): Promise<Float32Array> {
  if (n * n * d < WORTH_ASKING) return computeBipartiteBlock(unit, n, d);
  const even = new Float32Array(Math.ceil(n / 2) * d);
  const odd = new Float32Array(Math.floor(n / 2) * d);
  for (let i = 0; i < n; i++) (i % 2 === 0 ? even : odd).set(unit.subarray(i * d, (i + 1) * d), (i >> 1) * d);
  const rows = Math.ceil(n / 2);
  const columns = Math.floor(n / 2);
  const similarity = new Float32Array(rows * columns);
  for (let start = 0; start < rows && odd.length > 0; start += BAND) {
    const products = await multiply(even.subarray(start * d, (start + BAND) * d), odd, d);
    if (!products) return computeBipartiteBlock(unit, n, d);
    similarity.set(products, start * columns);
  }
  return similarity;
}

/**
 * The bipartite block B (Eq. 8), cosine of every even token with every odd one: f32[ceil(n / 2), floor(n / 2)]. Its entries
 * are those of S to the last bit.
 */
export function computeBipartiteBlock(unit: Float32Array, n: number, d: number): Float32Array {
  const rows = { start: 0, step: 2, count: Math.ceil(n / 2) };
  const columns = { start: 1, step: 2, count: Math.floor(n / 2) };
  const similarity = new Float32Array(rows.count * columns.count);
  const block = new Float64Array(BLOCK * BLOCK);
  for (let row = 0; row < rows.count; row += BLOCK) {
    for (let column = 0; column < columns.count; column += BLOCK) {
      multiplyBlock({ unit, d, rows, columns }, row, column, block);
      for (let a = 0; a < BLOCK && row + a < rows.count; a++) {
        for (let b = 0; b < BLOCK && column + b < columns.count; b++) {
          similarity[(row + a) * columns.count + column + b] = block[a * BLOCK + b];
        }
      }
    }
  }
  return similarity;
}

/** The tokens start, start + step, ... */
interface TokenSeries {
  start: number;
  step: number;
  count: number;
}

interface Factors {
  unit: Float32Array;
  d: number;
  rows: TokenSeries;
  columns: TokenSeries;
}

/** Dot products of four rows with four columns; those beyond the last repeat the last one and are ignored by the caller. */
function multiplyBlock({ unit, d, rows, columns }: Factors, row: number, column: number, block: Float64Array): void {
  const a0 = offsetOf(rows, row, d);
  const a1 = offsetOf(rows, row + 1, d);
  const a2 = offsetOf(rows, row + 2, d);
  const a3 = offsetOf(rows, row + 3, d);
  for (let b = 0; b < BLOCK; b++) {
    const start = offsetOf(columns, column + b, d);
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < d; k++) {
      const value = unit[start + k];
      s0 += unit[a0 + k] * value;
      s1 += unit[a1 + k] * value;
      s2 += unit[a2 + k] * value;
      s3 += unit[a3 + k] * value;
    }
    block[b] = s0;
    block[BLOCK + b] = s1;
    block[2 * BLOCK + b] = s2;
    block[3 * BLOCK + b] = s3;
  }
}

function offsetOf({ start, step, count }: TokenSeries, index: number, d: number): number {
  return (start + Math.min(index, count - 1) * step) * d;
}
