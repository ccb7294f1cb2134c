/**
 * Photo and question to tokens in Node, with the page's encoder, preprocessing and wasm engine.
 */
import { basename } from 'node:path';
import type { LayoutName } from '../core/tokenLayouts.ts';
import type { ExtraTensor, Grid, Layout, Matrix, Query, TensorData } from '../core/tokens.ts';
import { encodeViews } from '../encoders/encodeViews.ts';
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
  grid: Grid;
  about: { question: string; image: string; layout: Layout };
}

/** The page's encoder, opened once for any number of photos. */
export interface PhotoEncoder {
  /**
   * @param question empty for no question
   * @throws InputError if the file is no picture we can open, RangeError if it is too small for the layout
   */
  encode(path: string, question: string, tokenLayout: LayoutName): Promise<EncodedPhoto>;
  /** null for no question. */
  ask(question: string): Promise<Query | null>;
  close(): Promise<void>;
}

export async function openPhotoEncoder(): Promise<PhotoEncoder> {
  const encoder = await createStarterEncoder({ engine: 'wasm', loadFile: readStarterFile });
  const ask = async (question: string): Promise<Query | null> => {
    const text = question.trim() === '' ? null : await encoder.encodeText(question);
    return text && { id: question, ...text };
  };
  return {
    ask,
    async encode(path, question, tokenLayout) {
      const image = await decodeImageFile(path).catch((error: unknown) => {
        throw error instanceof ImageInputError ? new InputError(error.message) : error;
      });
      const { source, grid, extras, layout } = await encodeViews(encoder, image, tokenLayout, SILENT);
      const { n, d, tokens, joint } = source;
      return {
        tokens: { rows: n, cols: d, data: requireMemory(tokens) },
        joint: joint && { rows: n, cols: joint.e, data: requireMemory(joint.data) },
        query: await ask(question),
        extras,
        grid,
        about: { question, image: basename(path), layout },
      };
    },
    close: () => encoder.destroy(),
  };
}

/** Nobody watches, and nobody stops it but by ending the program. */
const SILENT = { report: () => undefined, signal: new AbortController().signal, readTensor: async (data: TensorData) => requireMemory(data) };

function requireMemory(data: TensorData): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('The encoder left its tokens on a device; the wasm engine must return them in memory.');
}
