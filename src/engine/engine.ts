/**
 * The worker's mind without its mouth: token sets, questions and selections behind the request kinds of the protocol.
 * Everything that touches the platform comes in through `EngineResources`, so that the same engine runs in tests.
 */
import type { Kernels } from '../core/kernels.ts';
import { layOutPhoto } from '../core/layout.ts';
import { logDeterminant, sumLogRelevance, summarizePairs } from '../core/logDeterminant.ts';
import { runScript } from '../core/methods/script.ts';
import type { Query, TensorData } from '../core/tokens.ts';
import { Workspace } from '../core/workspace.ts';
import type { EncodedView, Encoder, ReportProgress, RgbaImage } from '../encoders/encoder.ts';
import type {
  DeviceChoice,
  EmbedQuestionRequest,
  EmbedQuestionResult,
  EncodeImageRequest,
  EncodeImageResult,
  Exchanges,
  Kind,
  ReadoutsRequest,
  ReadoutsResult,
  Request,
  SelectRequest,
  SelectResult,
  StartRequest,
  StartResult,
} from './protocol.ts';

/** Bins of the similarity histogram over [-1, 1]. */
const HISTOGRAM_BINS = 200;
/** Questions that stay embedded; an older one is embedded again when it is asked again. */
const MAX_QUERIES = 32;

export interface OpenedDevice {
  kernels: Kernels;
  encoderEngine: 'webgpu' | 'wasm';
  reason: string;
  /** Opens the encoder on this device; called once, when it is first needed. */
  openEncoder(report: ReportProgress): Promise<Encoder>;
}

export interface EngineResources {
  openDevice(choice: DeviceChoice, baseUrl: string): Promise<OpenedDevice>;
  decodeImage(file: Blob, name: string): Promise<{ bitmap: ImageBitmap; image: RgbaImage }>;
}

/** A result and the buffers in it that move to the page rather than being copied. */
export interface Reply<Result> {
  result: Result;
  transfer: Transferable[];
}

export interface Circumstances {
  report: ReportProgress;
  signal: AbortSignal;
}

interface HeldTokenSet {
  n: number;
  workspace: Workspace;
}

export class Engine {
  private readonly resources: EngineResources;
  private device: OpenedDevice | null = null;
  private encoder: Promise<Encoder> | null = null;
  /** Progress of the request at hand: the encoder loads its parts when a request first needs them. */
  private report: ReportProgress = () => undefined;
  private readonly tokenSets = new Map<string, HeldTokenSet>();
  private readonly queries = new Map<string, Query>();
  private counter = 0;

  constructor(resources: EngineResources) {
    this.resources = resources;
  }

  /** Answers one request; requests must not overlap. */
  handle(request: Request, circumstances: Circumstances): Promise<Reply<Exchanges[Kind]['result']>> {
    this.report = circumstances.report;
    switch (request.kind) {
      case 'start':
        return this.start(request);
      case 'encodeImage':
        return this.encodeImage(request, circumstances);
      case 'embedQuestion':
        return this.embedQuestion(request);
      case 'select':
        return this.select(request, circumstances);
      case 'readouts':
        return this.readouts(request);
      case 'release':
        this.release(request.tokenSetId);
        return Promise.resolve({ result: null, transfer: [] });
      default:
        return request satisfies never;
    }
  }

  private async start({ device: choice, baseUrl }: StartRequest): Promise<Reply<StartResult>> {
    this.device = await this.resources.openDevice(choice, baseUrl);
    const { kernels, encoderEngine, reason } = this.device;
    return { result: { kernels: kernels.device, encoder: encoderEngine, reason }, transfer: [] };
  }

  private async encodeImage(
    { file, name }: EncodeImageRequest,
    { report, signal }: Circumstances,
  ): Promise<Reply<EncodeImageResult>> {
    const clock = startClock();
    report('Opening the photo', null);
    const { bitmap, image } = await this.resources.decodeImage(file, name);
    const decode = clock();
    const encoder = await this.openEncoder();
    signal.throwIfAborted();
    clock();
    report('Encoding the photo', null);
    const view = await encoder.encodeView(image);
    const encode = clock();
    signal.throwIfAborted();
    report('Comparing the tokens', null);
    const workspace = await this.openWorkspace(view);
    const similarityHistogram = await workspace.similarityHistogram(HISTOGRAM_BINS);
    const prepare = clock();
    if (signal.aborted) workspace.destroy();
    signal.throwIfAborted();

    const tokenSetId = this.nextId('tokens');
    const n = view.rows * view.cols;
    this.tokenSets.set(tokenSetId, { n, workspace });
    const { title, provenance } = encoder.describe();
    const result = {
      tokenSetId,
      n,
      d: view.d,
      layout: layOutPhoto(image, view),
      bitmap,
      similarityHistogram,
      provenance: `${title}: ${provenance} (${name})`,
      labels: view.labels,
      timings: { decode, encode, prepare },
    };
    return { result, transfer: [bitmap, similarityHistogram.buffer] };
  }

