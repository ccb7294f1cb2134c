/**
 * Everything that the comparison of methods needs from the engine.
 */
import { createBudgetSweep, type BudgetSweep } from './budgetSweep.ts';
import type { EngineLink } from './engineLink.ts';
import { createMethodRunner, followMethodRuns } from './methodRuns.ts';
import { followMethodTimes } from './methodTimes.ts';
import { followScoreCards } from './scoreCards.ts';
import type { AppStore } from './store.ts';

/** Follows the store from now on, for the life of the page. */
export function followComparisonRuns(store: AppStore, link: EngineLink): BudgetSweep {
  const runWanted = createMethodRunner(store, link);
  followScoreCards(store, link);
  followMethodTimes(store, runWanted);
  followMethodRuns(store, runWanted);
  return createBudgetSweep(store, link, runWanted);
}
