/**
 * Small random models of 5 x 5 tokens in the files that a hub or a person's disk holds.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeClipTokenizer } from '../../fixtures/tokenizers/clipTokenizer.ts';
import type { Repositories } from '../../support/fakeHub.ts';

export type Files = Record<string, Uint8Array>;

/** Rows and columns of every model here. */
export const SIDE = 5;
/** Dimensions of their tokens. */
export const WIDTH = 32;

const PATCH = { vision_config: { patch_size: 8 } };

const CLIP_PREPROCESSOR = {
  do_center_crop: true,
  crop_size: { height: 40, width: 40 },
  size: { shortest_edge: 40 },
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};
const SIGLIP_PREPROCESSOR = { size: { height: 40, width: 40 }, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };

export function readFixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(resolve('tests/fixtures', path)));
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Files beside the models themselves. */
export const CLIP_SETTINGS: Files = {
  'config.json': json({ model_type: 'clip', ...PATCH }),
  'preprocessor_config.json': json(CLIP_PREPROCESSOR),
  'tokenizer.json': makeClipTokenizer(1000),
};

/** Stand in, under the names of the real repositories, for the models that a device without a GPU is recommended. */
export const REPOSITORIES: Repositories = {
  'Xenova/clip-vit-base-patch32': {
    ...CLIP_SETTINGS,
    'onnx/vision_model_quantized.onnx': readFixture('onnx/clip/vision_model_quantized.onnx'),
    'onnx/text_model_quantized.onnx': readFixture('encodings/clip_text_quantized.onnx'),
  },
  'Xenova/siglip-base-patch16-224': {
    'config.json': json({ model_type: 'siglip', ...PATCH }),
    'preprocessor_config.json': json(SIGLIP_PREPROCESSOR),
    'tokenizer.json': readFixture('tokenizers/siglip.json'),
    'onnx/vision_model_quantized.onnx': readFixture('onnx/siglip/vision_model_quantized.onnx'),
    'onnx/text_model_quantized.onnx': readFixture('onnx/siglip/text_model.onnx'),
  },
  'Xenova/dinov2-small': {
    'config.json': json({ model_type: 'dinov2', patch_size: 8 }),
    'preprocessor_config.json': json(CLIP_PREPROCESSOR),
    'onnx/model_quantized.onnx': readFixture('onnx/dinov2/vision_model.onnx'),
  },
};

/** Bytes of all files of a repository. */
export function sizeOf(repository: string): number {
  return Object.values(REPOSITORIES[repository] ?? {}).reduce((sum, { length }) => sum + length, 0);
}
