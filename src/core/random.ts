/**
 * Random numbers that a whole-number seed decides, the same on every machine.
 */
import { randomLcg } from 'd3';

/** Uniform numbers in [0, 1). */
export function createSeededRandom(seed: number): () => number {
  const random = randomLcg(seed / 65_536);
  // The first number of such a generator still shows the seed.
  random();
  return random;
}

/** f64[n] in [0, 1), the scores of a method that looks at no token. */
export function drawRandomScores(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n }, createSeededRandom(seed));
}
