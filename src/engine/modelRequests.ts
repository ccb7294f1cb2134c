/**
 * Requests about encoders: which there are, which are kept on this device, which one makes the tokens.
 */
import type { EncoderDescription } from '../encoders/encoder.ts';
import type { Layout } from '../core/tokens.ts';

/** How the weights are stored. */
export type Precision = 'fp32' | 'fp16' | 'q8';

/** Choices that an off-the-shelf encoder leaves to the person; the starter has none. */
export interface EncoderOptions {
  /** Which block's output counts as tokens; LLaVA takes the last but one. */
  tokensFrom: 'last-but-one' | 'last';
  /** Relevance from the projected tokens (the paper), or from the last attention's value path, which localizes better. */
  relevanceSource: 'paper' | 'value-path';
  /** How the photo is brought to the model's square: as its configuration says, or padded as LLaVA does, or otherwise. */
  framing: 'model' | 'pad' | 'crop' | 'stretch';
}

export const DEFAULT_ENCODER_OPTIONS: EncoderOptions = {
  tokensFrom: 'last-but-one',
  relevanceSource: 'paper',
  framing: 'model',
};

/** The encoder that a person chose. */
export type EncoderChoice =
  | { kind: 'starter' }
  | { kind: 'hub'; modelId: string; precision: Precision; options: EncoderOptions }
  | { kind: 'files'; files: { name: string; file: Blob }[]; options: EncoderOptions };

/** A model of the picker, and what of it is on this device. */
export interface ModelStatus {
  id: string;
  title: string;
  family: 'starter' | 'clip' | 'siglip' | 'dino';
  /** Repository on the hub; null for the starter. */
  repository: string | null;
  licence: string;
  rows: number;
  cols: number;
  gives: { textRelevance: boolean; classAttention: boolean; projection: boolean };
  /** Default of `invert` for this model, and why. */
  invert: { default: boolean; reason: string };
  /** Sizes before the hub has been asked are approximate. */
  precisions: { precision: Precision; megabytes: number }[];
  /** What this device should take. */
  recommended: Precision;
  stored: { precision: Precision; bytes: number; date: string }[];
}

/** Lists the models. Asks no server. */
export interface ListModelsRequest {
  kind: 'listModels';
}

export interface ListModelsResult {
  models: ModelStatus[];
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

/** Deletes what is kept of one model, or of all. */
export interface DeleteModelRequest {
  kind: 'deleteModel';
  modelId: string | 'all';
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
  provenance: string;
  notices: string[];
}