  private async embedQuestion({ question }: EmbedQuestionRequest): Promise<Reply<EmbedQuestionResult>> {
    const encoder = await this.openEncoder();
    const clock = startClock();
    const text = await encoder.encodeText(question);
    const queryId = this.nextId('query');
    this.queries.set(queryId, { id: queryId, ...text });
    for (const id of [...this.queries.keys()].slice(0, -MAX_QUERIES)) this.queries.delete(id);
    const { pieces, truncated } = text;
    return { result: { queryId, pieces, truncated, milliseconds: clock() }, transfer: [] };
  }

  private async select(
    { tokenSetId, queryId, parameters }: SelectRequest,
    { signal }: Circumstances,
  ): Promise<Reply<SelectResult>> {
    const clock = startClock();
    const { n, workspace } = this.heldTokenSet(tokenSetId);
    const query = queryId === null ? null : this.queries.get(queryId);
    if (query === undefined) throw new Error('The question is not embedded any more; ask it again.');
    const parts = [{ range: { start: 0, count: n }, workspace }];
    const selection = await runScript({ n, parts, query, signal }, parameters);
    return { result: { selection, milliseconds: clock() }, transfer: [] };
  }

  private async readouts(request: ReadoutsRequest): Promise<Reply<ReadoutsResult>> {
    const { tokenSetId, indices, relevance, relevanceExponent } = request;
    const { workspace } = this.heldTokenSet(tokenSetId);
    const among = await workspace.similarityAmong(indices);
    const pairs = summarizePairs(among, indices.length);
    const result = {
      logRelevance: sumLogRelevance(relevance, indices, relevanceExponent),
      logDiversity: logDeterminant(among, indices.length),
      meanSimilarity: pairs.mean,
      maxSimilarity: pairs.max,
    };
    return { result, transfer: [] };
  }

  private release(tokenSetId: string): void {
    this.tokenSets.get(tokenSetId)?.workspace.destroy();
    this.tokenSets.delete(tokenSetId);
  }

  private openEncoder(): Promise<Encoder> {
    if (this.encoder) return this.encoder;
    const opening = this.openedDevice().openEncoder((activity, fraction) => this.report(activity, fraction));
    this.encoder = opening;
    // A failed download must not be remembered: the next request tries again.
    opening.catch(() => (this.encoder = null));
    return opening;
  }

  private async openWorkspace(view: EncodedView): Promise<Workspace> {
    const backend = await this.openedDevice().kernels.createBackend({
      n: view.rows * view.cols,
      d: view.d,
      tokens: view.tokens,
      joint: view.joint && { e: view.e, data: view.joint },
    });
    releaseTensor(view.tokens);
    if (view.joint) releaseTensor(view.joint);
    return new Workspace(backend);
  }

  private openedDevice(): OpenedDevice {
    if (!this.device) throw new Error('No device is open; the page must send "start" first.');
    return this.device;
  }

  private heldTokenSet(id: string): HeldTokenSet {
    const held = this.tokenSets.get(id);
    if (!held) throw new Error(`The tokens "${id}" are not held any more; open the photo again.`);
    return held;
  }

  private nextId(prefix: string): string {
    this.counter += 1;
    return `${prefix}-${this.counter}`;
  }
}

/** Frees an encoder output on the device, which the kernels have normalized into buffers of their own. */
function releaseTensor(data: TensorData): void {
  if (!(data instanceof Float32Array) && data.handle instanceof GPUBuffer) data.handle.destroy();
}

/** Milliseconds since the last reading. */
function startClock(): () => number {
  let last = performance.now();
  return () => {
    const elapsed = performance.now() - last;
    last += elapsed;
    return elapsed;
  };
}
