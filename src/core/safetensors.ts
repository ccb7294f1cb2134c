/**
 * Reader of .safetensors files: a JSON header that gives every tensor's type, shape and place, then the bytes.
 */
import * as v from 'valibot';
import { decodeTensor, elementSize, type ElementType, type TensorFile, TensorFileError } from './tensorFileElements.ts';

/** Little-endian length of the header, in front of it. */
const LENGTH_BYTES = 8;
/** A thousand tensors take about 100 kB. */
const MOST_HEADER_BYTES = 2 ** 23;
const OPENING_BRACE = 0x7b;

const ELEMENT_TYPES: Record<string, ElementType> = {
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
  I8: 'int8',
  I16: 'int16',
  I32: 'int32',
  I64: 'int64',
  U8: 'uint8',
  U16: 'uint16',
  U32: 'uint32',
  U64: 'uint64',
};

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Entry = v.object({ dtype: v.string(), shape: v.array(Count), data_offsets: v.tuple([Count, Count]) });
const Entries = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

interface Place {
  name: string;
  dtype: string;
  shape: number[];
  begin: number;
  end: number;
}

/** True if the bytes begin as a .safetensors file: a header of a possible length that opens as JSON. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > LENGTH_BYTES && readLength(bytes) <= MOST_HEADER_BYTES && bytes[LENGTH_BYTES] === OPENING_BRACE;
}

/**
 * Opens a file; its tensors are decoded when they are asked for.
 * @param label how sentences name the file
 * @throws TensorFileError for a header that is too long, no JSON or not of the format's form, and for tensors that do not
 *   lie one behind the other from the first byte of the data to the last
 */
export function openSafetensors(bytes: Uint8Array, label: string): TensorFile {
  const length = readHeaderLength(bytes, label);
  const data = bytes.subarray(LENGTH_BYTES + length);
  const places = readPlaces(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length), label);
  requireSeamless(places, data.length, label);
  return {
    format: 'safetensors',
    tensors: new Map(
      places.map(({ name, dtype, shape, begin, end }) => [
        name,
        () => {
          const type = ELEMENT_TYPES[dtype];
          const tensor = `${label} (${name})`;
          if (!type) {
            throw new TensorFileError(
              `${tensor} holds elements of type '${dtype}'; expected one of ${Object.keys(ELEMENT_TYPES).join(', ')}.`,
            );
          }
          const stored = { typeName: dtype, type, littleEndian: true, columnMajor: false, shape };
          return decodeTensor({ label: tensor, ...stored, bytes: data.subarray(begin, end) });
        },
      ]),
    ),
  };
}

function readLength(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0, true));
}

function readHeaderLength(bytes: Uint8Array, label: string): number {
  if (bytes.length < LENGTH_BYTES) {
    throw new TensorFileError(`${label} is no .safetensors file: it has ${bytes.length} bytes, expected at least ${LENGTH_BYTES}.`);
  }
  const length = readLength(bytes);
  if (length > MOST_HEADER_BYTES) {
    throw new TensorFileError(`${label} is no .safetensors file: it states a header of ${length} bytes, at most ${MOST_HEADER_BYTES} are possible.`);
  }
  if (LENGTH_BYTES + length > bytes.length) {
    throw new TensorFileError(
      `${label} is truncated: its header alone needs ${LENGTH_BYTES + length} bytes, the file has ${bytes.length}.`,
    );
  }
  return length;
}

function readPlaces(header: Uint8Array, label: string): Place[] {
  const places: Place[] = [];
  for (const [name, entry] of Object.entries(parseHeader(header, label))) {
    if (name === '__metadata__') continue;
    const parsed = v.safeParse(Entry, entry);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new TensorFileError(
        `${label} has a damaged header: "${name}" is wrong at ${v.getDotPath(issue) ?? 'its top'} (${issue.message}).`,
      );
    }
    const { dtype, shape, data_offsets: [begin, end] } = parsed.output;
    places.push({ name, dtype, shape, begin, end });
  }
  return places.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
}

function parseHeader(header: Uint8Array, label: string): Record<string, unknown> {
  try {
    return v.parse(Entries, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header)));
  } catch (cause) {
    throw new TensorFileError(`${label} has a damaged header: its ${header.length} bytes are no JSON object; save it again.`, { cause });
  }
}

/** The format allows neither gaps nor overlaps, so a wrong offset or a lost tensor shows here. */
function requireSeamless(places: Place[], available: number, label: string): void {
  let expected = 0;
  for (const { name, dtype, shape, begin, end } of places) {
    if (begin !== expected || end < begin) {
      throw new TensorFileError(`${label} is damaged: "${name}" lies at bytes ${begin} to ${end}, expected to begin at ${expected}.`);
    }
    const type = ELEMENT_TYPES[dtype];
    const needed = type ? shape.reduce((product, size) => product * size, elementSize(type)) : end - begin;
    if (end - begin !== needed) {
      throw new TensorFileError(
        `${label} is damaged: "${name}" of ${shape.join(' x ')} elements (${dtype}) needs ${needed} bytes, its place has ${end - begin}.`,
      );
    }
    expected = end;
  }
  if (expected > available) {
    throw new TensorFileError(`${label} is truncated: its tensors need ${expected} bytes, ${available} follow the header.`);
  }
  if (expected < available) {
    throw new TensorFileError(`${label} is damaged: its tensors take ${expected} bytes, but ${available} follow the header.`);
  }
}
