/**
 * What the code released with Script does, which differs from the paper; for comparison, never as the reference.
 */
import { findLargest, takeHighest } from '../ranking.ts';
import { sum } from '../sum.ts';
import { defineMethod } from './method.ts';
import { SCRIPT_SCHEMA } from './scriptSchema.ts';

/** Keeps the divisions of the released code finite. */
const EPSILON = 1e-6;

export const scriptReleased = defineMethod({
  id: 'script-released',
  title: 'Script (released code)',
  family: 'Script',
  source: 'Released code of Script, encode_images in llava_arch.py, February 2026',
  summary: 'Picks tokens by a greedy search that departs from the DPP of the paper; its graph-structured half has no influence on what is kept.',
  remarks:
    'Unlike the paper, the released code compares all pairs of tokens, each also with itself; keeps the highest redundancy scores instead of dropping them; takes negative products of ' +
    'embeddings that are not scaled to unit length for relevance; and leaves out the Gram-Schmidt correction of Eq. 11, so that residuals soon fall below 0 and later picks are the least negative. ' +
    'It takes what both halves keep and fills up from the same second half, so its result is always the greedy picks alone: threshold, gamma and minimum degree change ' +
    'only which of them count as kept by both halves. Taken here: a question of one segment, and float32 features instead of half precision.',
  scope: 'per-view',
  needs: ['question'],
  parameters: {
    threshold: { ...SCRIPT_SCHEMA.threshold, default: 0.2 },
    gamma: { ...SCRIPT_SCHEMA.gamma, default: 1 },
    minimumDegree: {
      kind: 'number',
      title: 'Minimum degree',
      symbol: 'K',
      min: 0,
      max: 64,
      step: 1,
      isWhole: true,
      default: 4,
      explanation: 'With fewer neighbours, a token itself included, half of the score is the mean similarity to all tokens.',
    },
  },
  async select(part, settings) {
    const { similarity } = await part.geometry(part.languageSpace);
    const relevance = normalizeNegative(await part.relevanceProducts('pooled'));
    const { order, residuals } = pickGreedily(similarity, relevance, part.budget);
    const structural = new Set(takeHighest(scoreAllPairs(similarity, part.n, settings), part.budget));
    return {
      kept: order,
      roles: [
        { title: 'kept by both halves', tokens: order.filter((token) => structural.has(token)) },
        { title: 'filled in from the greedy picks', tokens: order.filter((token) => !structural.has(token)) },
      ],
      ranking: { title: 'relevance, min-max of negative products', values: relevance },
      trace: { order, values: residuals },
    };
  },
});

/** Min-max of -x with 1e-6 added to the range, f32[n]. */
function normalizeNegative(products: Float32Array): Float32Array {
  const low = products.reduce((a, b) => Math.min(a, b), Infinity);
  const high = products.reduce((a, b) => Math.max(a, b), -Infinity);
  return products.map((product) => (high - product) / (high - low + EPSILON));
}

interface GraphSettings {
  threshold: number;
  gamma: number;
  minimumDegree: number;
}

/**
 * Redundancy of every token on all pairs, its own included: c exp(gamma (mu - tau)) for c neighbours of mean similarity mu,
 * averaged with the mean similarity to all tokens where c is below the minimum degree. f64[n].
 */
function scoreAllPairs(similarity: Float32Array, n: number, { threshold, gamma, minimumDegree }: GraphSettings): Float64Array {
  return Float64Array.from({ length: n }, (_, token) => {
    const row = similarity.subarray(token * n, (token + 1) * n);
    const neighbours = row.filter((value) => value >= threshold);
    const count = neighbours.length;
    const connected = count * Math.exp(gamma * (sum(neighbours) / Math.max(count, 1) - threshold));
    return count >= minimumDegree ? connected : (connected + sum(row) / n) / 2;
  });
}

/**
 * The released greedy search on L = diag(r) S diag(r): every pick j with a positive residual takes
 * (L_ij / (sqrt(residual_j) + 1e-6))^2 from all others, whatever earlier picks have explained already.
 */
function pickGreedily(similarity: Float32Array, relevance: Float32Array, count: number): { order: number[]; residuals: number[] } {
  const n = relevance.length;
  const left = Float64Array.from(relevance, (r, token) => r * r * similarity[token * n + token]);
  const order: number[] = [];
  const residuals: number[] = [];
  while (order.length < count) {
    const picked = findLargest(left);
    const residual = left[picked];
    order.push(picked);
    residuals.push(residual);
    if (residual > 0) {
      const scale = relevance[picked] / (Math.sqrt(residual) + EPSILON);
      for (let token = 0; token < n; token++) left[token] -= (scale * similarity[picked * n + token] * relevance[token]) ** 2;
    }
    left[picked] = -Infinity;
  }
  return { order, residuals };
}
