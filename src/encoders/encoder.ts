/**
 * What a vision-language encoder gives the playground.
 */
import type { Matrix, TensorData } from '../core/tokens.ts';

/** Decoded pixels after orientation: RGBA, 8 bits a channel, not premultiplied, row-major. */
export interface RgbaImage {
  width: number;
  height: number;
  data: Uint8ClampedArray | Uint8Array;
}

export interface EncodedView {
  rows: number;
  cols: number;
  d: number;
  /** f32[rows * cols, d] */
  tokens: TensorData;
  e: number;
  /** f32[rows * cols, e] */
  joint: TensorData;
  extras: Record<string, Float32Array>;
  /** Best labels of the whole image, if the model has a vocabulary. */
  labels: { label: string; share: number }[];
}

export interface EncodedText {
  /** f32[l, e] token states in the joint space. */
  embeddings: Matrix;
  /** The model's own pooled embedding f32[e], where there is one. */
  pooled?: Float32Array;
  pieces: string[];
  truncated: boolean;
}

export interface EncoderDescription {
  id: string;
  title: string;
  provenance: string;
  rows: number;
  cols: number;
  d: number;
  e: number;
}

/** Tells how far a long piece of work has come; `fraction` is null where the amount is not known. */
export type ReportProgress = (activity: string, fraction: number | null) => void;

export interface Encoder {
  describe(): EncoderDescription;
  encodeView(image: RgbaImage): Promise<EncodedView>;
  encodeText(question: string): Promise<EncodedText>;
  destroy(): Promise<void>;
}
