/**
 * The models of the picker.
 *
 * What is said of files and sizes was compiled from public code and documents that name them (checked in November 2026;
 * `unconfirmed` lists, per entry, what no such source confirms). The hub itself decides: before anything is downloaded its
 * own list is read, and a file that is not on it gives a sentence.
 */
import { defaultInvert } from '../defaultInvert.ts';
import type { HubSource, ModelEntry, Precision, PrecisionFiles } from './modelEntry.ts';

const SHARED_FILES = { tokenizer: 'tokenizer.json', preprocessor: 'preprocessor_config.json', config: 'config.json' } as const;

/** File names of the transformers.js exports with separate vision and text models. */
function listPrecisions(megabytes: Partial<Record<Precision, number>>): PrecisionFiles[] {
  const suffixes: [Precision, string][] = [
    ['fp32', ''],
    ['fp16', '_fp16'],
    ['q8', '_quantized'],
  ];
  return suffixes.flatMap(([precision, suffix]) => {
    const size = megabytes[precision];
    return size === undefined ? [] : [{ precision, vision: `onnx/vision_model${suffix}.onnx`, text: `onnx/text_model${suffix}.onnx`, megabytes: size }];
  });
}

function describeClip(model: {
  id: string;
  title: string;
  side: number;
  tokenWidth: number;
  jointWidth: number;
  megabytes: Record<Precision, number>;
  unconfirmed: readonly string[];
}): ModelEntry {
  const { id, title, side, tokenWidth, jointWidth, megabytes, unconfirmed } = model;
  return {
    id,
    title,
    family: 'clip',
    hub: {
      repository: `Xenova/${id}`,
      ...SHARED_FILES,
      precisions: listPrecisions(megabytes),
      recommended: { webgpu: 'fp32', wasm: 'q8' },
    },
    rows: side,
    cols: side,
    tokenWidth,
    jointWidth,
    gives: { textRelevance: true, classAttention: true, projection: true },
    invert: defaultInvert('clip', 'paper'),
    licence: 'MIT (code and weights of openai/CLIP); the export names no licence of its own',
    source: `openai/${id} (Radford et al. 2021), exported to ONNX by Xenova`,
    unconfirmed,
  };
}

function describeSiglip(model: Pick<ModelEntry, 'id' | 'title' | 'source' | 'unconfirmed'> & { hub: HubSource; side: number; width: number }): ModelEntry {
  const { side, width, ...rest } = model;
  return {
    ...rest,
    family: 'siglip',
    rows: side,
    cols: side,
    tokenWidth: width,
    jointWidth: width,
    // It pools with an attention head instead of a class token; applied to a single token, that head projects it.
    gives: { textRelevance: true, classAttention: false, projection: true },
    invert: defaultInvert('siglip', 'paper'),
    licence: 'Apache-2.0 (weights by Google); the export names no licence of its own',
  };
}

