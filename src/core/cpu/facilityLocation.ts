import { findLargest } from '../ranking.ts';
import { checkCoverPlan, clipCount } from '../searchPlans.ts';
import type { CoverPlan, SearchOrder } from '../searches.ts';
import { takeSoftmax } from '../softmax.ts';

/** Rows to cover, token by token: C_rv at [v][r], so that what one token gains lies side by side. */
interface CoverColumns {
  rows: number;
  /** f32[n, rows] */
  data: Float32Array;
}

/**
 * Greedy facility location (maximum coverage as in MMTok, Dong et al. 2025); see `Searches.orderCovering`.
 *
 * Gains only ever fall, since rows only get better covered, and rounding keeps that so because every sum runs in the same
 * order. So an earlier gain is an upper bound of today's, and only tokens that could still be the best are summed anew
 * (Minoux's accelerated greedy). The picks are the same as if all were.
 * @param readSimilarity gives f32[n, n]; only called where the plan has similarity rows
 * @throws RangeError if the plan cannot be followed
 */
export function orderCovering(readSimilarity: () => Float32Array, n: number, plan: CoverPlan): SearchOrder {
  checkCoverPlan(plan, n);
  const length = clipCount(plan.count, n);
  const columns = buildColumns(readSimilarity, n, plan);
  const order = new Uint32Array(length);
  const values = new Float32Array(length);
  const best = new Float32Array(columns.rows);
  const gains = new Float64Array(n).fill(Infinity);
  const freshAt = new Int32Array(n).fill(-1);
  for (let step = 0; step < length; step++) {
    let token = findLargest(gains);
    while (freshAt[token] !== step) {
      gains[token] = sumGain(columns, token, best);
      freshAt[token] = step;
      token = findLargest(gains);
    }
    order[step] = token;
    values[step] = gains[token];
    gains[token] = -1;
    cover(columns, token, best);
  }
  return { order, values };
}

function buildColumns(readSimilarity: () => Float32Array, n: number, { givenRows, similarityRows }: CoverPlan): CoverColumns {
  const given = givenRows?.rows ?? 0;
  const rows = given + (similarityRows ? n : 0);
  const data = new Float32Array(n * rows);
  givenRows?.data.forEach((value, place) => (data[(place % n) * rows + Math.floor(place / n)] = value));
  if (!similarityRows) return { rows, data };
  const similarity = readSimilarity();
  for (let i = 0; i < n; i++) {
    const row = takeSoftmax(similarity.subarray(i * n, (i + 1) * n), similarityRows.temperature);
    for (let v = 0; v < n; v++) data[v * rows + given + i] = (row[v] * similarityRows.weight) / n;
  }
  return { rows, data };
}

function sumGain({ rows, data }: CoverColumns, token: number, best: Float32Array): number {
  let gain = 0;
  for (let r = 0, place = token * rows; r < rows; r++, place++) if (data[place] > best[r]) gain += data[place] - best[r];
  return gain;
}

function cover({ rows, data }: CoverColumns, token: number, best: Float32Array): void {
  for (let r = 0; r < rows; r++) best[r] = Math.max(best[r], data[token * rows + r]);
}
