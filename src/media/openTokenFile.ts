/**
 * Own tokens from files that a person dropped or chose.
 */
import { type OwnTokens, type OwnTokensOptions, readOwnTokens } from '../core/ownTokens.ts';
import { isTensorFile, requireFileSize, SIGNATURE_BYTES } from '../core/tensorFile.ts';
import { TensorFileError } from '../core/tensorFileElements.ts';

export interface NamedBlob {
  name: string;
  file: Blob;
}

/** True for what is, or by its name claims to be, a file of tensors; anything else may be a photo. */
export async function isTokenFile({ name, file }: NamedBlob): Promise<boolean> {
  if (/\.(?:npy|npz|safetensors)$/i.test(name)) return true;
  return isTensorFile(await readBytes({ name, file: file.slice(0, SIGNATURE_BYTES) }));
}

/**
 * Reads one file, or several that together hold the tokens (tokens.npy, joint.npy, query.npy, ...).
 * @throws TensorFileError in one sentence: a file that is too large or cannot be read, and what `readOwnTokens` refuses
 */
export async function openTokenFiles(files: NamedBlob[], options: OwnTokensOptions): Promise<OwnTokens> {
  for (const { name, file } of files) requireFileSize(file.size, name);
  const contents = await Promise.all(files.map(async (entry) => ({ name: entry.name, bytes: await readBytes(entry) })));
  return readOwnTokens(contents, options);
}

async function readBytes({ name, file }: NamedBlob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new TensorFileError(`${name} cannot be read any more (${file.size} bytes); it was perhaps moved or changed. Open it again.`, { cause });
  }
}
