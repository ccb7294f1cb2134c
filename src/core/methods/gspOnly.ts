/**
 * Graph-structured pruning alone: the first half of Script, without the question.
 */
import { rankDescending } from '../ranking.ts';
import { defineMethod } from './method.ts';
import { SCRIPT_SCHEMA } from './scriptSchema.ts';

export const gspOnly = defineMethod({
  id: 'gsp-only',
  title: 'GSP alone',
  family: 'Parts of Script',
  source: 'Script: Graph-Structured and Query-Conditioned Semantic Token Pruning for Multimodal LLMs, section 4.1',
  summary: 'Drops the tokens that repeat most others on the similarity graph, until m are left. Knows no question.',
  remarks: 'Script with as many tokens discarded as the budget allows: nothing is left to choose from for its second half.',
  scope: 'per-view',
  needs: [],
  parameters: { threshold: SCRIPT_SCHEMA.threshold, gamma: SCRIPT_SCHEMA.gamma, graph: SCRIPT_SCHEMA.graph },
  async select(part, settings) {
    const workspace = await part.workspace('tokens');
    const { score } = await workspace.computeRedundancy(settings);
    return {
      kept: rankDescending(score).subarray(part.n - part.budget),
      ranking: { title: 'redundancy score, the lowest kept', values: score },
    };
  },
});
