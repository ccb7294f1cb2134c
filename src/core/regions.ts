/**
 * Regions of interest: boxes that a person draws on the photo, and the tokens inside them.
 */
import type { Layout } from './tokens.ts';

/** A box in shares of the photo's width and height, inside of it: x and y from the left and the top. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Boxes that a photo may have. */
export const MOST_REGIONS = 12;
/** Least width and height, in shares of the photo. */
export const SMALLEST_SIDE = 0.01;
/** Boxes are rounded to this, a ten-thousandth of the photo, so that links stay short. */
const DECIMALS = 4;

/** The box moved and cut so that it lies inside the photo and is no smaller than a box may be. */
export function fitRegion({ x, y, width, height }: Region): Region {
  const [left, across] = fitSide(x, width);
  const [top, down] = fitSide(y, height);
  return { x: left, y: top, width: across, height: down };
}

/** Beginning and length along one side. */
function fitSide(start: number, size: number): [number, number] {
  const length = round(Math.min(Math.max(size, SMALLEST_SIDE), 1));
  return [round(Math.min(Math.max(start, 0), 1 - length)), length];
}

function round(share: number): number {
  return Number(share.toFixed(DECIMALS));
}

/** `x,y,w,h`, shares of the photo. */
export function formatRegion({ x, y, width, height }: Region): string {
  return [x, y, width, height].map(String).join(',');
}

/** @returns null if the text is not four numbers, or not a box inside the photo */
export function parseRegion(text: string): Region | null {
  const numbers = text.split(',').map((part) => (/^\d*\.?\d+$/.test(part.trim()) ? Number(part) : NaN));
  if (numbers.length !== 4 || numbers.some(Number.isNaN)) return null;
  const [x, y, width, height] = numbers;
  const isInside = x + width <= 1 + 1e-9 && y + height <= 1 + 1e-9;
  return isInside && width >= SMALLEST_SIDE && height >= SMALLEST_SIDE ? fitRegion({ x, y, width, height }) : null;
}

/** What `parseRegion` expects, for complaints. */
export const REGION_FORM = `x,y,w,h in shares of the photo, from 0 to 1, inside of it and at least ${SMALLEST_SIDE} wide and high`;

/**
 * Tokens whose cell has its centre inside a box, ascending; those of all views, where several show the same place.
 * A centre on a box's left or upper edge is inside, one on its right or lower edge is not.
 */
export function findTokensInside(layout: Layout, regions: readonly Region[]): Uint32Array {
  const inside: number[] = [];
  for (const { rows, cols, offset, x, y, cellWidth, cellHeight } of layout.views) {
    for (let local = 0; local < rows * cols; local++) {
      const across = (x + ((local % cols) + 0.5) * cellWidth) / layout.width;
      const down = (y + (Math.floor(local / cols) + 0.5) * cellHeight) / layout.height;
      if (regions.some((region) => contains(region, across, down))) inside.push(offset + local);
    }
  }
  return Uint32Array.from(inside).toSorted();
}

function contains({ x, y, width, height }: Region, across: number, down: number): boolean {
  return across >= x && across < x + width && down >= y && down < y + height;
}

/** How many of the tokens are among the kept ones. */
export function countKept(tokens: ArrayLike<number>, kept: ArrayLike<number>): number {
  const held = new Set(Array.from(kept));
  let count = 0;
  for (let i = 0; i < tokens.length; i++) count += Number(held.has(tokens[i]));
  return count;
}
