/**
 * Moves labels apart that would overlap, as little as it takes.
 * @param wanted where each label would like to stand, in any order
 * @returns where each stands: at least `gap` apart and, as far as they fit, between `low` and `high`
 */
export function spreadLabels(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, index) => index).toSorted((a, b) => wanted[a] - wanted[b] || a - b);
  const placed = [...wanted];
  let limit = low;
  for (const index of order) {
    placed[index] = Math.max(placed[index], limit);
    limit = placed[index] + gap;
  }
  limit = high;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index], limit);
    limit = placed[index] - gap;
  }
  return placed;
}
