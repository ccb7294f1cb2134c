/** Photos in several views: what the engine makes of them, with a made-up encoder that shows its crops. */
import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import type { LayoutName } from '../../src/core/tokenLayouts.ts';
import type { TensorData } from '../../src/core/tokens.ts';
import type { Encoder, RgbaImage } from '../../src/encoders/encoder.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { EncodeImageResult } from '../../src/engine/protocol.ts';
import { createRandom } from '../support/randomTokens.ts';

const [ROWS, COLS, D] = [4, 6, 5];
const [WIDTH, HEIGHT] = [24, 16];

/** Red counts the columns of the photo, green its rows. */
function makePhoto(): RgbaImage {
  const data = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) data.set([x, y, 0, 255], 4 * (y * WIDTH + x));
  }
  return { width: WIDTH, height: HEIGHT, data };
}

interface Seen {
  /** Left and top pixel of every crop, and its size. */
  crops: number[][];
  /** Tokens that were left on the made-up device and not freed. */
  onDevice: Set<object>;
}

/** Leaves its tokens on a device; labels and attention name the crop. */
function createFakeEncoder({ crops, onDevice }: Seen): Encoder {
  return {
    describe: () => ({
      id: 'fake',
      title: 'Fake',
      provenance: 'made up',
      rows: ROWS,
      cols: COLS,
      d: D,
      e: D,
      gives: { textRelevance: true, classAttention: true, projection: true },
      invert: { default: false, reason: '' },
      notes: [],
    }),
    encodeView: ({ width, height, data }) => {
      crops.push([data[0], data[1], width, height]);
      const random = createRandom(crops.length);
      const handle = { values: Float32Array.from({ length: ROWS * COLS * D }, random) };
      onDevice.add(handle);
      return Promise.resolve({
        rows: ROWS,
        cols: COLS,
        d: D,
        tokens: { location: 'device', handle },
        e: 0,
        joint: null,
        extras: { classAttention: { shape: [ROWS * COLS], data: new Float32Array(ROWS * COLS).fill(crops.length) } },
        labels: [{ label: `${width} x ${height}`, share: 1 }],
      });
    },
    encodeText: () => Promise.reject(new Error('It reads no text.')),
    destroy: () => Promise.resolve(),
  };
}

async function openEngine(seen: Seen) {
  const readTensor = (data: TensorData) => {
    if (data instanceof Float32Array) return Promise.resolve(data);
    seen.onDevice.delete(data.handle);
    return Promise.resolve((data.handle as { values: Float32Array }).values);
  };
  const engine = new Engine({
    openDevice: () =>
      Promise.resolve({
        kernels: createCpuKernels(),
        encoderEngine: 'wasm',
        reason: 'test',
        openEncoder: () => Promise.resolve(createFakeEncoder(seen)),
        readTensor,
      }),
    openVideo: () => Promise.reject(new Error('This is no video.')),
    decodeImage: () => Promise.resolve({ bitmap: { width: WIDTH, height: HEIGHT } as ImageBitmap, image: makePhoto() }),
    models: { list: () => Promise.reject(new Error()), remove: () => Promise.resolve() },
  });
  await engine.handle({ kind: 'start', device: 'cpu', baseUrl: '' }, { report: () => undefined, signal: new AbortController().signal });
  return engine;
}

interface Watching {
  progress: [string, number | null][];
  cancel: AbortController;
}

async function encode(tokenLayout: LayoutName, onProgress: (watching: Watching) => void = () => undefined) {
  const seen: Seen = { crops: [], onDevice: new Set() };
  const watching: Watching = { progress: [], cancel: new AbortController() };
  const engine = await openEngine(seen);
  const report = (activity: string, fraction: number | null) => {
    watching.progress.push([activity, fraction]);
    onProgress(watching);
  };
  const encoded = engine.handle({ kind: 'encodeImage', file: new Blob(), name: 'photo.png', tokenLayout }, { report, signal: watching.cancel.signal });
  const result = encoded.then((reply) => reply.result as EncodeImageResult);
  return { engine, seen, result, ...watching };
}

