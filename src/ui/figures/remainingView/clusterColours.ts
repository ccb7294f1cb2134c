/**
 * One colour per kept token, for tokens without a photo: cells that look alike are seen through the same kept token.
 */
import { hcl } from 'd3';
import type { Rgb } from '../../paint/layers.ts';

/** Fewer than the colours that a map's image may hold. */
const COLOURS = 240;
const GOLDEN_ANGLE = 137.508;
const LIGHTNESS = [54, 69, 84];

/**
 * @param nearest i32[n], the kept token of every token; -1 for none
 * @param background of cells that stand for nothing
 * @returns u8[n * 4], RGBA
 */
export function clusterPixels(nearest: Int32Array, kept: ArrayLike<number>, background: Rgb): Uint8ClampedArray {
  const place = new Map(Array.from(kept, (token, index) => [token, index]));
  const pixels = new Uint8ClampedArray(nearest.length * 4);
  nearest.forEach((token, cell) => {
    const index = place.get(token);
    pixels.set(index === undefined ? [...background, 255] : [...clusterColour(index), 255], cell * 4);
  });
  return pixels;
}

/** Neighbours in the order differ in hue and in lightness. */
export function clusterColour(index: number): Rgb {
  const { r, g, b } = hcl(((index % COLOURS) * GOLDEN_ANGLE) % 360, 46, LIGHTNESS[index % LIGHTNESS.length]).rgb();
  return [r, g, b];
}
