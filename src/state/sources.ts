/**
 * What files that were dropped, picked or pasted are: a photo, or own tokens with or without a photo to lay them over.
 */
import type { Source } from './engineTasks.ts';

export const TOKEN_FILE_ENDINGS = ['.npy', '.npz', '.safetensors'];

function isTokenFile({ name }: { name: string }): boolean {
  return TOKEN_FILE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}

/**
 * One source for several files; of several photos the first counts. A file of another kind counts as a photo only where
 * there is none, so that whoever opens it says why it is refused. Null for no files.
 */
export function sortFiles(files: readonly File[]): Source | null {
  const tokens = files.filter(isTokenFile);
  const others = files.filter((file) => !isTokenFile(file));
  const photo = others.find(({ type }) => type.startsWith('image/')) ?? others[0];
  if (tokens.length > 0) {
    return { kind: 'tokens', files: tokens.map(nameFile), photo: photo ? nameFile(photo) : null };
  }
  return photo ? { kind: 'photo', ...nameFile(photo), sample: null } : null;
}

function nameFile(file: File): { name: string; file: Blob } {
  return { name: file.name || 'pasted image', file };
}