describe('a photo in several views', () => {
  test('LLaVA-NeXT: base view and four quarters, one after the other, with progress', async () => {
    const { seen, result, progress } = await encode('llava-next');
    const { n, layout, labels, extras } = await result;
    expect(seen.crops).toEqual([[0, 0, 24, 16], [0, 0, 12, 8], [12, 0, 12, 8], [0, 8, 12, 8], [12, 8, 12, 8]]);
    expect(n).toBe(5 * ROWS * COLS);
    expect(layout.views.map(({ kind, offset, x, y }) => [kind, offset, x, y])).toEqual([
      ['base', 0, 0, 0],
      ['tile', 24, 0, 0],
      ['tile', 48, 12, 0],
      ['tile', 72, 0, 8],
      ['tile', 96, 12, 8],
    ]);
    expect(layout.views[4]).toMatchObject({ cellWidth: 2, cellHeight: 2 });
    expect(labels).toEqual([{ label: '24 x 16', share: 1 }]);
    expect([0, 24, 119].map((token) => extras.classAttention[token])).toEqual([1, 2, 5]);
    expect(progress.filter(([activity]) => activity.startsWith('Encoding'))).toEqual(
      [1, 2, 3, 4, 5].map((view) => [`Encoding view ${view} of 5`, (view - 1) / 5]),
    );
    expect(seen.onDevice.size).toBe(0);
  });

  test('InternVL3: pooled tiles, then the thumbnail that the labels are of', async () => {
    const { seen, result } = await encode('internvl3');
    const { n, layout, labels } = await result;
    expect(seen.crops.at(-1)).toEqual([0, 0, 24, 16]);
    expect(n).toBe(5 * 2 * 3);
    expect(layout.views[0]).toMatchObject({ kind: 'tile', rows: 2, cols: 3, cellWidth: 4, cellHeight: 4 });
    expect(layout.views[4]).toMatchObject({ kind: 'thumbnail', offset: 24, cellWidth: 8, cellHeight: 8 });
    expect(labels).toEqual([{ label: '24 x 16', share: 1 }]);
  });

  test('the tokens are those of the views, in their order', async () => {
    const { engine, result } = await encode('tiles-1x2');
    const { tokenSetId, n, labels } = await result;
    expect(labels).toEqual([]);
    const { result: geometry } = await engine.handle({ kind: 'geometry', tokenSetId }, { report: () => undefined, signal: new AbortController().signal });
    const { norms } = geometry as { norms: Float32Array };
    expect(norms).toHaveLength(n);
    [1, 2].forEach((seed, view) => {
      const values = Float32Array.from({ length: ROWS * COLS * D }, createRandom(seed));
      for (let token = 0; token < ROWS * COLS; token++) {
        expect(norms[view * ROWS * COLS + token]).toBeCloseTo(Math.hypot(...values.subarray(token * D, (token + 1) * D)), 5);
      }
    });
  });

  test('can be selected from view by view', async () => {
    const { engine, result } = await encode('llava-next');
    const { tokenSetId } = await result;
    const parameters = { ...DEFAULT_PARAMETERS, scope: 'per-view', budget: 12 } as const;
    const reply = await engine.handle({ kind: 'select', tokenSetId, queryId: null, parameters }, { report: () => undefined, signal: new AbortController().signal });
    const { selection } = reply.result as { selection: { indices: Uint32Array } };
    const counts = [0, 1, 2, 3, 4].map((view) => selection.indices.filter((token) => Math.floor(token / 24) === view).length);
    expect(counts).toEqual([3, 3, 2, 2, 2]);
  });

  test('is given up between two views, and nothing stays on the device', async () => {
    const { seen, result } = await encode('llava-next', ({ progress, cancel }) => {
      if (progress.at(-1)?.[0] === 'Encoding view 3 of 5') cancel.abort();
    });
    await expect(result).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(seen.crops).toHaveLength(3);
    expect(seen.onDevice.size).toBe(0);
  });

  test('with too few pixels is refused before anything is encoded', async () => {
    const { seen, result } = await encode('tiles-5x2' as LayoutName);
    await expect(result).rejects.toThrow('The token layout is "tiles-5x2"');
    expect(seen.crops).toEqual([]);
  });
});
