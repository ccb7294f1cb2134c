import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImageFile } from '../../src/cli/decodeImageFile.ts';
import { readStarterFile } from '../../src/cli/starterFiles.ts';
import { computeRelevance } from '../../src/core/reference/relevance.ts';
import type { EncodedText, EncodedView, Encoder } from '../../src/encoders/encoder.ts';
import { createStarterEncoder } from '../../src/encoders/starter.ts';

const TIMEOUT = 120_000;
const GRID = 24;
const CELLS = GRID * GRID;
const DIMENSIONS = 384;
const TOP = 20;

/** Cells of an object: first and last row, first and last column. */
interface Box {
  rows: [number, number];
  cols: [number, number];
}

/** Boxes drawn by hand around the objects; the rocket's with the two cells of context that a narrow object needs. */
const OBJECTS: { photo: string; question: string; box: Box; least: number }[] = [
  { photo: 'astronaut.png', question: 'Is there a space shuttle?', box: { rows: [0, 13], cols: [16, 21] }, least: 18 },
  { photo: 'coffee.png', question: 'Where is the cup of coffee?', box: { rows: [1, 13], cols: [7, 16] }, least: 15 },
  { photo: 'chelsea.png', question: 'Is there a cat?', box: { rows: [0, 23], cols: [2, 19] }, least: 18 },
  { photo: 'rocket.jpg', question: 'Where is the rocket?', box: { rows: [6, 23], cols: [10, 14] }, least: 16 },
];

let encoder: Encoder;
const views = new Map<string, EncodedView>();

beforeAll(async () => {
  encoder = await createStarterEncoder({ engine: 'wasm', loadFile: readStarterFile });
  for (const { photo } of OBJECTS) views.set(photo, await encoder.encodeView(await decodeImageFile(`public/samples/${photo}`)));
}, TIMEOUT);

afterAll(async () => encoder.destroy());

function viewOf(photo: string): EncodedView {
  const view = views.get(photo);
  if (!view) throw new Error(`${photo} was not encoded`);
  return view;
}

function inMemory(data: EncodedView['joint']): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('expected values in memory');
}

function pooledOf({ pooled }: EncodedText): Float32Array {
  if (!pooled) throw new Error('expected a pooled embedding');
  return pooled;
}

function mapRelevance(view: EncodedView, query: Float32Array): Float64Array {
  const { raw } = computeRelevance(inMemory(view.joint), CELLS, DIMENSIONS, { rows: 1, data: query }, false);
  if (!raw) throw new Error('expected raw relevance');
  return raw;
}

function isInside(cell: number, { rows, cols }: Box): boolean {
  const [row, col] = [Math.floor(cell / GRID), cell % GRID];
  return row >= rows[0] && row <= rows[1] && col >= cols[0] && col <= cols[1];
}

