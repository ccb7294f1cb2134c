/**
 * Photo and question to tokens in Node, with the page's encoder, preprocessing and wasm engine.
 */
import { basename } from 'node:path';
import { layOutPhoto } from '../core/layout.ts';
import type { ExtraTensor, Layout, Matrix, Query, TensorData } from '../core/tokens.ts';
import { createStarterEncoder } from '../encoders/starter.ts';
import { ImageInputError } from '../media/imageFormat.ts';
import { decodeImageFile } from './decodeImageFile.ts';
import { InputError } from './inputError.ts';
import { readStarterFile } from './starterFiles.ts';

export interface EncodedPhoto {
  tokens: Matrix;
  joint: Matrix | null;
  query: Query | null;
  extras: Record<string, ExtraTensor>;
  about: { question: string; image: string; layout: Layout };
}

/**
 * @param question empty for no question
 * @throws InputError if the file is no picture we can open
 */
export async function encodePhoto(path: string, question: string): Promise<EncodedPhoto> {
  const image = await decodeImageFile(path).catch((error: unknown) => {
    throw error instanceof ImageInputError ? new InputError(error.message) : error;
  });
  const encoder = await createStarterEncoder({ engine: 'wasm', loadFile: readStarterFile });
  try {
    const view = await encoder.encodeView(image);
    const n = view.rows * view.cols;
    const text = question.trim() === '' ? null : await encoder.encodeText(question);
    return {
      tokens: { rows: n, cols: view.d, data: inMemory(view.tokens) },
      joint: view.joint && { rows: n, cols: view.e, data: inMemory(view.joint) },
      query: text && { id: question, ...text },
      extras: view.extras,
      about: { question, image: basename(path), layout: layOutPhoto(image, view) },
    };
  } finally {
    await encoder.destroy();
  }
}

function inMemory(data: TensorData): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('The encoder left its tokens on a device; the wasm engine must return them in memory.');
}
