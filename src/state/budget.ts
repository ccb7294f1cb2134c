import { defaultBudget } from '../core/script/scriptParameters.ts';
import { addNotice } from './notices.ts';
import { STARTER_TOKENS } from './settings.ts';
import type { AppStore } from './store.ts';

/** Keeps the budget in the settings within the tokens there are. */
export function createBudgetKeeper(store: AppStore) {
  /** What the budget in the settings refers to: the tokens at hand, or those of a link's encoder and layout. */
  let count = STARTER_TOKENS;

  return {
    /** The budget of the settings was made for so many tokens. */
    referTo(n: number): void {
      count = n;
    },

    /** The paper's share of the tokens at hand. */
    default: (): number => defaultBudget(count),

    /** A default budget stays the default for so many tokens, another one stays as it is while there are enough. */
    fit(n: number): void {
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
  };
}
