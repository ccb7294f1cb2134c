import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { EncodedView, Encoder } from '../../src/encoders/encoder.ts';
import {
  createTransformersEncoder,
  type FileLoader,
  type TransformersEncoderOptions,
  type TransformersFamily,
} from '../../src/encoders/transformers/transformersEncoder.ts';
import { makeClipTokenizer } from '../fixtures/tokenizers/clipTokenizer.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url);
const TOLERANCE = 1e-4;

interface Encodings {
  image: { width: number; height: number; rgba: string };
  vision: Record<string, Record<string, string>>;
  text: Record<string, { question: string; ids: number[]; pooled: string; embeddings: string }>;
}

const encodings = JSON.parse(readFileSync(new URL('encodings/encodings.json', FIXTURES), 'utf8')) as Encodings;
const photo = {
  width: encodings.image.width,
  height: encodings.image.height,
  data: Uint8Array.from(Buffer.from(encodings.image.rgba, 'base64')),
};

const CLIP = {
  do_center_crop: true,
  crop_size: { height: 40, width: 40 },
  size: { shortest_edge: 40 },
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};
const SIGLIP = { size: { height: 40, width: 40 }, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };

function json(value: unknown): FileLoader {
  return () => Promise.resolve(new TextEncoder().encode(JSON.stringify(value)));
}

function file(path: string): FileLoader {
  return () => Promise.resolve(new Uint8Array(readFileSync(new URL(path, FIXTURES))));
}

const FAMILIES: Record<TransformersFamily, { folder: string; preprocessor: object; tokenizer?: FileLoader }> = {
  clip: { folder: 'clip', preprocessor: CLIP, tokenizer: () => Promise.resolve(makeClipTokenizer(1000)) },
  siglip: { folder: 'siglip', preprocessor: SIGLIP, tokenizer: file('tokenizers/siglip.json') },
  dino: { folder: 'dinov2', preprocessor: CLIP },
};

const opened: Encoder[] = [];
afterAll(async () => {
  for (const encoder of opened) await encoder.destroy();
});

interface Variant {
  vision?: FileLoader;
  text?: FileLoader | null;
  preprocessor?: object;
  config?: object;
  options?: Partial<TransformersEncoderOptions>;
}

async function open(family: TransformersFamily, { vision, text, preprocessor, config, options }: Variant = {}): Promise<Encoder> {
  const { folder, preprocessor: own, tokenizer } = FAMILIES[family];
  const textFile = text === undefined ? file(`onnx/${folder}/text_model.onnx`) : text;
  const encoder = await createTransformersEncoder({
    id: 'small',
    title: 'Small',
    provenance: 'random weights',
    engine: 'wasm',
    family,
    files: {
      vision: vision ?? file(`onnx/${folder}/vision_model.onnx`),
      text: textFile ?? undefined,
      tokenizer,
      preprocessor: json(preprocessor ?? own),
      config: config && json(config),
    },
    options,
  });
  opened.push(encoder);
  return encoder;
}

function decode(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}

