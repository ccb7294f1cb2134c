/**
 * Keeps budget and scope, whose defaults depend on the tokens, in step with them.
 */
import { defaultBudget, defaultScope } from '../core/script/scriptParameters.ts';
import type { Layout } from '../core/tokens.ts';
import { findStandard, type StandardParameters } from './encoderChoice.ts';
import { addNotice } from './notices.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import type { AppStore } from './store.ts';

export interface ParameterKeeper {
  /** Tells what budget and scope of these settings refer to: the tokens of a link's encoder and layout. */
  expect(settings: Settings): void;
  /**
   * A default stays the default for the new tokens. Another budget stays as it is while there are enough tokens, another
   * scope while there is one view, or are several, as before.
   */
  fit(photo: { n: number; layout: Layout }): void;
  /** The defaults for the tokens at hand. */
  standard(): StandardParameters;
}

export function createParameterKeeper(store: AppStore): ParameterKeeper {
  /** The defaults for what the settings refer to. */
  let standard = findStandard(DEFAULT_SETTINGS);
  return {
    expect(settings) {
      standard = findStandard(settings);
    },
    fit({ n, layout }) {
      const { settings } = store.getState();
      const { budget, scope } = settings.parameters;
      const next = { budget: defaultBudget(n), scope: defaultScope(layout.views.length) };
      const isDefault = budget === standard.budget;
      if (budget > n && !isDefault) {
        addNotice(store, 'note', `A budget of ${budget} tokens was asked for, but there are only ${n}; all ${n} are kept.`);
      }
      const fitting = {
        budget: isDefault ? next.budget : Math.min(budget, n),
        scope: next.scope === standard.scope ? scope : next.scope,
      };
      store.setState({ settings: { ...settings, parameters: { ...settings.parameters, ...fitting } } });
      standard = next;
    },
    standard: () => standard,
  };
}
