import type { TokenGeometry } from '../kernels.ts';
import { checkClusterPlan } from '../searchPlans.ts';
import type { ClusterPlan, Clusters } from '../searches.ts';

/**
 * Density-peak clustering with k nearest neighbours (DPC-KNN, Du et al. 2016); see `ClusterPlan`. Densities exp(-spread)
 * are compared by their logarithms, as float32 would have none of the small ones.
 * @param d dimensions of the tokens, by which squared distances are divided
 * @throws Error if the plan does not fit the tokens
 */
export function clusterTokens(geometry: TokenGeometry, d: number, plan: ClusterPlan): Clusters {
  checkClusterPlan(plan, geometry.n);
  const t = plan.tokens.length;
  const squares = measureSquares(geometry, d, plan.tokens);
  const rows = Array.from({ length: t }, (_, i) => squares.subarray(i * t, (i + 1) * t));
  const spreads = Float32Array.from(rows, (row, i) => measureSpread(row, i, plan.neighbours));
  const scores = Float32Array.from(rows, (row, i) => {
    const separation = separate(row, i, spreads);
    return separation > 0 ? Math.log(separation) / 2 - spreads[i] : -Infinity;
  });
  // Sorting is stable: of equal scores the lower index goes first.
  const order = Array.from(scores.keys()).toSorted((a, b) => (scores[a] === scores[b] ? 0 : scores[b] > scores[a] ? 1 : -1));
  const centres = order.slice(0, plan.clusters);
  const assignment = Int32Array.from(rows, (row) => findNearest(row, centres));
  centres.forEach((centre, rank) => (assignment[centre] = rank));
  return { centres: Uint32Array.from(centres, (i) => plan.tokens[i]), assignment };
}

/** Squared Euclidean distances over d, |x_i - x_j|^2 = (|x_i| - |x_j|)^2 + 2 |x_i| |x_j| (1 - S_ij): f32[t, t]. */
function measureSquares({ n, similarity, norms }: TokenGeometry, d: number, tokens: Uint32Array): Float32Array {
  const t = tokens.length;
  const squares = new Float32Array(t * t);
  for (let i = 0; i < t; i++) {
    for (let j = 0; j < t; j++) {
      if (i === j) continue;
      const [a, b] = [norms[tokens[i]], norms[tokens[j]]];
      const turn = Math.max(1 - similarity[tokens[i] * n + tokens[j]], 0);
      squares[i * t + j] = ((a - b) ** 2 + 2 * a * b * turn) / d;
    }
  }
  return squares;
}

/** Mean squared distance to the nearest neighbours, -ln of the density. */
function measureSpread(row: Float32Array, i: number, neighbours: number): number {
  if (neighbours === 0) return 0;
  const others = row.filter((_, j) => j !== i).toSorted();
  let sum = 0;
  for (let k = 0; k < neighbours; k++) sum += others[k];
  return sum / neighbours;
}

/** Squared distance to the nearest denser token, the lower index of equals being denser; the largest if there is none. */
function separate(row: Float32Array, i: number, spreads: Float32Array): number {
  let nearest = Infinity;
  let farthest = 0;
  for (let j = 0; j < row.length; j++) {
    farthest = Math.max(farthest, row[j]);
    const isDenser = spreads[j] < spreads[i] || (spreads[j] === spreads[i] && j < i);
    if (isDenser) nearest = Math.min(nearest, row[j]);
  }
  return nearest === Infinity ? farthest : nearest;
}

/** Rank of the nearest centre, the better one among equals. */
function findNearest(row: Float32Array, centres: readonly number[]): number {
  let nearest = 0;
  for (let rank = 1; rank < centres.length; rank++) {
    if (row[centres[rank]] < row[centres[nearest]]) nearest = rank;
  }
  return nearest;
}
