/**
 * What a vision-language encoder gives the playground.
 */
import type { CellPlacement } from '../core/layout.ts';
import type { ExtraTensor, Matrix, TensorData } from '../core/tokens.ts';

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
  /** Columns of `joint`, 0 without it. */
  e: number;
  /** f32[rows * cols, e]; null for a model without a space shared with text: a question then has no effect. */
  joint: TensorData | null;
  /** Where the cells lie in the photo; absent if the grid covers the whole photo. */
  cells?: CellPlacement;
  /** What other methods need, under the names that own tokens use too; `classActivation` f32[n] only from the starter. */
  extras: Record<string, ExtraTensor>;
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
  /** Most ids that the text model reads, those around and behind the question included. */
  window: number;
  /** One sentence for everything that the text model cannot give. */
  notes: string[];
}

export interface EncoderDescription {
  id: string;
  title: string;
  provenance: string;
  rows: number;
  cols: number;
  /** null where only the first photo tells. */
  d: number | null;
  /** Dimensions of the space shared with text, 0 without one; null where only the first photo tells. */
  e: number | null;
  /** What its tokens come with; `projection`: they are projected into the space shared with text. */
  gives: { textRelevance: boolean; classAttention: boolean; projection: boolean };
  /** Whether relevance is better inverted, and why. */
  invert: { default: boolean; reason: string };
  /** One sentence for everything that this model's files cannot give. */
  notes: string[];
}

/** Tells how far a long piece of work has come; `fraction` is null where the amount is not known. */
export type ReportProgress = (activity: string, fraction: number | null) => void;

export interface Encoder {
  describe(): EncoderDescription;
  encodeView(image: RgbaImage): Promise<EncodedView>;
  /** Encodes a frame of a video, where the encoder has another grid for frames than for photos; else `encodeView` does. */
  encodeFrame?(image: RgbaImage): Promise<EncodedView>;
  /** @throws Error that says why, if the encoder gives no text relevance */
  encodeText(question: string): Promise<EncodedText>;
  destroy(): Promise<void>;
}
