/**
 * Reads own tokens from files on disk.
 */
import { readFile, stat } from 'node:fs/promises';
import { type OwnTokens, readOwnTokens } from '../core/ownTokens.ts';
import type { OwnTokensFile } from '../core/ownTokensFiles.ts';
import type { StatedGrid } from '../core/ownTokensGrid.ts';
import { requireFileSize } from '../core/tensorFile.ts';
import { InputError } from './inputError.ts';

export interface TokenFilePaths {
  tokens: string;
  joint?: string;
  query?: string;
  /** Further tensors under their fixed names. */
  tensors?: string;
}

/** @throws InputError if a file cannot be read, TensorFileError if the tensors are damaged or do not fit together */
export async function readTokenFiles({ tokens, joint, query, tensors }: TokenFilePaths, grid: StatedGrid): Promise<OwnTokens> {
  const files = [
    await readFileAs(tokens, 'tokens'),
    ...(joint === undefined ? [] : [await readFileAs(joint, 'joint')]),
    ...(query === undefined ? [] : [await readFileAs(query, 'query')]),
    ...(tensors === undefined ? [] : [await readFileAs(tensors)]),
  ];
  return readOwnTokens(files, { grid });
}

async function readFileAs(path: string, holds?: string): Promise<OwnTokensFile> {
  const unreadable = (error: Error) => {
    throw new InputError(`${path} cannot be read: ${error.message}.`);
  };
  const { size } = await stat(path).catch(unreadable);
  requireFileSize(size, path);
  return { name: path, bytes: await readFile(path).catch(unreadable), holds };
}
