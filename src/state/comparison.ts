/**
 * Everything that the comparison of methods needs from the engine.
 */
import { createBudgetSweep, type BudgetSweep } from './budgetSweep.ts';
import type { EngineLink } from './engineLink.ts';
import { createMethodRunner, followMethodRuns } from './methodRuns.ts';
import { followMethodTimes } from './methodTimes.ts';
import { followScoreCards } from './scoreCards.ts';
import type { AppStore } from './store.ts';

/** Follows the store for the life of the page. */
export function followComparison(store: AppStore, link: EngineLink): BudgetSweep {
  const runWanted = createMethodRunner(store, link);
  followMethodRuns(store, runWanted);
  followScoreCards(store, link);
  followMethodTimes(store, runWanted);
  return createBudgetSweep(store, link, runWanted);
}
