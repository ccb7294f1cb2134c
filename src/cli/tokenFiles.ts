/**
 * Reads own tokens from .npy files and checks that they fit together.
 */
import { readFile } from 'node:fs/promises';
import { readNpy } from '../core/npy.ts';
import type { Matrix, Query } from '../core/tokens.ts';
import { InputError } from './options.ts';

export interface OwnTokens {
  tokens: Matrix;
  /** Where the files name none and the query has d columns, the tokens themselves. */
  joint: Matrix | null;
  query: Query | null;
}

/** @throws InputError if a file cannot be read or the shapes do not fit */
export async function readTokenFiles(paths: { tokens: string; joint?: string; query?: string }): Promise<OwnTokens> {
  const tokens = await readMatrix(paths.tokens);
  const joint = paths.joint === undefined ? null : await readMatrix(paths.joint);
  const embeddings = paths.query === undefined ? null : await readMatrix(paths.query);
  if (joint && joint.rows !== tokens.rows) {
    throw new InputError(
      `${paths.joint} has ${joint.rows} rows and ${paths.tokens} ${tokens.rows}; both need one row per token.`,
    );
  }
  const shared = joint ?? tokens;
  if (embeddings && embeddings.cols !== shared.cols) {
    throw new InputError(
      `${paths.query} has ${embeddings.cols} columns; ${joint ? paths.joint : paths.tokens} has ${shared.cols}, and the ` +
        'question must live in the same space.',
    );
  }
  return {
    tokens,
    joint: embeddings ? shared : joint,
    query: embeddings && { id: paths.query ?? '', embeddings, pieces: [], truncated: false },
  };
}

async function readMatrix(path: string): Promise<Matrix> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new InputError(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
  try {
    return readNpy(bytes, path);
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error));
  }
}
