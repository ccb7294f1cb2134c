/**
 * How evenly kept tokens lie on the photo.
 */
import type { Sliced } from '../figures/slices.ts';
import type { Grid, View } from '../tokens.ts';

/** Where the tokens of a view stand in the sequence. */
export type TokenGrid = Pick<View, 'rows' | 'cols' | 'offset'>;

/** The grids of equal consecutive views. */
export function listViewGrids({ views, rows, cols }: Grid): TokenGrid[] {
  return Array.from({ length: views }, (_, index) => ({ rows, cols, offset: index * rows * cols }));
}

/**
 * Ratio of Clark and Evans (Ecology 35, 1954) without its factor 2: mean over the kept tokens of the distance, in cells, to
 * the nearest other kept token of the same view, over sqrt(cells of the view / its kept tokens). About 0.5 for random
 * tokens, about 1 for a regular lattice, near 0 for clusters. Tokens that are alone in their view do not count; NaN where
 * no view has two.
 * @param kept token indices, each once
 */
export function* measureSpatialSpread(kept: ArrayLike<number>, views: readonly TokenGrid[]): Sliced<number> {
  let sum = 0;
  let count = 0;
  for (const { rows, cols, offset } of views) {
    const own = Array.from(kept).filter((token) => token >= offset && token < offset + rows * cols);
    if (own.length < 2) continue;
    const x = Float64Array.from(own, (token) => (token - offset) % cols);
    const y = Float64Array.from(own, (token) => Math.floor((token - offset) / cols));
    const spacing = Math.sqrt((rows * cols) / own.length);
    for (let index = 0; index < own.length; index++) {
      yield count / kept.length;
      sum += distanceToNearest(x, y, index) / spacing;
      count += 1;
    }
  }
  return count > 0 ? sum / count : NaN;
}

function distanceToNearest(x: Float64Array, y: Float64Array, index: number): number {
  let least = Infinity;
  for (let other = 0; other < x.length; other++) {
    if (other === index) continue;
    least = Math.min(least, (x[other] - x[index]) ** 2 + (y[other] - y[index]) ** 2);
  }
  return Math.sqrt(least);
}