function expectNear(actual: EncodedView['joint'] | undefined, base64: string, tolerance = TOLERANCE): void {
  if (!(actual instanceof Float32Array)) throw new Error('expected values in memory');
  const expected = decode(base64);
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce((largest, value, index) => Math.max(largest, Math.abs(value - expected[index])), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe('encodeView on wasm agrees with the Python model', () => {
  test.each([
    ['clip', 'clip crop', 'model', 24],
    ['clip', 'clip pad', 'pad', 24],
    ['siglip', 'siglip stretch', 'model', 32],
    ['dino', 'dinov2 crop', 'model', 0],
  ] as const)('%s: %s', async (family, name, framing, e) => {
    const encoder = await open(family, { options: { framing } });
    const view = await encoder.encodeView(photo);
    const expected = encodings.vision[name];
    expect(view).toMatchObject({ rows: 5, cols: 5, d: 32, e, labels: [] });
    expectNear(view.tokens, expected.tokens);
    if (family === 'dino') expect(view.joint).toBeNull();
    else expectNear(view.joint, expected.joint);
    expectNear(view.extras.receivedAttention, expected.receivedAttention);
    expectNear(view.extras.meanKeys, expected.meanKeys);
    if (family === 'siglip') expect(view.extras).not.toHaveProperty('classAttention');
    else expectNear(view.extras.classAttention, expected.classAttention);
    const { rows, cols } = encoder.describe();
    expect([rows, cols]).toEqual([5, 5]);
  });

  test.each([
    ['clip', 'clip crop'],
    ['siglip', 'siglip stretch'],
  ] as const)('%s: the last tokens are the ones compared with text', async (family, name) => {
    const encoder = await open(family, { options: { tokensFrom: 'last' } });
    const view = await encoder.encodeView(photo);
    const expected = encodings.vision[name];
    expectNear(view.tokens, expected.lastTokens);
    expectNear(view.joint, expected.lastJoint);
    expect(encoder.describe().gives).toMatchObject({ textRelevance: true, projection: true });
  });

  test('last tokens and the value path', async () => {
    const encoder = await open('clip', { options: { tokensFrom: 'last', relevanceSource: 'value-path', attentionBlock: 2 } });
    const view = await encoder.encodeView(photo);
    const expected = encodings.vision['clip crop'];
    expectNear(view.tokens, expected.lastTokens);
    expectNear(view.joint, expected.valueJoint);
    expectNear(view.extras.classAttention, expected.classAttention);
  });

  test.each([
    ['onnx/clip/vision_model_fp16.onnx', 0.05],
    ['onnx/clip/vision_model_fused.onnx', TOLERANCE],
    ['onnx/clip/vision_model_sdpa.onnx', TOLERANCE],
  ])('%s', async (vision, tolerance) => {
    const encoder = await open('clip', { vision: file(vision) });
    const view = await encoder.encodeView(photo);
    const expected = encodings.vision['clip crop'];
    expectNear(view.tokens, expected.tokens, tolerance);
    expectNear(view.joint, expected.joint, tolerance);
  });
});

describe('where the cells lie', () => {
  test.each([
    ['model', { x: 9.53125, y: 0, cellWidth: 8.6, cellHeight: 8.6 }],
    ['pad', { x: 0, y: -9, cellWidth: 12.2, cellHeight: 12.2 }],
    ['stretch', { x: 0, y: 0, cellWidth: 12.2, cellHeight: 8.6 }],
  ] as const)('%s', async (framing, expected) => {
    const encoder = await open('clip', { options: { framing } });
    const { cells } = await encoder.encodeView(photo);
    // 61 x 43 becomes 56 x 40, of which the middle 40 are read, from pixel 8 on.
    const scale = 61 / 56;
    expect(cells?.x).toBeCloseTo(framing === 'model' ? 8 * scale : expected.x, 9);
    expect(cells?.y).toBeCloseTo(expected.y, 9);
    expect(cells?.cellWidth).toBeCloseTo(framing === 'model' ? 8 * scale : expected.cellWidth, 9);
    expect(cells?.cellHeight).toBeCloseTo(expected.cellHeight, 9);
  });
});

test('patches that do not fill the pixels leave their edge out', async () => {
  const encoder = await open('clip', { preprocessor: { ...SIGLIP, size: { height: 44, width: 44 } } });
  const view = await encoder.encodeView(photo);
  expect([view.rows, view.cols]).toEqual([5, 5]);
  expect(view.cells?.cellWidth).toBeCloseTo((8 * 61) / 44, 9);
  expect(view.cells?.cellHeight).toBeCloseTo((8 * 43) / 44, 9);
});

describe('encodeText agrees with the Python model', () => {
  test.each([
    ['clip', ['wh', 'ere', 'is', 'the', 'c', 'at', '?']],
    ['siglip', ['where', 'is', 'the', 'cat']],
  ] as const)('%s', async (family, pieces) => {
    const encoder = await open(family);
    const { question, pooled, embeddings } = encodings.text[family];
    const text = await encoder.encodeText(question);
    expect(text.pieces).toEqual(pieces);
    expect(text.truncated).toBe(false);
    expectNear(text.pooled, pooled);
    expect([text.embeddings.rows, text.embeddings.cols]).toEqual([pieces.length, text.pooled?.length]);
    expectNear(text.embeddings.data, embeddings);
    expect(encoder.describe().notes.filter((note) => note.includes('text model'))).toEqual([]);
  });

  test.each([
    ['encodings/clip_text_half.onnx', 0.05],
    ['encodings/clip_text_quantized.onnx', 0.5],
  ])('%s', async (text, tolerance) => {
    const encoder = await open('clip', { text: file(text) });
    const { question, pooled, embeddings } = encodings.text.clip;
    const actual = await encoder.encodeText(question);
    expectNear(actual.pooled, pooled, tolerance);
    expectNear(actual.embeddings.data, embeddings, tolerance);
  });

  test('a question longer than the window is cut, with a notice', async () => {
    const encoder = await open('clip');
    const text = await encoder.encodeText('the '.repeat(90));
    expect([text.truncated, text.pieces.length, text.embeddings.rows]).toEqual([true, 75, 75]);
    const whole = await encoder.encodeText('the '.repeat(75));
    expect(whole.truncated).toBe(false);
    expect(whole.pooled).toEqual(text.pooled);
  });

  test('a question without a piece is refused', async () => {
    const encoder = await open('siglip');
    await expect(encoder.encodeText('?!')).rejects.toThrow('holds 0 pieces, expected at least 1');
  });
});

describe('what an encoder says of itself', () => {
  test('CLIP', async () => {
    expect((await open('clip')).describe()).toMatchObject({
      id: 'small',
      d: 32,
      gives: { textRelevance: true, classAttention: true, projection: true },
      invert: { default: true },
      notes: [],
    });
    expect((await open('clip', { options: { relevanceSource: 'value-path' } })).describe().invert.default).toBe(false);
  });

  test('SigLIP has no class token', async () => {
    const { gives, invert, notes } = (await open('siglip')).describe();
    expect(gives).toEqual({ textRelevance: true, classAttention: false, projection: true });
    expect(invert.default).toBe(false);
    expect(notes).toEqual([expect.stringContaining('no class token')]);
  });

  test('a vision-only model says why a question has no effect', async () => {
    const encoder = await open('dino');
    const { gives, e, notes } = encoder.describe();
    expect([gives, e]).toEqual([{ textRelevance: false, classAttention: true, projection: false }, 0]);
    expect(notes).toEqual([expect.stringContaining('a question has no effect')]);
    await expect(encoder.encodeText('a cat')).rejects.toThrow('shares no space with text');
  });

  test('a vision model opened without its text side keeps its joint embeddings', async () => {
    const encoder = await open('clip', { text: null });
    expect(encoder.describe().gives).toEqual({ textRelevance: false, classAttention: true, projection: true });
    await expect(encoder.encodeText('a cat')).rejects.toThrow('No text model was opened');
    expect((await encoder.encodeView(photo)).joint).not.toBeNull();
  });
});

describe('files that do not belong together', () => {
  test('the vision model in place of the text model, and the other way round', async () => {
    const encoder = await open('clip', { text: file('onnx/clip/vision_model.onnx') });
    await expect(encoder.encodeText('a cat')).rejects.toThrow('The text model reads pixel_values; expected input_ids');
    await expect(open('clip', { vision: file('onnx/clip/text_model.onnx') })).rejects.toThrow(/\w+ .*\.$/);
  });

  test('a text model that failed to open is asked for again', async () => {
    let attempts = 0;
    const encoder = await open('clip', {
      text: () => {
        attempts += 1;
        return attempts === 1 ? Promise.reject(new Error('offline')) : file('onnx/clip/text_model.onnx')();
      },
    });
    await expect(encoder.encodeText('the cat')).rejects.toThrow('offline');
    await expect(encoder.encodeText('the cat')).resolves.toMatchObject({ truncated: false });
  });

  test("another family's text model", async () => {
    const encoder = await open('clip', { text: file('onnx/siglip/text_model.onnx') });
    await expect(encoder.encodeText('a cat')).rejects.toThrow('gives last_hidden_state, pooler_output but no text_embeds');
  });

  test('a damaged text model', async () => {
    const whole = await file('onnx/clip/text_model.onnx')();
    const unknown = whole.slice();
    unknown.set(new TextEncoder().encode('Argmax'), Buffer.from(whole).lastIndexOf('ArgMax'));
    const encoder = await open('clip', { text: () => Promise.resolve(unknown) });
    await expect(encoder.encodeText('the cat')).rejects.toThrow(/^The text model cannot be opened \(.+\)\.$/s);
    const cut = await open('clip', { text: () => Promise.resolve(whole.slice(0, whole.length / 2)) });
    await expect(cut.encodeText('the cat')).rejects.toThrow('cut off or damaged');
  });

  test('a preprocessor of another size', async () => {
    const encoder = await open('clip', { preprocessor: { ...CLIP, size: { shortest_edge: 56 }, crop_size: 56 } });
    await expect(encoder.encodeView(photo)).rejects.toThrow('could not read a photo of 56 x 56 pixels');
    await expect(open('clip', { preprocessor: { ...CLIP, size: { shortest_edge: 6 }, crop_size: 6 } })).rejects.toThrow('patches have 8 pixels a side');
  });

  test('an attention block that is not there', async () => {
    await expect(open('clip', { options: { attentionBlock: 4 } })).rejects.toThrow('blocks 0 to 3');
  });

  test('a config.json that is none', async () => {
    await expect(open('clip', { config: { vision_config: { patch_size: 'big' } } })).rejects.toThrow('The config.json has an unknown format');
  });
});
