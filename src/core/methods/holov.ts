/**
 * HoloV: divides the budget among strips of the photo, so that attention cannot spend it all in one place.
 */
import { takeHighestAmong } from '../ranking.ts';
import { sum } from '../sum.ts';
import { defineMethod } from './method.ts';

/** Keeps the ratio of attention to variance finite. */
const TINY = 1e-6;

export const holov = defineMethod({
  id: 'holov',
  title: 'HoloV',
  family: 'Attention',
  source: 'Zou et al., Don’t Just Chase “Highlighted Tokens” in MLLMs: Revisiting Visual Holistic Context Retention, NeurIPS 2025',
  summary:
    'Divides the photo into chunks of consecutive tokens, gives each a share of the budget by its [CLS] attention and by how much its tokens differ, and keeps the most attended ones of each.',
  remarks:
    'Chunks are runs of tokens in raster order, as in the published code, not squares; of tokens that do not divide evenly the last chunk takes the rest. A chunk with a share larger than itself loses what is over, where the published code fills up with zeros: less than the budget is then kept.',
  scope: 'per-view',
  needs: ['classAttention'],
  parameters: {
    chunks: {
      kind: 'number',
      title: 'Chunks',
      min: 1,
      max: 64,
      step: 1,
      isWhole: true,
      default: 16,
      explanation: 'Into how many runs of tokens the photo is divided.',
    },
    varianceWeight: {
      kind: 'number',
      title: 'Weight of variance',
      min: 0,
      max: 2,
      step: 0.01,
      default: 0.09,
      explanation: 'How much it counts that a token is like some tokens of its chunk and unlike others, next to its attention.',
    },
    attentionScale: {
      kind: 'number',
      title: 'Scale of attention',
      min: 1,
      max: 100_000,
      step: 1,
      isLogarithmic: true,
      default: 1000,
      explanation: 'What attention is multiplied by; variance is scaled along with it, so the selection stays the same.',
    },
  },
  presets: [{ title: '64 in 16 chunks', budget: 64, parameters: { chunks: 16, varianceWeight: 0.09, attentionScale: 1000 } }],
  async select(part, { chunks: wanted, ...weights }) {
    const attention = part.attention('classAttention');
    const { similarity } = await part.geometry(part.languageSpace);
    const chunks = divideTokens(part.n, wanted);
    if (chunks.length < wanted) part.note(`There are ${part.n} tokens, hence as many chunks and not ${wanted}.`);
    const scored = chunks.map((tokens) => weighChunk(tokens, { n: part.n, similarity, attention, ...weights }));
    const quotas = divideByWeight(part.budget, scored.map(({ weight }) => weight));
    const kept = chunks.flatMap((tokens, chunk) => takeHighestAmong(attention, tokens, quotas[chunk]));
    if (kept.length < part.budget) part.note('Some chunks have a larger share of the budget than tokens; what is over is lost.');
    return { kept, ranking: { title: 'attention and variance in the chunk', values: Float32Array.from(scored.flatMap(({ scores }) => scores)) } };
  },
});

/** Runs of floor(n / count) tokens, the last with the rest; n runs if there are fewer tokens than runs wanted. */
function divideTokens(n: number, wanted: number): number[][] {
  const count = Math.min(wanted, n);
  const size = Math.floor(n / count);
  return Array.from({ length: count }, (_, chunk) => {
    const end = chunk === count - 1 ? n : (chunk + 1) * size;
    return Array.from({ length: end - chunk * size }, (_unused, place) => chunk * size + place);
  });
}

interface ChunkInputs {
  n: number;
  /** f[n, n] */
  similarity: Float32Array;
  attention: Float32Array;
  varianceWeight: number;
  attentionScale: number;
}

/** Score of each token of a chunk, a + w var mean|a| / (mean|var| + 1e-6) with its scaled attention a, and their mean. */
function weighChunk(
  tokens: readonly number[],
  { n, similarity, attention, varianceWeight, attentionScale }: ChunkInputs,
): { scores: number[]; weight: number } {
  const scaled = tokens.map((token) => attention[token] * attentionScale);
  const variances = tokens.map((token) => measureVariance(tokens.map((other) => (other === token ? 0 : similarity[token * n + other]))));
  const ratio = mean(scaled.map(Math.abs)) / (mean(variances) + TINY);
  const scores = scaled.map((value, place) => value + varianceWeight * variances[place] * ratio);
  // A map that stands in for attention may be negative.
  return { scores, weight: Math.max(mean(scores), 0) };
}

/**
 * Variance of the c similarities of a token in its chunk, the 0 with itself included, as published: both the mean and the
 * squares are sums over c - 1. 0 for a single token.
 */
function measureVariance(similarities: readonly number[]): number {
  const others = similarities.length - 1;
  if (others === 0) return 0;
  const centre = sum(similarities) / others;
  return sum(similarities.map((value) => (value - centre) ** 2)) / others;
}

/** floor(w m) each, w being its share of all weights; what is left goes to the largest weights, one each. */
function divideByWeight(budget: number, weights: readonly number[]): number[] {
  const total = sum(weights);
  const quotas = weights.map((weight) => Math.floor((total > 0 ? weight / total : 1 / weights.length) * budget));
  const places = weights.map((_, place) => place);
  for (const place of takeHighestAmong(weights, places, budget - sum(quotas))) quotas[place] += 1;
  return quotas;
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
