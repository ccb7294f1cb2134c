/**
 * What every tensor file format shares: the tensor it gives, its element types, its bounds, and the words for bad input.
 */
import { decodeFloat16 } from './float16.ts';
import { LARGEST_VALUE } from './numerics.ts';
import type { Matrix } from './tokens.ts';

/** A file of tensors that cannot be used, in words for the person; names the file. */
export class TensorFileError extends Error {
  override name = 'TensorFileError';

  constructor(message: string, options?: ErrorOptions) {
    // Names and headers are quoted as the file has them; their control characters would break the sentence into lines.
    super(message.replace(/\p{Cc}+/gu, ' '), options);
  }
}

/**
 * Most bytes of a file, and of all that is unpacked from an archive: 1 GiB, because it is held in memory as a whole.
 * 16,384 tokens of 8,192 float64 numbers just fit.
 */
export const MOST_BYTES = 2 ** 30;
/** Most elements of one tensor: as float32 they take 1 GiB as well. */
const MOST_ELEMENTS = 2 ** 28;
const MOST_DIMENSIONS = 8;
/** Whole numbers below this are exact in float32. */
const INTEGER_LIMIT = 2 ** 24;

/** A named array of finite float32 numbers, row-major. */
export interface Tensor {
  /** How sentences name it: its file, and its own name where the file holds several. */
  label: string;
  shape: number[];
  data: Float32Array;
  /** True if the file stores whole numbers. */
  integer: boolean;
  /** The file's own word for its element type. */
  typeName: string;
}

/** An opened file: its tensors by name, each decoded when it is asked for. */
export interface TensorFile {
  format: 'npy' | 'npz' | 'safetensors';
  tensors: Map<string, () => Tensor>;
}

/** Decodes `out.length` elements from the start of `view`. */
type Decode = (view: DataView, littleEndian: boolean, out: Float32Array) => void;

interface ElementFormat {
  bytes: number;
  integer: boolean;
  decode: Decode;
}

export type ElementType = keyof typeof ELEMENT_TYPES;

const ELEMENT_TYPES = {
  float16: { bytes: 2, integer: false, decode: decodeHalves },
  bfloat16: { bytes: 2, integer: false, decode: decodeBrainFloats },
  float32: { bytes: 4, integer: false, decode: decodeSingles },
  float64: { bytes: 8, integer: false, decode: each(8, (view, offset, little) => view.getFloat64(offset, little)) },
  int8: { bytes: 1, integer: true, decode: each(1, (view, offset) => view.getInt8(offset)) },
  int16: { bytes: 2, integer: true, decode: each(2, (view, offset, little) => view.getInt16(offset, little)) },
  int32: { bytes: 4, integer: true, decode: each(4, (view, offset, little) => view.getInt32(offset, little)) },
  int64: { bytes: 8, integer: true, decode: each(8, (view, offset, little) => Number(view.getBigInt64(offset, little))) },
  uint8: { bytes: 1, integer: true, decode: each(1, (view, offset) => view.getUint8(offset)) },
  uint16: { bytes: 2, integer: true, decode: each(2, (view, offset, little) => view.getUint16(offset, little)) },
  uint32: { bytes: 4, integer: true, decode: each(4, (view, offset, little) => view.getUint32(offset, little)) },
  uint64: { bytes: 8, integer: true, decode: each(8, (view, offset, little) => Number(view.getBigUint64(offset, little))) },
} satisfies Record<string, ElementFormat>;

/** Bytes of one element. */
export function elementSize(type: ElementType): number {
  return ELEMENT_TYPES[type].bytes;
}

/** Where and how a file holds a tensor. */
export interface StoredTensor {
  label: string;
  typeName: string;
  type: ElementType;
  littleEndian: boolean;
  /** True if the first index runs fastest. */
  columnMajor: boolean;
  shape: number[];
  /** The elements and nothing else. */
  bytes: Uint8Array;
}

/**
 * Decodes a stored tensor to row-major float32.
 * @throws TensorFileError with actual and expected numbers: an empty or too large shape, missing or surplus bytes, a
 *   value that is not finite or 1e15 and more, or a whole number that float32 may round
 */
