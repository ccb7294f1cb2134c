/**
 * Token sets too large for a float64 matrix of their similarities, and a replay that reads only the rows it needs.
 */
import { replayGreedy, type GreedyParameters } from '../../src/core/reference/greedyDpp.ts';
import { createRandom } from '../support/randomTokens.ts';

/** f32[n, d]: tokens around as many directions as asked for, and noise of about their length. */
export function makeClusteredTokens(n: number, d: number, clusters: number): Float32Array {
  const random = createRandom(n);
  const directions = Float32Array.from({ length: clusters * d }, random);
  return Float32Array.from({ length: n * d }, (_, place) => {
    const cluster = Math.floor(place / d) % clusters;
    return directions[cluster * d + (place % d)] + random();
  });
}

export interface Replay extends ReturnType<typeof replayGreedy> {
  /** Cosine of two tokens in float64. */
  similarity(i: number, j: number): number;
}

/** `replayGreedy`, with each row of S computed in float64 when the replay first reads from it. Needs tokens that are not zero. */
export function replayOnDemand(
  { n, d, tokens }: { n: number; d: number; tokens: Float32Array },
  relevance: Float32Array,
  parameters: GreedyParameters,
  order: Uint32Array,
): Replay {
  const norms = Float64Array.from({ length: n }, (_, i) => Math.sqrt(multiply(tokens, i * d, i * d, d)));
  const rows = new Map<number, Float64Array>();
  const similarity = (i: number, j: number): number => {
    if (i === j) return 1;
    let row = rows.get(i);
    if (!row) {
      row = Float64Array.from({ length: n }, (_, k) => multiply(tokens, i * d, k * d, d) / (norms[i] * norms[k]));
      rows.set(i, row);
    }
    return row[j];
  };
  const matrix = new Proxy<ArrayLike<number>>(
    { length: n * n },
    { get: (_, place) => similarity(Math.floor(Number(place) / n), Number(place) % n) },
  );
  return { ...replayGreedy(matrix, relevance, parameters, order), similarity };
}

function multiply(tokens: Float32Array, a: number, b: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += tokens[a + k] * tokens[b + k];
  return sum;
}
