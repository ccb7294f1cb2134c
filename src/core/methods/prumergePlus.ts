/**
 * LLaVA-PruMerge+: PruMerge with evenly spaced tokens added, so that no part of the photo goes without.
 */
import { rankDescending } from '../ranking.ts';
import { BudgetError, defineMethod } from './method.ts';
import { countOutliers } from './outliers.ts';
import { attendFromClass, EXTRA_TOKENS, NEIGHBOURS, noteMerging, RULE, SOURCE } from './prumergeParts.ts';

export const prumergePlus = defineMethod({
  id: 'prumerge-plus',
  title: 'PruMerge+',
  family: 'Attention',
  source: SOURCE,
  summary:
    'Keeps the tokens that [CLS] attends to most in the last block and evenly spaced ones between them, adds to each its neighbours by key, and sums up all dropped tokens in one more.',
  remarks:
    'The number of attended tokens k sets how closely the others are spaced: every ⌊⌊n / k⌋ / 3⌋-th token. With the fixed rule k is the largest whose total stays within the budget, which is rarely met exactly. The extra token counts.',
  scope: 'per-view',
  needs: ['lastQueries', 'lastKeys'],
  parameters: { rule: RULE, neighbours: NEIGHBOURS },
  presets: [{ title: 'Adaptive, as published', parameters: { rule: 'adaptive', neighbours: 32 } }],
  async select(part, { rule, neighbours }) {
    const attention = attendFromClass(part);
    const ranked = rankDescending(attention);
    const { attended, spaced } = rule === 'adaptive' ? selectOutliers(ranked, countOutliers(attention), part.budget) : fillBudget(ranked, part.budget);
    const kept = [...attended, ...spaced];
    if (kept.length + 1 < part.budget) part.note('Less than the budget is kept: one attended token more would space the others so closely that it is exceeded.');
    await noteMerging(part, kept, neighbours);
    return {
      kept,
      extraTokens: EXTRA_TOKENS,
      roles: [
        { title: 'attended', tokens: attended },
        { title: 'evenly spaced', tokens: spaced },
      ],
      ranking: { title: '[CLS] attention of the last block', values: attention },
    };
  },
});

interface Choice {
  attended: number[];
  spaced: number[];
}

/** @throws BudgetError if no token stands out, or if those that do need a larger budget */
function selectOutliers(ranked: Uint32Array, count: number, budget: number): Choice {
  if (count === 0) throw new BudgetError('PruMerge+ finds no token that stands out in the [CLS] attention, so it has no spacing; the fixed rule goes by the budget.');
  const choice = chooseTokens(ranked, count);
  const total = countTokens(choice);
  if (total > budget) throw new BudgetError(`PruMerge+ finds ${count} tokens that stand out and keeps ${total} with those between them and the extra one; that is more than the budget of ${budget}.`);
  return choice;
}

/** @throws BudgetError if a single attended token already needs more */
function fillBudget(ranked: Uint32Array, budget: number): Choice {
  for (let count = budget - 1; count >= 1; count--) {
    const choice = chooseTokens(ranked, count);
    if (countTokens(choice) <= budget) return choice;
  }
  const least = countTokens(chooseTokens(ranked, 1));
  throw new BudgetError(`PruMerge+ keeps at least ${least} tokens here: one attended, ${least - 2} evenly spaced and the extra one; the budget is ${budget}.`);
}

/** The first `count` in rank, and of every step-th token before the last one those that are not among them. */
function chooseTokens(ranked: Uint32Array, count: number): Choice {
  const n = ranked.length;
  const attended = Array.from(ranked.subarray(0, count));
  const taken = new Set(attended);
  const step = Math.max(1, Math.floor(Math.floor(n / count) / 3));
  const spaced: number[] = [];
  for (let token = 0; token < n - 1; token += step) if (!taken.has(token)) spaced.push(token);
  return { attended, spaced };
}

function countTokens({ attended, spaced }: Choice): number {
  return attended.length + spaced.length + EXTRA_TOKENS.length;
}
