/**
 * The worker's mind without its mouth: photos, questions, selections and models behind the request kinds of the protocol.
 * Everything that touches the platform comes in through `EngineResources`, so that the same engine runs in tests.
 */
import type { Kernels, TokenGeometry } from '../core/kernels.ts';
import { nameUsable } from '../core/methods/context.ts';
import { toWorkspaceSource } from '../core/openParts.ts';
import type { ExtraTensor, TensorData } from '../core/tokens.ts';
import type { Encoder } from '../encoders/encoder.ts';
import { type EncodedViews, encodeViews } from '../encoders/encodeViews.ts';
import type { DecodedImage } from '../media/decodeImage.ts';
import type { OpenVideo } from '../media/decodeVideo.ts';
import { closeFilm, encodeVideo } from './encodeVideo.ts';
import { type Circumstances, EncoderShelf, type OpenEncoder } from './encoderShelf.ts';
import type {
  DeleteModelsRequest,
  ListModelsResult,
  OpenTokensRequest,
  OpenTokensResult,
  UseEncoderRequest,
  UseEncoderResult,
} from './modelRequests.ts';
import type {
  DeviceChoice,
  EmbedQuestionRequest,
  EmbedQuestionResult,
  EncodeImageRequest,
  EncodeImageResult,
  Exchanges,
  GeometryRequest,
  Kind,
  Request,
  StartRequest,
  StartResult,
} from './protocol.ts';
import { TokenSets } from './tokenSets.ts';
import type { EncodeVideoRequest, EncodeVideoResult, ReadVideoRequest, ReadVideoResult } from './videoRequests.ts';

export interface OpenedDevice {
  kernels: Kernels;
  encoderEngine: 'webgpu' | 'wasm';
  reason: string;
  openEncoder: OpenEncoder;
  /** Brings an encoder's output to memory and frees it on the device. */
  readTensor(data: TensorData): Promise<Float32Array>;
}

/** The models that are kept on this device. */
export interface ModelLibrary {
  list(engine: 'webgpu' | 'wasm'): Promise<ListModelsResult>;
  remove(which: DeleteModelsRequest['which']): Promise<void>;
}

export interface EngineResources {
  openDevice(choice: DeviceChoice, baseUrl: string): Promise<OpenedDevice>;
  decodeImage(file: Blob, name: string): Promise<DecodedImage>;
  openVideo(file: Blob, name: string): Promise<OpenVideo>;
  models: ModelLibrary;
}

/** A result and the buffers in it that move to the page rather than being copied. */
export interface Reply<Result> {
  result: Result;
  transfer: Transferable[];
}

export class Engine {
  private readonly resources: EngineResources;
  private readonly tokenSets = new TokenSets();
  private opened: { device: OpenedDevice; shelf: EncoderShelf } | null = null;

  constructor(resources: EngineResources) {
    this.resources = resources;
  }

  /** Answers one request. Those about models may come at any time, the others must not overlap. */
  async handle(request: Request, circumstances: Circumstances): Promise<Reply<Exchanges[Kind]['result']>> {
    switch (request.kind) {
      case 'start':
        return copied(await this.start(request));
      case 'encodeImage':
        return this.encodeImage(request, circumstances);
      case 'embedQuestion':
        return copied(await this.embedQuestion(request, circumstances));
      case 'select':
        return copied(await this.tokenSets.select(request, circumstances.signal));
      case 'readouts':
        return copied(await this.tokenSets.summarize(request));
      case 'geometry':
        return this.readGeometry(request);
      case 'measureGraphs':
        return copied(await this.tokenSets.measureGraphs(request, circumstances));
      case 'runMethod':
        return copied(await (await import('./methodRuns.ts')).runMethodOn(this.tokenSets, request, circumstances.signal));
      case 'measureSelection':
        return copied(await (await import('./methodRuns.ts')).measureSelectionOf(this.tokenSets, request, circumstances.signal));
      case 'sweepCells':
        return copied(await (await import('./tuningRuns.ts')).sweepCellsOf(this.tokenSets, request, circumstances.signal));
      case 'release':
        await this.tokenSets.release(request.tokenSetId);
        return copied(null);
      case 'listModels':
        return copied(await this.listModels());
      case 'useEncoder':
        return copied(await this.useEncoder(request, circumstances));
      case 'deleteModels':
        await this.resources.models.remove(request.which);
        return copied(await this.listModels());
      case 'openTokens':
        return this.openTokens(request, circumstances);
      case 'memory':
        return copied({ gpuBytes: this.requireOpened().device.kernels.bytesInUse });
      case 'readVideo':
        return copied(await this.readVideo(request));
      case 'encodeVideo':
        return this.encodeVideo(request, circumstances);
      default:
        return request satisfies never;
    }
  }

  private async start({ device: choice, baseUrl }: StartRequest): Promise<StartResult> {
    const device = await this.resources.openDevice(choice, baseUrl);
    this.opened = { device, shelf: new EncoderShelf(device.openEncoder) };
    const { kernels, encoderEngine, reason } = device;
    return { kernels: kernels.device, encoder: encoderEngine, reason };
  }

  private async encodeImage(
    { file, name, tokenLayout }: EncodeImageRequest,
    circumstances: Circumstances,
  ): Promise<Reply<EncodeImageResult>> {
    const { report, signal } = circumstances;
    const { device, shelf } = this.requireOpened();
    shelf.serve(circumstances);
    const clock = startClock();
    report('Opening the photo', null);
    const { bitmap, image } = await this.resources.decodeImage(file, name);
    const decode = clock();
    const encoder = await shelf.current();
    signal.throwIfAborted();
    clock();
    const readTensor = (data: TensorData) => device.readTensor(data);
    const views = await encodeViews(encoder, image, tokenLayout, { report, signal, readTensor });
    const encode = clock();
    const kept = await this.keepViews(views, encoder, name, circumstances);
    const result = { ...kept, bitmap, timings: { decode, encode, prepare: clock() } };
    return { result, transfer: [bitmap, kept.similarityHistogram.buffer] };
  }

