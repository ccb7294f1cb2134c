/**
 * Repeated measurements as median and spread.
 */
import { quantileSorted } from 'd3';

/** Quartiles by linear interpolation between the sorted values. */
export interface Spread {
  count: number;
  minimum: number;
  lowerQuartile: number;
  median: number;
  upperQuartile: number;
  maximum: number;
}

/** @throws Error if there are no values */
export function describeSpread(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('A spread needs at least one measured value, got none.');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => quantileSorted(sorted, share) ?? NaN;
  return { count: sorted.length, minimum: at(0), lowerQuartile: at(0.25), median: at(0.5), upperQuartile: at(0.75), maximum: at(1) };
}
