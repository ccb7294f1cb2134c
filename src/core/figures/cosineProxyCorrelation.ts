/**
 * Pearson's and Spearman's correlation, for one list of pairs or summed up over many lists.
 */
import { FLAT_RANGE } from '../numerics.ts';

export interface Correlation {
  /** Number of pairs. */
  count: number;
  /** null where one side is the same everywhere. */
  pearson: number | null;
  /** Pearson's of the ranks, ties sharing their mean rank. */
  spearman: number | null;
}

/** Sums from which Pearson's coefficient of all pairs so far follows. */
export interface Moments {
  count: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

export const NO_MOMENTS: Moments = { count: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };

export function correlate(x: ArrayLike<number>, y: ArrayLike<number>): Correlation {
  const count = x.length;
  if (isFlat(x) || isFlat(y)) return { count, pearson: null, spearman: null };
  return { count, pearson: pearsonOf(sumMoments(x, y)), spearman: pearsonOf(sumMoments(rank(x), rank(y))) };
}

export function sumMoments(x: ArrayLike<number>, y: ArrayLike<number>): Moments {
  const sums = { ...NO_MOMENTS, count: x.length };
  for (let i = 0; i < x.length; i++) {
    sums.x += x[i];
    sums.y += y[i];
    sums.xx += x[i] * x[i];
    sums.yy += y[i] * y[i];
    sums.xy += x[i] * y[i];
  }
  return sums;
}

export function addMoments(a: Moments, b: Moments): Moments {
  return { count: a.count + b.count, x: a.x + b.x, y: a.y + b.y, xx: a.xx + b.xx, yy: a.yy + b.yy, xy: a.xy + b.xy };
}

/** null where one side varies by no more than float32 rounding. */
export function pearsonOf({ count, x, y, xx, yy, xy }: Moments): number | null {
  if (count < 2) return null;
  const varianceX = xx / count - (x / count) ** 2;
  const varianceY = yy / count - (y / count) ** 2;
  const flat = (FLAT_RANGE / 2) ** 2;
  if (varianceX <= flat || varianceY <= flat) return null;
  const covariance = xy / count - (x / count) * (y / count);
  return Math.min(1, Math.max(-1, covariance / Math.sqrt(varianceX * varianceY)));
}

/** f64[n], 1 for the lowest; equal values share the mean of their ranks. */
export function rank(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).toSorted((a, b) => values[a] - values[b] || a - b);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let next = first + 1;
    while (next < order.length && values[order[next]] === values[order[first]]) next += 1;
    for (let i = first; i < next; i++) ranks[order[i]] = (first + next + 1) / 2;
    first = next;
  }
  return ranks;
}

function isFlat(values: ArrayLike<number>): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return !(high - low > FLAT_RANGE);
}
