/**
 * Opens a file of tensors, whichever of the formats it is; the content decides, not the name.
 */
import { isNpy, readNpyTensor } from './npy.ts';
import { openNpz } from './npz.ts';
import { isSafetensors, openSafetensors } from './safetensors.ts';
import { MOST_BYTES, type TensorFile, TensorFileError } from './tensorFileElements.ts';
import { isZip } from './zip.ts';

/** Bytes from the start of a file that are enough for `isTensorFile`. */
export const SIGNATURE_BYTES = 16;

/** True if a file that begins with these bytes is a .npy, .npz or .safetensors file, damaged or not. */
export function isTensorFile(head: Uint8Array): boolean {
  return isNpy(head) || isZip(head) || isSafetensors(head);
}

/**
 * Opens a .npy, .npz or .safetensors file. The array of a .npy file is named as the file is, without folder and ending.
 * @param path how sentences name the file
 * @throws TensorFileError if it is none of these, or damaged
 */
export function openTensorFile(bytes: Uint8Array, path: string): TensorFile {
  requireFileSize(bytes.length, path);
  if (isNpy(bytes)) return { format: 'npy', tensors: new Map([[tensorName(path), () => readNpyTensor(bytes, path)]]) };
  if (isZip(bytes)) return openNpz(bytes, path);
  if (isSafetensors(bytes) || /\.safetensors$/i.test(path)) return openSafetensors(bytes, path);
  const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const found = bytes.length === 0 ? 'is empty (0 bytes)' : `has ${bytes.length} bytes that begin with ${first}`;
  throw new TensorFileError(`${path} is no .npy, .npz or .safetensors file: it ${found}.`);
}

/** @throws TensorFileError for a file that is too large to be read at all */
export function requireFileSize(size: number, path: string): void {
  if (size > MOST_BYTES) {
    throw new TensorFileError(`${path} has ${size} bytes; at most ${MOST_BYTES} can be opened. Save only the tensors that are needed.`);
  }
}

function tensorName(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return file.replace(/\.npy$/i, '');
}
