/**
 * Float64 reference of density-peak clustering with k nearest neighbours (DPC-KNN, Du et al. 2016), and the judge of any
 * float32 run.
 */
import { checkClusterPlan } from '../searchPlans.ts';
import type { ClusterPlan, Clusters } from '../searches.ts';

/** Tokens as a clustering sees them. */
interface Peaks {
  t: number;
  /** f64[t, t], squared Euclidean distances over d. */
  squares: Float64Array;
  /** Mean of `squares` to the nearest neighbours: density is exp(-spread), so a smaller one is denser. */
  spreads: number[];
}

/**
 * Clusters some of n tokens. Density rho = exp(-mean of squared distances to the k nearest others), separation delta =
 * distance to the nearest denser token (of equal densities the lower index is denser; the densest token of all has its
 * largest distance), centres = the highest delta rho, the lower index among equals. A centre belongs to itself, any other
 * token to the nearest centre, the better one among equals. Densities are compared by their logarithms, which cannot
 * underflow.
 * @param tokens f[n, d] row-major
 * @throws Error if the plan does not fit the tokens
 */
export function findDensityPeaks(tokens: ArrayLike<number>, n: number, d: number, plan: ClusterPlan): Clusters {
  checkClusterPlan(plan, n);
  const { t, squares, spreads } = measurePeaks(tokens, d, plan);
  const scores = spreads.map((spread, i) => {
    return score(separate(squares, t, i, findDenser(spreads, i, 0)), spread);
  });
  // Sorting is stable: of equal scores the lower index goes first.
  const centres = indices(t).toSorted((a, b) => compare(scores[b], scores[a])).slice(0, plan.clusters);
  const assignment = indices(t).map((i) => {
    if (centres.includes(i)) return centres.indexOf(i);
    const distances = centres.map((centre) => squares[centre * t + i]);
    return distances.indexOf(Math.min(...distances));
  });
  return {
    centres: Uint32Array.from(centres, (i) => plan.tokens[i]),
    assignment: Int32Array.from(assignment),
  };
}

/**
 * Tells how far clusters are from right, if every squared distance may be off by `rounding`. Which of two almost equal
 * densities is higher then stays open, hence scores lie in intervals.
 * @param rounding in the units of squared distances over d
 * @returns `scores`: the most by which ln(delta rho) of any token, at its lowest, exceeds that of a centre that was preferred
 *   to it, at its highest; `distances`: the most by which a squared distance to a centre exceeds that to the nearest centre.
 *   Both are 0 for perfect clusters.
 * @throws Error if centres repeat or do not belong to themselves
 */
export function judgeClusters(
  tokens: ArrayLike<number>,
  d: number,
  plan: ClusterPlan,
  clusters: Clusters,
  rounding: number,
): { scores: number; distances: number } {
  const { t, squares, spreads } = measurePeaks(tokens, d, plan);
  const centres = Array.from(clusters.centres, (token) => plan.tokens.indexOf(token));
  centres.forEach((centre, rank) => {
    if (clusters.assignment[centre] !== rank) {
      throw new Error(`Clusters: centre ${rank} is token ${clusters.centres[rank]}, which does not belong to itself.`);
    }
  });
  const ranges = spreads.map((spread, i) => {
    const surelyDenser = findDenser(spreads, i, -2 * rounding);
    const perhapsDenser = findDenser(spreads, i, 2 * rounding);
    return {
      lowest: score(separate(squares, t, i, perhapsDenser) - rounding, spread + rounding),
      highest: score(separate(squares, t, i, surelyDenser) + rounding, spread - rounding),
    };
  });
  const rest = indices(t).filter((i) => !centres.includes(i));
  const excesses = centres.flatMap((centre, rank) =>
    [...centres.slice(rank + 1), ...rest].map((other) => exceed(ranges[other].lowest, ranges[centre].highest)),
  );
  const detours = rest.map((i) => {
    const distances = centres.map((centre) => squares[centre * t + i]);
    return distances[clusters.assignment[i]] - Math.min(...distances);
  });
  return { scores: Math.max(0, ...excesses), distances: Math.max(0, ...detours) };
}

function measurePeaks(tokens: ArrayLike<number>, d: number, { tokens: chosen, neighbours }: ClusterPlan): Peaks {
  const t = chosen.length;
  const squares = new Float64Array(t * t);
  for (let i = 0; i < t; i++) {
    for (let j = 0; j < t; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += (tokens[chosen[i] * d + k] - tokens[chosen[j] * d + k]) ** 2;
      squares[i * t + j] = sum / d;
    }
  }
  const spreads = indices(t).map((i) => {
    const others = squares.slice(i * t, (i + 1) * t).filter((_, j) => j !== i);
    const nearest = others.toSorted().subarray(0, neighbours);
    return neighbours === 0 ? 0 : nearest.reduce((sum, square) => sum + square, 0) / neighbours;
  });
  return { t, squares, spreads };
}

/** Tokens denser than i, the lower index of equals being denser, if its own -ln rho were larger by `margin`. */
function findDenser(spreads: readonly number[], i: number, margin: number): number[] {
  const limit = spreads[i] + margin;
  return indices(spreads.length).filter((j) => j !== i && (spreads[j] < limit || (spreads[j] === limit && j < i)));
}

/** Squared distance from a token to the nearest of those denser than it; its largest distance if there are none. */
function separate(squares: Float64Array, t: number, i: number, denser: readonly number[]): number {
  const row = squares.subarray(i * t, (i + 1) * t);
  return denser.length > 0 ? Math.min(...denser.map((j) => row[j])) : Math.max(...row);
}

/** ln(delta rho) from delta^2 and -ln rho; minus infinity for tokens at the place of a denser one. */
function score(separation: number, spread: number): number {
  return Math.log(Math.max(separation, 0)) / 2 - spread;
}

/** By how much a score exceeds another; two of minus infinity are equal. */
function exceed(a: number, b: number): number {
  return a > b ? a - b : 0;
}

/** As a sorting order; unlike a difference it knows that minus infinity equals itself. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
