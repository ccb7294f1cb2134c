/**
 * Orders tokens by a value: higher first, the lower index among equals.
 */

/** u32[n], the tokens in descending order of their values. */
export function rankDescending(values: ArrayLike<number>): Uint32Array {
  return Uint32Array.from(values, (_, token) => token).toSorted((a, b) => values[b] - values[a] || a - b);
}

/** The `count` tokens of highest value, best first. */
export function takeHighest(values: ArrayLike<number>, count: number): Uint32Array {
  return rankDescending(values).subarray(0, count);
}

/** Index of the largest of at least one value. */
export function findLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** The `count` of some tokens with the highest value, best first. */
export function takeHighestAmong(values: ArrayLike<number>, tokens: readonly number[], count: number): number[] {
  return tokens.toSorted((a, b) => values[b] - values[a] || a - b).slice(0, count);
}
