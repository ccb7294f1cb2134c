/**
 * Reads the prepared starter model from the repository, for the encoder in Node.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Gives a file of public/models/starter; the program is started from the repository's root. */
export async function readStarterFile(name: string): Promise<Uint8Array> {
  const path = join(process.cwd(), 'public/models/starter', name);
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The starter model's file ${path} cannot be read (${error.code ?? error.message}); run "npm run prepare:assets" first.`);
  });
}
