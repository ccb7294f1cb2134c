/**
 * The small models of tests/fixtures opened as an encoder, one photo, and what the Python models make of it.
 */
import type { EncoderOptions } from '../../src/encoders/encoderOptions.ts';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { EncodedView, Encoder } from '../../src/encoders/encoder.ts';
import {
  createTransformersEncoder,
  type FileLoader,
  type TransformersFamily,
} from '../../src/encoders/transformers/transformersEncoder.ts';
import { makeClipTokenizer } from '../fixtures/tokenizers/clipTokenizer.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url);
export const TOLERANCE = 1e-4;

interface Encodings {
  image: { width: number; height: number; rgba: string };
  vision: Record<string, Record<string, string>>;
  text: Record<string, { question: string; ids: number[]; pooled: string; embeddings: string }>;
}

export const encodings = JSON.parse(readFileSync(new URL('encodings/encodings.json', FIXTURES), 'utf8')) as Encodings;
export const photo = {
  width: encodings.image.width,
  height: encodings.image.height,
  data: Uint8Array.from(Buffer.from(encodings.image.rgba, 'base64')),
};

export const CLIP = {
  do_center_crop: true,
  crop_size: { height: 40, width: 40 },
  size: { shortest_edge: 40 },
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};
export const SIGLIP = { size: { height: 40, width: 40 }, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };

function json(value: unknown): FileLoader {
  return () => Promise.resolve(new TextEncoder().encode(JSON.stringify(value)));
}

export function file(path: string): FileLoader {
  return () => Promise.resolve(new Uint8Array(readFileSync(new URL(path, FIXTURES))));
}

const FAMILIES: Record<TransformersFamily, { folder: string; preprocessor: object; tokenizer?: FileLoader }> = {
  clip: { folder: 'clip', preprocessor: CLIP, tokenizer: () => Promise.resolve(makeClipTokenizer(1000)) },
  siglip: { folder: 'siglip', preprocessor: SIGLIP, tokenizer: file('tokenizers/siglip.json') },
  dino: { folder: 'dinov2', preprocessor: CLIP },
};

const opened: Encoder[] = [];

export async function closeEncoders(): Promise<void> {
  for (const encoder of opened.splice(0)) await encoder.destroy();
}

interface Variant {
  vision?: FileLoader;
  text?: FileLoader | null;
  preprocessor?: object;
  config?: object;
  options?: Partial<EncoderOptions>;
}

export async function open(family: TransformersFamily, { vision, text, preprocessor, config, options }: Variant = {}): Promise<Encoder> {
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

export function expectNear(actual: EncodedView['joint'] | undefined, base64: string, tolerance = TOLERANCE): void {
  if (!(actual instanceof Float32Array)) throw new Error('expected values in memory');
  const expected = decode(base64);
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce((largest, value, index) => Math.max(largest, Math.abs(value - expected[index])), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}
