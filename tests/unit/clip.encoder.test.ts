import { afterAll, describe, expect, test } from 'vitest';
import { closeEncoders, encodings, expectNear, file, open, photo, SIGLIP, TOLERANCE } from './transformersSetup.ts';

afterAll(closeEncoders);

/** What methods get of 25 patches with `first` rows, 0 or 1, of a class token in front of them. */
const EXTRA_SHAPES: Record<string, { shape: (first: number) => number[]; needsClassToken?: boolean }> = {
  classAttention: { shape: () => [25], needsClassToken: true },
  'classAttention.layer1': { shape: () => [25], needsClassToken: true },
  classToken: { shape: () => [1, 32], needsClassToken: true },
  receivedAttention: { shape: () => [25] },
  'receivedAttention.layer1': { shape: () => [25] },
  meanKeys: { shape: (first) => [first + 25, 8] },
  lastQueries: { shape: (first) => [first + 25, 32] },
  lastKeys: { shape: (first) => [first + 25, 32] },
};

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
    const names = Object.entries(EXTRA_SHAPES).filter(([, { needsClassToken }]) => family !== 'siglip' || !needsClassToken);
    expect(Object.keys(view.extras).toSorted()).toEqual(names.map(([extra]) => extra).toSorted());
    const firstRows = family === 'siglip' ? 0 : 1;
    for (const [extra, { shape }] of names) {
      expect(view.extras[extra].shape, extra).toEqual(shape(firstRows));
      expectNear(view.extras[extra].data, expected[extra]);
    }
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
    if (family === 'clip') expectNear(view.extras.classToken.data, expected.lastClassToken);
    expect(encoder.describe().gives).toMatchObject({ textRelevance: true, projection: true });
  });

  test('last tokens and the value path', async () => {
    const encoder = await open('clip', { options: { tokensFrom: 'last', relevanceSource: 'value-path', attentionBlock: 2 } });
    const view = await encoder.encodeView(photo);
    const expected = encodings.vision['clip crop'];
    expectNear(view.tokens, expected.lastTokens);
    expectNear(view.joint, expected.valueJoint);
    expectNear(view.extras.classAttention.data, expected.classAttention);
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
    for (const name of Object.keys(EXTRA_SHAPES)) expectNear(view.extras[name].data, expected[name], tolerance);
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
    expect(text.notes).toEqual([]);
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
    expect([text.truncated, text.pieces.length, text.embeddings.rows, text.window]).toEqual([true, 75, 75, 77]);
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
    await expect(encoder.encodeText('a cat')).rejects.toThrow('No text model belongs to this vision model');
  });

  test('a vision model opened without its text side keeps its joint embeddings', async () => {
    const encoder = await open('clip', { text: null });
    expect(encoder.describe().gives).toEqual({ textRelevance: false, classAttention: true, projection: true });
    await expect(encoder.encodeText('a cat')).rejects.toThrow('No text model was opened');
    expect((await encoder.encodeView(photo)).joint).not.toBeNull();
  });
});
