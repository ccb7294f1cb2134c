/**
 * Decodes a picture file in Node to the same pixels as the page.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp from 'sharp';
import type { RgbaImage } from '../encoders/encoder.ts';
import { describeDecodeFailure, ImageInputError, requireSupportedImage } from '../media/imageFormat.ts';

/**
 * Reads a JPEG, PNG, WebP, AVIF or GIF (first frame): upright by its EXIF orientation, colour profiles ignored, transparent
 * pixels over white, RGBA.
 * @throws ImageInputError with a sentence for the person.
 */
export async function decodeImageFile(path: string): Promise<RgbaImage> {
  const name = basename(path);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ImageInputError(error.code === 'ENOENT' ? `There is no file "${path}".` : `"${path}" cannot be read (${error.code ?? error.message}).`);
  });
  const format = requireSupportedImage(name, bytes);
  try {
    const { data, info } = await sharp(bytes, { autoOrient: true, ignoreIcc: true, limitInputPixels: false })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    layOverWhite(data);
    return { width: info.width, height: info.height, data };
  } catch {
    throw describeDecodeFailure(name, format, bytes.length);
  }
}

/** Browsers round where sharp's own `flatten` truncates, and the encoder feels that. */
function layOverWhite(rgba: Uint8Array): void {
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] / 255;
    if (alpha === 1) continue;
    for (let channel = i; channel < i + 3; channel++) {
      rgba[channel] = Math.round(rgba[channel] * alpha + 255 * (1 - alpha));
    }
    rgba[i + 3] = 255;
  }
}
