/**
 * What a language model can still know of the photo: every token through the eyes of the kept token most similar to it.
 */
import type { KeptAssignment } from '../scoreCard/keptAssignment.ts';

export interface Coverage {
  dropped: number;
  /** Mean cosine of all tokens with their kept token; 0 where nothing was kept. */
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
