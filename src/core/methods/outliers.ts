/**
 * The outlier rule by which TRIM and PruMerge choose how many tokens an image needs (Tukey, Exploratory Data Analysis, 1977).
 */

/** How many values lie above the third quartile by more than 1.5 interquartile ranges. */
export function countOutliers(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).toSorted();
  const lower = interpolateQuantile(sorted, 0.25);
  const upper = interpolateQuantile(sorted, 0.75);
  const fence = upper + 1.5 * (upper - lower);
  return sorted.filter((value) => value > fence).length;
}

/** Quantile of ascending values, interpolated linearly between the two nearest ones as NumPy does. */
function interpolateQuantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
