/**
 * Keeps the budget in step with the number of tokens.
 */
import { defaultBudget } from '../core/script/scriptParameters.ts';
import { addNotice } from './notices.ts';
import { STARTER_TOKENS } from './settings.ts';
import type { AppStore } from './store.ts';

export interface BudgetKeeper {
  /** Tells how many tokens the budget in the settings refers to: those of a link's encoder, say. */
  expect(count: number): void;
  /** A default budget stays the default for so many tokens, another one stays as it is while there are enough. */
  fit(n: number): void;
  /** The default for the tokens at hand. */
  standard(): number;
}

export function createBudgetKeeper(store: AppStore): BudgetKeeper {
  /** What the budget in the settings refers to. */
  let count = STARTER_TOKENS;
  return {
    expect(next) {
      count = next;
    },
    fit(n) {
      const { settings } = store.getState();
      const { budget } = settings.parameters;
      const isDefault = budget === defaultBudget(count);
      if (budget > n && !isDefault) {
        addNotice(store, 'note', `A budget of ${budget} tokens was asked for, but there are only ${n}; all ${n} are kept.`);
      }
      const fitting = isDefault ? defaultBudget(n) : Math.min(budget, n);
      store.setState({ settings: { ...settings, parameters: { ...settings.parameters, budget: fitting } } });
      count = n;
    },
    standard: () => defaultBudget(count),
  };
}
