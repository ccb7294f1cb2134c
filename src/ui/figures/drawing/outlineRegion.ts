import type { Layout } from '../../../core/tokens.ts';
import { roundPixel } from './Drawing.ts';

/**
 * The border of a set of tokens, without lines between tokens that both belong to it, as an SVG path in pixels from the
 * corner of a map.
 * @param mask u8[n], 1 for tokens of the set
 * @param size of the map in pixels
 */
export function outlineRegion(layout: Layout, mask: Uint8Array, size: { width: number; height: number }): string {
  const scaleX = size.width / layout.width;
  const scaleY = size.height / layout.height;
  let path = '';
  for (const view of layout.views) {
    const isIn = (row: number, col: number) =>
      row >= 0 && row < view.rows && col >= 0 && col < view.cols && mask[view.offset + row * view.cols + col] === 1;
    const x = (col: number) => roundPixel((view.x + col * view.cellWidth) * scaleX);
    const y = (row: number) => roundPixel((view.y + row * view.cellHeight) * scaleY);
    // A run of edges on one line becomes one stroke.
    for (let row = 0; row <= view.rows; row++) {
      path += strokes(view.cols, (col) => isIn(row - 1, col) !== isIn(row, col), (from, to) => `M${x(from)} ${y(row)}H${x(to)}`);
    }
    for (let col = 0; col <= view.cols; col++) {
      path += strokes(view.rows, (row) => isIn(row, col - 1) !== isIn(row, col), (from, to) => `M${x(col)} ${y(from)}V${y(to)}`);
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
