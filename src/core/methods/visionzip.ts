/**
 * VisionZip: dominant tokens by attention, and contextual ones into which the rest is merged.
 */
import { takeHighest } from '../ranking.ts';
import { BudgetError, defineMethod } from './method.ts';
import { listRemaining } from './remainingTokens.ts';

/** Of the 192 tokens of the published setting, 30 are contextual; the other budgets have the same share. */
const PUBLISHED_SHARE = 5 / 32;

export const visionzip = defineMethod({
  id: 'visionzip',
  title: 'VisionZip',
  family: 'Attention',
  source: 'Yang et al., VisionZip: Longer is Better but Not Necessary in Vision Language Models, CVPR 2025',
  summary:
    'Keeps the tokens that [CLS] attends to most (dominant), and merges the others into evenly spaced ones (contextual) by the similarity of their attention keys.',
  remarks: 'The [CLS] token counts among the dominant ones, so a budget of m keeps m − 1 tokens of the photo. Nothing is dropped without trace: every token is in a contextual one.',
  scope: 'per-view',
  needs: ['classAttention', 'meanKeys'],
  parameters: {
    contextualShare: {
      kind: 'number',
      title: 'Contextual share',
      min: 0,
      max: 0.5,
      step: 0.01,
      default: PUBLISHED_SHARE,
      explanation: 'The share of the budget that goes to contextual tokens; published settings have 5 of 32.',
    },
  },
  presets: [
    { title: '162 + 30', budget: 192, parameters: { contextualShare: 30 / 192 } },
    { title: '108 + 20', budget: 128, parameters: { contextualShare: 20 / 128 } },
    { title: '54 + 10', budget: 64, parameters: { contextualShare: 10 / 64 } },
  ],
  async select(part, { contextualShare }) {
    const contextualCount = Math.round(part.budget * contextualShare);
    const dominantCount = part.budget - contextualCount - 1;
    if (dominantCount < 1) {
      throw new BudgetError(`VisionZip needs a budget for [CLS], a dominant token and ${contextualCount} contextual ones; ${part.budget} is too little.`);
    }
    const attention = part.attention('classAttention');
    const dominant = takeHighest(attention, dominantCount);
    const remaining = listRemaining(part.n, dominant);
    const contextual = takeEvenly(remaining, contextualCount);
    const { similarity } = await part.geometry(part.keySpace('meanKeys'));
    if (contextualCount === 0) part.note('The budget is too small for contextual tokens: nothing is merged.');
    return {
      kept: [...dominant, ...contextual],
      extraTokens: [{ title: '[CLS]', count: 1 }],
      assignment: contextualCount > 0 ? assignToTargets(part.n, similarity, remaining, contextual) : undefined,
      roles: [
        { title: 'dominant', tokens: dominant },
        { title: 'contextual', tokens: contextual },
      ],
      ranking: { title: '[CLS] attention', values: attention },
    };
  },
});

/** Every step-th of the tokens, the first `count` of those. */
function takeEvenly(tokens: readonly number[], count: number): number[] {
  if (count === 0) return [];
  const step = Math.max(1, Math.floor(tokens.length / count));
  return tokens.filter((_, position) => position % step === 0).slice(0, count);
}

/** i32[n]: each of `tokens` goes to the target most similar to it, the first among equals; all others stay themselves. */
function assignToTargets(n: number, similarity: Float32Array, tokens: readonly number[], targets: readonly number[]): Int32Array {
  const assignment = Int32Array.from({ length: n }, (_, token) => token);
  const isTarget = new Set(targets);
  for (const token of tokens) {
    if (isTarget.has(token)) continue;
    let best = targets[0];
    for (const target of targets) if (similarity[token * n + target] > similarity[token * n + best]) best = target;
    assignment[token] = best;
  }
  return assignment;
}
