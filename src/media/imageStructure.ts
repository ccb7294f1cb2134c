/**
 * Reads what must be known of an image file before it is decoded: whether it is complete, and its size in pixels.
 */
export type ImageFormat = 'JPEG' | 'PNG' | 'WebP' | 'AVIF' | 'GIF' | 'BMP' | 'SVG' | 'HEIC' | 'TIFF' | 'PDF';

export interface PixelSize {
  width: number;
  height: number;
}

/** True if the file certainly lacks its end; formats without a cheap test are left to the decoder. */
export function endsEarly(format: ImageFormat, bytes: Uint8Array): boolean {
  switch (format) {
    case 'JPEG':
      // Inside a scan FF is always followed by 00 or a restart marker, so the last "start of scan" is a real one.
      return lastMarker(bytes, 0xd9) < lastMarker(bytes, 0xda) || lastMarker(bytes, 0xda) < 0;
    case 'PNG':
      return !hasPngEnd(bytes);
    case 'WebP':
      return bytes.length < 12 || viewOf(bytes).getUint32(4, true) + 8 > bytes.length;
    default:
      return false;
  }
}

/** Size in pixels as the header states it, before orientation; null where it cannot be read cheaply. */
export function readImageSize(format: ImageFormat, bytes: Uint8Array): PixelSize | null {
  const view = viewOf(bytes);
  switch (format) {
    case 'PNG':
      return bytes.length < 24 ? null : { width: view.getUint32(16), height: view.getUint32(20) };
    case 'GIF':
      return bytes.length < 10 ? null : { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    case 'JPEG':
      return readJpegSize(view);
    case 'WebP':
      return readWebpSize(view);
    case 'AVIF':
      return readAvifSize(bytes, view);
    default:
      return null;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function lastMarker(bytes: Uint8Array, marker: number): number {
  let index = bytes.lastIndexOf(marker);
  while (index > 0 && bytes[index - 1] !== 0xff) index = bytes.lastIndexOf(marker, index - 1);
  return index > 0 ? index - 1 : -1;
}

/** A PNG is a signature of 8 bytes and chunks of length, type, data and checksum, the last of type IEND. */
function hasPngEnd(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  for (let position = 8; position + 12 <= bytes.length; ) {
    const length = view.getUint32(position);
    if (view.getUint32(position + 4) === 0x49454e44) return true;
    position += 12 + length;
  }
  return false;
}

/** Walks the segments to the frame header (SOF0 ... SOF15 without DHT, JPG and DAC). */
function readJpegSize(view: DataView): PixelSize | null {
  for (let position = 2; position + 9 <= view.byteLength; ) {
    const marker = view.getUint8(position + 1);
    if (view.getUint8(position) !== 0xff) return null;
    // Fill bytes may precede a marker.
    if (marker === 0xff) {
      position += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(position + 7), height: view.getUint16(position + 5) };
    }
    position += 2 + view.getUint16(position + 2);
  }
  return null;
}

function readWebpSize(view: DataView): PixelSize | null {
  if (view.byteLength < 30) return null;
  switch (view.getUint32(12)) {
    case 0x56503820: // 'VP8 ', lossy
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x5650384c: {
      // 'VP8L', lossless: two fields of 14 bits
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: // 'VP8X', extended: two fields of 24 bits
      return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 };
    default:
      return null;
  }
}

/** The largest "ispe" property; a file has one for each of its planes and thumbnails. */
function readAvifSize(bytes: Uint8Array, view: DataView): PixelSize | null {
  let largest: PixelSize | null = null;
  const properties = bytes.subarray(0, 4096);
  for (let index = properties.indexOf(0x69); index >= 0 && index + 16 <= properties.length; index = properties.indexOf(0x69, index + 1)) {
    if (view.getUint32(index) !== 0x69737065) continue;
    const size = { width: view.getUint32(index + 8), height: view.getUint32(index + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
