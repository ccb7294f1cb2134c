/**
 * A page without a browser: the real controller and store, and a worker that answers at once.
 */
import type { Selection } from '../../src/core/methods/method.ts';
import type { ScoreCard } from '../../src/core/scoreCard/scoreCard.ts';
import type { CellReadouts } from '../../src/core/tuning/readouts.ts';
import { vi } from 'vitest';
import type { WorkerPort } from '../../src/engine/client.ts';
import type { EncoderChoice, ListModelsResult } from '../../src/engine/modelRequests.ts';
import type { FromWorker, Kind, Request, ToWorker } from '../../src/engine/protocol.ts';
import { FATES, type ScriptSelection } from '../../src/core/script/scriptSelection.ts';
import { defaultInvert } from '../../src/encoders/defaultInvert.ts';
import type { EncoderDescription } from '../../src/encoders/encoder.ts';
import type { Precision } from '../../src/encoders/hub/modelEntry.ts';
import { findModel, MODELS } from '../../src/encoders/hub/registry.ts';
// Loaded beforehand, so that a page does not wait for it.
import '../../src/state/comparisonRuns.ts';
import { createController } from '../../src/state/controller.ts';
import type { Sample } from '../../src/state/samples.ts';
import { createAppStore } from '../../src/state/store.ts';

const SAMPLES: Sample[] = ['astronaut', 'coffee'].map((id) => ({
  id,
  title: id,
  author: 'somebody',
  licence: 'CC0',
  source: 'here',
  file: `${id}.png`,
  question: id === 'astronaut' ? 'Is there a space shuttle?' : 'Where is the cup?',
}));

function selectionOf(budget: number, n = 4): ScriptSelection {
  return {
    method: 'script',
    n,
    budget,
    indices: Uint32Array.from({ length: budget }, (_, i) => i),
    fate: new Uint8Array(n).fill(FATES.indexOf('unreached')).fill(FATES.indexOf('both'), 0, budget),
    maps: {
      degree: new Uint32Array(n),
      meanSimilarity: new Float32Array(n),
      score: new Float32Array(n),
      redundancyRank: Uint32Array.from({ length: n }, (_, i) => i + 1),
      rawRelevance: null,
      relevance: new Float32Array(n).fill(1),
      greedyStep: Int32Array.from({ length: n }, (_, i) => i),
    },
    trace: { order: Uint32Array.from({ length: n }, (_, i) => i), gains: new Float32Array(n).fill(1) },
    kStar: budget,
    intersectionAtM: budget,
    supplemented: 0,
    pEffective: 0,
    timings: [],
    warnings: [],
  };
}

const LAYOUT = { width: 2, height: 2, views: [{ kind: 'base', rows: 2, cols: 2, offset: 0, x: 0, y: 0, cellWidth: 1, cellHeight: 1 }] };

/** The list that a worker gives which keeps these models of the registry, in these precisions. */
export function listOf(kept: { id: string; precision: Precision; complete?: boolean }[]): ListModelsResult {
  const models = MODELS.map(({ hub, ...entry }) => ({
    ...entry,
    repository: hub?.repository ?? null,
    precisions: hub?.precisions.map(({ precision, megabytes }) => ({ precision, megabytes })) ?? [],
    recommended: hub?.recommended.wasm ?? null,
    stored: kept
      .filter(({ id }) => id === entry.id)
      .map(({ precision, complete = true }) => ({ precision, bytes: 1e6, complete, storedAt: '2026-01-01T00:00:00Z' })),
  }));
  return { models, durable: true, usedBytes: kept.length * 1e6, quotaBytes: 1e10 };
}

/** What the worker says of an encoder: the registry's words; a person's own files are a CLIP. */
export function describeEncoder(choice: EncoderChoice): EncoderDescription {
  const ids = { starter: 'starter', files: 'clip-vit-base-patch16' };
  const entry = findModel(choice.kind === 'hub' ? choice.modelId : ids[choice.kind]);
  const { title, source, rows, cols, tokenWidth, jointWidth, gives } = entry;
  return {
    id: entry.id,
    title: choice.kind === 'files' ? 'own files' : title,
    provenance: source,
    rows,
    cols,
    d: tokenWidth,
    e: jointWidth ?? 0,
    gives,
    invert: defaultInvert(entry.family, choice.kind === 'starter' ? 'paper' : choice.options.relevanceSource),
    notes: [],
  };
}

/** What any method keeps: the first tokens. */
function keepFirst({ method, budget }: { method: string; budget: number }): Selection {
  const indices = Uint32Array.from({ length: budget }, (_, token) => token);
  return { method, n: 4, budget, indices, extraTokens: [], assignment: null, roles: [], ranking: null, trace: null, schedule: null, standIns: [], notes: [] };
}

/** A card that tells from its numbers what was measured. */
function measureFirst({ indices, relevance, milliseconds }: { indices: Uint32Array; relevance: Float32Array | null; milliseconds: number | null }): ScoreCard {
  const undefinedHere = { logDeterminant: null, minimumDistance: null, meanDistance: null, effectiveRank: null, attentionKept: null, spatialSpread: null };
  const relevanceMass = relevance && indices.reduce((sum, token) => sum + relevance[token], 0);
  return { ...undefinedHere, tokens: indices.length, milliseconds, relevanceMass, coverage: 1, reconstructionError: 0 };
}

