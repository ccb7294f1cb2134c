/**
 * Reader and writer of NumPy's .npy files (format versions 1 to 3), for one- and two-dimensional arrays.
 */
import type { Matrix } from './tokens.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Reads one element at a byte offset as a number. */
type ElementReader = (view: DataView, offset: number) => number;

const ELEMENTS: Record<string, { bytes: number; read: ElementReader }> = {
  '<f2': { bytes: 2, read: (view, offset) => decodeHalf(view.getUint16(offset, true)) },
  '<f4': { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  '>f4': { bytes: 4, read: (view, offset) => view.getFloat32(offset, false) },
  '<f8': { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
  '>f8': { bytes: 8, read: (view, offset) => view.getFloat64(offset, false) },
};

/**
 * Reads a matrix of finite numbers; a vector becomes one row.
 * @param name the file's name, for error messages
 * @returns f32[rows, cols], row-major
 * @throws Error with what was found and what was expected: not .npy, another dtype or rank, truncated data, or a value
 *   that is not finite (or too large for float32)
 */
export function readNpy(bytes: Uint8Array, name: string): Matrix {
  const { descr, fortranOrder, shape, dataOffset } = readHeader(bytes, name);
  const element = ELEMENTS[descr];
  if (!element) {
    throw new Error(`${name} holds elements of type '${descr}'; expected one of ${Object.keys(ELEMENTS).join(', ')}.`);
  }
  if (shape.length < 1 || shape.length > 2) {
    throw new Error(`${name} has ${shape.length} dimensions (${shape.join(' x ')}); expected 1 or 2.`);
  }
  const rows = shape.length === 1 ? 1 : shape[0];
  const cols = shape[shape.length - 1];
  const available = bytes.length - dataOffset;
  if (available < rows * cols * element.bytes) {
    throw new Error(
      `${name} is truncated: ${rows} x ${cols} elements of ${element.bytes} bytes need ${rows * cols * element.bytes} bytes, ` +
        `the file has ${available}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset);
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const position = fortranOrder ? j * rows + i : i * cols + j;
      const value = Math.fround(element.read(view, position * element.bytes));
      if (!Number.isFinite(value)) {
        throw new Error(`${name} holds ${value} at row ${i}, column ${j}; every value must be a finite float32 number.`);
      }
      data[i * cols + j] = value;
    }
  }
  return { rows, cols, data };
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

function readHeader(bytes: Uint8Array, name: string): Header {
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new Error(`${name} is no .npy file: it does not begin with the bytes \\x93NUMPY (its size is ${bytes.length} bytes).`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined || start + length > bytes.length) {
    throw new Error(`${name} has a damaged .npy header; expected descr, fortran_order and shape, found "${text.slice(0, 80)}".`);
  }
  const sizes = shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new Error(`${name} has the shape (${shape}); every dimension must be a whole number of at least 1.`);
  }
  return { descr, fortranOrder: order === 'True', shape: sizes, dataOffset: start + length };
}

/** IEEE 754 half precision to number. */
function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
