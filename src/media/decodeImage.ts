/**
 * Decodes a picture in the page or a worker to the pixels that the encoder sees.
 */
import type { RgbaImage } from '../encoders/encoder.ts';
import { describeDecodeFailure, requireSupportedImage, requireSupportedSize } from './imageFormat.ts';
import type { ImageFormat } from './imageStructure.ts';

export interface DecodedImage {
  /** For display; the caller closes or transfers it. */
  bitmap: ImageBitmap;
  image: RgbaImage;
}

/**
 * Decodes a JPEG, PNG, WebP, AVIF or GIF (first frame): turned upright by its EXIF orientation, without colour-space
 * conversion, transparent pixels over white.
 * @throws ImageInputError with a sentence for the person.
 */
export async function decodeImage(file: Blob, name: string): Promise<DecodedImage> {
  const format = requireSupportedImage(name, new Uint8Array(await file.arrayBuffer()));
  const source = await createSourceBitmap(file, name, format);
  try {
    requireSupportedSize(name, source.width, source.height);
    return await flatten(source);
  } finally {
    source.close();
  }
}

async function createSourceBitmap(file: Blob, name: string, format: ImageFormat): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image', colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch {
    throw describeDecodeFailure(name, format, file.size);
  }
}

async function flatten(source: ImageBitmap): Promise<DecodedImage> {
  const { width, height } = source;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error(`This browser gave no canvas of ${width} x ${height} pixels; close other pages or use a smaller picture.`);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { bitmap: await createImageBitmap(canvas), image: { width, height, data } };
}
