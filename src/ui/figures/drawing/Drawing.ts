import type { ReactNode } from 'react';

/** SVG content with its origin at the top left, as wide as was asked for. */
export interface Drawing {
  height: number;
  content: ReactNode;
}

/** Lays a figure out for a width in pixels: 320 on a phone, about 850 on a desktop, 1200 in exported files. */
export type Draw = (width: number) => Drawing;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Numbers in SVG attributes: two decimals are a hundredth of a pixel, and the same on every machine. */
export function roundPixel(value: number): number {
  return Math.round(value * 100) / 100;
}
