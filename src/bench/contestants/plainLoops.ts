/**
 * What a person writes first: plain loops over typed arrays, straight from the equations.
 */
import { DEFAULT_PARAMETERS } from '../../core/script/scriptParameters.ts';
import { takeAmong, time, type Contestant, type OpenContestant, type Repetition } from '../contestant.ts';
import type { BenchInputs } from '../inputs.ts';
import { makeUnitInputs } from './unitRows.ts';

export const plainLoops: Contestant = {
  id: 'plain-loops',
  title: 'Plain TypeScript loops',
  processor: 'cpu',
  note: 'one thread',
  halves: true,
  open: (inputs) => Promise.resolve(open(inputs)),
};

function open(inputs: BenchInputs): OpenContestant {
  const { size, checked } = inputs;
  const { n, d, k } = size;
  const { unit, joint, direction } = makeUnitInputs(inputs);
  return {
    async repeat(wantsOutcome): Promise<Repetition> {
      const similarity = await time(() => computeSimilarity(unit, n, d));
      const relevance = await time(() => computeRelevance(joint, direction, n));
      const redundancy = await time(() => scoreRedundancy(similarity.value, n));
      const greedy = await time(() => orderGreedily(similarity.value, relevance.value, k));
      return {
        samples: {
          similarity: { wall: similarity.wall, gpu: null },
          relevance: { wall: relevance.wall, gpu: null },
          redundancy: { wall: redundancy.wall, gpu: null },
          greedy: { wall: greedy.wall, gpu: null },
        },
        outcome: {
          similarity: wantsOutcome ? takeAmong(similarity.value, n, checked) : undefined,
          relevance: relevance.value,
          redundancy: redundancy.value,
          ...greedy.value,
        },
      };
    },
    close: () => Promise.resolve(),
  };
}

/** S_ij = <z_i, z_j>, each pair once. */
function computeSimilarity(unit: Float32Array, n: number, d: number): Float32Array {
  const similarity = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let dot = 0;
      for (let k = 0; k < d; k++) dot += unit[i * d + k] * unit[j * d + k];
      similarity[i * n + j] = dot;
      similarity[j * n + i] = dot;
    }
  }
  return similarity;
}

/** Cosine with the question, min-max normalized (Eq. 3-4). */
function computeRelevance(joint: Float32Array, direction: Float32Array, n: number): Float32Array {
  const d = direction.length;
  const relevance = new Float32Array(n);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < n; i++) {
    let dot = 0;
    for (let k = 0; k < d; k++) dot += joint[i * d + k] * direction[k];
    relevance[i] = dot;
    low = Math.min(low, dot);
    high = Math.max(high, dot);
  }
  return relevance.map((value) => (value - low) / (high - low));
}

/** Degree exp(gamma (mean - tau)) over the edges to tokens of the other parity (Eq. 8-9). */
function scoreRedundancy(similarity: Float32Array, n: number): Float32Array {
  const { threshold, gamma } = DEFAULT_PARAMETERS;
  const scores = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let degree = 0;
    let sum = 0;
    let sumOfAll = 0;
    let others = 0;
    for (let j = 1 - (i % 2); j < n; j += 2) {
      const value = similarity[i * n + j];
      sumOfAll += value;
      others += 1;
      if (value < threshold) continue;
      degree += 1;
      sum += value;
    }
    scores[i] = degree > 0 ? degree * Math.exp(gamma * (sum / degree - threshold)) : sumOfAll / others;
  }
  return scores;
}

/** Greedy MAP inference by incremental Cholesky rows (Eq. 10-11), one array of coefficients per token. */
function orderGreedily(similarity: Float32Array, relevance: Float32Array, k: number): { order: Uint32Array; gains: Float32Array } {
  const { epsilon } = DEFAULT_PARAMETERS;
  const n = relevance.length;
  const coefficients = new Float32Array(n * k);
  const residual = relevance.map((r, i) => r * r * similarity[i * n + i]);
  const order = new Uint32Array(k);
  const gains = new Float32Array(k);
  for (let step = 0; step < k; step++) {
    let best = 0;
    for (let i = 1; i < n; i++) if (residual[i] > residual[best]) best = i;
    order[step] = best;
    gains[step] = residual[best];
    const scale = 1 / Math.sqrt(residual[best] + epsilon);
    for (let i = 0; i < n; i++) {
      let value = relevance[best] * similarity[best * n + i] * relevance[i];
      for (let t = 0; t < step; t++) value -= coefficients[best * k + t] * coefficients[i * k + t];
      coefficients[i * k + step] = value * scale;
      residual[i] -= (value * scale) ** 2;
    }
    residual[best] = -Infinity;
  }
  return { order, gains };
}