/** Read-outs that tell from their numbers which cell they are of. */
function sweepFirst(index: number): CellReadouts {
  return { kStar: index, supplemented: 0, intersectionAtM: 1, exhaustiveOverlap: 1, logDeterminant: 0, relevanceMass: null, coverage: 1, regionRecall: null };
}

export type Answer = (request: Request) => unknown;

export const ANSWERS: Record<Kind, Answer> = {
  start: () => ({ kernels: { kind: 'cpu', adapter: 'test', software: true }, encoder: 'wasm', reason: 'A test.' }),
  encodeImage: (request) => ({
    tokenSetId: request.kind === 'encodeImage' ? `tokens of ${request.name}` : '',
    n: 4,
    d: 2,
    layout: LAYOUT,
    bitmap: { close: vi.fn() },
    similarityHistogram: new Uint32Array(20),
    provenance: 'test',
    labels: [],
    extras: {},
    extraNames: [],
    timings: { decode: 1, encode: 2, prepare: 3 },
  }),
  embedQuestion: (request) => ({
    queryId: request.kind === 'embedQuestion' ? `query ${request.question}` : '',
    pieces: [],
    truncated: false,
    window: 77,
    notes: [],
    milliseconds: 1,
  }),
  select: (request) => ({
    selection: selectionOf(request.kind === 'select' ? request.parameters.budget : 0),
    milliseconds: 1,
  }),
  readouts: () => ({ logRelevance: 0, logDiversity: 0, meanSimilarity: 0, maxSimilarity: 0 }),
  geometry: () => ({ n: 4, similarity: new Float32Array(16).fill(1), norms: new Float32Array(4).fill(1) }),
  measureGraphs: () => ({ samples: { full: [4], bipartite: [2] }, randomScores: [0], repeat: 1, clock: 'wall' }),
  runMethod: (request) => ({ selection: keepFirst(request.kind === 'runMethod' ? request : { method: '', budget: 1 }), milliseconds: 2 }),
  measureSelection: (request) => measureFirst(request.kind === 'measureSelection' ? request : { indices: new Uint32Array(0), relevance: null, milliseconds: null }),
  sweepCells: (request) => [sweepFirst(request.kind === 'sweepCells' ? request.from : 0)],
  release: () => null,
  memory: () => ({ gpuBytes: 0 }),
  listModels: () => listOf([]),
  useEncoder: (request) => ({ encoder: describeEncoder(request.kind === 'useEncoder' ? request.choice : { kind: 'starter' }) }),
  deleteModels: () => listOf([]),
  openTokens: (request) => ({
    tokenSetId: 'own tokens',
    queryId: null,
    n: 4,
    d: 2,
    layout: LAYOUT,
    bitmap: request.kind === 'openTokens' && request.photo ? { close: vi.fn() } : null,
    similarityHistogram: new Uint32Array(20),
    extras: {},
    extraNames: [],
    provenance: 'own tokens',
    notices: [],
  }),
  readVideo: () => ({ format: 'WebM', codec: 'vp9', width: 2, height: 2, duration: 4 }),
  encodeVideo: (request) => {
    const count = request.kind === 'encodeVideo' ? request.sampling.count : 1;
    const [view] = LAYOUT.views;
    return {
      ...Object(ANSWERS.encodeImage({ kind: 'encodeImage', file: new Blob(), name: `${count} frames`, tokenLayout: 'llava-1.5' })),
      n: 4 * count,
      layout: { ...LAYOUT, views: Array.from({ length: count }, (_, frame) => ({ ...view, kind: 'frame', frame, offset: 4 * frame })) },
      film: Array.from({ length: count }, (_, frame) => ({ time: frame, bitmap: { close: vi.fn() } })),
    };
  },
};

/** A page whose worker answers at once, unless the test holds a kind back. */
export function createPage(
  overrides: Partial<Record<Kind, Answer>> = {},
  loadSample: (sample: Sample) => Promise<Blob> = () => Promise.resolve(new Blob()),
) {
  const sent: Request[] = [];
  const held: { kinds: Set<Kind>; replies: (() => void)[] } = { kinds: new Set(), replies: [] };
  let crash: ((event: { message: string }) => void) | null = null;

  const spawn = (): WorkerPort => {
    let listen: ((event: { data: FromWorker }) => void) | null = null;
    const reply = ({ id, request }: { id: number; request: Request }) => {
      try {
        listen?.({ data: { type: 'result', id, result: (overrides[request.kind] ?? ANSWERS[request.kind])(request) } });
      } catch (error) {
        listen?.({ data: { type: 'error', id, message: (error as Error).message } });
      }
    };
    return {
      postMessage: (message: ToWorker) => {
        if (message.type !== 'request') return;
        sent.push(message.request);
        if (held.kinds.has(message.request.kind)) held.replies.push(() => reply(message));
        else queueMicrotask(() => reply(message));
      },
      addEventListener: (type: string, listener: (event: never) => void) => {
        if (type === 'message') listen = listener as typeof listen;
        if (type === 'error') crash = listener as typeof crash;
      },
      terminate: () => undefined,
    };
  };
  const store = createAppStore();
  const controller = createController(store, {
    spawn,
    baseUrl: 'http://127.0.0.1/',
    schedule: (callback) => queueMicrotask(callback),
    loadSamples: () => Promise.resolve(SAMPLES),
    loadSample,
  });
  const selects = () => sent.filter((request) => request.kind === 'select');
  return { store, controller, sent, selects, held, crash: () => crash?.({ message: 'boom' }) };
}

export const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