describe('starter encoder', () => {
  it.each(OBJECTS)('finds what "$question" asks for in $photo', { timeout: TIMEOUT }, async ({ photo, question, box, least }) => {
    const relevance = mapRelevance(viewOf(photo), pooledOf(await encoder.encodeText(question)));
    const order = [...relevance.keys()].toSorted((a, b) => relevance[b] - relevance[a]);
    const hits = order.slice(0, TOP).filter((cell) => isInside(cell, box)).length;
    const misses = order.slice(-TOP).filter((cell) => isInside(cell, box)).length;
    console.log(`${photo}: ${hits} of the ${TOP} best and ${misses} of the ${TOP} worst cells lie on the object`);
    expect(hits).toBeGreaterThanOrEqual(least);
    expect(misses).toBeLessThan(hits / 2);
  });

  it('names the photo and gives tokens, joint embeddings and a class-activation map of the stated shapes', () => {
    const { rows, cols, d, e } = encoder.describe();
    const view = viewOf('coffee.png');
    expect([view.rows, view.cols, view.d, view.e]).toEqual([rows, cols, d, e]);
    expect(inMemory(view.tokens).length).toBe(CELLS * view.d);
    expect(inMemory(view.joint).length).toBe(CELLS * view.e);
    expect(view.extras.classActivation.shape).toEqual([CELLS]);
    expect(view.labels[0].label).toBe('espresso');
    expect(view.labels[0].share).toBeGreaterThan(0.5);
    const activation = view.extras.classActivation.data;
    const best = activation.indexOf(Math.max(...activation));
    expect(isInside(best, { rows: [1, 13], cols: [7, 16] })).toBe(true);
  });

  it('gives a frame of a video 27 x 27 cells, on which it finds the same', { timeout: TIMEOUT }, async () => {
    const frame = await encoder.encodeFrame?.(await decodeImageFile('public/samples/coffee.png'));
    expect(frame).toMatchObject({ rows: 27, cols: 27, d: 2048, e: 384, extras: { classActivation: { shape: [729] } } });
    expect(frame?.labels[0].label).toBe('espresso');
    expect(frame && [inMemory(frame.tokens).length, inMemory(frame.joint).length]).toEqual([729 * 2048, 729 * 384]);
    const activation = frame?.extras.classActivation.data ?? new Float32Array();
    const best = activation.indexOf(Math.max(...activation));
    const [row, col] = [Math.floor(best / 27), best % 27].map((place) => Math.floor((place * 24) / 27));
    expect(isInside(row * 24 + col, { rows: [1, 13], cols: [7, 16] })).toBe(true);
  });

  it('gives the same tokens again', { timeout: TIMEOUT }, async () => {
    const again = await encoder.encodeView(await decodeImageFile('public/samples/coffee.png'));
    expect(inMemory(again.tokens)).toEqual(inMemory(viewOf('coffee.png').tokens));
  });

  it('embeds a question as a unit vector and one row for every word piece, whose mean points the same way', async () => {
    const text = await encoder.encodeText('Is there a spacesuit?');
    const { embeddings, pieces, truncated } = text;
    expect(pieces).toEqual(['is', 'there', 'a', 'spaces', '##uit', '?']);
    expect(truncated).toBe(false);
    expect([embeddings.rows, embeddings.cols, embeddings.data.length]).toEqual([6, DIMENSIONS, 6 * DIMENSIONS]);
    const direction = pooledOf(text);
    expect(Math.hypot(...direction)).toBeCloseTo(1, 5);
    const mean = direction.map((_, j) => pieces.reduce((sum, _piece, row) => sum + embeddings.data[row * DIMENSIONS + j], 0) / pieces.length);
    const cosine = mean.reduce((sum, value, j) => sum + value * direction[j], 0) / Math.hypot(...mean);
    expect(cosine).toBeGreaterThan(0.9);
    expect(cosine).toBeLessThan(0.99999);
  });

  it('cuts a long question to the window and says so', { timeout: TIMEOUT }, async () => {
    const { pieces, embeddings, truncated, window } = await encoder.encodeText('cat '.repeat(400));
    expect([truncated, window]).toEqual([true, 256]);
    expect(pieces.length).toBe(254);
    expect(embeddings.rows).toBe(254);
  });

  it('refuses a question without a readable piece', async () => {
    await expect(encoder.encodeText(' \u0000 ')).rejects.toThrow('holds 0 word pieces, expected at least 1');
  });

  it('tries again after a file could not be loaded, and names what failed', { timeout: TIMEOUT }, async () => {
    let attempts = 0;
    const flaky = await createStarterEncoder({
      engine: 'wasm',
      async loadFile(name) {
        if (name === 'text.onnx' && attempts++ === 0) throw new Error('the network is down');
        return readStarterFile(name);
      },
    });
    await expect(flaky.encodeText('cat')).rejects.toThrow('the network is down');
    await expect(flaky.encodeText('cat')).resolves.toMatchObject({ pieces: ['cat'] });
    await flaky.destroy();
  });

  it('refuses the webgpu engine without a device', async () => {
    const encoderWithoutDevice = await createStarterEncoder({ engine: 'webgpu', loadFile: readStarterFile });
    await expect(encoderWithoutDevice.encodeText('cat')).rejects.toThrow('needs a GPU device, got none');
  });
});
