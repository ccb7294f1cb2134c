/**
 * The sizes that are measured: n tokens of d dimensions, and k greedy picks.
 */

export interface BenchSize {
  n: number;
  d: number;
  k: number;
}

/** The paper's models: LLaVA-1.5, LLaVA-NeXT and LLaVA-Video. */
export const DEFAULT_SIZES = '576x1024x64,2880x1024x320,10816x1152x1024';

/**
 * Reads "576x1024x64,2880x1024x320".
 * @throws RangeError that names the part that is no size
 */
export function parseSizes(text: string): BenchSize[] {
  return text.split(',').map((part) => parseSize(part.trim()));
}

export function describeSize({ n, d, k }: BenchSize): string {
  return `${n} × ${d}, ${k} picks`;
}

function parseSize(text: string): BenchSize {
  const match = /^(\d+)[x×](\d+)[x×](\d+)$/i.exec(text);
  if (!match) throw new RangeError(`The size "${text}" is not understood; it must read n x d x k without spaces, for example 576x1024x64.`);
  const [n, d, k] = match.slice(1).map(Number);
  if (n < 2 || d < 1 || k < 1) throw new RangeError(`The size ${text} is too small; it needs n of at least 2, d and k of at least 1.`);
  if (k > n) throw new RangeError(`The size ${text} asks for ${k} picks out of ${n} tokens; k must be at most n.`);
  return { n, d, k };
}
