/**
 * LLaVA-PruMerge: the tokens that stand out in the [CLS] attention of the last block, with their neighbours merged in.
 */
import { takeHighest } from '../ranking.ts';
import { BudgetError, defineMethod } from './method.ts';
import { countOutliers } from './outliers.ts';
import { attendFromClass, EXTRA_TOKENS, NEIGHBOURS, noteMerging, RULE, SOURCE } from './prumergeParts.ts';

export const prumerge = defineMethod({
  id: 'prumerge',
  title: 'PruMerge',
  family: 'Attention',
  source: SOURCE,
  summary:
    'Keeps the tokens that [CLS] attends to most in the last block, adds to each its neighbours by key, and sums up all dropped tokens in one more.',
  remarks:
    'The extra token counts, so a budget of m keeps m − 1 tokens of the photo. A dropped token may be merged into several kept ones or into none, so there is no one kept token that stands for it. Softmax is over the photo’s tokens, without [CLS]: that changes neither order nor outliers.',
  scope: 'per-view',
  needs: ['lastQueries', 'lastKeys'],
  parameters: { rule: RULE, neighbours: NEIGHBOURS },
  presets: [
    { title: 'Adaptive, as published', parameters: { rule: 'adaptive', neighbours: 32 } },
    { title: 'Fixed, 1/8', budget: 73, parameters: { rule: 'fixed', neighbours: 32 } },
  ],
  async select(part, { rule, neighbours }) {
    const attention = attendFromClass(part);
    const count = rule === 'adaptive' ? countOutliers(attention) : part.budget - 1;
    if (count < 1) {
      throw new BudgetError(
        rule === 'adaptive'
          ? 'PruMerge finds no token that stands out in the [CLS] attention, so it would keep none; the fixed rule keeps as many as the budget says.'
          : `PruMerge needs a budget of at least 2, for a kept token and the extra one; it is ${part.budget}.`,
      );
    }
    if (count + 1 > part.budget) {
      throw new BudgetError(`PruMerge finds ${count} tokens that stand out and adds an extra one; that is more than the budget of ${part.budget}.`);
    }
    const kept = Array.from(takeHighest(attention, count));
    await noteMerging(part, kept, neighbours);
    return { kept, extraTokens: EXTRA_TOKENS, ranking: { title: '[CLS] attention of the last block', values: attention } };
  },
});
