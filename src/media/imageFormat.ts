/**
 * Recognises image files by their first bytes and words what is wrong with one, the same in the page and in Node.
 */

import { endsEarly, type ImageFormat, readImageSize } from './imageStructure.ts';

const SUPPORTED: readonly ImageFormat[] = ['JPEG', 'PNG', 'WebP', 'AVIF', 'GIF'];
const SUPPORTED_SENTENCE = 'Use a JPEG, PNG, WebP, AVIF or GIF file.';
/** Beyond this the decoded pixels alone need 400 MB. */
const MOST_MEGAPIXELS = 100;
/** Signatures lie at the very start, except that an SVG may begin with comments. */
const SIGNATURE_BYTES = 1024;

/** An input that cannot be used, in words for the person. */
export class ImageInputError extends Error {
  override name = 'ImageInputError';
}

/**
 * The format of an image file that can be decoded; `bytes` is the whole file.
 * @throws ImageInputError for an empty file, a format that is not supported or unknown, a file that ends too early, or
 * one of more than 100 megapixels.
 */
export function requireSupportedImage(name: string, bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new ImageInputError(`"${name}" is empty (0 bytes). Choose another file.`);
  const format = recognizeImage(bytes);
  if (format === null) {
    const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new ImageInputError(`"${name}" is not a picture that can be read (${bytes.length} bytes, beginning with ${first}). ${SUPPORTED_SENTENCE}`);
  }
  if (!SUPPORTED.includes(format)) throw new ImageInputError(`"${name}" is a ${format} file, which cannot be read. ${SUPPORTED_SENTENCE}`);
  // Decoders differ in what they make of a file that was cut off, so it is refused before they see it.
  if (endsEarly(format, bytes)) throw describeDecodeFailure(name, format, bytes.length);
  const size = readImageSize(format, bytes);
  if (size) requireSupportedSize(name, size.width, size.height);
  return format;
}

/** @throws ImageInputError for more than 100 megapixels. */
export function requireSupportedSize(name: string, width: number, height: number): void {
  const megapixels = (width * height) / 1e6;
  if (megapixels > MOST_MEGAPIXELS) {
    throw new ImageInputError(
      `"${name}" has ${width} x ${height} pixels (${megapixels.toFixed(1)} megapixels); at most ${MOST_MEGAPIXELS} are possible. Make it smaller and try again.`,
    );
  }
}

/** For a file whose signature is right but whose content is not. */
export function describeDecodeFailure(name: string, format: ImageFormat, size: number): ImageInputError {
  return new ImageInputError(
    `"${name}" begins like a ${format} file but its ${size} bytes could not be decoded; it is probably cut off or damaged. Save or download it again.`,
  );
}

/** The format of a picture by its first bytes; null for anything else. */
export function recognizeImage(bytes: Uint8Array): ImageFormat | null {
  const text = String.fromCharCode(...bytes.subarray(0, SIGNATURE_BYTES));
  if (text.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'WebP';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'GIF';
  if (text.slice(4, 8) === 'ftyp') return recognizeBrand(text);
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'TIFF';
  if (text.startsWith('%PDF-')) return 'PDF';
  if (/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i.test(text)) return 'SVG';
  if (text.startsWith('BM') && text.length > 26) return 'BMP';
  return null;
}

/** Brands of an ISO media file: major brand, version, then compatible brands up to the end of the box. */
function recognizeBrand(text: string): ImageFormat | null {
  const boxEnd = text.charCodeAt(2) * 256 + text.charCodeAt(3);
  const brands: string[] = text.slice(8, Math.min(boxEnd, text.length)).match(/.{4}/gs) ?? [];
  if (brands.includes('avif') || brands.includes('avis')) return 'AVIF';
  return brands.some((brand) => ['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1'].includes(brand)) ? 'HEIC' : null;
}
