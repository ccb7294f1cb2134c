/**
 * Where tokens lie on the source image, in source pixels and in grid coordinates.
 */
import type { Layout, View } from './tokens.ts';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Cell {
  view: View;
  row: number;
  col: number;
}

/** View, row and column of a token; null if no view holds it. */
export function locateToken(layout: Layout, token: number): Cell | null {
  const view = layout.views.find(({ offset, rows, cols }) => token >= offset && token < offset + rows * cols);
  if (!view) return null;
  const local = token - view.offset;
  return { view, row: Math.floor(local / view.cols), col: local % view.cols };
}

/** Rectangle of a token in source pixels; null if no view holds it. */
export function tokenRectangle(layout: Layout, token: number): Rectangle | null {
  const cell = locateToken(layout, token);
  if (!cell) return null;
  const { view, row, col } = cell;
  return {
    x: view.x + col * view.cellWidth,
    y: view.y + row * view.cellHeight,
    width: view.cellWidth,
    height: view.cellHeight,
  };
}

/** The token under a point in source pixels, of the last view that covers it; null outside of all views. */
export function tokenAt(layout: Layout, x: number, y: number): number | null {
  for (const view of layout.views.toReversed()) {
    const col = Math.floor((x - view.x) / view.cellWidth);
    const row = Math.floor((y - view.y) / view.cellHeight);
    if (col >= 0 && col < view.cols && row >= 0 && row < view.rows) return view.offset + row * view.cols + col;
  }
  return null;
}
