/** Judges whether a series of measurements grows. */

/** Least-squares slope of values over their places. */
export function fitSlope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let products = 0;
  let squares = 0;
  values.forEach((value, place) => {
    products += (place - middle) * (value - mean);
    squares += (place - middle) ** 2;
  });
  return products / squares;
}

/** Medians of five neighbours: what one or two measurements caught in passing is left out, what stays is not. */
export function smooth(values: readonly number[]): number[] {
  return values.slice(4).map((_, place) => values.slice(place, place + 5).toSorted((a, b) => a - b)[2]);
}

export interface Flatness {
  /** Largest slope, in bytes per change. */
  slope: number;
  /** Largest difference between any two values, in bytes. */
  range: number;
}

/**
 * @param changesApart changes between one value and the next
 * @returns what breaks the limits, with the numbers; null if the values are flat
 */
export function findGrowth(what: string, values: readonly number[], limits: Flatness, changesApart = 1): string | null {
  const slope = fitSlope(values) / changesApart;
  const range = Math.max(...values) - Math.min(...values);
  if (slope <= limits.slope && range <= limits.range) return null;
  return (
    `${what} grew by ${formatKilobytes(slope)} per change (at most ${formatKilobytes(limits.slope)}) and ranged over ${formatKilobytes(range)} ` +
    `(at most ${formatKilobytes(limits.range)}) in ${values.length * changesApart} changes: ${values.map((bytes) => (bytes / 1e6).toFixed(2)).join(', ')} MB`
  );
}

function formatKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
