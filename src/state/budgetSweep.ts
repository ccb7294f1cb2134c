/**
 * The budget sweep: all compared methods at one budget after another, between whatever else the engine is asked for.
 */
import type { ScoreOutcome } from '../core/scoreCard/scoreTable.ts';
import { chooseBudgets, type Sweep } from '../core/scoreCard/sweep.ts';
import { SupersededError } from '../engine/client.ts';
import { titleEntry } from './compareEntries.ts';
import type { EngineLink } from './engineLink.ts';
import { describeWanted, listWanted, type RunWanted, type Wanted } from './methodRuns.ts';
import { pageRelevance } from './scoreCards.ts';
import { createStepRunner } from './stepRunner.ts';
import type { AppState, AppStore, SweepRun } from './store.ts';

export interface BudgetSweep {
  /** Begins a sweep of what is on screen, or goes on with one that was stopped. */
  start(): void;
  /** Stops; what is there stays. */
  cancel(): void;
}

/** Both requests of a step; neither holds up a slider for longer than it takes. */
const LANE = 'sweep';

/** Differs whenever a sweep has to be done anew: the budget on screen does not matter. */
export function describeSweep(state: Pick<AppState, 'shown' | 'settings'>): string {
  const wanted = listWanted(state);
  const { queryId, invert, querySource, scope } = { queryId: state.shown?.question.queryId, ...state.shown?.parameters };
  return JSON.stringify([wanted.map((one) => describeWanted(one, 0)), queryId, invert, querySource, scope]);
}

/** Steps that are done, and all of them. */
export function countSteps({ budgets, methods }: Sweep): { done: number; all: number } {
  return { done: methods.reduce((sum, { outcomes }) => sum + outcomes.length, 0), all: budgets.length * methods.length };
}

/** A sweep stops by itself when it is outdated, or when the comparison is left. */
export function createBudgetSweep(store: AppStore, link: EngineLink, runWanted: RunWanted): BudgetSweep {
  const runner = createStepRunner(store, () => {
    if (store.getState().sweep?.isRunning) change({ isRunning: false });
  });

  async function takeStep(wanted: readonly Wanted[], signal: AbortSignal): Promise<boolean> {
    const step = nextStep();
    if (!step) return false;
    const outcome = await measure(wanted[step.index], step.budget, signal);
    if (outcome === null || signal.aborted || store.getState().engine.status !== 'ready') return false;
    add(step.index, outcome);
    return true;
  }

  /** The least budget that a method still lacks, so that methods compare from the beginning. */
  function nextStep(): { index: number; budget: number } | null {
    const { sweep } = store.getState();
    if (!sweep) return null;
    const { budgets, methods } = sweep.sweep;
    const least = Math.min(...methods.map(({ outcomes }) => outcomes.length));
    if (least === budgets.length) return null;
    return { index: methods.findIndex(({ outcomes }) => outcomes.length === least), budget: budgets[least] };
  }

  /** @returns null if it was stopped */
  async function measure(wanted: Wanted, budget: number, signal: AbortSignal): Promise<ScoreOutcome | null> {
    const { photo } = wanted.shown;
    const options = { lane: LANE, signal };
    try {
      const { selection, milliseconds } = await runWanted(wanted, budget, options);
      const measured = { tokenSetId: photo.tokenSetId, indices: selection.indices, relevance: pageRelevance(wanted.shown), milliseconds };
      return { kind: 'card', card: await link.client().request('measureSelection', measured, options) };
    } catch (error) {
      if (error instanceof SupersededError) return null;
      return { kind: 'refusal', sentence: error instanceof Error ? error.message : String(error) };
    }
  }

  function change(part: Partial<SweepRun>): void {
    store.setState(({ sweep }) => ({ sweep: sweep && { ...sweep, ...part } }));
  }

  function add(index: number, outcome: ScoreOutcome): void {
    const { sweep } = store.getState();
    if (!sweep) return;
    const methods = sweep.sweep.methods.map((method, place) => (place === index ? { ...method, outcomes: [...method.outcomes, outcome] } : method));
    change({ sweep: { ...sweep.sweep, methods } });
  }

  store.subscribe((state, previous) => {
    if (!state.sweep?.isRunning) return;
    const isTouched = state.shown !== previous.shown || state.settings !== previous.settings;
    if (state.engine.status !== 'ready' || (isTouched && describeSweep(state) !== state.sweep.key)) runner.stop();
  });

  return {
    start() {
      const state = store.getState();
      const { shown, settings } = state;
      const wanted = listWanted(state);
      if (!shown || wanted.length === 0) return;
      const key = describeSweep(state);
      const before = state.sweep?.key === key ? state.sweep : null;
      const isPartial = before !== null && countSteps(before.sweep).done < countSteps(before.sweep).all;
      const { entries } = settings.compare;
      const sweep = isPartial ? before.sweep : { budgets: chooseBudgets(shown.photo.n, shown.parameters.budget), methods: listMethods(wanted) };
      store.setState({ sweep: { key, shown, entries, sweep, isRunning: true } });
      runner.start((signal) => takeStep(wanted, signal));
    },
    cancel: runner.stop,
  };
}

function listMethods(wanted: readonly Wanted[]): Sweep['methods'] {
  const entries = wanted.map(({ entry }) => entry);
  return entries.map((entry) => ({ id: entry.method, title: titleEntry(entry, entries), outcomes: [] }));
}
