/**
 * Messages between the page and the one worker that owns the device, onnxruntime-web and the kernels.
 * Every request carries an id and a lane; the newest request of a lane supersedes the older ones.
 */
import type { DeviceDescription, Graph, Timing, TokenGeometry } from '../core/kernels.ts';
import type { Selection } from '../core/methods/method.ts';
import type { ParameterValues } from '../core/methods/parameters.ts';
import type { ScoreCard } from '../core/scoreCard/scoreCard.ts';
import type { Scope, ScriptParameters, ScriptSelection } from '../core/script/scriptSelection.ts';
import type { LayoutName } from '../core/tokenLayouts.ts';
import type { Layout } from '../core/tokens.ts';
import type {
  DeleteModelsRequest,
  ListModelsRequest,
  ListModelsResult,
  OpenTokensRequest,
  OpenTokensResult,
  UseEncoderRequest,
  UseEncoderResult,
} from './modelRequests.ts';
import type { SweepCellsRequest, SweepCellsResult } from './tuningRequests.ts';
import type { EncodeVideoRequest, EncodeVideoResult, ReadVideoRequest, ReadVideoResult } from './videoRequests.ts';

/** What the person asked for: the best device, or one of the two by name. */
export type DeviceChoice = 'auto' | 'gpu' | 'cpu';

/** Finds the device and loads nothing else; once per worker, another device takes a fresh worker. */
export interface StartRequest {
  kind: 'start';
  device: DeviceChoice;
  /** Address of the page, beside which the model files lie. */
  baseUrl: string;
}

export interface StartResult {
  kernels: DeviceDescription;
  /** Engine of onnxruntime-web that runs the vision encoder. */
  encoder: 'webgpu' | 'wasm';
  /** One sentence for the person: why this device. */
  reason: string;
}

/** Decodes a photo, cuts it into views and encodes them; the token set stays in the worker under the id that comes back. */
export interface EncodeImageRequest {
  kind: 'encodeImage';
  file: Blob;
  name: string;
  tokenLayout: LayoutName;
}

export interface EncodeImageResult {
  tokenSetId: string;
  n: number;
  d: number;
  layout: Layout;
  /** The decoded photo after orientation, transferred to the page. */
  bitmap: ImageBitmap;
  /** Counts of the bipartite similarities over equal bins of [-1, 1], u32. */
  similarityHistogram: Uint32Array;
  provenance: string;
  /** The encoder's own guess of what the photo shows, best first, for the caption. */
  labels: { label: string; share: number }[];
  /** Arrays of one number per token that the encoder gave, such as classAttention or receivedAttention. */
  extras: Record<string, Float32Array>;
  /** All tensors for other methods that the worker holds with these tokens. */
  extraNames: string[];
  timings: { decode: number; encode: number; prepare: number };
}

/** Embeds a question; an empty one is the pure-diversity case and needs no request. */
export interface EmbedQuestionRequest {
  kind: 'embedQuestion';
  question: string;
}

export interface EmbedQuestionResult {
  queryId: string;
  pieces: string[];
  truncated: boolean;
  /** Most ids that the text model reads, those around and behind the question included. */
  window: number;
  /** One sentence for everything that the text model cannot give. */
  notes: string[];
  milliseconds: number;
}

/** Runs the method on a token set and an optional query. */
export interface SelectRequest {
  kind: 'select';
  tokenSetId: string;
  /** null for no question */
  queryId: string | null;
  parameters: ScriptParameters;
}

export interface SelectResult {
  selection: ScriptSelection;
  /** Wall time in the worker, in milliseconds. */
  milliseconds: number;
}

/** Figures about the kept set that are computed after the frame. */
export interface ReadoutsRequest {
  kind: 'readouts';
  tokenSetId: string;
  indices: Uint32Array;
  /** Normalized relevance of every token. */
  relevance: Float32Array;
  /** Exponent of r on either side of S. */
  relevanceExponent: number;
}

export interface ReadoutsResult {
  /** 2 a sum ln r_i over the kept tokens, a the exponent of r; -Infinity if an r_i is 0. */
  logRelevance: number;
  /** ln det S_kept; -Infinity if a Cholesky pivot is <= 1e-10. */
  logDiversity: number;
  /** Over pairs of different kept tokens; NaN for fewer than two. */
  meanSimilarity: number;
  maxSimilarity: number;
}

