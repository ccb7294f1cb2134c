/**
 * The value below which a share of the values lies, with linear interpolation between neighbours, operation by operation
 * as `numpy.percentile` computes it; NaN for no values.
 */
export function findPercentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  const step = place - below;
  // From the nearer neighbour, so that the result reaches it exactly.
  return step < 0.5 ? low + (high - low) * step : high - (high - low) * (1 - step);
}
