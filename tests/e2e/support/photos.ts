/**
 * Photos that the tests upload: the bundled samples, and small ones that are made here in every format the page opens.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import sharp from 'sharp';
import { outputPath } from './output.ts';

/** Path of a bundled sample photo. */
export function samplePath(file: string): string {
  return resolve('public/samples', file);
}

/** Size of the generated photo of a cat on the left of an empty wall; its right half is plain. */
export const WALL = { width: 360, height: 180 };

/** Writes every generated photo and broken file into the output folder. */
export async function writePhotos(): Promise<void> {
  const cat = await sharp(samplePath('chelsea.png')).resize(WALL.width / 2, WALL.height, { fit: 'cover' }).toBuffer();
  const wall = sharp({ create: { ...WALL, channels: 3, background: '#b8b4ac' } }).composite([{ input: cat, left: 0, top: 0 }]);
  const png = await wall.png().toBuffer();
  const photo = sharp(png);
  // From clear on the left to opaque on the right.
  const veil = Uint8Array.from({ length: WALL.width * WALL.height }, (_, pixel) => ((pixel % WALL.width) * 255) / (WALL.width - 1));
  await Promise.all([
    writeFile(outputPath('wall.png'), png),
    photo.clone().joinChannel(Buffer.from(veil), { raw: { ...WALL, channels: 1 } }).png().toFile(outputPath('veiled.png')),
    photo.clone().webp({ quality: 90 }).toFile(outputPath('wall.webp')),
    photo.clone().avif({ quality: 70, effort: 0 }).toFile(outputPath('wall.avif')),
    photo.clone().gif().toFile(outputPath('wall.gif')),
    // Stored lying on its side with the note to turn it (EXIF orientation 6: a quarter turn clockwise).
    photo.clone().rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toFile(outputPath('turned.jpg')),
    writeFile(outputPath('empty.png'), ''),
    writeFile(outputPath('text.png'), 'This is no picture.\n'),
    writeFile(outputPath('truncated.png'), png.subarray(0, Math.floor(png.length / 2))),
  ]);
}
