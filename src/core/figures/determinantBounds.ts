/**
 * Appendix B.5: the determinant of a set's Gram matrix beside the bounds that Eq. 26-28 give for it, and sets to look at.
 * Everything is in natural logarithms, because determinants of large sets leave what a number on screen can show.
 */
import { logDeterminant } from '../logDeterminant.ts';
import { createSeededRandom } from '../random.ts';

/** A set of unit tokens as Appendix B sees it. */
export interface SubsetMeasures {
  tokens: readonly number[];
  /** Largest cosine of a pair, with its sign [rho_max, Eq. 25]. */
  rhoMax: number;
  /** Largest absolute cosine of a pair; Gershgorin's theorem needs this one. */
  rhoMaxAbsolute: number;
  /** Mean cosine over the pairs [rho_avg, Eq. 25]. */
  rhoAvg: number;
  /** ln det S of the set; -Infinity for a set without volume. */
  logDet: number;
}

/**
 * Measures of one set.
 * @param similarity f[n, n], cosines with a diagonal of 1
 * @param tokens at least two different tokens, none of them a zero token
 */
export function measureSubset(similarity: ArrayLike<number>, n: number, tokens: readonly number[]): SubsetMeasures {
  const k = tokens.length;
  const gram = new Float64Array(k * k);
  let sum = 0;
  let rhoMax = -Infinity;
  let rhoMaxAbsolute = 0;
  for (let i = 0; i < k; i++) {
    gram[i * k + i] = 1;
    for (let j = i + 1; j < k; j++) {
      const cosine = similarity[tokens[i] * n + tokens[j]];
      gram[i * k + j] = cosine;
      gram[j * k + i] = cosine;
      sum += cosine;
      rhoMax = Math.max(rhoMax, cosine);
      rhoMaxAbsolute = Math.max(rhoMaxAbsolute, Math.abs(cosine));
    }
  }
  return { tokens, rhoMax, rhoMaxAbsolute, rhoAvg: sum / ((k * (k - 1)) / 2), logDet: logDeterminant(gram, k) };
}

/** ln of Eq. 26 as printed, (1 - rho_max)^k. It is no bound: see `logGershgorinLower`. */
export function logPrintedLower(k: number, rhoMax: number): number {
  return k * logOf(1 - rhoMax);
}

/**
 * ln of the lower bound that Gershgorin's circle theorem gives: every eigenvalue lies within the sum of a row's absolute
 * off-diagonal entries of 1, hence det >= max(0, 1 - (k - 1) max |rho|)^k.
 */
export function logGershgorinLower(k: number, rhoMaxAbsolute: number): number {
  return k * logOf(1 - (k - 1) * rhoMaxAbsolute);
}

/** ln of Eq. 27, (1 + rho_avg)^(k - 1). It bounds nothing below rho_avg = 0, and less than det <= 1 above. */
export function logAmgmUpper(k: number, rhoAvg: number): number {
  return (k - 1) * logOf(1 + rhoAvg);
}

/**
 * ln of Eq. 28, (1 + (k - 1) rho_avg) (1 - rho_avg)^(k - 1). It holds for every set of unit vectors: ln det is concave, and the
 * mean of a Gram matrix over all orders of its tokens has every cosine equal to rho_avg.
 */
export function logRefinedUpper(k: number, rhoAvg: number): number {
  return logOf(1 + (k - 1) * rhoAvg) + (k - 1) * logOf(1 - rhoAvg);
}

/** ln for values that rounding may have taken below 0. */
function logOf(value: number): number {
  return value > 0 ? Math.log(value) : -Infinity;
}

/** Tokens that have a direction, in order; a zero token has no unit vector. */
export function listDirections({ n, norms }: { n: number; norms: ArrayLike<number> }, smallestNorm: number): number[] {
  return Array.from({ length: n }, (_, token) => token).filter((token) => norms[token] >= smallestNorm);
}

/** `k` different candidates, every set as likely as any other (Floyd's algorithm, Bentley 1987). */
export function drawSubset(candidates: readonly number[], k: number, random: () => number): number[] {
  const taken = new Set<number>();
  const wanted = Math.min(k, candidates.length);
  for (let last = candidates.length - wanted; last < candidates.length; last++) {
    const position = Math.floor(random() * (last + 1));
    taken.add(taken.has(position) ? last : position);
  }
  return Array.from(taken, (position) => candidates[position]);
}

/** Measures of `count` sets of k candidates drawn at random; none if there are fewer than k. */
export function sampleSubsets(
  similarity: ArrayLike<number>,
  n: number,
  candidates: readonly number[],
  { k, count, seed }: { k: number; count: number; seed: number },
): SubsetMeasures[] {
  if (candidates.length < k) return [];
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, () => measureSubset(similarity, n, drawSubset(candidates, k, random)));
}

/**
 * Tokens in the order in which a set of similar ones grows: the most similar pair, then always the token with the highest
 * mean cosine to those before. Its first k tokens are a set with a high average similarity.
 */
export function orderBySimilarity(similarity: ArrayLike<number>, n: number, candidates: readonly number[], length: number): number[] {
  if (candidates.length < 2) return [...candidates];
  const order = findNearestPair(similarity, n, candidates);
  const sums = new Float64Array(n);
  const addRow = (token: number) => {
    for (const other of candidates) sums[other] += similarity[token * n + other];
  };
  order.forEach(addRow);
  const left = new Set(candidates);
  for (const token of order) left.delete(token);
  while (order.length < length && left.size > 0) {
    let best = -1;
    for (const token of left) if (best < 0 || sums[token] > sums[best]) best = token;
    order.push(best);
    left.delete(best);
    addRow(best);
  }
  return order.slice(0, length);
}

function findNearestPair(similarity: ArrayLike<number>, n: number, candidates: readonly number[]): number[] {
  let pair = [candidates[0], candidates[1]];
  for (let i = 0; i < candidates.length; i++) {
    const row = candidates[i] * n;
    for (let j = i + 1; j < candidates.length; j++) {
      if (similarity[row + candidates[j]] > similarity[pair[0] * n + pair[1]]) pair = [candidates[i], candidates[j]];
    }
  }
  return pair;
}

/** What the gains of a greedy order say of log det: each step adds ln(gain). */
export interface OrderSteps {
  steps: number;
  /** Steps with a gain below 1, at which log det falls. */
  falling: number;
  /** Steps with a gain above 1, at which it rises. */
  rising: number;
  largestGain: number;
  /** Sum of ln(gain): log det of the kernel over the whole order. */
  logDet: number;
}

/** @param gains f[steps], residual of each pick at its selection */
export function countFallingSteps(gains: ArrayLike<number>): OrderSteps {
  const steps = Array.from(gains);
  return {
    steps: steps.length,
    falling: steps.filter((gain) => gain < 1).length,
    rising: steps.filter((gain) => gain > 1).length,
    largestGain: Math.max(0, ...steps),
    logDet: steps.reduce((sum, gain) => sum + Math.log(gain), 0),
  };
}
