/**
 * SAINT: drops the tokens that look like many others.
 */
import { scoreEdges, sumEdges } from '../cpu/redundancy.ts';
import { takeHighestAmong } from '../ranking.ts';
import { sum } from '../sum.ts';
import { BudgetError, defineMethod } from './method.ts';
import { listRemaining } from './remainingTokens.ts';

/** What is left of n tokens goes down by this share in every round of the variant for LLaVA. */
const LLAVA_SHARE = 1 / 16;

export const saint = defineMethod({
  id: 'saint',
  title: 'SAINT',
  family: 'Diversity',
  source: 'Jeddi et al., Similarity-Aware Token Pruning: Your VLM but Faster, 2025',
  summary: 'Drops the tokens whose attention keys are like those of many others, round by round. Knows neither question nor attention.',
  remarks:
    'The published method drops tokens between the layers of the encoder, and again inside the language model; here all rounds run on the encoder’s finished keys. Script’s Eq. 9 is the score of its variant for vision transformers.',
  scope: 'per-view',
  needs: ['meanKeys'],
  parameters: {
    variant: {
      kind: 'choice',
      title: 'Variant',
      options: [
        { value: 'llava', title: 'for LLaVA (sum of cosines, all tokens)' },
        { value: 'vit', title: 'for vision transformers (degree, even tokens)' },
      ],
      default: 'llava',
      explanation:
        'For LLaVA, each round drops a sixteenth of the tokens, those of largest summed similarity; for vision transformers, even tokens of highest redundancy score, as many as have enough neighbours.',
    },
    threshold: {
      kind: 'number',
      title: 'Threshold',
      symbol: 'τ',
      min: -0.2,
      max: 1,
      step: 0.01,
      default: 0.75,
      explanation: 'Two tokens are neighbours if their cosine is at least this. Only the variant for vision transformers uses it.',
    },
    gamma: {
      kind: 'number',
      title: 'Gamma',
      symbol: 'γ',
      min: 0,
      max: 20,
      step: 0.1,
      default: 10,
      explanation: 'How strongly the mean similarity above the threshold raises the score. Only the variant for vision transformers uses it.',
    },
    minimumDegree: {
      kind: 'number',
      title: 'Minimum degree',
      symbol: 'K',
      min: 1,
      max: 64,
      step: 1,
      isWhole: true,
      default: 5,
      explanation: 'A round drops as many tokens as have at least this many neighbours. Only the variant for vision transformers uses it.',
    },
  },
  presets: [
    { title: 'LLaVA', parameters: { variant: 'llava' } },
    { title: 'ViT, τ = 0.75 (timm)', parameters: { variant: 'vit', threshold: 0.75, gamma: 10, minimumDegree: 5 } },
    { title: 'ViT, τ = 0.7 (MAE)', parameters: { variant: 'vit', threshold: 0.7, gamma: 10, minimumDegree: 5 } },
  ],
  async select(part, { variant, ...graph }) {
    const { similarity } = await part.geometry(part.keySpace('meanKeys'));
    const task: Task = { n: part.n, similarity, budget: part.budget };
    switch (variant) {
      case 'llava':
        return { kept: dropBySum(task) };
      case 'vit':
        return { kept: dropByDegree(task, graph) };
      default:
        return variant satisfies never;
    }
  },
});

interface Task {
  n: number;
  /** f[n, n], cosine between keys. */
  similarity: Float32Array;
  budget: number;
}

/** Rounds that drop a sixteenth of the tokens, at least one: those whose cosines with all that are left sum up highest. */
function dropBySum({ n, similarity, budget }: Task): number[] {
  let survivors = listRemaining(n, []);
  const sums = Float64Array.from({ length: n }, (_, token) => sum(similarity.subarray(token * n, (token + 1) * n)));
  while (survivors.length > budget) {
    const count = Math.min(survivors.length - budget, Math.max(1, Math.floor(survivors.length * LLAVA_SHARE)));
    const dropped = new Set(takeHighestAmong(sums, survivors, count));
    survivors = survivors.filter((token) => !dropped.has(token));
    for (const token of survivors) for (const gone of dropped) sums[token] -= similarity[token * n + gone];
  }
  return survivors;
}

interface GraphSettings {
  threshold: number;
  gamma: number;
  minimumDegree: number;
}

/**
 * Rounds that score the tokens left by Eq. 9, even against odd places, and drop even ones of highest score, as many as have
 * enough neighbours.
 * @throws BudgetError if no even token has enough neighbours before the budget is reached
 */
function dropByDegree({ n, similarity, budget }: Task, { threshold, gamma, minimumDegree }: GraphSettings): number[] {
  let survivors = listRemaining(n, []);
  while (survivors.length > budget) {
    const t = survivors.length;
    const edges = sumEdges(takeAmong(similarity, n, survivors), t, 'bipartite', threshold);
    const { degree, score } = scoreEdges(edges, threshold, gamma);
    const even = survivors.map((_, place) => place).filter((place) => place % 2 === 0);
    const ready = even.filter((place) => degree[place] >= minimumDegree).length;
    if (ready === 0) {
      throw new BudgetError(
        `SAINT for vision transformers stops at ${t} tokens and cannot reach ${budget}: no even token has ${minimumDegree} neighbours of a cosine of at least ${threshold} left. A lower threshold or minimum degree lets it go on.`,
      );
    }
    const dropped = new Set(takeHighestAmong(score, even, Math.min(ready, t - budget)));
    survivors = survivors.filter((_, place) => !dropped.has(place));
  }
  return survivors;
}

/** Similarities among the given tokens, f32[k, k]. */
function takeAmong(similarity: Float32Array, n: number, tokens: readonly number[]): Float32Array {
  const k = tokens.length;
  const among = new Float32Array(k * k);
  for (let row = 0; row < k; row++) {
    for (let column = 0; column < k; column++) among[row * k + column] = similarity[tokens[row] * n + tokens[column]];
  }
  return among;
}
