/**
 * Reads the histogram of the bipartite similarities, whose bins divide [-1, 1] evenly.
 */

/** Share of the edges whose similarity is at least `threshold`; the bin that holds it counts in part. */
export function shareOfEdges(histogram: Uint32Array, threshold: number): number {
  let total = 0;
  let above = 0;
  histogram.forEach((count, bin) => {
    const [low, high] = binRange(histogram.length, bin);
    total += count;
    above += count * Math.min(1, Math.max(0, (high - threshold) / (high - low)));
  });
  return total === 0 ? 0 : above / total;
}

/** Similarities from which to which a bin counts. */
export function binRange(bins: number, bin: number): [number, number] {
  return [(2 * bin) / bins - 1, (2 * (bin + 1)) / bins - 1];
}

/** Share of the other side that a token is connected to, on average, at the proposed threshold. */
export const SUGGESTED_SHARE = 0.1;

/**
 * The smallest multiple of `step` in [min, max] at which at most a tenth of all edges count, so that an average token
 * is connected to about a tenth of the other side.
 */
export function suggestThreshold(histogram: Uint32Array, { min, max, step }: { min: number; max: number; step: number }): number {
  const steps = Math.round((max - min) / step);
  for (let i = 0; i < steps; i++) {
    const threshold = Number((min + i * step).toFixed(4));
    if (shareOfEdges(histogram, threshold) <= SUGGESTED_SHARE) return threshold;
  }
  return max;
}
