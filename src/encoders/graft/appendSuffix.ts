/**
 * Extends a model file in memory.
 *
 * Protobuf merges repeated fields, so a ModelProto that holds only further nodes and outputs, appended to a file's bytes,
 * extends its graph without rewriting it.
 */

/** Room that `allocateModel` leaves behind a file: several times the longest suffix. */
const SUFFIX_ROOM = 256 * 1024;

const roomy = new WeakSet<ArrayBufferLike>();

/**
 * Memory for a file of known size, to be filled by a download or a file reader. It is the beginning of a longer buffer, so
 * that `appendSuffix` need not copy the file.
 */
export function allocateModel(byteLength: number): Uint8Array<ArrayBuffer> {
  const buffer = new ArrayBuffer(byteLength + SUFFIX_ROOM);
  roomy.add(buffer);
  return new Uint8Array(buffer, 0, byteLength);
}

/**
 * The extended file. In memory from `allocateModel` the suffix is written behind the file, and nothing is copied; `model` itself
 * stays as it was, but what an earlier call returned for it is overwritten. Other memory is copied once.
 */
export function appendSuffix(model: Uint8Array, suffix: Uint8Array): Uint8Array {
  const byteLength = model.byteLength + suffix.byteLength;
  const hasRoom = roomy.has(model.buffer) && model.byteOffset + byteLength <= model.buffer.byteLength;
  const extended = hasRoom ? new Uint8Array(model.buffer, model.byteOffset, byteLength) : new Uint8Array(byteLength);
  if (!hasRoom) extended.set(model);
  extended.set(suffix, model.byteLength);
  return extended;
}
