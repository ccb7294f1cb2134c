import type { Layout } from '../../../core/tokens.ts';
import { roundPixel } from './Drawing.ts';

/**
 * The borders of sets of tokens, without lines between tokens that belong to the same one, as an SVG path in pixels from
 * the corner of a map.
 * @param labels [n], which set a token belongs to; 0 for none, so that a mask outlines one set
 * @param size of the map in pixels
 */
export function outlineRegion(layout: Layout, labels: ArrayLike<number>, size: { width: number; height: number }): string {
  const scaleX = size.width / layout.width;
  const scaleY = size.height / layout.height;
  let path = '';
  for (const view of layout.views) {
    const isInside = (row: number, col: number) => row >= 0 && row < view.rows && col >= 0 && col < view.cols;
    const labelAt = (row: number, col: number) => (isInside(row, col) ? labels[view.offset + row * view.cols + col] : 0);
    const x = (col: number) => roundPixel((view.x + col * view.cellWidth) * scaleX);
    const y = (row: number) => roundPixel((view.y + row * view.cellHeight) * scaleY);
    // A run of edges on one line becomes one stroke.
    for (let row = 0; row <= view.rows; row++) {
      path += strokes(view.cols, (col) => labelAt(row - 1, col) !== labelAt(row, col), (from, to) => `M${x(from)} ${y(row)}H${x(to)}`);
    }
    for (let col = 0; col <= view.cols; col++) {
      path += strokes(view.rows, (row) => labelAt(row, col - 1) !== labelAt(row, col), (from, to) => `M${x(col)} ${y(from)}V${y(to)}`);
    }
  }
  return path;
}

function strokes(count: number, isEdge: (at: number) => boolean, draw: (from: number, to: number) => string): string {
  let path = '';
  let from = -1;
  for (let at = 0; at <= count; at++) {
    const edge = at < count && isEdge(at);
    if (edge && from < 0) from = at;
    if (!edge && from >= 0) {
      path += draw(from, at);
      from = -1;
    }
  }
  return path;
}
