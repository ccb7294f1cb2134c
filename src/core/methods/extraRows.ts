/**
 * Takes the rows or columns of a range of tokens out of an extra tensor, whose rows may include class tokens.
 */
import type { ExtraTensor, Matrix, TokenRange } from '../tokens.ts';

interface Counts {
  n: number;
  grid: { views: number };
}

/** Mean of the rows, f32[cols]. */
export function averageRows({ rows, cols, data }: Matrix): Float32Array {
  const mean = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < cols; column++) mean[column] += data[row * cols + column];
  }
  return Float32Array.from(mean, (sum) => sum / rows);
}

/** The values of a range from [n], or from every row of [rows, n]. */
export function takeColumns({ shape, data }: ExtraTensor, { start, count }: TokenRange): Matrix {
  const n = shape.at(-1) ?? 1;
  const rows = data.length / n;
  const taken = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) taken.set(data.subarray(row * n + start, row * n + start + count), row * count);
  return { rows, cols: count, data: taken };
}

/** The rows of a range from [n, k], or from [n + views, k] with each view's class token in front of its tokens. */
export function takeRows(tensor: ExtraTensor, { start, count }: TokenRange, counts: Counts): Matrix {
  const { rows, cols } = measure(tensor);
  const { n, grid } = counts;
  const taken = new Float32Array(count * cols);
  for (let token = 0; token < count; token++) {
    const index = start + token;
    const row = rows === n ? index : index + 1 + Math.floor(index / (n / grid.views));
    taken.set(tensor.data.subarray(row * cols, (row + 1) * cols), token * cols);
  }
  return { rows: count, cols, data: taken };
}

/** The row of the class token of the view in which a range starts; null where there are rows for tokens only. */
export function takeClassRow(tensor: ExtraTensor, { start }: TokenRange, { n, grid }: Counts): Float32Array | null {
  const { rows, cols } = measure(tensor);
  if (rows === n) return null;
  const size = n / grid.views;
  const row = Math.floor(start / size) * (size + 1);
  return tensor.data.subarray(row * cols, (row + 1) * cols);
}

function measure({ shape, data }: ExtraTensor): { rows: number; cols: number } {
  const [rows] = shape;
  return { rows, cols: data.length / rows };
}

/** [CLS] attention of all n tokens, f32[n], as measures read it: nothing stands in for it; null where the tokens come without. */
export function readClassAttention(extras: Readonly<Record<string, ExtraTensor>>, n: number): Float32Array | null {
  const tensor = extras.classAttention;
  return tensor ? averageRows(takeColumns(tensor, { start: 0, count: n })) : null;
}
