/**
 * Measures of a set of kept tokens. They see only similarities and relevance, so that sets of any method compare.
 */
import { logDeterminantInSlices, sumLogRelevance } from '../logDeterminant.ts';
import type { Sliced } from './slices.ts';

/** Intersection over union of two sets of tokens; 1 for two empty sets. */
export function overlap(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const tokens = new Set(Array.from(first));
  const others = new Set(Array.from(second));
  let common = 0;
  for (const token of others) common += Number(tokens.has(token));
  const union = tokens.size + others.size - common;
  return union === 0 ? 1 : common / union;
}

/**
 * Share of all relevance that the kept tokens hold; NaN where there is no relevance at all.
 * @param relevance f[n], normalized
 */
export function relevanceMass(relevance: ArrayLike<number>, kept: ArrayLike<number>): number {
  let whole = 0;
  for (let token = 0; token < relevance.length; token++) whole += relevance[token];
  let part = 0;
  for (let i = 0; i < kept.length; i++) part += relevance[kept[i]];
  return whole > 0 ? part / whole : NaN;
}

/**
 * Mean over all tokens of the best similarity to a kept token, a cosine; 1 where every token is kept, NaN if none is.
 * @param similarity f[n, n]
 */
export function coverage(similarity: ArrayLike<number>, n: number, kept: ArrayLike<number>): number {
  if (kept.length === 0) return NaN;
  let sum = 0;
  for (let token = 0; token < n; token++) {
    let best = -Infinity;
    for (let i = 0; i < kept.length; i++) best = Math.max(best, similarity[token * n + kept[i]]);
    sum += best;
  }
  return sum / n;
}

/**
 * Similarities among the given tokens: f64[k, k].
 * @param similarity f[n, n]
 */
export function takeAmong(similarity: ArrayLike<number>, n: number, kept: ArrayLike<number>): Float64Array {
  const k = kept.length;
  const among = new Float64Array(k * k);
  for (let row = 0; row < k; row++) {
    for (let column = 0; column < k; column++) among[row * k + column] = similarity[kept[row] * n + kept[column]];
  }
  return among;
}

/** The two terms that ln det L~ of the kept tokens is the sum of (Eq. 6), where L~ = diag(r)^a S diag(r)^a. */
export interface LogDeterminantTerms {
  /** 2 a sum ln r_i; minus infinity if an r_i is 0. */
  relevance: number;
  /** ln det S_kept; minus infinity if the kept tokens are linearly dependent. */
  diversity: number;
}

/**
 * @param similarity f[n, n]
 * @param relevance f[n], normalized
 */
export function* measureLogDeterminant(
  similarity: ArrayLike<number>,
  relevance: ArrayLike<number>,
  kept: ArrayLike<number>,
  relevanceExponent: number,
): Sliced<LogDeterminantTerms> {
  return {
    relevance: sumLogRelevance(relevance, kept, relevanceExponent),
    diversity: yield* logDeterminantInSlices(takeAmong(similarity, relevance.length, kept), kept.length),
  };
}
