import type { Layout } from '../../../core/tokens.ts';

/** The mean colour of what every token covers, u8[n * 3], RGB; null where the photo has just been closed. */
export function readCellColours(bitmap: ImageBitmap, layout: Layout): Uint8ClampedArray | null {
  if (bitmap.width === 0) return null;
  const n = layout.views.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
  const colours = new Uint8ClampedArray(n * 3);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  const scaleX = bitmap.width / layout.width;
  const scaleY = bitmap.height / layout.height;
  for (const { x, y, rows, cols, cellWidth, cellHeight, offset } of layout.views) {
    canvas.width = cols;
    canvas.height = rows;
    // The encoder saw transparent pixels on white.
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, cols, rows);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, x * scaleX, y * scaleY, cols * cellWidth * scaleX, rows * cellHeight * scaleY, 0, 0, cols, rows);
    const { data } = context.getImageData(0, 0, cols, rows);
    for (let cell = 0; cell < rows * cols; cell++) colours.set(data.subarray(cell * 4, cell * 4 + 3), (offset + cell) * 3);
  }
  return colours;
}
