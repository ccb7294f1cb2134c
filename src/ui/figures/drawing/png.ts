/**
 * Small PNG images with few colours, made the same on every machine, so that exported figures are the same bytes everywhere.
 */
import { zlibSync } from 'fflate';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * Encodes an image of at most 256 different colours, every pixel `scale` x `scale` times, so that viewers that smooth
 * enlarged images still show cells with sharp edges.
 * @param pixels u8[width * height * 4], RGBA
 * @throws RangeError for more than 256 colours
 */
export function encodePng(pixels: Uint8ClampedArray, width: number, height: number, scale: number): Uint8Array {
  const { palette, indices } = indexColours(pixels);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width * scale);
  view.setUint32(4, height * scale);
  // 8 bits per pixel, colours from a palette.
  header.set([8, 3], 8);
  const chunks = [
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette.flatMap(([red, green, blue]) => [red, green, blue]))),
    chunk('tRNS', Uint8Array.from(palette, ([, , , alpha]) => alpha)),
    chunk('IDAT', zlibSync(filterRows(indices, width, height, scale), { level: 4 })),
    chunk('IEND', new Uint8Array(0)),
  ];
  return concatenate([SIGNATURE, ...chunks]);
}

/** The image as an address that an SVG can hold. */
export function toDataUrl(png: Uint8Array): string {
  let binary = '';
  for (const byte of png) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
}

type Colour = [red: number, green: number, blue: number, alpha: number];

function indexColours(pixels: Uint8ClampedArray): { palette: Colour[]; indices: Uint8Array } {
  const known = new Map<number, number>();
  const palette: Colour[] = [];
  const indices = new Uint8Array(pixels.length / 4);
  for (let i = 0; i < indices.length; i++) {
    const [red, green, blue, alpha] = pixels.subarray(4 * i, 4 * i + 4);
    const key = ((red * 256 + green) * 256 + blue) * 256 + alpha;
    let index = known.get(key);
    if (index === undefined) {
      index = palette.length;
      if (index === 256) throw new RangeError('A figure image has more than the 256 colours that its palette can hold.');
      known.set(key, index);
      palette.push([red, green, blue, alpha]);
    }
    indices[i] = index;
  }
  return { palette, indices };
}

/** Rows with a leading filter byte. A repeated row is stored as its difference from the one above: all zeros. */
function filterRows(indices: Uint8Array, width: number, height: number, scale: number): Uint8Array {
  const stride = width * scale + 1;
  const rows = new Uint8Array(stride * height * scale);
  for (let row = 0; row < height; row++) {
    const first = row * scale * stride;
    for (let col = 0; col < width; col++) {
      const start = first + 1 + col * scale;
      rows.fill(indices[row * width + col], start, start + scale);
    }
    for (let copy = 1; copy < scale; copy++) rows[first + copy * stride] = 2;
  }
  return rows;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, checksum(bytes.subarray(4, data.length + 8)));
  return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 as PNG asks for it. */
function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
