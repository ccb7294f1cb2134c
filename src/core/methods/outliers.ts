/**
 * The outlier rule by which TRIM and PruMerge choose how many tokens an image needs (Tukey, Exploratory Data Analysis, 1977).
 */
import { findPercentile } from '../percentile.ts';

/** How many values lie above the third quartile by more than 1.5 interquartile ranges. */
export function countOutliers(values: ArrayLike<number>): number {
  const lower = findPercentile(values, 0.25);
  const upper = findPercentile(values, 0.75);
  const fence = upper + 1.5 * (upper - lower);
  return Array.from(values).filter((value) => value > fence).length;
}
