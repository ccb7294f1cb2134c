/**
 * Relevance alone: the tokens closest to the question, however alike they are.
 */
import { takeHighest } from '../ranking.ts';
import { defineMethod } from './method.ts';
import { SCRIPT_SCHEMA } from './scriptSchema.ts';

export const relevanceOnly = defineMethod({
  id: 'relevance-only',
  title: 'Relevance alone',
  family: 'Parts of Script',
  source: 'Script: Graph-Structured and Query-Conditioned Semantic Token Pruning for Multimodal LLMs, Eq. 3-4',
  summary: 'Keeps the tokens most relevant to the question. Tokens that look alike are kept together.',
  scope: 'per-view',
  needs: ['question'],
  parameters: { invert: SCRIPT_SCHEMA.invert, querySource: SCRIPT_SCHEMA.querySource },
  async select(part, { querySource, invert }) {
    const { normalized } = await part.relevance(querySource, invert);
    return { kept: takeHighest(normalized, part.budget), ranking: { title: 'normalized relevance', values: normalized } };
  },
});
