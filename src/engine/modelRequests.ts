/**
 * Requests about encoders: which there are, which are kept on this device, which one makes the tokens.
 */
import type { Layout } from '../core/tokens.ts';
import type { EncoderDescription } from '../encoders/encoder.ts';
import type { EncoderOptions } from '../encoders/encoderOptions.ts';
import type { ModelEntry, Precision } from '../encoders/hub/modelEntry.ts';

/** The encoder that a person chose. */
export type EncoderChoice =
  | { kind: 'starter' }
  | { kind: 'hub'; modelId: string; precision: Precision; options: EncoderOptions }
  | { kind: 'files'; files: { name: string; file: Blob }[]; options: EncoderOptions };

/** A model of the picker, and what of it is on this device. */
export interface ModelStatus extends Omit<ModelEntry, 'hub'> {
  /** Repository on the hub; null for the starter. */
  repository: string | null;
  /** Sizes are approximate; the hub tells the real ones. Empty for the starter. */
  precisions: { precision: Precision; megabytes: number }[];
  /** What the engine of this device should take; null for the starter. */
  recommended: Precision | null;
  /** What is kept here; an incomplete one is resumed. */
  stored: { precision: Precision; bytes: number; complete: boolean; storedAt: string }[];
}

/** Lists the models. Asks no server. */
export interface ListModelsRequest {
  kind: 'listModels';
}

export interface ListModelsResult {
  models: ModelStatus[];
  /** False if the browser gives no lasting storage, so that models are gone with the page. */
  durable: boolean;
  /** Bytes of all model files on this device. */
  usedBytes: number;
  /** What the browser would let the page keep, null where it does not say. */
  quotaBytes: number | null;
}

/** Makes an encoder the current one, downloading it first if it is not on this device. Token sets made before stay. */
export interface UseEncoderRequest {
  kind: 'useEncoder';
  choice: EncoderChoice;
  /** Base address of the hub or its mirror. */
  hubAddress: string;
}

export interface UseEncoderResult {
  encoder: EncoderDescription;
}

/** Deletes one model from this device, or all. */
export interface DeleteModelsRequest {
  kind: 'deleteModels';
  which: { modelId: string; precision: Precision } | 'all';
}

/** Opens tokens that a person made with a model of their own. */
export interface OpenTokensRequest {
  kind: 'openTokens';
  files: { name: string; file: Blob }[];
  /** The photo to lay them over, if there is one. */
  photo: { name: string; file: Blob } | null;
}

export interface OpenTokensResult {
  tokenSetId: string;
  /** The question that came with the tokens, if one did. */
  queryId: string | null;
  n: number;
  d: number;
  layout: Layout;
  bitmap: ImageBitmap | null;
  similarityHistogram: Uint32Array;
  /** Arrays of one number per token that came with them, such as classAttention. */
  extras: Record<string, Float32Array>;
  /** The tensors for other methods that came with the tokens; they stay in the worker. */
  extraNames: string[];
  provenance: string;
  notices: string[];
}