export const MODELS: readonly ModelEntry[] = [
  {
    id: 'starter',
    title: 'Starter (ResNet-50 + MiniLM)',
    family: 'starter',
    hub: null,
    rows: 24,
    cols: 24,
    tokenWidth: 2048,
    jointWidth: 384,
    gives: { textRelevance: true, classAttention: false, projection: true },
    invert: defaultInvert('starter', 'paper'),
    licence: 'MIT (weights of both parts as packaged)',
    source: 'ResNet-50 (ImageNet) with label embeddings of all-MiniLM-L6-v2; comes with the page',
    unconfirmed: [],
  },
  describeClip({
    id: 'clip-vit-base-patch32',
    title: 'CLIP ViT-B/32',
    side: 7,
    tokenWidth: 768,
    jointWidth: 512,
    megabytes: { fp32: 608, fp16: 306, q8: 156 },
    unconfirmed: [],
  }),
  describeClip({
    id: 'clip-vit-base-patch16',
    title: 'CLIP ViT-B/16',
    side: 14,
    tokenWidth: 768,
    jointWidth: 512,
    megabytes: { fp32: 602, fp16: 302, q8: 154 },
    unconfirmed: ['size of fp32'],
  }),
  describeClip({
    id: 'clip-vit-large-patch14',
    title: 'CLIP ViT-L/14',
    side: 16,
    tokenWidth: 1024,
    jointWidth: 768,
    megabytes: { fp32: 1714, fp16: 858, q8: 434 },
    unconfirmed: ['size of fp16', 'size of q8'],
  }),
  describeClip({
    id: 'clip-vit-large-patch14-336',
    title: 'CLIP ViT-L/14 at 336 px (LLaVA-1.5)',
    side: 24,
    tokenWidth: 1024,
    jointWidth: 768,
    megabytes: { fp32: 1715, fp16: 859, q8: 435 },
    unconfirmed: ['size of fp32', 'existence and size of fp16'],
  }),
  describeSiglip({
    id: 'siglip-base-patch16-224',
    title: 'SigLIP base/16 at 224 px',
    hub: {
      repository: 'Xenova/siglip-base-patch16-224',
      ...SHARED_FILES,
      precisions: listPrecisions({ fp32: 816, fp16: 409, q8: 213 }),
      recommended: { webgpu: 'fp32', wasm: 'q8' },
    },
    side: 14,
    width: 768,
    source: 'google/siglip-base-patch16-224 (Zhai et al. 2023), exported to ONNX by Xenova',
    unconfirmed: ['size of fp16'],
  }),
  describeSiglip({
    id: 'siglip-base-patch16-384',
    title: 'SigLIP base/16 at 384 px',
    hub: {
      repository: 'Xenova/siglip-base-patch16-384',
      ...SHARED_FILES,
      precisions: listPrecisions({ fp32: 817, fp16: 409, q8: 214 }),
      recommended: { webgpu: 'fp32', wasm: 'q8' },
    },
    side: 24,
    width: 768,
    source: 'google/siglip-base-patch16-384 (Zhai et al. 2023), exported to ONNX by Xenova',
    unconfirmed: ['size of fp32', 'existence and size of fp16', 'existence of q8 under this file name'],
  }),
  describeSiglip({
    id: 'siglip2-so400m-patch14-384',
    title: 'SigLIP 2 so400m/14 at 384 px (not LLaVA-Video’s weights)',
    hub: {
      repository: 'onnx-community/siglip2-so400m-patch14-384-ONNX',
      ...SHARED_FILES,
      // At full precision the text model keeps its 2.8 GB of weights in a second file, which sessions here cannot read; one
      // text model therefore serves both.
      precisions: [
        { precision: 'fp16', vision: 'onnx/vision_model_fp16.onnx', text: 'onnx/text_model_quantized.onnx', megabytes: 1600 },
        { precision: 'q8', vision: 'onnx/vision_model_quantized.onnx', text: 'onnx/text_model_quantized.onnx', megabytes: 1175 },
      ],
      recommended: { webgpu: 'q8', wasm: 'q8' },
    },
    side: 27,
    width: 1152,
    source:
      'google/siglip2-so400m-patch14-384 (Tschannen et al. 2025), exported to ONNX by onnx-community; the same shape as the SigLIP of LLaVA-Video, whose only known export is one file for image and text',
    unconfirmed: ['existence and size of the q8 vision and text models'],
  }),
  {
    id: 'dinov2-small',
    title: 'DINOv2 small (vision only)',
    family: 'dino',
    hub: {
      repository: 'Xenova/dinov2-small',
      tokenizer: null,
      preprocessor: SHARED_FILES.preprocessor,
      config: SHARED_FILES.config,
      precisions: [
        { precision: 'fp32', vision: 'onnx/model.onnx', text: null, megabytes: 88 },
        { precision: 'fp16', vision: 'onnx/model_fp16.onnx', text: null, megabytes: 45 },
        { precision: 'q8', vision: 'onnx/model_quantized.onnx', text: null, megabytes: 25 },
      ],
      recommended: { webgpu: 'fp32', wasm: 'q8' },
    },
    rows: 16,
    cols: 16,
    tokenWidth: 384,
    jointWidth: null,
    gives: { textRelevance: false, classAttention: true, projection: false },
    invert: defaultInvert('dino', 'paper'),
    licence: 'Apache-2.0 (weights by Meta); the export names no licence of its own',
    source: 'facebook/dinov2-small (Oquab et al. 2023), exported to ONNX by Xenova; 224 px crops give 16 x 16 tokens',
    unconfirmed: ['existence and size of fp16'],
  },
];

/** @throws Error in one sentence if there is no such model */
export function findModel(id: string): ModelEntry {
  const entry = MODELS.find((model) => model.id === id);
  if (!entry) throw new Error(`There is no model "${id}"; choose one of ${MODELS.map((model) => model.id).join(', ')}.`);
  return entry;
}
