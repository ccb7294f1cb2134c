/**
 * Measures of a set of kept tokens. They see only similarities, norms and weights, so that sets of any method compare.
 */
import type { Sliced } from '../figures/slices.ts';
import { logDeterminantInSlices, sumLogRelevance } from '../logDeterminant.ts';
import { findSymmetricEigenvalues } from '../symmetricEigenvalues.ts';
import type { KeptAssignment } from './keptAssignment.ts';

/** Relative rounding of float32. */
const FLOAT32_EPSILON = 2 ** -23;

/** Intersection over union of two sets of tokens; 1 for two empty sets. */
export function overlap(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const tokens = new Set(Array.from(first));
  const others = new Set(Array.from(second));
  let common = 0;
  for (const token of others) common += Number(tokens.has(token));
  const union = tokens.size + others.size - common;
  return union === 0 ? 1 : common / union;
}

/** Overlaps of all pairs of sets: rows and columns in their order, symmetric, with 1 on the diagonal. */
export function measureOverlaps(sets: readonly ArrayLike<number>[]): number[][] {
  return sets.map((first) => sets.map((second) => overlap(first, second)));
}

/**
 * Share of a whole, such as the relevance or the attention of all tokens, that the kept tokens hold; NaN where there is
 * nothing to share.
 * @param weights f[n], not negative
 */
export function shareKept(weights: ArrayLike<number>, kept: ArrayLike<number>): number {
  let whole = 0;
  for (let token = 0; token < weights.length; token++) whole += weights[token];
  let part = 0;
  for (let i = 0; i < kept.length; i++) part += weights[kept[i]];
  return whole > 0 ? part / whole : NaN;
}

/**
 * Mean over all tokens of the best similarity to a kept token, a cosine; 1 where every token is kept and none is zero, NaN
 * if none is kept.
 */
export function coverage({ nearest, cosine }: KeptAssignment): number {
  if (cosine.length === 0 || nearest[0] < 0) return NaN;
  let sum = 0;
  for (let token = 0; token < cosine.length; token++) sum += cosine[token];
  return sum / cosine.length;
}

/**
 * What is lost where each dropped token is replaced by the kept one most similar to it: the sum of |x_i - x_near|^2 over the
 * sum of |x_i|^2. Above 1 where dropped tokens are far shorter than what replaces them. NaN if none is kept or all are zero.
 * @param norms f[n], Euclidean norms of the tokens
 */
export function reconstructionError({ nearest, cosine }: KeptAssignment, norms: ArrayLike<number>): number {
  let lost = 0;
  let whole = 0;
  for (let token = 0; token < cosine.length; token++) {
    const near = nearest[token];
    if (near < 0) return NaN;
    whole += norms[token] ** 2;
    if (near === token) continue;
    const squared = norms[token] ** 2 + norms[near] ** 2 - 2 * norms[token] * norms[near] * cosine[token];
    // A rounded cosine of two equal tokens may be above 1.
    lost += Math.max(squared, 0);
  }
  return whole > 0 ? lost / whole : NaN;
}

/**
 * Similarities among the given tokens: f64[k, k].
 * @param similarity f[n, n]
 */
export function* takeAmong(similarity: ArrayLike<number>, n: number, kept: ArrayLike<number>): Sliced<Float64Array> {
  const k = kept.length;
  const among = new Float64Array(k * k);
  for (let row = 0; row < k; row++) {
    yield row / k;
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
 * @param among f[k, k], similarities among the kept tokens, in their order
 * @param relevance f[n], normalized
 */
export function* measureLogDeterminant(
  among: ArrayLike<number>,
  relevance: ArrayLike<number>,
  kept: ArrayLike<number>,
  relevanceExponent: number,
): Sliced<LogDeterminantTerms> {
  return {
    relevance: sumLogRelevance(relevance, kept, relevanceExponent),
    diversity: yield* logDeterminantInSlices(among, kept.length),
  };
}

/**
 * Effective rank (Roy and Vetterli, EUSIPCO 2007): exp(-sum p ln p) with p = sigma / sum sigma over the singular values sigma
 * of the k unit tokens. They are the square roots of the eigenvalues of the tokens' similarities, so no vectors are needed.
 * From 1 (all tokens parallel) to k (all orthogonal); NaN without tokens, or for zero tokens alone.
 * @param among f[k, k], similarities among the kept tokens
 */
export function* measureEffectiveRank(among: ArrayLike<number>, k: number): Sliced<number> {
  const eigenvalues = yield* findSymmetricEigenvalues(among, k);
  // Float32 similarities move eigenvalues by about this much, and the root of a rounding error is no small number.
  const rounding = k * FLOAT32_EPSILON;
  const singular = Array.from(eigenvalues.filter((value) => value > rounding), Math.sqrt);
  const sum = singular.reduce((total, value) => total + value, 0);
  if (sum === 0) return NaN;
  const entropy = singular.reduce((total, value) => total - (value / sum) * Math.log(value / sum), 0);
  return Math.exp(entropy);
}
