/**
 * Every token through the eyes of the kept token most similar to it.
 */
import { runToEnd, type Sliced } from '../figures/slices.ts';

export interface KeptAssignment {
  /** i32[n], the kept token that stands for each; itself for a kept token, -1 where nothing was kept. */
  nearest: Int32Array;
  /** f64[n], cosine with that token: 1 for a kept token, or 0 if it is a zero token; 0 where nothing was kept. */
  cosine: Float64Array;
  /** u32[n], how many tokens a kept token stands for, itself included; 0 for dropped ones. */
  clusterSize: Uint32Array;
}

/**
 * Assigns every token to the kept token with the largest cosine (Eq. 8), the lower index among equals. The mean of those
 * cosines is what facility location maximizes (Krause and Golovin, Submodular Function Maximization, 2014).
 * A zero token has cosine 0 with all, hence goes to the first kept token.
 * @param similarity f[n, n], its diagonal 1, or 0 for a zero token
 * @param kept indices of the kept tokens, ascending
 */
export function* assignToKeptInSlices(similarity: ArrayLike<number>, n: number, kept: ArrayLike<number>): Sliced<KeptAssignment> {
  const nearest = new Int32Array(n).fill(-1);
  const cosine = new Float64Array(n);
  const clusterSize = new Uint32Array(n);
  for (let k = 0; k < kept.length; k++) nearest[kept[k]] = kept[k];
  for (let token = 0; token < n; token++) {
    yield token / n;
    if (nearest[token] !== token) nearest[token] = findNearest(similarity, token * n, kept);
    if (nearest[token] < 0) continue;
    cosine[token] = similarity[token * n + nearest[token]];
    clusterSize[nearest[token]] += 1;
  }
  return { nearest, cosine, clusterSize };
}

/** The same at once. */
export function assignToKept(similarity: ArrayLike<number>, n: number, kept: ArrayLike<number>): KeptAssignment {
  return runToEnd(assignToKeptInSlices(similarity, n, kept));
}

/** The kept token with the largest entry in the row that starts at `row`; -1 if there is none. */
function findNearest(similarity: ArrayLike<number>, row: number, kept: ArrayLike<number>): number {
  let best = -1;
  let largest = -Infinity;
  for (let k = 0; k < kept.length; k++) {
    const value = similarity[row + kept[k]];
    if (value > largest) {
      best = kept[k];
      largest = value;
    }
  }
  return best;
}
