/**
 * Brings in the comparison of methods when the first of its figures is opened: the list of methods is a good part of the
 * page's code, and the first view needs none of it.
 */
import type { BudgetSweep } from './budgetSweep.ts';
import type { EngineLink } from './engineLink.ts';
import { isCompareFigure } from './settings.ts';
import type { AppStore } from './store.ts';

/** Follows the store for the life of the page. @param explain tells the person why the comparison cannot be loaded */
export function followComparison(store: AppStore, link: EngineLink, explain: (error: unknown) => void): BudgetSweep {
  let sweep: BudgetSweep | null = null;
  let loading: Promise<BudgetSweep> | null = null;

  function load(): Promise<BudgetSweep> {
    loading ??= import('./comparisonRuns.ts').then(({ followComparisonRuns }) => (sweep = followComparisonRuns(store, link)));
    return loading;
  }

  const unsubscribe = store.subscribe(({ settings }) => {
    if (!isCompareFigure(settings.view.figure)) return;
    unsubscribe();
    load().catch(explain);
  });

  return {
    start() {
      if (sweep) sweep.start();
      else void load().then((loaded) => loaded.start(), explain);
    },
    // What is not loaded has nothing to stop.
    cancel: () => sweep?.cancel(),
  };
}
