/**
 * Figure 5: what four ways of pruning prefer to keep, each as one number per token; higher is rather kept.
 */
import { rankDescending } from '../ranking.ts';
import { divideBudget } from '../divideBudget.ts';
import { findPercentile } from '../percentile.ts';
import type { TokenRange } from '../tokens.ts';

/**
 * Divergence: 1 minus the cosine of every token with the mean of all unit tokens. Both follow from the similarities: the dot
 * product with the mean is the mean of a row of S, the squared length of the mean is the mean of all of S.
 * @param similarity f[n, n]
 * @returns f64[n] in [0, 2]; 1 everywhere if the tokens cancel out and have no mean direction
 */
export function divergeFromMean(similarity: ArrayLike<number>, n: number): Float64Array {
  const rowMeans = new Float64Array(n);
  let squaredLength = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) rowMeans[i] += similarity[i * n + j] / n;
    squaredLength += rowMeans[i] / n;
  }
  const length = Math.sqrt(Math.max(squaredLength, 0));
  // Below this the direction of the mean is rounding alone.
  if (length < 1e-6) return rowMeans.fill(1);
  return rowMeans.map((mean) => 1 - mean / length);
}

/** Similarity as a preference: minus the redundancy score of Eq. 9, so that the least redundant token comes first. */
export function preferDistinct(score: ArrayLike<number>): Float64Array {
  return Float64Array.from(score, (value) => -value);
}

/**
 * The rank in the greedy order as a preference: 1 for the first pick, falling to 0; tokens that were never picked have 0.
 * @param greedyStep i32[n], -1 for tokens that the order does not hold
 */
export function preferEarly(greedyStep: ArrayLike<number>): Float64Array {
  let steps = 0;
  for (let token = 0; token < greedyStep.length; token++) steps = Math.max(steps, greedyStep[token] + 1);
  return Float64Array.from(greedyStep, (step) => (step < 0 ? 0 : 1 - step / steps));
}

/** How values become colours: `percentile` spans the 5th to the 95th percentile, as the authors' code does, `range` all values. */
export type Stretch = 'percentile' | 'range';

/** f32[n] in [0, 1] and the values at both ends. Where all values are equal there is nothing to prefer: 0.5 everywhere. */
export function stretchValues(values: ArrayLike<number>, stretch: Stretch): { values: Float32Array; low: number; high: number } {
  const [lowShare, highShare] = stretch === 'percentile' ? [0.05, 0.95] : [0, 1];
  const low = findPercentile(values, lowShare);
  const high = findPercentile(values, highShare);
  if (!(high > low)) {
    // Most values may be equal without all being so: then only the others stand out.
    return { values: Float32Array.from(values, (value) => 0.5 + 0.5 * Math.sign(value - low)), low, high };
  }
  return { values: Float32Array.from(values, (value) => Math.min(1, Math.max(0, (value - low) / (high - low)))), low, high };
}

/** Whether a preference tells any two tokens apart; without a question, for example, all relevance is the same. */
export function isUniform(values: ArrayLike<number>): boolean {
  for (let token = 1; token < values.length; token++) if (values[token] !== values[0]) return false;
  return true;
}

/**
 * The most preferred tokens, ties to the lower index. The budget is divided over the ranges as Script divides it.
 * @returns u32, token indices
 */
export function takeTop(values: ArrayLike<number>, budget: number, ranges: readonly TokenRange[]): Uint32Array {
  const all = Float64Array.from(values);
  const budgets = divideBudget(budget, ranges.length);
  const tokens = ranges.flatMap(({ start, count }, index) =>
    Array.from(rankDescending(all.subarray(start, start + count)).subarray(0, budgets[index]), (token) => start + token),
  );
  return Uint32Array.from(tokens);
}

/** About the IoU of two random sets of m of n tokens: m^2 / n tokens in common on average, over their union. */
export function overlapByChance(m: number, n: number): number {
  return m / (2 * n - m);
}
