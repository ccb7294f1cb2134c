import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeDecodeFailure, requireSupportedImage } from '../../src/media/imageFormat.ts';
import { type ImageFormat, readImageSize } from '../../src/media/imageStructure.ts';

const WIDTH = 40;
const HEIGHT = 30;
const FORMATS: ImageFormat[] = ['JPEG', 'PNG', 'WebP', 'AVIF', 'GIF'];
const files = new Map<string, Uint8Array>();

function fileOf(format: string): Uint8Array {
  const bytes = files.get(format);
  if (!bytes) throw new Error(`no ${format} file was made`);
  return bytes;
}

function bytesOf(text: string, length = text.length): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(Buffer.from(text, 'latin1'));
  return bytes;
}

beforeAll(async () => {
  const pixels = Buffer.from({ length: WIDTH * HEIGHT * 3 }).map((_, index) => (index * 37) & 255);
  const image = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
  files.set('JPEG', await image.clone().jpeg().toBuffer());
  files.set('JPEG progressive', await image.clone().jpeg({ progressive: true }).toBuffer());
  files.set('PNG', await image.clone().png().toBuffer());
  files.set('WebP', await image.clone().webp().toBuffer());
  files.set('WebP lossless', await image.clone().webp({ lossless: true }).toBuffer());
  files.set('WebP extended', await image.clone().ensureAlpha(0.5).webp().toBuffer());
  files.set('AVIF', await image.clone().avif().toBuffer());
  files.set('GIF', await image.clone().gif().toBuffer());
});

describe('requireSupportedImage', () => {
  it.each(FORMATS)('knows %s by its bytes, whatever the name', (format) => {
    expect(requireSupportedImage('photo.txt', fileOf(format))).toBe(format);
  });

  it('reads the size of every format before decoding', () => {
    for (const [name, bytes] of files) {
      const format = FORMATS.find((candidate) => name.startsWith(candidate));
      expect(format && readImageSize(format, bytes), name).toEqual({ width: WIDTH, height: HEIGHT });
    }
  });

  it.each(['JPEG', 'JPEG progressive', 'PNG', 'WebP'])('refuses a %s file that was cut off', (name) => {
    const bytes = fileOf(name);
    expect(() => requireSupportedImage('a.bin', bytes.subarray(0, bytes.length - 20))).toThrow(
      /^"a.bin" begins like a (JPEG|PNG|WebP) file but its \d+ bytes could not be decoded; it is probably cut off or damaged/,
    );
  });

  it('accepts bytes after the end of a file', () => {
    for (const format of FORMATS) expect(requireSupportedImage('a', Buffer.concat([fileOf(format), Buffer.alloc(50)]))).toBe(format);
  });

  it('refuses an empty file and one that is no picture', () => {
    expect(() => requireSupportedImage('a.png', new Uint8Array())).toThrow('"a.png" is empty (0 bytes). Choose another file.');
    expect(() => requireSupportedImage('a.png', bytesOf('hello'))).toThrow(
      '"a.png" is not a picture that can be read (5 bytes, beginning with 68 65 6c 6c). Use a JPEG, PNG, WebP, AVIF or GIF file.',
    );
  });

  it.each([
    ['SVG', bytesOf('<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['SVG', bytesOf('<svg width="4"/>')],
    ['HEIC', bytesOf('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 64)],
    ['TIFF', bytesOf('II*\0', 64)],
    ['BMP', bytesOf('BM', 64)],
    ['PDF', bytesOf('%PDF-1.7')],
  ])('names %s as not supported', (format, bytes) => {
    expect(() => requireSupportedImage('a', bytes)).toThrow(`"a" is a ${format} file, which cannot be read. Use a JPEG`);
  });

  it('refuses more than 100 megapixels before anything is decoded', () => {
    const bytes = Uint8Array.from(fileOf('PNG'));
    new DataView(bytes.buffer).setUint32(16, 20_000);
    new DataView(bytes.buffer).setUint32(20, 6000);
    expect(() => requireSupportedImage('big.png', bytes)).toThrow(
      '"big.png" has 20000 x 6000 pixels (120.0 megapixels); at most 100 are possible.',
    );
  });
});

describe('describeDecodeFailure', () => {
  it('says what was found and what to do', () => {
    expect(describeDecodeFailure('a.gif', 'GIF', 12).message).toBe(
      '"a.gif" begins like a GIF file but its 12 bytes could not be decoded; it is probably cut off or damaged. Save or download it again.',
    );
  });
});
