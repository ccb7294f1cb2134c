/**
 * What a pruning method is: its inputs, its parameters with their ranges, and the selection it returns.
 */
import type { Graph, Timing } from '../kernels.ts';
import type { QuerySource } from '../queryVector.ts';

/** Why a token was kept or dropped, in the order of the codes stored in `ScriptSelection.fate`. */
export const FATES = ['both', 'extended', 'filled', 'redundant', 'unreached'] as const;
export type Fate = (typeof FATES)[number];

/** `joint`: one selection over all tokens; `per-view`: one inside each view, as LLaVA codes do for tiles. */
export type Scope = 'joint' | 'per-view';

/** Parameters of Script with the paper's symbols. */
export interface ScriptParameters {
  /** [m], number of tokens to keep in all. */
  budget: number;
  /** [tau] */
  threshold: number;
  /** [gamma] */
  gamma: number;
  /** [p], share of the tokens that GSP discards. */
  pruneRatio: number;
  /** [epsilon] */
  epsilon: number;
  invert: boolean;
  graph: Graph;
  scope: Scope;
  /** 1 for diag(r) S diag(r), 0.5 for Eq. 5. */
  relevanceExponent: number;
  querySource: QuerySource;
}

/** One value per token for each map that the panels draw. */
export interface SelectionMaps {
  /** u32[n] */
  degree: Uint32Array;
  /** f32[n] */
  meanSimilarity: Float32Array;
  /** f32[n] */
  score: Float32Array;
  /** u32[n], 1 for the most redundant token of its view's ranking. */
  redundancyRank: Uint32Array;
  /** f32[n], null without a question. */
  rawRelevance: Float32Array | null;
  /** f32[n] in [0, 1] */
  relevance: Float32Array;
  /** i32[n], step of the greedy order at which the token was picked (0 the first), -1 if never. */
  greedyStep: Int32Array;
}

export interface ScriptSelection {
  method: string;
  n: number;
  budget: number;
  /** u32, kept tokens in ascending order. */
  indices: Uint32Array;
  /** Index into FATES for every token. */
  fate: Uint8Array;
  maps: SelectionMaps;
  /** Greedy picks in order and the residual of each at its selection (concatenated over views). */
  trace: { order: Uint32Array; gains: Float32Array };
  /** How far the walk through the greedy order went, summed over views. */
  kStar: number;
  /** |GSP and DPP_m|, summed over views. */
  intersectionAtM: number;
  /** Tokens taken after the greedy order had ended, summed over views. */
  supplemented: number;
  /** p as far as the budget allows: min(p, 1 - m / n). */
  pEffective: number;
  timings: Timing[];
  warnings: string[];
}
