import { describe, expect, test, vi } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import type { TensorData } from '../../src/core/tokens.ts';
import { ONE_VIEW } from '../../src/core/tokenLayouts.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import type { Encoder } from '../../src/encoders/encoder.ts';
import type { OpenEncoder } from '../../src/engine/encoderShelf.ts';
import { Engine } from '../../src/engine/engine.ts';
import { DEFAULT_ENCODER_OPTIONS } from '../../src/encoders/encoderOptions.ts';
import type { Exchanges, FromWorker, Kind, Progress } from '../../src/engine/protocol.ts';
import { serveEngine } from '../../src/engine/serve.ts';
import { writeNpy } from '../../src/core/npy.ts';
import { makeTokens } from '../support/randomTokens.ts';

const [ROWS, COLS, D, E] = [6, 5, 16, 8];
const PARAMETERS = { ...DEFAULT_PARAMETERS, threshold: 0.1, budget: 8 };

/** An encoder with made-up tokens; `failures` times it refuses to open. */
function createFakeEncoder(): Encoder {
  return {
    describe: () => ({
      id: 'fake',
      title: 'Fake',
      provenance: 'made up',
      rows: ROWS,
      cols: COLS,
      d: D,
      e: E,
      gives: { textRelevance: true, classAttention: false, projection: true },
      invert: { default: false, reason: '' },
      notes: [],
    }),
    encodeView: () =>
      Promise.resolve({
        rows: ROWS,
        cols: COLS,
        d: D,
        tokens: makeTokens(ROWS * COLS, D, 1),
        e: E,
        joint: makeTokens(ROWS * COLS, E, 2),
        extras: {
          classAttention: { shape: [ROWS * COLS], data: makeTokens(ROWS * COLS, 1, 3) },
          // As many numbers as there are tokens, but not one for each.
          classToken: { shape: [1, ROWS * COLS], data: makeTokens(1, ROWS * COLS, 4) },
        },
        labels: [{ label: 'noise', share: 1 }],
      }),
    encodeText: (question) =>
      Promise.resolve({
        embeddings: { rows: 1, cols: E, data: makeTokens(1, E, question.length) },
        pieces: question.split(' '),
        truncated: false,
        window: 77,
        notes: ['Only the pooled token.'],
      }),
    destroy: () => Promise.resolve(),
  };
}

async function inMemory(data: TensorData): Promise<Float32Array> {
  if (data instanceof Float32Array) return data;
  throw new Error('Expected the tokens in memory.');
}

/** An engine on the CPU path behind the protocol. */
function startEngine(
  openEncoder: OpenEncoder = () => Promise.resolve(createFakeEncoder()),
  onProgress: (progress: Progress) => void = () => undefined,
  readTensor: (data: TensorData) => Promise<Float32Array> = inMemory,
) {
  const engine = new Engine({
    openDevice: () =>
      Promise.resolve({
        kernels: createCpuKernels(),
        encoderEngine: 'wasm',
        readTensor,
        reason: 'test',
        openEncoder,
      }),
    openVideo: () => Promise.reject(new Error('This is no video.')),
    decodeImage: () =>
      Promise.resolve({
        bitmap: { width: 50, height: 60 } as ImageBitmap,
        image: { width: 50, height: 60, data: new Uint8Array(50 * 60 * 4) },
      }),
    models: {
      list: () => Promise.resolve({ models: [], durable: true, usedBytes: 0, quotaBytes: null }),
      remove: () => Promise.resolve(),
    },
  });
  const waiting = new Map<number, (message: FromWorker) => void>();
  const receive = serveEngine(engine, (message) => {
    if (message.type === 'progress') onProgress(message.progress);
    else if (message.type !== 'deviceLost') waiting.get(message.id)?.(message);
  });
  let id = 0;
  const newest = new Map<string, number>();
  const send = (request: Exchanges[Kind]['request'], lane: string = request.kind) =>
    new Promise<FromWorker>((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      newest.set(lane, id);
      receive({ type: 'request', id, lane, request });
    });
  const ask = async <K extends Kind>(kind: K, request: Omit<Exchanges[K]['request'], 'kind'>) => {
    const message = await send({ kind, ...request } as Exchanges[K]['request']);
    if (message.type !== 'result') throw new Error(message.type === 'error' ? message.message : message.type);
    return message.result as Exchanges[K]['result'];
  };
  const cancel = (lane: string) => receive({ type: 'cancel', id: newest.get(lane) ?? 0 });
  return { ask, send, cancel };
}

