/**
 * How a box follows pointer and keys. All lengths are shares of the photo.
 */
import { fitRegion, SMALLEST_SIDE, type Region } from '../../core/regions.ts';

export interface Point {
  x: number;
  y: number;
}

/** What of a box was grabbed: all of it moves it, the lower right corner resizes it. */
export type Grip = 'whole' | 'corner';

/** One key press. */
const STEP = 0.01;

const DIRECTIONS: Readonly<Record<string, Point | undefined>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** The box with two opposite corners, inside the photo. */
export function spanRegion(from: Point, to: Point): Region {
  const [left, right] = sort(from.x, to.x);
  const [top, bottom] = sort(from.y, to.y);
  return fitRegion({ x: left, y: top, width: right - left, height: bottom - top });
}

function sort(a: number, b: number): [number, number] {
  const [first, second] = [a, b].map((share) => Math.min(Math.max(share, 0), 1));
  return first <= second ? [first, second] : [second, first];
}

/** The box after its grip was dragged; it keeps its size while it moves, and its place while it is resized. */
export function dragRegion(before: Region, grip: Grip, from: Point, to: Point): Region {
  const [across, down] = [to.x - from.x, to.y - from.y];
  switch (grip) {
    case 'whole':
      return fitRegion({ ...before, x: before.x + across, y: before.y + down });
    case 'corner':
      return resize(before, across, down);
    default:
      return grip satisfies never;
  }
}

/** The box after an arrow key; null for any other key. */
export function nudgeRegion(region: Region, key: string, isResizing: boolean): Region | null {
  const step = DIRECTIONS[key];
  if (!step) return null;
  return isResizing ? resize(region, step.x, step.y) : fitRegion({ ...region, x: region.x + step.x, y: region.y + step.y });
}

function resize({ x, y, width, height }: Region, across: number, down: number): Region {
  return fitRegion({ x, y, width: limitSide(width + across, x), height: limitSide(height + down, y) });
}

/** A box that would leave the photo ends at its border, and does not move. */
function limitSide(size: number, start: number): number {
  return Math.min(Math.max(size, SMALLEST_SIDE), 1 - start);
}