  private async readVideo({ file, name }: ReadVideoRequest): Promise<ReadVideoResult> {
    const video = await this.resources.openVideo(file, name);
    video.close();
    return video.info;
  }

  private async encodeVideo({ file, name, sampling }: EncodeVideoRequest, circumstances: Circumstances): Promise<Reply<EncodeVideoResult>> {
    const { report, signal } = circumstances;
    const { device, shelf } = this.requireOpened();
    shelf.serve(circumstances);
    report('Opening the video', null);
    const video = await this.resources.openVideo(file, name);
    try {
      const encoder = await shelf.current();
      signal.throwIfAborted();
      const readTensor = (data: TensorData) => device.readTensor(data);
      const { views, film, timings } = await encodeVideo(encoder, video, sampling, { report, signal, readTensor });
      const clock = startClock();
      const kept = await this.keepViews(views, encoder, name, circumstances).catch((error: unknown) => {
        closeFilm(film);
        throw error;
      });
      const result = { ...kept, film, timings: { ...timings, prepare: clock() } };
      return { result, transfer: [...film.map(({ bitmap }) => bitmap), kept.similarityHistogram.buffer] };
    } finally {
      video.close();
    }
  }

  /** Takes encoded views to the kernels, under an id that is new. */
  private async keepViews({ source, grid, layout, extras, labels }: EncodedViews, encoder: Encoder, name: string, { report, signal }: Circumstances) {
    signal.throwIfAborted();
    report('Comparing the tokens', null);
    const { n, d } = source;
    const { kernels } = this.requireOpened().device;
    const { tokenSetId, similarityHistogram } = await this.tokenSets.add(kernels, { source, grid, query: null, extras }, signal);
    const { title, provenance } = encoder.describe();
    return {
      tokenSetId,
      n,
      d,
      layout,
      similarityHistogram,
      provenance: `${title}: ${provenance} (${name})`,
      labels,
      extras: keepPerToken(extras, n),
      extraNames: nameUsable(extras, n),
    };
  }

  private async embedQuestion(
    { question }: EmbedQuestionRequest,
    circumstances: Circumstances,
  ): Promise<EmbedQuestionResult> {
    const { shelf } = this.requireOpened();
    shelf.serve(circumstances);
    const encoder = await shelf.current();
    const clock = startClock();
    const text = await encoder.encodeText(question);
    const queryId = this.tokenSets.addQuery(text);
    const { pieces, truncated, window, notes } = text;
    return { queryId, pieces, truncated, window, notes, milliseconds: clock() };
  }

  private listModels(): Promise<ListModelsResult> {
    return this.resources.models.list(this.requireOpened().device.encoderEngine);
  }

  private async useEncoder(
    { choice, hubAddress }: UseEncoderRequest,
    circumstances: Circumstances,
  ): Promise<UseEncoderResult> {
    return { encoder: await this.requireOpened().shelf.use(choice, hubAddress, circumstances) };
  }

  private async openTokens(
    { files, photo }: OpenTokensRequest,
    { report, signal }: Circumstances,
  ): Promise<Reply<OpenTokensResult>> {
    const { kernels } = this.requireOpened().device;
    report('Reading the tokens', null);
    const decoded = photo && (await this.resources.decodeImage(photo.file, photo.name));
    let bitmap: ImageBitmap | null = null;
    try {
      const { openTokenFiles } = await import('../media/openTokenFile.ts');
      const own = await openTokenFiles(files, { photo: decoded && decoded.image });
      signal.throwIfAborted();
      report('Comparing the tokens', null);
      const { query, grid, extras, layout, provenance, notices } = own;
      const source = toWorkspaceSource(own);
      const added = await this.tokenSets.add(kernels, { source, grid, query, extras }, signal);
      // Several views lie side by side, which no photo shows.
      bitmap = own.coversPhoto && decoded ? decoded.bitmap : null;
      const { n, d } = source;
      const known = { extras: keepPerToken(extras, n), extraNames: nameUsable(extras, n) };
      const result = { ...added, ...known, n, d, layout, bitmap, provenance, notices };
      return { result, transfer: [added.similarityHistogram.buffer, ...(bitmap ? [bitmap] : [])] };
    } finally {
      if (bitmap === null) decoded?.bitmap.close();
    }
  }

  private async readGeometry({ tokenSetId }: GeometryRequest): Promise<Reply<TokenGeometry>> {
    const { n, similarity, norms } = await this.tokenSets.readGeometry(tokenSetId);
    // The workspace keeps what it has read; what is transferred is gone from here.
    const result = { n, similarity: similarity.slice(), norms: norms.slice() };
    return { result, transfer: [result.similarity.buffer, result.norms.buffer] };
  }

  private requireOpened(): { device: OpenedDevice; shelf: EncoderShelf } {
    if (!this.opened) throw new Error('No device is open; the page must send "start" first.');
    return this.opened;
  }
}

/** A reply that is small enough to be copied. */
function copied<Result>(result: Result): Reply<Result> {
  return { result, transfer: [] };
}

/** The arrays that hold one number for each of the n tokens. */
function keepPerToken(extras: Record<string, ExtraTensor>, n: number): Record<string, Float32Array> {
  const perToken = Object.entries(extras).filter(([, { shape }]) => shape.length === 1 && shape[0] === n);
  return Object.fromEntries(perToken.map(([name, { data }]) => [name, data]));
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
