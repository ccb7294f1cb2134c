/**
 * The one interface between the methods and whatever computes: WebGPU kernels, or float32 loops on the CPU.
 * A `Workspace` keeps everything derived from one token range; a `Backend` executes the stages it finds stale.
 */
import type { Searches } from './searches.ts';
import type { Matrix, TensorData } from './tokens.ts';

/** Which edges score redundancy: even against odd tokens (Eq. 8), or every token against all others (Table 1). */
export type Graph = 'bipartite' | 'full';

/** Two kernels that give the same similarities: threads share tokens through workgroup memory, or within subgroups as well. */
export type SimilarityVariant = 'workgroup' | 'subgroups';

export interface DeviceDescription {
  kind: 'gpu' | 'cpu';
  /** The adapter's own name, for example "nvidia hopper" or "google swiftshader". */
  adapter: string;
  /** True for a software adapter and for the CPU path. */
  software: boolean;
  /** The kernel of similarity that runs, the faster of two where the device offers both; none on the CPU path. */
  similarity?: SimilarityVariant;
}

/** How long a stage took. GPU timestamps where the adapter has them, else wall time around the submission. */
export interface Timing {
  stage: Stage;
  milliseconds: number;
  device: 'gpu' | 'cpu';
  clock: 'gpu-timestamp' | 'wall';
}

/**
 * The stages of Script in order of data flow, and the searches of other methods; `ceiling` measures the device itself, and
 * `submission` is one whole round trip to it.
 */
export type Stage = 'normalize' | 'similarity' | 'histogram' | 'redundancy' | 'relevance' | 'greedy' | 'search' | 'ceiling' | 'submission';

/** Eq. 8-9 for every token of a range. */
export interface Redundancy {
  /** u32[n], number of edges >= threshold [d(t)]. */
  degree: Uint32Array;
  /** f32[n], mean similarity over those edges [mu]; over the whole other side where degree is 0. */
  meanSimilarity: Float32Array;
  /** f32[n], the redundancy score (Eq. 9). */
  score: Float32Array;
}

/** What relevance is made of. `id` identifies the numbers: the same id stands for the same numbers. */
export type RelevanceSource =
  /** No question: 1 everywhere. */
  | { kind: 'none' }
  /** Rows averaged to one query vector (Eq. 3); `invert` normalizes -raw instead of raw. */
  | { kind: 'question'; id: string; embeddings: Matrix; invert: boolean }
  /** Weights f32[n] >= 0 that were made elsewhere and are used as they are. */
  | { kind: 'given'; id: string; values: Float32Array };

/** Eq. 3-4 for every token of a range. */
export interface Relevance {
  /** f32[n], cosine with the query vector, never negated; null without a question. */
  raw: Float32Array | null;
  /** f32[n] in [0, 1], min-max of raw (of -raw where inverted); 1 everywhere without a question; or the given weights. */
  normalized: Float32Array;
}

/** The greedy MAP order of the query-conditioned DPP (Eq. 10-11), as far as it has been computed. */
export interface GreedyOrder {
  /** u32[k], token indices in order of selection. */
  order: Uint32Array;
  /** f32[k], the residual v_j^2 of each pick at the moment of its selection. */
  gains: Float32Array;
  /** True if no further token has a residual above the stop value. */
  ended: boolean;
}

/** Angles and lengths of tokens. Whatever does not change when all tokens are rotated together follows from these. */
export interface TokenGeometry {
  n: number;
  /** f32[n, n], cosine between tokens; the diagonal is exactly 1 (0 for a zero token). */
  similarity: Float32Array;
  /** f32[n], Euclidean norms of the tokens. */
  norms: Float32Array;
}

/** What it takes to score the redundancy of a range on one graph, from unit tokens on. */
export interface GraphTime {
  milliseconds: number;
  clock: Timing['clock'];
}

/** How a graph is measured. */
export interface GraphMeasurement {
  threshold: number;
  gamma: number;
  /** Runs that are timed together, 1 to MAXIMUM_RUNS; clocks are coarse, and one run may be too short for them. */
  repeat: number;
}

/** Runs that any backend can time together. */
export const MAXIMUM_RUNS = 10;