export function decodeTensor({ label, typeName, type, littleEndian, columnMajor, shape, bytes }: StoredTensor): Tensor {
  const { bytes: size, integer, decode }: ElementFormat = ELEMENT_TYPES[type];
  const count = countElements(label, shape);
  const needed = `${shape.length === 0 ? 1 : shape.join(' x ')} elements of ${size} bytes need ${count * size} bytes`;
  if (bytes.length < count * size) {
    throw new TensorFileError(`${label} is truncated: ${needed}, the file has ${bytes.length}.`);
  }
  if (bytes.length > count * size) {
    throw new TensorFileError(`${label} is damaged: ${needed}, but the file has ${bytes.length} for them.`);
  }
  const stored = new Float32Array(count);
  decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), littleEndian, stored);
  const data = columnMajor && shape.length > 1 ? toRowMajor(stored, shape) : stored;
  requireUsable(label, shape, data, integer);
  return { label, shape, data, integer, typeName };
}

/**
 * A tensor of floating point numbers as a matrix; a vector becomes one row.
 * @throws TensorFileError for whole numbers and for more than two dimensions
 */
export function toMatrix({ label, shape, data, integer, typeName }: Tensor): Matrix {
  if (integer) {
    throw new TensorFileError(
      `${label} holds elements of type '${typeName}'; expected floating point numbers, for example array.astype('float32').`,
    );
  }
  if (shape.length < 1 || shape.length > 2) {
    throw new TensorFileError(`${label} has ${shape.length} dimensions (${shape.join(' x ')}); expected 1 or 2.`);
  }
  return { rows: shape.length === 1 ? 1 : shape[0], cols: shape[shape.length - 1], data };
}

function countElements(label: string, shape: number[]): number {
  if (shape.length > MOST_DIMENSIONS) {
    throw new TensorFileError(`${label} has ${shape.length} dimensions; at most ${MOST_DIMENSIONS} can be opened.`);
  }
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new TensorFileError(
      `${label} has the shape (${shape.join(', ')}); every dimension must be a whole number of at least 1.`,
    );
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MOST_ELEMENTS) {
    throw new TensorFileError(
      `${label} has ${shape.join(' x ')} = ${count} elements; at most ${MOST_ELEMENTS} can be opened.`,
    );
  }
  return count;
}

function requireUsable(label: string, shape: number[], data: Float32Array, integer: boolean): void {
  const limit = integer ? INTEGER_LIMIT : LARGEST_VALUE;
  for (let index = 0; index < data.length; index++) {
    // NaN fails this comparison too.
    if (Math.abs(data[index]) < limit) continue;
    const expected = integer ? `whole numbers must lie below ${INTEGER_LIMIT}` : `every value must be a finite number below ${LARGEST_VALUE}`;
    throw new TensorFileError(`${label} holds ${data[index]} at ${describePosition(index, shape)}; ${expected}.`);
  }
}

function describePosition(index: number, shape: number[]): string {
  const position: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return position.length === 2 ? `row ${position[0]}, column ${position[1]}` : `[${position.join(', ')}]`;
}

function toRowMajor(stored: Float32Array, shape: number[]): Float32Array {
  const data = new Float32Array(stored.length);
  const last = shape.length - 1;
  let target = 0;
  const copy = (axis: number, source: number, stride: number): void => {
    for (let i = 0; i < shape[axis]; i++) {
      if (axis === last) data[target++] = stored[source + i * stride];
      else copy(axis + 1, source + i * stride, stride * shape[axis]);
    }
  };
  copy(0, 0, 1);
  return data;
}

function each(bytes: number, read: (view: DataView, offset: number, littleEndian: boolean) => number): Decode {
  return (view, littleEndian, out) => {
    for (let i = 0; i < out.length; i++) out[i] = read(view, i * bytes, littleEndian);
  };
}

/** Rewriting bits keeps this as fast as the files are large, whatever the alignment and byte order. */
function decodeSingles(view: DataView, littleEndian: boolean, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] = view.getUint32(i * 4, littleEndian);
}

/** A bfloat16 number is the upper half of a float32. */
function decodeBrainFloats(view: DataView, littleEndian: boolean, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] = view.getUint16(i * 2, littleEndian) << 16;
}

let halves: Float32Array | null = null;

function decodeHalves(view: DataView, littleEndian: boolean, out: Float32Array): void {
  halves ??= decodeFloat16(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits));
  for (let i = 0; i < out.length; i++) out[i] = halves[view.getUint16(i * 2, littleEndian)];
}
