/**
 * Groups of tokens that a method merged into one, and the colour of each: the mean of what they cover.
 */
import type { Layout } from '../../../core/tokens.ts';
import type { Rgb } from '../../paint/layers.ts';
import { locateToken, tokenRectangle } from '../../../core/cells.ts';
import { roundPixel } from '../../figures/drawing/Drawing.ts';

export interface MergeGroup {
  /** The token that the others went into. */
  target: number;
  /** All of them, the target included, ascending. */
  tokens: number[];
}

/**
 * @param assignment i32[n], see `Selection`; -1 for tokens of no group
 * @returns groups by their targets
 */
export function listGroups(assignment: Int32Array): MergeGroup[] {
  const groups = new Map<number, number[]>();
  assignment.forEach((target, token) => {
    if (target < 0) return;
    const tokens = groups.get(target);
    if (tokens) tokens.push(token);
    else groups.set(target, [token]);
  });
  return [...groups].map(([target, tokens]) => ({ target, tokens })).toSorted((a, b) => a.target - b.target);
}

/** Mean colour of a group. @param colours u8[n * 3], RGB of what each token covers */
export function averageColour({ tokens }: MergeGroup, colours: ArrayLike<number>): Rgb {
  const mean = (channel: number) => Math.round(tokens.reduce((sum, token) => sum + colours[token * 3 + channel], 0) / tokens.length);
  return [mean(0), mean(1), mean(2)];
}

/** The cells of tokens as one SVG path in pixels from the corner of a map; neighbours in a row are one piece. */
export function fillTokens(layout: Layout, tokens: readonly number[], size: { width: number; height: number }): string {
  const scaleX = size.width / layout.width;
  const scaleY = size.height / layout.height;
  let path = '';
  for (let first = 0; first < tokens.length; ) {
    let end = first + 1;
    while (end < tokens.length && tokens[end] === tokens[end - 1] + 1 && locateToken(layout, tokens[end])?.col !== 0) end += 1;
    const cell = tokenRectangle(layout, tokens[first]);
    if (cell) {
      const width = roundPixel((end - first) * cell.width * scaleX);
      path += `M${roundPixel(cell.x * scaleX)} ${roundPixel(cell.y * scaleY)}h${width}v${roundPixel(cell.height * scaleY)}h${-width}z`;
    }
    first = end;
  }
  return path;
}