/** Asks for all similarities and norms of a token set, from which the figures are computed. */
export interface GeometryRequest {
  kind: 'geometry';
  tokenSetId: string;
}

/** Times the redundancy of a token set on the full and on the bipartite graph, on the kernels that do the work. */
export interface MeasureGraphsRequest {
  kind: 'measureGraphs';
  tokenSetId: string;
  scope: Scope;
  threshold: number;
  gamma: number;
}

export interface MeasureGraphsResult {
  /** Milliseconds of one run, similarities, degrees and scores together, of every sample; the graphs took turns. */
  samples: Record<Graph, number[]>;
  /** Milliseconds of drawing a random score for every token, which compares none. */
  randomScores: number[];
  /** Runs whose mean a sample is. */
  repeat: number;
  clock: Timing['clock'];
}

/** Runs any pruning method on a token set and an optional query, from similarities on. */
export interface RunMethodRequest {
  kind: 'runMethod';
  tokenSetId: string;
  /** null for no question */
  queryId: string | null;
  /** Identifier of a method of the registry. */
  method: string;
  /** Those that are not left out differ from their defaults. */
  parameters: ParameterValues;
  budget: number;
  /** Whether other inputs may stand in for those that the tokens do not come with. */
  allowStandIns: boolean;
}

export interface RunMethodResult {
  selection: Selection;
  /** Wall time in the worker, in milliseconds: everything but the similarities, which all methods share. */
  milliseconds: number;
}

/** Measures a kept set; for the score card. */
export interface MeasureSelectionRequest {
  kind: 'measureSelection';
  tokenSetId: string;
  /** Kept tokens. */
  indices: Uint32Array;
  /** Normalized relevance of every token; null without a question. */
  relevance: Float32Array | null;
  /** How long the selection took, as `runMethod` told. */
  milliseconds: number | null;
}

/** Drops a token set that no view shows any more. */
export interface ReleaseRequest {
  kind: 'release';
  tokenSetId: string;
}

/** Request and result of every kind. */
export interface Exchanges {
  start: { request: StartRequest; result: StartResult };
  encodeImage: { request: EncodeImageRequest; result: EncodeImageResult };
  embedQuestion: { request: EmbedQuestionRequest; result: EmbedQuestionResult };
  select: { request: SelectRequest; result: SelectResult };
  readouts: { request: ReadoutsRequest; result: ReadoutsResult };
  geometry: { request: GeometryRequest; result: TokenGeometry };
  measureGraphs: { request: MeasureGraphsRequest; result: MeasureGraphsResult };
  runMethod: { request: RunMethodRequest; result: RunMethodResult };
  measureSelection: { request: MeasureSelectionRequest; result: ScoreCard };
  sweepCells: { request: SweepCellsRequest; result: SweepCellsResult };
  release: { request: ReleaseRequest; result: null };
  listModels: { request: ListModelsRequest; result: ListModelsResult };
  useEncoder: { request: UseEncoderRequest; result: UseEncoderResult };
  deleteModels: { request: DeleteModelsRequest; result: ListModelsResult };
  openTokens: { request: OpenTokensRequest; result: OpenTokensResult };
  memory: { request: MemoryRequest; result: MemoryResult };
  readVideo: { request: ReadVideoRequest; result: ReadVideoResult };
  encodeVideo: { request: EncodeVideoRequest; result: EncodeVideoResult };
}

/** Asks how much GPU memory the kernels hold; encoders keep theirs to themselves. */
export interface MemoryRequest {
  kind: 'memory';
}

export interface MemoryResult {
  gpuBytes: number;
}

export type Kind = keyof Exchanges;
export type Request = Exchanges[Kind]['request'];

/** Page to worker. Requests of the same lane supersede one another; `lane` defaults to the kind in the client. */
export type ToWorker =
  | { type: 'request'; id: number; lane: string; request: Request }
  | { type: 'cancel'; id: number };

/** Work in progress: `fraction` in [0, 1], or null where the amount is not known. */
export interface Progress {
  activity: string;
  fraction: number | null;
}

/** Worker to page. `superseded` tells that a newer request of the lane took over; it is no error for the person. */
export type FromWorker =
  | { type: 'progress'; id: number; progress: Progress }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'superseded'; id: number }
  | { type: 'error'; id: number; message: string }
  | { type: 'deviceLost'; message: string };
