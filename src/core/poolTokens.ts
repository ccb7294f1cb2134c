/**
 * 2 x 2 average pooling of one view's tokens and of everything that comes with them. As every dot product is linear,
 * comparing with a mean of keys, or projecting a mean of tokens, is the mean of comparing or projecting each.
 */
import { findArrangement } from './extraShapes.ts';
import type { ViewTokens } from './gatherViews.ts';
import type { ExtraTensor } from './tokens.ts';

/** Tokens along a side of a block. */
const BLOCK = 2;

interface Size {
  rows: number;
  cols: number;
}

/**
 * The mean of every 2 x 2 block of f32[rows * cols, width], f32[floor(rows / 2) * floor(cols / 2), width]; the last row or
 * col of an odd size is left out.
 */
export function poolRows(data: Float32Array, { rows, cols }: Size, width: number): Float32Array {
  const [down, across] = [Math.floor(rows / BLOCK), Math.floor(cols / BLOCK)];
  const pooled = new Float32Array(down * across * width);
  for (let row = 0; row < down; row++) {
    for (let col = 0; col < across; col++) {
      const first = (BLOCK * row * cols + BLOCK * col) * width;
      const below = first + cols * width;
      const target = (row * across + col) * width;
      for (let i = 0; i < width; i++) {
        pooled[target + i] = (data[first + i] + data[first + width + i] + data[below + i] + data[below + width + i]) / BLOCK ** 2;
      }
    }
  }
  return pooled;
}

/**
 * A view with a quarter of its tokens. Attention and keys are averaged as the tokens are, class tokens stay, and extras that
 * belong to no view are dropped.
 * @throws RangeError if the view has no 2 x 2 block
 */
export function poolView(view: ViewTokens): ViewTokens {
  const { rows, cols, d, e } = view;
  if (rows < BLOCK || cols < BLOCK) {
    throw new RangeError(`A view of ${rows} x ${cols} tokens cannot be pooled by ${BLOCK} x ${BLOCK}; choose a layout without pooling.`);
  }
  const pooled = Object.entries(view.extras).flatMap(([name, tensor]) => {
    const extra = poolExtra(name, tensor, view);
    return extra ? [[name, extra] as const] : [];
  });
  return {
    rows: Math.floor(rows / BLOCK),
    cols: Math.floor(cols / BLOCK),
    d,
    e,
    tokens: poolRows(view.tokens, view, d),
    joint: view.joint && poolRows(view.joint, view, e),
    extras: Object.fromEntries(pooled),
  };
}

function poolExtra(name: string, tensor: ExtraTensor, size: Size): ExtraTensor | null {
  const arrangement = findArrangement(name);
  switch (arrangement) {
    case 'columns':
      return poolColumns(tensor, size);
    case 'rows':
      return poolTokenRows(tensor, size);
    case 'view':
      return tensor;
    case null:
      return null;
    default:
      return arrangement satisfies never;
  }
}

/** [n] or [heads, n] */
function poolColumns({ shape, data }: ExtraTensor, size: Size): ExtraTensor {
  const n = size.rows * size.cols;
  const heads = data.length / n;
  const rows = Array.from({ length: heads }, (_, head) => poolRows(data.subarray(head * n, (head + 1) * n), size, 1));
  const count = rows[0]?.length ?? 0;
  const pooled = new Float32Array(heads * count);
  rows.forEach((row, head) => pooled.set(row, head * count));
  return { shape: [...shape.slice(0, -1), count], data: pooled };
}

/** [n, k], or [n + 1, k] whose first row is the class token's and stays. */
function poolTokenRows({ shape: [count, ...rest], data }: ExtraTensor, size: Size): ExtraTensor {
  const width = data.length / count;
  const classRows = count - size.rows * size.cols;
  const pooled = poolRows(data.subarray(classRows * width), size, width);
  const joined = new Float32Array(classRows * width + pooled.length);
  joined.set(data.subarray(0, classRows * width));
  joined.set(pooled, classRows * width);
  return { shape: [joined.length / width, ...rest], data: joined };
}
