/**
 * Reads the stored and deflated files of a ZIP archive, with every size and checksum held to what the archive states.
 */
import { Inflate } from 'fflate';
import { MOST_BYTES, TensorFileError } from './tensorFileElements.ts';

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_HEADER = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const ZIP64_LOCATOR = 0x07064b50;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_HEADER_BYTES = 46;
const DIRECTORY_END_BYTES = 22;
const ZIP64_LOCATOR_BYTES = 20;
const MOST_COMMENT_BYTES = 0xffff;

/** Deflate cannot shrink data further than this; an archive that claims more is no honest one. */
const MOST_COMPRESSION = 1032;
/** Compressed bytes that are unpacked at a time, so that an entry larger than stated is noticed early. */
const CHUNK_BYTES = 2 ** 16;

export interface ZipEntry {
  name: string;
  /** Bytes once unpacked, as the archive states them. */
  size: number;
  /**
   * Unpacks the entry.
   * @throws TensorFileError if it is encrypted, damaged, compressed in another way, or too large together with what has
   *   been unpacked before
   */
  read(): Uint8Array;
}

interface Directory {
  start: number;
  end: number;
  entries: number;
}

interface DirectoryRecord {
  name: string;
  flags: number;
  method: number;
  checksum: number;
  compressedSize: number;
  size: number;
  offset: number;
}

/** True if the bytes begin as a ZIP archive does, an empty one included. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));
}

/**
 * Lists the files of an archive by its directory; nothing is unpacked yet.
 * @param label how sentences name the archive
 * @throws TensorFileError for a damaged or truncated archive, ZIP64, several volumes, or two files of one name
 */
export function openZip(bytes: Uint8Array, label: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const directory = findDirectory(view, label);
  let unpacked = 0;
  const names = new Set<string>();
  const entries: ZipEntry[] = [];
  for (const record of readDirectory(bytes, view, directory, label)) {
    const { name, size } = record;
    if (name.endsWith('/')) continue;
    if (names.has(name)) throw new TensorFileError(`${label} holds two files named "${name}"; save it again.`);
    names.add(name);
    entries.push({
      name,
      size,
      read: () => {
        unpacked += size;
        if (unpacked > MOST_BYTES) {
          throw new TensorFileError(
            `${label} unpacks to more than ${MOST_BYTES} bytes ("${name}" alone to ${size}); save fewer or smaller arrays.`,
          );
        }
        return readEntry(bytes, view, record, directory.start, `${label} (${name})`);
      },
    });
  }
  return entries;
}

/** The directory's end stands at the very end of the file, followed by nothing but its comment. */
function findDirectory(view: DataView, label: string): Directory {
  const last = view.byteLength - DIRECTORY_END_BYTES;
  for (let at = last; at >= Math.max(0, last - MOST_COMMENT_BYTES); at--) {
    if (view.getUint32(at, true) !== DIRECTORY_END || view.getUint16(at + 20, true) !== last - at) continue;
    const entries = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 12, true);
    const start = view.getUint32(at + 16, true);
    const locator = at - ZIP64_LOCATOR_BYTES;
    if (entries === 0xffff || start === 0xffffffff || (locator >= 0 && view.getUint32(locator, true) === ZIP64_LOCATOR)) {
      throw new TensorFileError(`${label} is a ZIP64 archive, which is for 65,535 files or 4 GB and more; save fewer arrays.`);
    }
    if (view.getUint16(at + 4, true) !== 0 || view.getUint16(at + 8, true) !== entries) {
      throw new TensorFileError(`${label} is one of several volumes of an archive; save it as one file.`);
    }
    if (start + size !== at) {
      throw new TensorFileError(
        `${label} is damaged: its directory of ${size} bytes at byte ${start} should end at byte ${at}; save it again.`,
      );
    }
    return { start, end: at, entries };
  }
  throw new TensorFileError(`${label} is truncated or damaged: its ${view.byteLength} bytes hold no directory at the end; save it again.`);
}

