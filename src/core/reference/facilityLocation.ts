/**
 * Float64 reference of greedy facility location (maximum coverage as in MMTok, Dong et al. 2025), written from its
 * definition.
 */
import type { CoverPlan } from '../searches.ts';
import type { SearchState } from './searchState.ts';

/**
 * The rows that tokens shall cover: the given ones, then for each token i the softmax over tokens j of
 * S_ij / temperature, times weight / n.
 * @param similarity f[n, n]
 * @returns f64[m + n, n], or f64[m, n] without similarity rows
 */
export function buildCoverRows(
  similarity: ArrayLike<number>,
  n: number,
  { givenRows, similarityRows }: Pick<CoverPlan, 'givenRows' | 'similarityRows'>,
): Float64Array {
  const given = givenRows?.data ?? new Float32Array(0);
  if (similarityRows === null) return Float64Array.from(given);
  const { temperature, weight } = similarityRows;
  const rows = new Float64Array(given.length + n * n);
  rows.set(given);
  for (let i = 0; i < n; i++) {
    const logits = Array.from({ length: n }, (_, j) => similarity[i * n + j] / temperature);
    const largest = Math.max(...logits);
    const exponentials = logits.map((logit) => Math.exp(logit - largest));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    exponentials.forEach((value, j) => (rows[given.length + i * n + j] = ((value / sum) * weight) / n));
  }
  return rows;
}

/**
 * A set of tokens covers row r with its largest C_rv. A token v is worth what it adds, summed over all rows:
 * gain_v = sum_r max(C_rv - best_r, 0).
 * @param rows f64[., n], C
 */
export function startFacilityLocation(rows: Float64Array, n: number): SearchState {
  const count = rows.length / n;
  const best = new Float64Array(count);
  const isPicked = new Uint8Array(n);
  const values = new Float64Array(n);
  const measure = () => {
    values.fill(0);
    for (let r = 0; r < count; r++) {
      for (let v = 0; v < n; v++) values[v] += Math.max(rows[r * n + v] - best[r], 0);
    }
    for (let v = 0; v < n; v++) if (isPicked[v]) values[v] = -1;
  };
  measure();
  return {
    values,
    pick(token) {
      isPicked[token] = 1;
      for (let r = 0; r < count; r++) best[r] = Math.max(best[r], rows[r * n + token]);
      measure();
    },
  };
}
