/**
 * The small ONNX models of tests/fixtures/onnx and the values that their Python originals computed.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readNpy } from '../../src/core/npy.ts';
import type { Matrix } from '../../src/core/tokens.ts';
import type { GraftName } from '../../src/encoders/graft/contract.ts';

/** These depend on the chosen block. */
export const BLOCK_NAMES: GraftName[] = ['classAttention', 'receivedAttention', 'meanKeys'];
export const NAMES: GraftName[] = [
  ...BLOCK_NAMES,
  'tokens',
  'lastTokens',
  'joint',
  'lastJoint',
  'valueJoint',
  'lastQueries',
  'lastKeys',
  'classToken',
  'lastClassToken',
];

export const SIDE = 40;
export const PATCHES = 25;
export const BLOCKS = 4;

export interface Fixture {
  folder: 'clip' | 'siglip' | 'dinov2';
  file: string;
  precision: 'fp32' | 'fp16' | 'quantized';
  attention: 'softmax' | 'fused';
  /** Tokens before the patches. */
  extraTokens: number;
  missing: GraftName[];
}

type Family = Pick<Fixture, 'folder' | 'extraTokens' | 'missing'>;
const CLIP: Family = { folder: 'clip', extraTokens: 1, missing: [] };
const SIGLIP: Family = { folder: 'siglip', extraTokens: 0, missing: ['classAttention', 'classToken', 'lastClassToken'] };
const DINO: Family = { folder: 'dinov2', extraTokens: 1, missing: ['joint', 'lastJoint', 'valueJoint'] };

export const FIXTURES: Fixture[] = [
  { ...CLIP, file: 'vision_model', precision: 'fp32', attention: 'softmax' },
  { ...CLIP, file: 'vision_model_fp16', precision: 'fp16', attention: 'softmax' },
  { ...CLIP, file: 'vision_model_quantized', precision: 'quantized', attention: 'softmax' },
  { ...CLIP, file: 'vision_model_sdpa', precision: 'fp32', attention: 'softmax' },
  { ...CLIP, file: 'vision_model_fused', precision: 'fp32', attention: 'fused' },
  { ...CLIP, file: 'vision_model_optimized', precision: 'fp32', attention: 'fused' },
  { ...CLIP, file: 'vision_model_optimized_fp16', precision: 'fp16', attention: 'fused' },
  { ...SIGLIP, file: 'vision_model', precision: 'fp32', attention: 'softmax' },
  { ...SIGLIP, file: 'vision_model_fp16', precision: 'fp16', attention: 'softmax' },
  { ...SIGLIP, file: 'vision_model_quantized', precision: 'quantized', attention: 'softmax' },
  { ...SIGLIP, file: 'vision_model_unflattened', precision: 'fp32', attention: 'softmax' },
  { ...SIGLIP, file: 'vision_model_optimized', precision: 'fp32', attention: 'fused' },
  { ...SIGLIP, file: 'vision_model_attention', precision: 'fp32', attention: 'fused' },
  { ...DINO, file: 'vision_model', precision: 'fp32', attention: 'softmax' },
  { ...DINO, file: 'vision_model_registers', precision: 'fp32', attention: 'softmax', extraTokens: 4 },
];

export function findFixture(folder: Fixture['folder'], file: string): Fixture {
  const fixture = FIXTURES.find((candidate) => candidate.folder === folder && candidate.file === file);
  if (!fixture) throw new Error(`There is no model ${folder}/${file}.`);
  return fixture;
}

export function readModel({ folder, file }: Pick<Fixture, 'folder' | 'file'>): Uint8Array {
  return readFileSync(resolve('tests/fixtures/onnx', folder, `${file}.onnx`));
}

/** A stored matrix by its file's name, such as `pixels` or `joint`. */
export function readExpected({ folder, file }: Pick<Fixture, 'folder' | 'file'>, name: string): Matrix {
  const expected = file.endsWith('registers') ? 'expected_registers' : 'expected';
  return readNpy(readFileSync(resolve('tests/fixtures/onnx', folder, expected, `${name}.npy`)), name);
}

/** What a grafted output must hold, for attention and keys of a block. */
export function readWanted(fixture: Fixture, name: GraftName, block: number): Float32Array {
  const { extraTokens } = fixture;
  const tokens = PATCHES + extraTokens;
  switch (name) {
    case 'tokens':
      return takeRows(readExpected(fixture, 'hiddenStates'), (BLOCKS - 1) * tokens + extraTokens, PATCHES);
    case 'lastTokens':
      return takeRows(readExpected(fixture, 'hiddenStates'), BLOCKS * tokens + extraTokens, PATCHES);
    case 'joint':
    case 'lastJoint':
    case 'valueJoint':
      return readExpected(fixture, name).data;
    case 'classAttention':
    case 'receivedAttention':
      return takeRows(readExpected(fixture, name), block, 1);
    case 'meanKeys': {
      const rows = PATCHES + Math.min(extraTokens, 1);
      return takeRows(readExpected(fixture, name), block * rows, rows);
    }
    case 'lastQueries':
    case 'lastKeys':
      return readExpected(fixture, name).data;
    case 'classToken':
      return takeRows(readExpected(fixture, 'hiddenStates'), (BLOCKS - 1) * tokens, 1);
    case 'lastClassToken':
      return takeRows(readExpected(fixture, 'hiddenStates'), BLOCKS * tokens, 1);
    default:
      return name satisfies never;
  }
}

/** Shape of a grafted output, its batch axis included. */
export function shapeOf({ extraTokens, folder }: Fixture, name: GraftName): number[] {
  const withClassToken = PATCHES + Math.min(extraTokens, 1);
  const e = folder === 'clip' ? 24 : 32;
  switch (name) {
    case 'classAttention':
    case 'receivedAttention':
      return [1, PATCHES];
    case 'meanKeys':
      return [1, withClassToken, 8];
    case 'lastQueries':
    case 'lastKeys':
      return [1, withClassToken, 32];
    case 'classToken':
    case 'lastClassToken':
      return [1, 1, 32];
    case 'tokens':
    case 'lastTokens':
      return [1, PATCHES, 32];
    case 'joint':
    case 'lastJoint':
    case 'valueJoint':
      return [1, PATCHES, e];
    default:
      return name satisfies never;
  }
}

function takeRows({ data, cols }: Matrix, start: number, count: number): Float32Array {
  return data.subarray(start * cols, (start + count) * cols);
}
