/**
 * CDPruner: a DPP conditioned on the question, on all tokens.
 */
import type { RelevanceSource } from '../kernels.ts';
import { FLAT_RANGE } from '../numerics.ts';
import { chooseQueryRows } from '../queryVector.ts';
import { rankDescending } from '../ranking.ts';
import { DEFAULT_PARAMETERS } from '../script/scriptParameters.ts';
import { defineMethod } from './method.ts';
import { NEGATED } from './negatedRelevance.ts';
import type { MethodPart } from './part.ts';

/** Added to the distance from the minimum, so that no token has a relevance of 0. */
const OFFSET = 1e-6;

/** Residuals at or below this share of the largest one are rounding; what is picked after them would be chance. */
const SPENT = 1e-6;

export const cdpruner = defineMethod({
  id: 'cdpruner',
  title: 'CDPruner',
  family: 'Diversity',
  source: 'Zhang et al., Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in MLLMs, 2025',
  summary: 'Greedily picks the set with the largest determinant of similarity weighted by relevance: tokens that differ and matter for the question.',
  remarks:
    'Relevance is the negative cosine with the question, as published for CLIP, with min-max over all views; without a question it is 1 everywhere. ' +
    'The published search goes on for m picks whatever is left; here it ends where nothing new is left to add, and the most relevant of the other tokens fill the rest.',
  scope: 'per-view',
  needs: [],
  parameters: {
    reweight: {
      kind: 'switch',
      title: 'Reweight relevance',
      default: false,
      explanation: 'Turns r into exp(α r) with α = θ / (2 (1 − θ)), which shifts between diversity and relevance; off in the published code.',
    },
    theta: {
      kind: 'number',
      title: 'Theta',
      symbol: 'θ',
      min: 0,
      max: 0.95,
      step: 0.05,
      default: 0.5,
      explanation: 'Weight of relevance against diversity where relevance is reweighted; 0 is pure diversity.',
    },
  },
  presets: [
    { title: '128 tokens', budget: 128, parameters: {} },
    { title: '64 tokens', budget: 64, parameters: {} },
  ],
  async select(part, { reweight, theta }) {
    if (part.question) part.note(NEGATED);
    const relevance = await weighTokens(part, reweight ? theta : null);
    const weights = relevance.kind === 'given' ? relevance.values : new Float32Array(part.n).fill(1);
    const largest = weights.reduce((a, b) => Math.max(a, b), 0);
    const workspace = await part.workspace(part.languageSpace);
    const { greedy } = await workspace.evaluate({
      ...DEFAULT_PARAMETERS,
      relevance,
      epsilon: 0,
      stop: SPENT * largest ** 2,
      orderLength: part.budget,
    });
    const picked = greedy.order.subarray(0, part.budget);
    const filled = fillByRelevance(weights, picked, part.budget - picked.length);
    return {
      kept: [...picked, ...filled],
      roles: [
        { title: 'picked', tokens: picked },
        { title: 'filled in by relevance', tokens: filled },
      ],
      ranking: { title: 'relevance', values: weights },
      trace: { order: picked, values: greedy.gains.subarray(0, part.budget) },
    };
  },
});

/**
 * r = (-cos - min + 1e-6) / (max - min), over all views, or exp(alpha r).
 * @param theta null without reweighting
 */
async function weighTokens(part: MethodPart, theta: number | null): Promise<RelevanceSource> {
  const question = chooseQueryRows(part.question, 'pooled');
  if (!question) return { kind: 'none' };
  const all = await part.rawRelevanceOfAll('pooled');
  const low = all.reduce((a, b) => Math.min(a, b), Infinity);
  const high = all.reduce((a, b) => Math.max(a, b), -Infinity);
  if (high - low < FLAT_RANGE) return { kind: 'none' };
  const alpha = theta === null ? null : theta / (2 * (1 - theta));
  const values = all.slice(part.start, part.start + part.n).map((cosine) => {
    const relevance = (high - cosine + OFFSET) / (high - low);
    return alpha === null ? relevance : Math.exp(alpha * relevance);
  });
  return { kind: 'given', id: `cdpruner ${question.id} ${theta}`, values };
}

/** The most relevant tokens that were not picked. */
function fillByRelevance(weights: Float32Array, picked: Uint32Array, count: number): Uint32Array {
  const taken = new Set(picked);
  return rankDescending(weights).filter((token) => !taken.has(token)).subarray(0, count);
}
