/**
 * The query-conditioned DPP alone: the second half of Script, on all tokens.
 */
import { defineMethod } from './method.ts';
import { runScriptOn } from './script.ts';
import { SCRIPT_SCHEMA } from './scriptSchema.ts';

export const dppOnly = defineMethod({
  id: 'dpp-only',
  title: 'DPP alone',
  family: 'Parts of Script',
  source: 'Script: Graph-Structured and Query-Conditioned Semantic Token Pruning for Multimodal LLMs, section 4.2',
  summary: 'Greedily picks tokens that matter for the question and differ from those already picked. Without a question it is pure diversity.',
  remarks: 'Script with nothing discarded beforehand. Where the greedy order ends before m, the most relevant of the other tokens fill the rest.',
  scope: 'per-view',
  needs: [],
  parameters: { epsilon: SCRIPT_SCHEMA.epsilon, relevanceExponent: SCRIPT_SCHEMA.relevanceExponent, invert: SCRIPT_SCHEMA.invert, querySource: SCRIPT_SCHEMA.querySource },
  async select(part, values) {
    const { indices, maps, trace, kStar, warnings } = await runScriptOn(part, { ...values, pruneRatio: 0 });
    for (const warning of warnings) part.note(warning);
    const picked = trace.order.subarray(0, kStar);
    return {
      kept: indices,
      roles: [
        { title: 'picked', tokens: picked },
        { title: 'filled in by relevance', tokens: indices.filter((token) => !picked.includes(token)) },
      ],
      ranking: { title: 'normalized relevance', values: maps.relevance },
      trace: { order: picked, values: trace.gains.subarray(0, kStar) },
    };
  },
});
