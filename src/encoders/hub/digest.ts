/**
 * Content hashes by which a hub names files, computed with the platform's own cryptography.
 */
import { ModelError } from './modelError.ts';

/**
 * `sha256`: SHA-256 of the bytes, which Git LFS uses for large files. `gitBlob`: SHA-1 of "blob SIZE\0" and the bytes,
 * which Git uses for the small files it holds itself.
 */
export interface FileDigest {
  algorithm: 'sha256' | 'gitBlob';
  /** Lower-case hexadecimal. */
  hex: string;
}

/**
 * Hashes a whole file. WebCrypto has no incremental hash and copies what it is given, so this takes the file's size once
 * more in memory for a moment.
 * @returns lower-case hexadecimal
 * @throws ModelError if the page is in no secure context
 */
export async function computeDigest(bytes: Uint8Array<ArrayBuffer>, algorithm: FileDigest['algorithm']): Promise<string> {
  if (!('subtle' in crypto)) {
    throw new ModelError('refused', 'Downloaded models cannot be checked here, because this page was not opened over https or from localhost; open it there.');
  }
  const hash =
    algorithm === 'sha256' ? await crypto.subtle.digest('SHA-256', bytes) : await crypto.subtle.digest('SHA-1', prefixBlobHeader(bytes));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function prefixBlobHeader(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const blob = new Uint8Array(header.length + bytes.length);
  blob.set(header);
  blob.set(bytes, header.length);
  return blob;
}
