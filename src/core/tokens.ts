/**
 * The nouns that every part of the playground shares: tensors, layouts and queries.
 */

/** A dense row-major f32 matrix: element (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  rows: number;
  cols: number;
  data: Float32Array;
}

/** A tensor that already lives on a device; only the kernels that own that device can open its handle. */
export interface DeviceTensor {
  readonly location: 'device';
  readonly handle: object;
}

/** Row-major f32 values, in memory or already on the device. */
export type TensorData = Float32Array | DeviceTensor;

/** A further row-major f32 tensor that comes with tokens, such as attention or keys; without batch axis. */
export interface ExtraTensor {
  shape: number[];
  data: Float32Array;
}

/** n = views * rows * cols tokens, one view after the other, each in raster order. */
export interface Grid {
  views: number;
  rows: number;
  cols: number;
}

/** One encoded image, tile or video frame: rows x cols tokens in raster order, from index `offset` on. */
export interface View {
  kind: 'base' | 'tile' | 'thumbnail' | 'frame';
  frame?: number;
  rows: number;
  cols: number;
  /** Index of the view's first token in the whole sequence. */
  offset: number;
  /** Left and top of the view's first cell, in source pixels after orientation. */
  x: number;
  y: number;
  /** Size of one token's rectangle, in source pixels after orientation. */
  cellWidth: number;
  cellHeight: number;
}

/** Where every token lies on the source image of width x height pixels. */
export interface Layout {
  width: number;
  height: number;
  views: View[];
}

/** An embedded question: token states [H_q] f32[l, e], the model's pooled text embedding where there is one. */
export interface Query {
  id: string;
  embeddings: Matrix;
  pooled?: Float32Array;
  /** The text pieces the tokenizer made of the question. */
  pieces: string[];
  /** True if the question was longer than the model's window. */
  truncated: boolean;
}

/** A consecutive range of tokens: the whole sequence, or one view. */
export interface TokenRange {
  start: number;
  count: number;
}
