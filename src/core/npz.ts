/**
 * Reader of NumPy's .npz files: ZIP archives of .npy files, as numpy.savez and numpy.savez_compressed write them.
 */
import { readNpyTensor } from './npy.ts';
import { TensorFileError, type TensorFile } from './tensorFileElements.ts';
import { openZip } from './zip.ts';

/**
 * Opens an archive; its arrays are unpacked, checked and decoded when they are asked for.
 * @param label how sentences name the file
 * @throws TensorFileError for a damaged archive, or one that holds no arrays
 */
export function openNpz(bytes: Uint8Array, label: string): TensorFile {
  const entries = openZip(bytes, label);
  const arrays = entries.filter(({ name }) => name.endsWith('.npy'));
  if (arrays.length === 0) {
    const names = entries.map(({ name }) => name);
    if (names.some((name) => name.endsWith('data.pkl'))) {
      throw new TensorFileError(
        `${label} is a PyTorch pickle, which can hold any program and is not opened; save it with numpy.savez or safetensors instead.`,
      );
    }
    const found = names.length === 0 ? 'nothing' : names.slice(0, 4).map((name) => `"${name}"`).join(', ');
    throw new TensorFileError(`${label} holds no .npy arrays; found ${found} (${names.length} files).`);
  }
  return {
    format: 'npz',
    tensors: new Map(
      arrays.map(({ name, read }) => {
        const tensor = name.slice(0, -'.npy'.length);
        return [tensor, () => readNpyTensor(read(), `${label} (${tensor})`)];
      }),
    ),
  };
}
