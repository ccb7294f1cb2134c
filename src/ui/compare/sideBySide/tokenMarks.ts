/**
 * Marks on tokens, so that no meaning hangs on colour alone.
 */
import type { Layout } from '../../../core/tokens.ts';
import { tokenRectangle } from '../../../core/cells.ts';
import { roundPixel, type Box } from '../../figures/drawing/Drawing.ts';

/** A stroke rising to the right, one falling, or a dot. */
export type MarkShape = 'slash' | 'backslash' | 'dot';

/** Share of a cell that a stroke spans, from corner towards corner. */
const SPAN = 0.64;
/** Of the smaller side of a cell. */
const DOT_RADIUS = 0.16;

/** Marks on some tokens as one SVG path in pixels from the corner of a map; dots are to be filled, the others stroked. */
export function markTokens(layout: Layout, tokens: ArrayLike<number>, shape: MarkShape, size: { width: number; height: number }): string {
  const scaleX = size.width / layout.width;
  const scaleY = size.height / layout.height;
  let path = '';
  for (let i = 0; i < tokens.length; i++) {
    const cell = tokenRectangle(layout, tokens[i]);
    if (cell) path += drawMark(shape, { x: cell.x * scaleX, y: cell.y * scaleY, width: cell.width * scaleX, height: cell.height * scaleY });
  }
  return path;
}

/** One mark in the middle of a box. */
export function drawMark(shape: MarkShape, { x, y, width, height }: Box): string {
  const middleX = x + width / 2;
  const middleY = y + height / 2;
  const acrossX = roundPixel(width * SPAN);
  const acrossY = roundPixel(height * SPAN);
  switch (shape) {
    case 'slash':
      return `M${roundPixel(middleX - acrossX / 2)} ${roundPixel(middleY + acrossY / 2)}l${acrossX} ${-acrossY}`;
    case 'backslash':
      return `M${roundPixel(middleX - acrossX / 2)} ${roundPixel(middleY - acrossY / 2)}l${acrossX} ${acrossY}`;
    case 'dot': {
      const radius = roundPixel(Math.min(width, height) * DOT_RADIUS);
      return `M${roundPixel(middleX - radius)} ${roundPixel(middleY)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
    }
    default:
      return shape satisfies never;
  }
}
