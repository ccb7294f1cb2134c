/**
 * Reads the regular files of a tar archive (POSIX ustar, pax and GNU long names).
 */

export interface TarEntry {
  name: string;
  data: Uint8Array;
}

const BLOCK = 512;
const decoder = new TextDecoder();

/**
 * Lists the regular files of an uncompressed tar archive, in order; `data` are views into `bytes`.
 * @throws Error if the archive ends inside an entry or a header is damaged.
 */
export function readTar(bytes: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | null = null;
  let position = 0;
  while (position + BLOCK <= bytes.length && bytes[position] !== 0) {
    const header = bytes.subarray(position, position + BLOCK);
    checkHeader(header, position);
    const size = readOctal(header, 124, 12);
    const start = position + BLOCK;
    if (start + size > bytes.length) {
      throw new Error(`tar: "${readText(header, 0, 100)}" needs ${size} bytes, but only ${bytes.length - start} are left; the archive is truncated`);
    }
    const data = bytes.subarray(start, start + size);
    switch (String.fromCharCode(header[156])) {
      case 'x':
        longName = readPaxPath(data) ?? longName;
        break;
      case 'L':
        longName = readText(data, 0, data.length);
        break;
      case '0':
      case '\0':
        entries.push({ name: longName ?? readUstarName(header), data });
        longName = null;
        break;
      case 'g':
        break;
      default:
        // Folders and links carry no data of their own.
        longName = null;
    }
    position = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

/** The sum of all header bytes, with the checksum field itself read as spaces. */
function checkHeader(header: Uint8Array, position: number): void {
  const expected = readOctal(header, 148, 8);
  const actual = header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (actual !== expected) {
    throw new Error(`tar: header checksum at byte ${position} is ${actual}, expected ${expected}; the archive is damaged`);
  }
}

function readUstarName(header: Uint8Array): string {
  const name = readText(header, 0, 100);
  const isPosix = readText(header, 257, 6) === 'ustar';
  const prefix = isPosix ? readText(header, 345, 155) : '';
  return prefix ? `${prefix}/${name}` : name;
}

/** Records of a pax header read "LENGTH key=value\n", LENGTH counting the whole record in bytes. */
function readPaxPath(data: Uint8Array): string | null {
  let path: string | null = null;
  for (let start = 0; start < data.length; ) {
    const space = data.indexOf(0x20, start);
    const length = Number(decoder.decode(data.subarray(start, space)));
    if (space < 0 || !(length > 0)) throw new Error('tar: a pax header has a record without a length; the archive is damaged');
    const record = decoder.decode(data.subarray(space + 1, start + length - 1));
    if (record.startsWith('path=')) path = record.slice('path='.length);
    start += length;
  }
  return path;
}

function readText(bytes: Uint8Array, offset: number, length: number): string {
  const field = bytes.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

function readOctal(bytes: Uint8Array, offset: number, length: number): number {
  return Number.parseInt(readText(bytes, offset, length).trim() || '0', 8);
}
