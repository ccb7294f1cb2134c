/**
 * What grafting takes and gives: outputs that a vision export computes inside but does not show.
 */

/** Tensors that can be exposed, by the names under which the encoder asks for them. Rows are patch tokens in raster order. */
export type GraftName =
  /** f32[n, d], output of the last-but-one block without the class token (LLaVA's choice). */
  | 'tokens'
  /** f32[n, d], output of the last block, before any final normalization. */
  | 'lastTokens'
  /**
   * f32[n, e], `tokens` through the final normalization and the projection into the space shared with text; where the model
   * has an attention pooling head instead (SigLIP), through that head with each patch as if it alone were attended to.
   */
  | 'joint'
  /** f32[n, e], `lastTokens` taken into that space in the same way. */
  | 'lastJoint'
  /** f32[n, e], value path of the last block's attention (values, output projection, final normalization, projection). */
  | 'valueJoint'
  /** f32[n], attention of the class token to each patch in the chosen block, mean over heads. */
  | 'classAttention'
  /** f32[n], attention that each patch receives in the chosen block, mean over heads and all queries (class token too). */
  | 'receivedAttention'
  /** f32[n + class token, d / heads], unscaled keys of the chosen block, mean over heads; registers are left out. */
  | 'meanKeys'
  /**
   * f32[n + class token, d], queries of the last block as its linear layer makes them: the heads side by side, and no scale,
   * also where the graph scales them before it compares. The class token comes first; registers are left out.
   */
  | 'lastQueries'
  /** f32[n + class token, d], keys of the last block in the same way. */
  | 'lastKeys'
  /** f32[1, d], the class token's row in front of `tokens`. */
  | 'classToken'
  /** f32[1, d], the class token's row in front of `lastTokens`. */
  | 'lastClassToken';

/** Attention of one more block, from 0. */
export interface BlockAttention {
  name: 'classAttention' | 'receivedAttention';
  block: number;
}

/** What attention of one more block is called: after that block, as in `receivedAttention.layer8`. */
export type FurtherName = `${BlockAttention['name']}.layer${number}`;

export type OutputName = GraftName | FurtherName;

export interface WantedOutputs {
  names: readonly GraftName[];
  /** The chosen block: 0 is the first, -1 the last. */
  attentionBlock: number;
  /** Which further blocks' attention, for an encoder of that many blocks. */
  furtherBlocks?: (blocks: number) => readonly BlockAttention[];
}

/** What the node list of a vision export tells, without reading a weight. */
export interface VisionGraph {
  /** Number of encoder blocks. */
  blocks: number;
  /** Attention heads per block. */
  heads: number;
  /** Width d of the tokens, null where the file does not state it. */
  width: number | null;
  hasClassToken: boolean;
  precision: 'fp32' | 'fp16' | 'quantized';
  /** `softmax`: probabilities are in the graph; `fused`: one node hides them, so they are computed from queries and keys. */
  attention: 'softmax' | 'fused';
  /** Name of the graph's pixel input, f[batch, 3, height, width]. */
  input: string;
  /** One sentence for every tensor that this file cannot give. */
  missing: Partial<Record<GraftName, string>>;
}

export interface Graft {
  graph: VisionGraph;
  /** A serialized ModelProto of nodes and outputs only: appended to the file's bytes it extends the graph. */
  suffix: Uint8Array;
  /** Names of the new outputs in the extended graph. Batch axes are kept: [1, n, d] and so on. */
  outputs: Partial<Record<GraftName, string>> & Record<FurtherName, string>;
}

/**
 * Reads a vision export and prepares the wanted outputs. Those in `graph.missing` are left out, and so is the attention of
 * further blocks that hide it.
 * Throws an Error with a sentence if the bytes are no ONNX model with a vision encoder, or if it has no such block.
 */
export type GraftVisionModel = (model: Uint8Array, wanted: WantedOutputs) => Graft;
