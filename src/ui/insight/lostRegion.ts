/**
 * Finds what GSP can lose: a block of the image in which every token was dropped as redundant.
 */
import { locateToken } from '../../core/cells.ts';
import { nameView } from '../../core/shownViews.ts';
import { FATES } from '../../core/script/scriptSelection.ts';
import type { Layout, View } from '../../core/tokens.ts';

export interface LostRegion {
  /** First and last token of the block, in raster order. */
  first: number;
  last: number;
  /** Tokens along one side of the square block. */
  side: number;
  row: number;
  col: number;
}

const REDUNDANT = FATES.indexOf('redundant');

/** A block counts from a quarter of the shorter side of the grid on: a sixteenth of a square image. */
const SIZEABLE = 1 / 4;

/** The largest square of redundant tokens in any view; null if none is sizeable. */
export function findLostRegion(layout: Layout, fate: Uint8Array): LostRegion | null {
  let best: LostRegion | null = null;
  for (const view of layout.views) {
    const found = largestSquare(view, fate);
    const least = Math.max(3, Math.ceil(Math.min(view.rows, view.cols) * SIZEABLE));
    if (found.side >= least && found.side > (best?.side ?? 0)) best = found;
  }
  return best;
}

/** Side of the largest square that ends at each cell: one more than the least of its three earlier neighbours. */
function largestSquare({ rows, cols, offset }: View, fate: Uint8Array): LostRegion {
  let best: LostRegion = { first: offset, last: offset, side: 0, row: 0, col: 0 };
  let above = new Uint16Array(cols);
  for (let row = 0; row < rows; row++) {
    const current = new Uint16Array(cols);
    for (let col = 0; col < cols; col++) {
      const token = offset + row * cols + col;
      if (fate[token] !== REDUNDANT) continue;
      const side = row === 0 || col === 0 ? 1 : 1 + Math.min(above[col], above[col - 1], current[col - 1]);
      current[col] = side;
      if (side <= best.side) continue;
      const first = { row: row - side + 1, col: col - side + 1 };
      best = { first: offset + first.row * cols + first.col, last: token, side, ...first };
    }
    above = current;
  }
  return best;
}

/** @param layout all views, of which the one with the region is named where there are several */
export function describeLostRegion(layout: Layout, { first, side, row, col }: LostRegion): string {
  const cell = layout.views.length > 1 ? locateToken(layout, first) : null;
  const view = cell ? `${nameView(layout, cell.view)}, ` : '';
  return (
    `GSP leaves no survivor in a block of ${side} × ${side} tokens (${view}rows ${row}–${row + side - 1}, columns ` +
    `${col}–${col + side - 1}, dashed): where tokens repeat one another, every copy can go.`
  );
}
