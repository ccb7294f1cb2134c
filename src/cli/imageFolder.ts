/**
 * The images of a folder, for sweeps.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from './inputError.ts';

const IMAGE_ENDINGS = /\.(jpe?g|png|webp|avif|gif)$/i;

/**
 * Paths of the images that lie in a folder itself, in the order of their names; hidden files are none.
 * @throws InputError if the folder cannot be read or holds no image
 */
export async function listImageFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(error.code === 'ENOENT' ? `There is no folder "${folder}".` : `The folder "${folder}" cannot be read (${error.code ?? error.message}).`);
  });
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && IMAGE_ENDINGS.test(entry.name)).map(({ name }) => name);
  if (names.length === 0) throw new InputError(`The folder "${folder}" holds ${entries.length} entries and no JPEG, PNG, WebP, AVIF or GIF image.`);
  return names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).map((name) => join(folder, name));
}
