/**
 * A folder of generated files with a manifest, rebuilt only if its inputs changed or a file is damaged.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { FileRecord } from '../../src/encoders/starterManifest.ts';

export interface GeneratedFile {
  name: string;
  data: Uint8Array;
}

/** What a build gives: the files, and what the manifest says besides them. */
export interface Generated {
  files: GeneratedFile[];
  description: object;
}

const Manifest = v.object({ build: v.string(), files: v.array(FileRecord) });

/** True if the folder was built by `build` and every file still has its recorded size and hash. */
export async function isUpToDate(folder: string, build: string): Promise<boolean> {
  try {
    const manifest = v.parse(Manifest, JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    if (manifest.build !== build) return false;
    for (const { name, bytes, sha256 } of manifest.files) {
      const data = await readFile(join(folder, name));
      if (data.length !== bytes || hashHex(data) !== sha256) return false;
    }
    return true;
  } catch {
    // Whatever cannot be read is built anew.
    return false;
  }
}

/** Writes files and manifest.json beside the folder and puts them in its place at once. */
export async function replaceFolder(folder: string, build: string, { files, description }: Generated): Promise<void> {
  const parent = dirname(folder);
  await removeLeftovers(parent, basename(folder));
  const fresh = `${folder}.new-${process.pid}`;
  const old = `${folder}.old-${process.pid}`;
  await mkdir(fresh, { recursive: true });
  const records = files.map(({ name, data }) => ({ name, bytes: data.length, sha256: hashHex(data) }));
  for (const { name, data } of files) await writeFile(join(fresh, name), data);
  await writeFile(join(fresh, 'manifest.json'), `${JSON.stringify({ build, files: records, ...description }, null, 1)}\n`);
  await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, folder);
  await rm(old, { recursive: true, force: true });
}

/** Folders that an interrupted run left. */
async function removeLeftovers(parent: string, name: string): Promise<void> {
  await mkdir(parent, { recursive: true });
  for (const entry of await readdir(parent)) {
    if (entry.startsWith(`${name}.new-`) || entry.startsWith(`${name}.old-`)) await rm(join(parent, entry), { recursive: true, force: true });
  }
}

export function hashHex(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
