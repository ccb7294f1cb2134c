import type { ResizeSource, ResizeWindow } from './resize.ts';

/**
 * Copies a rectangle out of decoded RGBA pixels; all of them are given as they are.
 * @throws RangeError with both rectangles if it does not lie within the image
 */
export function cropImage(image: ResizeSource, { left, top, width, height }: ResizeWindow): ResizeSource {
  const isInside = left >= 0 && top >= 0 && width >= 1 && height >= 1 && left + width <= image.width && top + height <= image.height;
  if (!isInside || ![left, top, width, height].every(Number.isInteger)) {
    throw new RangeError(`crop: ${width} x ${height} pixels at ${left}, ${top} do not lie within ${image.width} x ${image.height}`);
  }
  if (width === image.width && height === image.height) return image;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const start = 4 * ((top + row) * image.width + left);
    data.set(image.data.subarray(start, start + 4 * width), 4 * row * width);
  }
  return { width, height, data };
}
