/** Longer side of the photo in figures, in pixels: enough for a map of half a sheet at twice its size. */
const LONGEST_SIDE = 800;

const addresses = new WeakMap<ImageBitmap, string>();

/** The photo as a JPEG inside an address, for SVG images, which may not refer to anything outside of their file. */
export function photoAddress(bitmap: ImageBitmap): string | null {
  const known = addresses.get(bitmap);
  if (known !== undefined) return known;
  // A photo that has just been left is closed, and has no size any more.
  if (bitmap.width === 0) return null;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return null;
  // JPEG has no transparency; the encoder, too, saw such pixels on white.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const address = canvas.toDataURL('image/jpeg', 0.88);
  addresses.set(bitmap, address);
  return address;
}
