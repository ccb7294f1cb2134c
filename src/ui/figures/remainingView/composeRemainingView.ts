/**
 * The photo put together from the patches of kept tokens alone.
 */
import { tokenRectangle, type Rectangle } from '../../../core/cells.ts';
import type { Layout } from '../../../core/tokens.ts';

/** Longer side of the picture in pixels. */
const LONGEST_SIDE = 800;

const scaledPhotos = new WeakMap<ImageBitmap, HTMLCanvasElement>();

/**
 * A JPEG, as an address, in which every cell shows the patch of the kept token that stands for it.
 * @param front the views whose cells are filled; tokens of the others may stand for them
 * @param nearest i32[n], see `assignToKept`
 * @param background CSS colour of what no token covers
 * @returns null where the photo has just been closed
 */
export function composeRemainingView(bitmap: ImageBitmap, layout: Layout, front: Layout, nearest: Int32Array, background: string): string | null {
  const photo = scalePhoto(bitmap, layout);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!photo || !context) return null;
  canvas.width = photo.width;
  canvas.height = photo.height;
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const toPixels = (views: Layout, token: number) => roundEdges(tokenRectangle(views, token), canvas.width / layout.width, canvas.height / layout.height);
  nearest.forEach((source, token) => {
    const from = toPixels(layout, source);
    const to = toPixels(front, token);
    if (from && to) context.drawImage(photo, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height);
  });
  return canvas.toDataURL('image/jpeg', 0.9);
}

function scalePhoto(bitmap: ImageBitmap, { width, height }: Layout): HTMLCanvasElement | null {
  const known = scaledPhotos.get(bitmap);
  if (known) return known;
  // A photo that has just been left is closed, and has no size any more.
  if (bitmap.width === 0) return null;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (!context) return null;
  // As in the other maps: JPEG has no transparency, and the encoder saw such pixels on white.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  scaledPhotos.set(bitmap, canvas);
  return canvas;
}

/** Whole pixels, so that no seam of the background shows between cells. */
function roundEdges(rectangle: Rectangle | null, scaleX: number, scaleY: number): Rectangle | null {
  if (!rectangle) return null;
  const x = Math.round(rectangle.x * scaleX);
  const y = Math.round(rectangle.y * scaleY);
  return {
    x,
    y,
    width: Math.max(1, Math.round((rectangle.x + rectangle.width) * scaleX) - x),
    height: Math.max(1, Math.round((rectangle.y + rectangle.height) * scaleY) - y),
  };
}
