import type { GreedyStart } from '../../src/core/cpu/greedyDpp.ts';

/**
 * Greedy MAP inference (Eq. 10-11) in the float32 of the CPU path, but with every residual computed after every pick: what the
 * lazy one has to equal to the last bit.
 * @param follow picks that come first, whatever their residuals are
 */
export function orderEagerly(start: GreedyStart, count: number, follow: readonly number[] = []): { order: number[]; gains: number[] } {
  const { similarity, relevance, relevanceExponent, epsilon, stop } = start;
  const n = relevance.length;
  const weights = relevance.map((value) => value ** relevanceExponent);
  const residual = weights.map((weight, i) => weight * weight * similarity[i * n + i]);
  const columns: Float32Array[] = [];
  const order: number[] = [];
  const gains: number[] = [];
  while (order.length < count) {
    let best = follow[columns.length] ?? -1;
    if (columns.length >= follow.length) {
      for (let i = 0; i < n; i++) if (residual[i] > (best < 0 ? stop : residual[best])) best = i;
      if (best < 0) break;
      order.push(best);
      gains.push(residual[best]);
    }
    const scale = 1 / Math.sqrt(residual[best] + epsilon);
    const column = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      let projection = weights[best] * similarity[best * n + i] * weights[i];
      for (const earlier of columns) projection -= earlier[best] * earlier[i];
      column[i] = projection * scale;
      if (residual[i] >= 0 && i !== best) residual[i] = Math.max(residual[i] - column[i] * column[i], 0);
    }
    residual[best] = -1;
    columns.push(column);
  }
  return { order, gains };
}