/** Everything that the stages depend on besides the tokens. */
export interface EvaluationRequest {
  graph: Graph;
  /** [tau], edges with cosine >= threshold count. */
  threshold: number;
  /** [gamma], contrast of the redundancy score. */
  gamma: number;
  relevance: RelevanceSource;
  /** Exponent of r on either side of S: 1 for diag(r) S diag(r), 0.5 for Eq. 5. */
  relevanceExponent: number;
  /** [epsilon] under the square root of Eq. 11. */
  epsilon: number;
  /**
   * The greedy order ends when the best residual is at most this; `stopResidual(epsilon)` if left out. Above -1; anything
   * below 0 gives an order of all tokens.
   */
  stop?: number;
  /** The greedy order shall hold at least this many picks, or end. */
  orderLength: number;
}

export interface Evaluation {
  redundancy: Redundancy;
  relevance: Relevance;
  greedy: GreedyOrder;
  /** Only the stages that ran since the last evaluation; an unchanged stage costs nothing and is not listed. */
  timings: Timing[];
}

/** Tokens and joint embeddings of one range, rows in order. */
export interface WorkspaceSource {
  n: number;
  d: number;
  /** f32[n, d]; a device tensor must hold exactly these rows from its start. */
  tokens: TensorData;
  joint: { e: number; data: TensorData } | null;
}

/** A part of a greedy order. */
export interface GreedyPart {
  from: number;
  count: number;
  /** Picks that the order will have once later parts are made, for which room can be made at once. */
  upTo?: number;
  epsilon: number;
  stop: number;
  relevanceExponent: number;
}

/** The part of an evaluation that has to be computed anew; null for what still stands. */
export interface StagePlan {
  /** Count edges anew (tau or graph changed). */
  degrees: { graph: Graph; threshold: number } | null;
  /** Score anew (tau, graph or gamma changed). */
  scores: { threshold: number; gamma: number } | null;
  /** Relevance anew. */
  relevance: RelevanceSource | null;
  /** Greedy picks `from` ... `from + count - 1`; `from` 0 restarts with the current relevance. */
  greedy: GreedyPart | null;
}

/** Results of the stages of a plan; `greedy.order` holds only the picks made by this plan. */
export interface StageResults {
  redundancy: Redundancy | null;
  relevance: Relevance | null;
  greedy: GreedyOrder | null;
  timings: Timing[];
}

/** Computes on one token range. Implementations keep unit tokens, similarities and greedy state between calls. */
export interface Backend extends Searches {
  readonly n: number;
  readonly d: number;
  /**
   * Executes the stages of a plan in one submission with one readback, after the similarities if they are many. Calls never
   * overlap.
   * @throws DOMException "AbortError" if the signal aborts while similarities are computed; what is computed is kept
   */
  execute(plan: StagePlan, signal?: AbortSignal): Promise<StageResults>;
  /** Cosine between the given tokens: f32[k, k], row-major, diagonal exactly 1 (0 for a zero token). */
  similarityAmong(indices: Uint32Array): Promise<Float32Array>;
  /** Histogram of the bipartite similarities over `bins` equal bins of [-1, 1]: u32[bins]. */
  similarityHistogram(bins: number, signal?: AbortSignal): Promise<Uint32Array>;
  /** Brings all similarities and norms to memory: what the tokens' geometry comes to, without their d numbers each. */
  readGeometry(): Promise<TokenGeometry>;
  /** Euclidean norms of the joint embeddings: f32[n], or null without any. */
  readJointNorms(): Promise<Float32Array | null>;
  /** Times one run of Eq. 8-9 on a graph, similarities included, on memory of its own: what is kept between calls stays. */
  measureGraph(graph: Graph, measurement: GraphMeasurement): Promise<GraphTime>;
  destroy(): void;
}

/** A device that can hold token ranges. */
export interface Kernels {
  readonly device: DeviceDescription;
  /** Bytes of GPU memory in use by all token ranges; 0 on the CPU path. */
  readonly bytesInUse: number;
  createBackend(source: WorkspaceSource): Promise<Backend>;
  destroy(): void;
}
