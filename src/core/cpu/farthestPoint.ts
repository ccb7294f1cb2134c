import { LARGEST_DISTANCE } from '../numerics.ts';
import { findLargest } from '../ranking.ts';
import { clipCount } from '../searchPlans.ts';
import type { SearchOrder } from '../searches.ts';

/**
 * Farthest-point order (DivPrune, Alvar et al. 2025) by distance 1 - S_ij; see `Searches.orderFarthest`.
 * @param similarity f32[n, n]
 */
export function orderFarthest(similarity: Float32Array, n: number, count: number): SearchOrder {
  const length = clipCount(count, n);
  const order = new Uint32Array(length);
  const values = new Float32Array(length);
  let nearest = measureIsolation(similarity, n);
  for (let step = 0; step < length; step++) {
    const token = findLargest(nearest);
    order[step] = token;
    values[step] = nearest[token];
    if (step === 0) nearest = new Float32Array(n).fill(LARGEST_DISTANCE);
    for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i], Math.max(1 - similarity[token * n + i], 0));
    nearest[token] = -1;
  }
  return { order, values };
}

/** Distance of every token to its nearest other token. */
function measureIsolation(similarity: Float32Array, n: number): Float32Array {
  const nearest = new Float32Array(n).fill(LARGEST_DISTANCE);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (j !== i) nearest[i] = Math.min(nearest[i], Math.max(1 - similarity[i * n + j], 0));
    }
  }
  return nearest;
}
