/**
 * What files that were dropped, picked or pasted are: a photo, or own tokens with or without a photo to lay them over.
 */
import type { Source } from './engineTasks.ts';

export const TOKEN_FILE_ENDINGS = ['.npy', '.npz', '.safetensors'];

export function isTokenFile({ name }: { name: string }): boolean {
  return TOKEN_FILE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}

/** One source for several files; of several photos the first counts. Null for no files. */
export function sortFiles(files: readonly File[]): Source | null {
  const tokens = files.filter(isTokenFile);
  const [photo] = files.filter((file) => !isTokenFile(file));
  if (tokens.length > 0) {
    return { kind: 'tokens', files: tokens.map(nameFile), photo: photo ? nameFile(photo) : null };
  }
  return photo ? { kind: 'photo', ...nameFile(photo), sample: null } : null;
}

function nameFile(file: File): { name: string; file: Blob } {
  return { name: file.name || 'pasted image', file };
}
