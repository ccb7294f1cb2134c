/**
 * Figure 9: how similar every token is to the tokens beside it, and what a threshold leaves of that map.
 */
import type { Layout, View } from '../tokens.ts';

/** 8: all tokens around, as the caption of Figure 9 says; 4: those that share an edge, as the authors' plotting code has it. */
export type Neighbourhood = 8 | 4;

/**
 * Mean cosine of every token with its neighbours in the grid of its view.
 * @param similarity f[n, n]
 * @returns f64[n]; 0 for a token without neighbours
 */
export function averageNeighbours(
  similarity: ArrayLike<number>,
  n: number,
  { views }: Pick<Layout, 'views'>,
  neighbourhood: Neighbourhood,
): Float64Array {
  const mean = new Float64Array(n);
  for (const view of views) {
    for (let local = 0; local < view.rows * view.cols; local++) {
      const token = view.offset + local;
      const neighbours = listNeighbours(view, local, neighbourhood);
      for (const neighbour of neighbours) mean[token] += similarity[token * n + neighbour] / neighbours.length;
    }
  }
  return mean;
}

/** Tokens around a cell of a view, in raster order. */
export function listNeighbours({ rows, cols, offset }: View, local: number, neighbourhood: Neighbourhood): number[] {
  const row = Math.floor(local / cols);
  const col = local % cols;
  const neighbours: number[] = [];
  for (let down = -1; down <= 1; down++) {
    for (let right = -1; right <= 1; right++) {
      const isSelf = down === 0 && right === 0;
      const isDiagonal = down !== 0 && right !== 0;
      if (isSelf || (isDiagonal && neighbourhood === 4)) continue;
      const [r, c] = [row + down, col + right];
      if (r >= 0 && r < rows && c >= 0 && c < cols) neighbours.push(offset + r * cols + c);
    }
  }
  return neighbours;
}

/** u8[n], 1 where the value is at least the threshold. */
export function thresholdMap(values: ArrayLike<number>, threshold: number): Uint8Array {
  return Uint8Array.from(values, (value) => Number(value >= threshold));
}
