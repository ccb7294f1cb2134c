/**
 * What a language model can still know of the photo: every token through the eyes of the kept token most similar to it.
 */

export interface KeptAssignment {
  /** i32[n], the kept token that stands for each; itself for a kept token, -1 where nothing was kept. */
  nearest: Int32Array;
  /** f64[n], cosine with that token; 1 for a kept token, which stands for itself, and 0 where nothing was kept. */
  cosine: Float64Array;
  /** u32[n], how many tokens a kept token stands for, itself included; 0 for dropped ones. */
  clusterSize: Uint32Array;
}

/**
 * Assigns every token to the kept token with the largest cosine (Eq. 8), the lower index among equals. The mean of those
 * cosines is what facility location maximizes (Krause and Golovin, Submodular Function Maximization, 2014).
 * A zero token has cosine 0 with all, hence goes to the first kept token.
 * @param similarity f[n, n]
 * @param kept indices of the kept tokens, ascending
 */
export function assignToKept(similarity: ArrayLike<number>, n: number, kept: ArrayLike<number>): KeptAssignment {
  const nearest = new Int32Array(n).fill(-1);
  const cosine = new Float64Array(n);
  const clusterSize = new Uint32Array(n);
  for (let k = 0; k < kept.length; k++) {
    nearest[kept[k]] = kept[k];
    cosine[kept[k]] = 1;
  }
  for (let token = 0; token < n; token++) {
    if (nearest[token] !== token) {
      const best = findNearest(similarity, token * n, kept);
      if (best < 0) continue;
      nearest[token] = best;
      cosine[token] = similarity[token * n + best];
    }
    clusterSize[nearest[token]] += 1;
  }
  return { nearest, cosine, clusterSize };
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

export interface Coverage {
  dropped: number;
  /** Mean cosine of all tokens with their kept token; 1 if nothing was dropped. */
  mean: number;
  /** The same over the dropped tokens alone; NaN if there are none. */
  meanOfDropped: number;
  /** Number of tokens whose cosine is below one half. */
  belowHalf: number;
  /** Number of tokens whose cosine is below the threshold: no kept token counts as similar to them. */
  lost: number;
  /** u8[n], 1 for lost tokens. */
  lostMask: Uint8Array;
}

/** How well the kept tokens cover the photo; a token below `threshold` [tau] is lost. */
export function measureCoverage({ nearest, cosine }: KeptAssignment, threshold: number): Coverage {
  const n = cosine.length;
  const lostMask = new Uint8Array(n);
  let dropped = 0;
  let sum = 0;
  let sumOfDropped = 0;
  let belowHalf = 0;
  let lost = 0;
  for (let token = 0; token < n; token++) {
    sum += cosine[token];
    if (nearest[token] === token) continue;
    dropped += 1;
    sumOfDropped += cosine[token];
    if (cosine[token] < 0.5) belowHalf += 1;
    if (cosine[token] < threshold || nearest[token] < 0) {
      lostMask[token] = 1;
      lost += 1;
    }
  }
  return { dropped, mean: sum / n, meanOfDropped: dropped > 0 ? sumOfDropped / dropped : Number.NaN, belowHalf, lost, lostMask };
}

/**
 * Counts the dropped tokens by cosine.
 * @returns u32[bins] over equal bins of [low, 1]; what lies below counts in the first
 */
export function countCosines({ nearest, cosine }: KeptAssignment, low: number, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (let token = 0; token < cosine.length; token++) {
    if (nearest[token] === token) continue;
    const bin = Math.floor(((cosine[token] - low) / (1 - low)) * bins);
    counts[Math.min(Math.max(bin, 0), bins - 1)] += 1;
  }
  return counts;
}

/** Kept tokens from the largest to the smallest cluster, the lower index first among equals. */
export function rankClusters(kept: ArrayLike<number>, clusterSize: ArrayLike<number>): Uint32Array {
  return Uint32Array.from(kept).toSorted((a, b) => clusterSize[b] - clusterSize[a] || a - b);
}
