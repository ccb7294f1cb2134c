import { describe, expect, it, vi } from 'vitest';
import { encodeVideo } from '../../src/engine/encodeVideo.ts';
import type { Encoder, RgbaImage } from '../../src/encoders/encoder.ts';
import type { DecodedFrame, OpenVideo } from '../../src/media/decodeVideo.ts';

const SIZE = { width: 54, height: 27 };

/** An encoder of rows x cols tokens of two numbers: the frame's grey level, and the token's place. */
function createEncoder(rows: number, cols: number, encoded: RgbaImage[] = []): Encoder {
  const n = rows * cols;
  return {
    describe: () => {
      throw new Error('not asked for');
    },
    encodeView: async (image) => {
      encoded.push(image);
      const tokens = Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? image.data[0] : (i - 1) / 2));
      const classAttention = { shape: [n], data: Float32Array.from({ length: n }, (_, i) => i) };
      return { rows, cols, d: 2, e: 1, tokens, joint: new Float32Array(n).fill(image.data[0]), extras: { classAttention }, labels: [{ label: 'x', share: 1 }] };
    },
    encodeText: () => Promise.reject(new Error('not asked for')),
    destroy: () => Promise.resolve(),
  };
}

function createVideo(count: number) {
  const bitmaps: { close: ReturnType<typeof vi.fn> }[] = [];
  const state = { open: 0, most: 0, ended: false };
  async function* decodeFrames(times: readonly number[], signal: AbortSignal): AsyncGenerator<DecodedFrame, void> {
    try {
      for (const [frame, time] of times.entries()) {
        signal.throwIfAborted();
        state.open += 1;
        state.most = Math.max(state.most, state.open);
        const bitmap = { close: vi.fn() };
        bitmaps.push(bitmap);
        yield { time, image: { ...SIZE, data: new Uint8ClampedArray(4).fill(frame) }, bitmap: bitmap as unknown as ImageBitmap };
        state.open -= 1;
      }
    } finally {
      state.ended = true;
    }
  }
  const video: OpenVideo = {
    info: { format: 'MP4', codec: 'avc', ...SIZE, duration: count / 2 },
    listFrames: () => Promise.resolve(Array.from({ length: count }, (_, frame) => frame / 2)),
    decodeFrames,
    close: () => undefined,
  };
  return { video, bitmaps, state };
}

const inMemory = async (data: unknown) => data as Float32Array;

function options(abort = new AbortController()) {
  const reports: [string, number | null][] = [];
  return { reports, report: (activity: string, fraction: number | null) => reports.push([activity, fraction]), signal: abort.signal, readTensor: inMemory };
}

describe('encodeVideo', () => {
  it('gives the 10,816 tokens of LLaVA-Video: 64 frames of 27 x 27, pooled to 13 x 13', async () => {
    const { video, state } = createVideo(64);
    const { reports, ...rest } = options();
    const { views, film } = await encodeVideo(createEncoder(27, 27), video, { count: 64, range: null }, rest);
    expect(views.source).toMatchObject({ n: 10_816, d: 2, joint: { e: 1 } });
    expect(views.grid).toEqual({ views: 64, rows: 13, cols: 13 });
    expect(views.extras.classAttention.shape).toEqual([10_816]);
    expect(views.layout.views[63]).toEqual({ kind: 'frame', frame: 63, rows: 13, cols: 13, offset: 63 * 169, x: 0, y: 0, cellWidth: 4, cellHeight: 2 });
    // Every token of a frame has its grey level, and the mean place of its 2 x 2 block.
    const tokens = views.source.tokens as Float32Array;
    expect([...tokens.subarray(0, 2)]).toEqual([0, (0 + 1 + 27 + 28) / 4]);
    expect([...tokens.subarray(2 * 63 * 169, 2 * 63 * 169 + 2)]).toEqual([63, 14]);
    expect(film.map(({ time }) => time)).toEqual(Array.from({ length: 64 }, (_, frame) => frame / 2));
    expect(reports[11]).toEqual(['Encoding frame 12 of 64', 11 / 64]);
    expect(state).toMatchObject({ most: 1, ended: true });
  });

  it('stops between two frames and closes everything', async () => {
    const { video, bitmaps, state } = createVideo(8);
    const abort = new AbortController();
    const encoded: RgbaImage[] = [];
    const { reports, report, ...rest } = options(abort);
    const stopAtThree = (activity: string, fraction: number | null) => {
      report(activity, fraction);
      if (reports.length === 3) abort.abort();
    };
    await expect(encodeVideo(createEncoder(4, 4, encoded), video, { count: 8, range: null }, { ...rest, report: stopAtThree })).rejects.toThrow(/abort/i);
    expect(encoded).toHaveLength(3);
    expect(bitmaps).toHaveLength(3);
    for (const { close } of bitmaps) expect(close).toHaveBeenCalledOnce();
    expect(state.ended).toBe(true);
  });

  it('closes everything where the encoder fails', async () => {
    const { video, bitmaps, state } = createVideo(8);
    const encoder = { ...createEncoder(4, 4), encodeView: () => Promise.reject(new Error('out of memory')) };
    const { reports: _, ...rest } = options();
    await expect(encodeVideo(encoder, video, { count: 8, range: null }, rest)).rejects.toThrow('out of memory');
    for (const { close } of bitmaps) expect(close).toHaveBeenCalledOnce();
    expect(state.ended).toBe(true);
  });
});
