/**
 * Float64 reference of farthest-point order (DivPrune, Alvar et al. 2025), written from its definition.
 */
import { LARGEST_DISTANCE } from '../numerics.ts';
import type { SearchState } from './searchState.ts';

/**
 * Distances are 1 - S_ij. Before the first pick a token is worth the distance to its nearest other token, from then on
 * the distance to the nearest picked one.
 * @param similarity f[n, n]
 */
export function startFarthestPoint(similarity: ArrayLike<number>, n: number): SearchState {
  const everyone = Array.from({ length: n }, (_, i) => i);
  const picked: number[] = [];
  const values = Float64Array.from(everyone, (i) => distanceToNearest(similarity, n, i, everyone));
  return {
    values,
    pick(token) {
      picked.push(token);
      for (const i of everyone) values[i] = distanceToNearest(similarity, n, i, picked);
      for (const i of picked) values[i] = -1;
    },
  };
}

function distanceToNearest(similarity: ArrayLike<number>, n: number, i: number, tokens: readonly number[]): number {
  let nearest = LARGEST_DISTANCE;
  for (const j of tokens) if (j !== i) nearest = Math.min(nearest, 1 - similarity[i * n + j]);
  // Rounding may leave a cosine just above 1.
  return Math.max(nearest, 0);
}