function readDirectory(bytes: Uint8Array, view: DataView, { start, end, entries }: Directory, label: string): DirectoryRecord[] {
  const records: DirectoryRecord[] = [];
  let at = start;
  for (let index = 0; index < entries; index++) {
    const nameStart = at + DIRECTORY_HEADER_BYTES;
    if (nameStart > end || view.getUint32(at, true) !== DIRECTORY_HEADER) {
      throw new TensorFileError(`${label} is damaged: entry ${index + 1} of the ${entries} in its directory cannot be read; save it again.`);
    }
    const nameEnd = nameStart + view.getUint16(at + 28, true);
    records.push({
      name: decodeName(bytes, nameStart, nameEnd),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  if (at !== end) {
    throw new TensorFileError(`${label} is damaged: its directory of ${entries} entries ends at byte ${at} instead of ${end}; save it again.`);
  }
  return records;
}

function readEntry(bytes: Uint8Array, view: DataView, record: DirectoryRecord, limit: number, label: string): Uint8Array {
  const { name, flags, method, checksum, compressedSize, size, offset } = record;
  if (flags & 1) throw new TensorFileError(`${label} is encrypted; save it without a password.`);
  const nameStart = offset + LOCAL_HEADER_BYTES;
  if (nameStart > limit || view.getUint32(offset, true) !== LOCAL_HEADER) {
    throw new TensorFileError(`${label} is damaged: there is no file at byte ${offset}, where the directory says; save it again.`);
  }
  const nameEnd = nameStart + view.getUint16(offset + 26, true);
  if (decodeName(bytes, nameStart, nameEnd) !== name) {
    throw new TensorFileError(`${label} is damaged: the file at byte ${offset} has another name than the directory says; save it again.`);
  }
  // Sizes come from the directory alone: NumPy writes placeholders here.
  const start = nameEnd + view.getUint16(offset + 28, true);
  if (start + compressedSize > limit) {
    throw new TensorFileError(`${label} is damaged: it needs ${compressedSize} bytes, ${Math.max(limit - start, 0)} are there; save it again.`);
  }
  const data = unpack(bytes.subarray(start, start + compressedSize), method, size, label);
  const actual = computeChecksum(data);
  if (actual !== checksum) {
    throw new TensorFileError(`${label} is damaged: its checksum is ${toHex(actual)}, expected ${toHex(checksum)}; save it again.`);
  }
  return data;
}

function decodeName(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function unpack(packed: Uint8Array, method: number, size: number, label: string): Uint8Array {
  switch (method) {
    case 0:
      if (packed.length !== size) {
        throw new TensorFileError(`${label} is damaged: it is stored in ${packed.length} bytes, expected ${size}; save it again.`);
      }
      return packed;
    case 8:
      return inflate(packed, size, label);
    default:
      throw new TensorFileError(`${label} is compressed by method ${method}; only stored (0) and deflated (8) files can be read.`);
  }
}

function inflate(packed: Uint8Array, size: number, label: string): Uint8Array {
  if (size > packed.length * MOST_COMPRESSION) {
    throw new TensorFileError(`${label} is damaged: ${packed.length} bytes cannot unpack to the ${size} that are stated; save it again.`);
  }
  const data = new Uint8Array(size);
  let filled = 0;
  const stream = new Inflate((part) => {
    if (filled + part.length > size) throw new TensorFileError(`${label} is damaged: it unpacks to more than ${size} bytes; save it again.`);
    data.set(part, filled);
    filled += part.length;
  });
  try {
    for (let at = 0; at < packed.length; at += CHUNK_BYTES) {
      stream.push(packed.subarray(at, at + CHUNK_BYTES), at + CHUNK_BYTES >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof TensorFileError) throw cause;
    throw new TensorFileError(`${label} is damaged: its compressed data cannot be unpacked (${describeCause(cause)}); save it again.`, { cause });
  }
  if (filled !== size) throw new TensorFileError(`${label} is damaged: it unpacks to ${filled} bytes, expected ${size}; save it again.`);
  return data;
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function toHex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** CRC-32 of every byte value, for the reflected polynomial 0xedb88320. */
const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, value) => {
  let remainder = value;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/** CRC-32 as ZIP has it. */
function computeChecksum(data: Uint8Array): number {
  let remainder = 0xffffffff;
  for (let i = 0; i < data.length; i++) remainder = CHECKSUMS[(remainder ^ data[i]) & 0xff] ^ (remainder >>> 8);
  return (remainder ^ 0xffffffff) >>> 0;
}
