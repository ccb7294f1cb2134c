/**
 * Reader and writer of NumPy's .npy files (format versions 1 to 3).
 */
import { decodeTensor, type ElementType, type Tensor, TensorFileError, toMatrix } from './tensorFileElements.ts';
import type { Matrix } from './tokens.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** A few hundred bytes are usual; what a header states lies at its beginning. */
const MOST_HEADER_BYTES = 2 ** 16;

/** NumPy's letter and size, behind the sign of the byte order. */
const ELEMENT_TYPES: Record<string, ElementType> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
};

/** True if the bytes begin as every .npy file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads an array of any shape in C or Fortran order.
 * @param label how sentences name the file
 * @throws TensorFileError with what was found and what was expected: not .npy, another element type, data that are
 *   missing or left over, or a value that is not finite (or too large for float32)
 */
export function readNpyTensor(bytes: Uint8Array, label: string): Tensor {
  const { descr, fortranOrder, shape, dataOffset } = readHeader(bytes, label);
  const type = ELEMENT_TYPES[descr.slice(1)];
  if (!type || !'<>|'.includes(descr[0])) {
    throw new TensorFileError(
      `${label} holds elements of type '${descr}'; expected floating point or whole numbers, for example array.astype('float32').`,
    );
  }
  return decodeTensor({
    label,
    typeName: descr,
    type,
    littleEndian: descr[0] !== '>',
    columnMajor: fortranOrder,
    shape,
    bytes: bytes.subarray(dataOffset),
  });
}

/**
 * Reads a matrix of floating point numbers; a vector becomes one row.
 * @param label how sentences name the file
 * @returns f32[rows, cols], row-major
 * @throws TensorFileError as `readNpyTensor` does, and for whole numbers or more than two dimensions
 */
export function readNpy(bytes: Uint8Array, label: string): Matrix {
  return toMatrix(readNpyTensor(bytes, label));
}

/** Writes a row-major f32 matrix as .npy version 1. */
export function writeNpy({ rows, cols, data }: Matrix): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`;
  const unpadded = MAGIC.length + 4 + dictionary.length + 1;
  const header = `${dictionary}${' '.repeat((64 - (unpadded % 64)) % 64)}\n`;
  const bytes = new Uint8Array(MAGIC.length + 4 + header.length + data.length * 4);
  bytes.set(MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint8(6, 1);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  data.forEach((value, i) => view.setFloat32(10 + header.length + i * 4, value, true));
  return bytes;
}

interface Header {
  descr: string;
  fortranOrder: boolean;
  shape: number[];
  dataOffset: number;
}

function readHeader(bytes: Uint8Array, label: string): Header {
  if (bytes.length < 12 || !isNpy(bytes)) {
    throw new TensorFileError(
      `${label} is no .npy file: it does not begin with the bytes \\x93NUMPY (its size is ${bytes.length} bytes).`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const version = bytes[6];
  if (version < 1 || version > 3) {
    throw new TensorFileError(`${label} is of .npy version ${version}; versions 1, 2 and 3 can be read.`);
  }
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const text = new TextDecoder().decode(bytes.subarray(start, start + Math.min(length, MOST_HEADER_BYTES)));
  const descr = /'descr':\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined || start + length > bytes.length) {
    throw new TensorFileError(
      `${label} has a damaged .npy header; expected descr, fortran_order and shape, found "${text.slice(0, 80)}".`,
    );
  }
  return { descr, fortranOrder: order === 'True', shape: readShape(shape, label), dataOffset: start + length };
}

/** The inside of a Python tuple: `2, 3` or `2,` or nothing. */
function readShape(text: string, label: string): number[] {
  const sizes = text.split(',').map((part) => part.trim());
  if (sizes.at(-1) === '') sizes.pop();
  if (!sizes.every((size) => /^\d+$/.test(size))) {
    throw new TensorFileError(
      `${label} has the shape (${text.slice(0, 80)}); every dimension must be a whole number of at least 1.`,
    );
  }
  return sizes.map(Number);
}
