/**
 * Walks protobuf messages without copying: the fields of a message are views of its bytes, read one after the other.
 *
 * A decoding library would copy every weight of a 350 MB model; this one touches only the tags around them.
 */

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

const TWO_TO_32 = 2 ** 32;
const MOST_VARINT_BYTES = 10;

/** The bytes are no protobuf message. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** A field says it is longer than what is left of its message. */
export class TruncatedMessage extends MalformedMessage {}

export interface Field {
  id: number;
  /** A varint as a signed 64-bit integer (rounded beyond 2^53); 0 for other fields. */
  integer: number;
  /** The content of a string, message or packed list, or the 4 or 8 bytes of a fixed number; a view, empty for varints. */
  bytes: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const decoder = new TextDecoder();

/**
 * The fields of a message in the order of the file.
 * @throws MalformedMessage (or TruncatedMessage) where the bytes break off or make no sense, once iteration gets there
 */
export function* readFields(message: Uint8Array): Generator<Field> {
  const cursor = { message, position: 0 };
  while (cursor.position < message.length) {
    const tag = readVarint(cursor);
    const id = Math.floor(tag / 8);
    if (tag < 8 || id >= 2 ** 29) throw new MalformedMessage(`field number ${id} at byte ${cursor.position} is out of range`);
    yield readField(cursor, id, tag % 8);
  }
}

interface Cursor {
  message: Uint8Array;
  position: number;
}

function readField(cursor: Cursor, id: number, wire: number): Field {
  switch (wire) {
    case WIRE_VARINT:
      return { id, integer: readVarint(cursor), bytes: NOTHING };
    case WIRE_FIXED64:
      return { id, integer: 0, bytes: take(cursor, 8) };
    case WIRE_BYTES:
      return { id, integer: 0, bytes: take(cursor, readVarint(cursor)) };
    case WIRE_FIXED32:
      return { id, integer: 0, bytes: take(cursor, 4) };
    default:
      throw new MalformedMessage(`wire type ${wire} at byte ${cursor.position} does not exist`);
  }
}

function take(cursor: Cursor, length: number): Uint8Array {
  const left = cursor.message.length - cursor.position;
  if (length < 0 || length > left) throw new TruncatedMessage(`a field of ${length} bytes starts where ${left} bytes are left`);
  const bytes = cursor.message.subarray(cursor.position, cursor.position + length);
  cursor.position += length;
  return bytes;
}

function readVarint(cursor: Cursor): number {
  let low = 0;
  let high = 0;
  for (let i = 0; i < MOST_VARINT_BYTES; i++) {
    if (cursor.position >= cursor.message.length) throw new TruncatedMessage('the file ends inside a number');
    const byte = cursor.message[cursor.position++];
    const bits = byte & 0x7f;
    const shift = 7 * i;
    if (shift < 32) low |= bits << shift;
    // The fifth byte straddles both halves.
    if (shift > 24) high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
    if (byte < 0x80) return toSigned(low >>> 0, high >>> 0);
  }
  throw new MalformedMessage(`a number before byte ${cursor.position} is longer than ${MOST_VARINT_BYTES} bytes`);
}

function toSigned(low: number, high: number): number {
  return (high >= TWO_TO_32 / 2 ? high - TWO_TO_32 : high) * TWO_TO_32 + low;
}

/** A repeated integer field: one value, or all of them packed. */
export function readIntegers({ integer, bytes }: Field): number[] {
  if (bytes.length === 0) return [integer];
  const cursor = { message: bytes, position: 0 };
  const values: number[] = [];
  while (cursor.position < bytes.length) values.push(readVarint(cursor));
  return values;
}

/** A string field. Bytes that are no UTF-8 become replacement characters. */
export function readText({ bytes }: Field): string {
  return decoder.decode(bytes);
}