function npyFile(name: string, rows: number, data: Float32Array): { name: string; file: Blob } {
  return { name, file: new Blob([Uint8Array.from(writeNpy({ rows, cols: data.length / rows, data }))]) };
}

const encodeRequest = { file: new Blob(), name: 'photo.png', tokenLayout: ONE_VIEW } as const;

describe('engine', () => {
  test('encodes, embeds, selects and summarizes', async () => {
    const { ask } = startEngine();
    await ask('start', { device: 'auto', baseUrl: '' });
    const image = await ask('encodeImage', encodeRequest);
    expect(image).toMatchObject({ n: 30, d: D, layout: { width: 50, height: 60, views: [{ cellWidth: 10, cellHeight: 10 }] } });
    expect(image.similarityHistogram.reduce((a, b) => a + b)).toBe(15 * 15);
    // The page has no use for more than one number a token.
    expect(image.extras).toEqual({ classAttention: makeTokens(ROWS * COLS, 1, 3) });
    expect(image.extraNames).toEqual(['classAttention', 'classToken']);
    const { queryId, ...question } = await ask('embedQuestion', { question: 'what is this' });
    expect(question).toMatchObject({ pieces: ['what', 'is', 'this'], window: 77, notes: ['Only the pooled token.'] });
    const { selection } = await ask('select', { tokenSetId: image.tokenSetId, queryId, parameters: PARAMETERS });
    expect(selection.indices).toHaveLength(8);
    const readouts = await ask('readouts', {
      tokenSetId: image.tokenSetId,
      indices: selection.indices,
      relevance: selection.maps.relevance,
      relevanceExponent: 1,
    });
    const gains = Array.from(selection.trace.gains.slice(0, 8));
    expect(readouts.logDiversity).toBeLessThanOrEqual(0);
    expect(readouts.maxSimilarity).toBeGreaterThanOrEqual(readouts.meanSimilarity);
    const unpruned = await ask('select', { tokenSetId: image.tokenSetId, queryId, parameters: { ...PARAMETERS, pruneRatio: 0 } });
    const whole = await ask('readouts', {
      tokenSetId: image.tokenSetId,
      indices: unpruned.selection.indices,
      relevance: unpruned.selection.maps.relevance,
      relevanceExponent: 1,
    });
    const sumOfLogGains = gains.reduce((sum, gain) => sum + Math.log(gain), 0);
    expect(whole.logRelevance + whole.logDiversity).toBeCloseTo(sumOfLogGains, 2);
  });

  test('runs any method of the registry and measures what it keeps', async () => {
    const { ask } = startEngine();
    await ask('start', { device: 'auto', baseUrl: '' });
    const { tokenSetId, n } = await ask('encodeImage', encodeRequest);
    const { queryId } = await ask('embedQuestion', { question: 'what is this' });
    const request = { tokenSetId, queryId, parameters: {}, budget: 8, allowStandIns: false };
    const { selection, milliseconds } = await ask('runMethod', { ...request, method: 'cls-attention' });
    const attention = makeTokens(ROWS * COLS, 1, 3);
    const best = Array.from(attention.keys()).toSorted((a, b) => attention[b] - attention[a]);
    expect(Array.from(selection.indices)).toEqual(best.slice(0, 8).toSorted((a, b) => a - b));
    expect(milliseconds).toBeGreaterThan(0);
    const card = await ask('measureSelection', { tokenSetId, indices: selection.indices, relevance: new Float32Array(n).fill(1), milliseconds: 3 });
    expect(card).toMatchObject({ tokens: 8, milliseconds: 3, relevanceMass: 8 / 30 });
    const script = await ask('runMethod', { ...request, method: 'script', parameters: { threshold: 0.1 } });
    const panels = await ask('select', { tokenSetId, queryId, parameters: PARAMETERS });
    expect(script.selection.indices).toEqual(panels.selection.indices);
    await expect(ask('runMethod', { ...request, method: 'visionzip' })).rejects.toThrow('VisionZip needs the attention keys');
    const { selection: standIn } = await ask('runMethod', { ...request, method: 'visionzip', allowStandIns: true });
    expect(standIn.standIns).toEqual([expect.stringContaining('the tokens themselves')]);
    await expect(ask('runMethod', { ...request, method: 'random', budget: 31 })).rejects.toThrow('from 1 to the 30 tokens');
    await expect(ask('runMethod', { ...request, method: 'magic' })).rejects.toThrow('There is no method "magic"');
  });

  test('of many selections at once only the running and the newest are answered', async () => {
    const { ask, send } = startEngine();
    await ask('start', { device: 'auto', baseUrl: '' });
    const { tokenSetId } = await ask('encodeImage', encodeRequest);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        send({ kind: 'select', tokenSetId, queryId: null, parameters: { ...PARAMETERS, budget: i + 1 } }),
      ),
    );
    expect(answers.filter(({ type }) => type === 'result')).toHaveLength(1);
    expect(answers.at(-1)).toMatchObject({ type: 'result', result: { selection: { budget: 20 } } });
  });

  test('a released or unknown token set, and an early request, each get a sentence', async () => {
    const { ask } = startEngine();
    await expect(ask('encodeImage', encodeRequest)).rejects.toThrow('No device is open');
    await ask('start', { device: 'auto', baseUrl: '' });
    const { tokenSetId } = await ask('encodeImage', encodeRequest);
    await ask('release', { tokenSetId });
    await expect(ask('select', { tokenSetId, queryId: null, parameters: PARAMETERS })).rejects.toThrow('open the photo again');
  });

  test('own tokens bring their question, and views that can be selected from one by one', async () => {
    const { ask } = startEngine();
    await ask('start', { device: 'auto', baseUrl: '' });
    const files = [
      npyFile('tokens.npy', 32, makeTokens(32, D, 1)),
      npyFile('joint.npy', 32, makeTokens(32, E, 2)),
      npyFile('query.npy', 1, makeTokens(1, E, 3)),
      npyFile('grid.npy', 1, Float32Array.of(2, 4, 4)),
      npyFile('classAttention.layer5.npy', 1, makeTokens(32, 1, 4)),
    ];
    const opened = await ask('openTokens', { files, photo: null });
    expect(opened).toMatchObject({ n: 32, d: D, bitmap: null, extraNames: ['classAttention.layer5'] });
    expect(opened.layout.views).toHaveLength(2);
    const select = (scope: 'joint' | 'per-view') =>
      ask('select', { tokenSetId: opened.tokenSetId, queryId: opened.queryId, parameters: { ...PARAMETERS, scope } });
    const perView = (await select('per-view')).selection;
    expect(perView.indices.filter((token) => token < 16)).toHaveLength(4);
    expect(perView.maps.rawRelevance).not.toBeNull();
    expect((await select('joint')).selection.indices).toHaveLength(8);
    await ask('release', { tokenSetId: opened.tokenSetId });
    await expect(select('joint')).rejects.toThrow('open the photo again');
  });

  test('gives the geometry of a token set, and refuses more tokens than a page can hold', async () => {
    const { ask } = startEngine();
    await ask('start', { device: 'auto', baseUrl: '' });
    const { tokenSetId } = await ask('encodeImage', encodeRequest);
    const { n, similarity, norms } = await ask('geometry', { tokenSetId });
    const tokens = makeTokens(ROWS * COLS, D, 1);
    expect(n).toBe(30);
    computeSimilarity(tokens, n, D).forEach((value, pair) => expect(similarity[pair]).toBeCloseTo(value, 6));
    norms.forEach((norm, i) => expect(norm).toBeCloseTo(Math.hypot(...tokens.subarray(i * D, (i + 1) * D)), 5));
    // What was handed out is a copy: the engine goes on working with its own.
    expect((await ask('geometry', { tokenSetId })).similarity.buffer).not.toBe(similarity.buffer);
    expect((await ask('select', { tokenSetId, queryId: null, parameters: PARAMETERS })).selection.indices).toHaveLength(8);
    const files = [npyFile('tokens.npy', 4097, makeTokens(4097, 2, 1)), npyFile('grid.npy', 1, Float32Array.of(1, 17, 241))];
    const large = await ask('openTokens', { files, photo: null });
    await expect(ask('geometry', { tokenSetId: large.tokenSetId })).rejects.toThrow('take up to 4096 of them; there are 4097');
  });

  test('another encoder takes over, and stays if the next one cannot be opened', async () => {
    const opened: string[] = [];
    const { ask } = startEngine((choice) => {
      opened.push(choice.kind);
      return choice.kind === 'hub' ? Promise.reject(new Error('The hub is not there.')) : Promise.resolve(createFakeEncoder());
    });
    await ask('start', { device: 'auto', baseUrl: '' });
    const options = DEFAULT_ENCODER_OPTIONS;
    const { encoder } = await ask('useEncoder', { choice: { kind: 'files', files: [], options }, hubAddress: '' });
    expect(encoder.title).toBe('Fake');
    const hub = { kind: 'hub', modelId: 'clip-vit-base-patch32', precision: 'q8', options } as const;
    await expect(ask('useEncoder', { choice: hub, hubAddress: '' })).rejects.toThrow('The hub is not there.');
    await expect(ask('encodeImage', encodeRequest)).resolves.toMatchObject({ n: 30 });
    expect(opened).toEqual(['files', 'hub']);
  });

  test('a download holds nothing up, and a cancelled one changes nothing', async () => {
    const downloads: ((encoder: Encoder) => void)[] = [];
    const discarded = vi.fn(() => Promise.resolve());
    const { ask, send, cancel } = startEngine((choice) =>
      choice.kind === 'hub'
        ? new Promise((resolve) => downloads.push(resolve))
        : Promise.resolve(createFakeEncoder()),
    );
    await ask('start', { device: 'auto', baseUrl: '' });
    const { tokenSetId } = await ask('encodeImage', encodeRequest);
    const choice = { kind: 'hub', modelId: 'x', precision: 'q8', options: DEFAULT_ENCODER_OPTIONS } as const;
    const download = send({ kind: 'useEncoder', choice, hubAddress: '' });
    await expect(ask('select', { tokenSetId, queryId: null, parameters: PARAMETERS })).resolves.toMatchObject({ selection: { n: 30 } });
    cancel('useEncoder');
    for (const finish of downloads) finish({ ...createFakeEncoder(), destroy: discarded });
    await expect(download).resolves.toMatchObject({ type: 'superseded' });
    expect(discarded).toHaveBeenCalledOnce();
    await expect(ask('encodeImage', encodeRequest)).resolves.toMatchObject({ n: 30 });
  });

  test('an encoder that failed to open is tried again', async () => {
    let attempts = 0;
    const { ask } = startEngine(() => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('The model is not there.')) : Promise.resolve(createFakeEncoder());
    });
    await ask('start', { device: 'auto', baseUrl: '' });
    await expect(ask('encodeImage', encodeRequest)).rejects.toThrow('The model is not there.');
    await expect(ask('encodeImage', encodeRequest)).resolves.toMatchObject({ n: 30 });
  });
});
