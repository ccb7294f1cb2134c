/** The tokens of a range of n that are not among the given ones, ascending. */
export function listRemaining(n: number, taken: ArrayLike<number>): number[] {
  const isTaken = new Uint8Array(n);
  for (const token of Array.from(taken)) isTaken[token] = 1;
  return Array.from(isTaken.keys()).filter((token) => !isTaken[token]);
}
