/**
 * TRIM: the tokens that CLIP's text similarity singles out, and one token for the mean of all others.
 */
import { takeHighest } from '../ranking.ts';
import { takeSoftmax } from '../softmax.ts';
import { BudgetError, defineMethod } from './method.ts';
import { NEGATED } from './negatedRelevance.ts';
import { countOutliers } from './outliers.ts';
import type { MethodPart } from './part.ts';

const RULE = {
  kind: 'choice',
  title: 'How many',
  options: [
    { value: 'fixed', title: 'the whole budget' },
    { value: 'adaptive', title: 'the outliers of the photo' },
  ],
  default: 'fixed',
  explanation: 'Adaptive keeps the tokens whose softmax score lies more than 1.5 interquartile ranges above the third quartile.',
} as const;

export const trim = defineMethod({
  id: 'trim',
  title: 'TRIM',
  family: 'Relevance',
  source: 'Song et al., Less is More: A Simple yet Effective Token Reduction Method for Efficient Multi-modal LLMs, 2024',
  summary: 'Keeps the tokens that differ most from the question in CLIP’s shared space, where patches match text the wrong way round, and adds the mean of all others as one token.',
  remarks:
    'The mean token counts, so a budget of m keeps at most m − 1 tokens of the photo. Products are taken as published, without scaling embeddings to unit length. ' +
    'Made for CLIP: with other encoders the negative sign may keep what is least relevant.',
  scope: 'per-view',
  needs: ['question'],
  parameters: { rule: RULE },
  async select(part, { rule }) {
    part.note(NEGATED);
    const scores = (await part.relevanceProducts('pooled')).map((product) => -product);
    const count = chooseCount(part, rule, scores);
    return {
      kept: takeHighest(scores, count),
      extraTokens: [{ title: 'mean of the dropped tokens', count: 1 }],
      ranking: { title: 'negative product with the question', values: scores },
    };
  },
});

function chooseCount({ n, budget }: MethodPart, rule: 'fixed' | 'adaptive', scores: Float32Array): number {
  switch (rule) {
    case 'fixed':
      if (budget < 2) throw new BudgetError(`TRIM needs a budget of at least 2, for a token and the mean of all others; it is ${budget}.`);
      return budget - 1;
    case 'adaptive': {
      const count = countOutliers(takeSoftmax(scores, 1));
      if (count < budget) return count;
      throw new BudgetError(`TRIM’s adaptive rule keeps ${count} of ${n} tokens and adds their mean; a budget of ${budget} is too little.`);
    }
    default:
      return rule satisfies never;
  }
}
