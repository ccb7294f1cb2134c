import { describe, expect, it } from 'vitest';
import { countSteps, describeSweep } from '../../src/state/budgetSweep.ts';
import type { CompareEntry } from '../../src/state/settings.ts';
import { ANSWERS, createPage, settle } from './statePage.ts';

const entry = (method: string, question: string | null = null): CompareEntry => ({ method, parameters: {}, question });

async function openPage(figure: 'score-card' | 'budget-sweep' | 'compare', methods: CompareEntry[], overrides: Parameters<typeof createPage>[0] = {}) {
  const page = createPage(overrides);
  page.controller.setCompare({ entries: methods });
  await page.controller.start();
  // The made-up photo has four tokens.
  page.controller.setParameters({ budget: 2 });
  await settle();
  page.controller.setView({ figure });
  await settle();
  const of = (kind: string) => page.sent.filter((request) => request.kind === kind);
  return { ...page, of };
}

describe('score cards', () => {
  it('are measured for every place once the score card is open, and not before', async () => {
    const { store, controller, of } = await openPage('compare', [entry('script'), entry('divprune')]);
    expect(of('runMethod')).toHaveLength(2);
    expect(of('measureSelection')).toHaveLength(0);
    controller.setView({ figure: 'score-card' });
    await settle();
    expect(of('measureSelection')).toHaveLength(2);
    expect(store.getState().methodRuns.map(({ card }) => card)).toMatchObject([
      { kind: 'card', card: { tokens: 2, milliseconds: 2, relevanceMass: 2 } },
      { kind: 'card', card: { tokens: 2 } },
    ]);
    controller.setView({ figure: 'compare' });
    controller.setView({ figure: 'score-card' });
    await settle();
    expect(of('measureSelection')).toHaveLength(2);
  });

  it('take no relevance without a question', async () => {
    const { controller, store, of } = await openPage('score-card', [entry('divprune')]);
    await controller.ask('');
    await settle();
    expect(of('measureSelection').at(-1)).toMatchObject({ relevance: null });
    expect(store.getState().methodRuns[0].card).toMatchObject({ card: { relevanceMass: null } });
  });

  it('are measured anew where the relevance changes and the selection does not', async () => {
    let scale = 1;
    const { store, controller, of } = await openPage('score-card', [entry('divprune')], {
      select: (request) => {
        const answer = ANSWERS.select(request) as { selection: { maps: { relevance: Float32Array } } };
        answer.selection.maps.relevance.fill(scale);
        return answer;
      },
    });
    const { selection } = store.getState().methodRuns[0];
    controller.setParameters({ gamma: 3 });
    await settle();
    expect(of('measureSelection')).toHaveLength(1);
    scale = 0.25;
    controller.setParameters({ invert: true });
    await settle();
    expect(of('measureSelection')).toHaveLength(2);
    expect(store.getState().methodRuns[0].selection).toBe(selection);
    expect(store.getState().methodRuns[0].card).toMatchObject({ card: { relevanceMass: 0.5 } });
  });

  it('never queue up: of many selections the newest is measured next', async () => {
    const { store, controller, of, held } = await openPage('score-card', [entry('script')]);
    const before = of('measureSelection').length;
    held.kinds.add('measureSelection');
    for (const budget of [1, 3, 4, 1, 3]) {
      controller.setParameters({ budget });
      await settle();
    }
    expect(of('measureSelection')).toHaveLength(before + 1);
    expect(store.getState().methodRuns[0]).toMatchObject({ card: null, selection: { budget: 3 } });
    held.kinds.clear();
    for (const reply of held.replies.splice(0)) reply();
    await settle();
    expect(of('measureSelection')).toHaveLength(before + 2);
    expect(store.getState().methodRuns[0].card).toMatchObject({ card: { tokens: 3 } });
  });

  it('say why a selection cannot be measured, and do not ask again', async () => {
    const { store, of } = await openPage('score-card', [entry('script')], {
      measureSelection: () => {
        throw new Error('The measures take up to 4096 tokens.');
      },
    });
    expect(store.getState().methodRuns[0]).toMatchObject({ problem: null, card: { kind: 'refusal', sentence: 'The measures take up to 4096 tokens.' } });
    expect(of('measureSelection')).toHaveLength(1);
  });
});

const rest = () => new Promise((resolve) => setTimeout(resolve, 480));

describe('times of methods', () => {
  it('are medians of five further runs, taken at rest and one place after the other', async () => {
    const times = [7, 1, 9, 3, 5];
    let count = 0;
    const { store, controller, of } = await openPage('score-card', [entry('divprune')], {
      runMethod: (request) => ({ ...(ANSWERS.runMethod(request) as object), milliseconds: count++ === 0 ? 100 : times[(count - 2) % 5] }),
    });
    expect(store.getState().methodTimes).toEqual([]);
    await rest();
    const { methodRuns, methodTimes } = store.getState();
    expect(methodTimes).toEqual([{ selection: methodRuns[0].selection, milliseconds: 5, runs: 5 }]);
    expect(methodRuns[0].milliseconds).toBe(100);
    expect(of('runMethod')).toHaveLength(6);
    // Nothing is timed twice, and what is gone is forgotten.
    controller.setParameters({ budget: 3 });
    await settle();
    await rest();
    expect(of('runMethod')).toHaveLength(12);
    expect(store.getState().methodTimes).toMatchObject([{ selection: { budget: 3 } }]);
  });

  it('wait for the sliders', async () => {
    const { store, controller } = await openPage('score-card', [entry('divprune')]);
    for (const budget of [1, 3, 4, 1]) {
      controller.setParameters({ budget });
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(store.getState().methodTimes).toEqual([]);
  });
});

describe('a budget sweep', () => {
  it('measures every method at every budget, the least first', async () => {
    const { store, controller, of } = await openPage('budget-sweep', [entry('script'), entry('divprune', 'Why?')]);
    const before = of('runMethod').length;
    controller.sweep.start();
    await settle();
    await settle();
    const { sweep } = store.getState();
    expect(sweep).toMatchObject({ isRunning: false, key: describeSweep(store.getState()), sweep: { budgets: [2, 3] } });
    expect(sweep && countSteps(sweep.sweep)).toEqual({ done: 4, all: 4 });
    const runs = of('runMethod').slice(before);
    expect(runs.map((run) => (run.kind === 'runMethod' ? [run.method, run.budget, run.queryId] : []))).toEqual([
      ['script', 2, 'query Is there a space shuttle?'],
      ['divprune', 2, 'query Why?'],
      ['script', 3, 'query Is there a space shuttle?'],
      ['divprune', 3, 'query Why?'],
    ]);
    expect(sweep?.sweep.methods[1].outcomes).toMatchObject([{ card: { tokens: 2 } }, { card: { tokens: 3 } }]);
  });

  it('keeps what a method refuses with its reason', async () => {
    const { store, controller } = await openPage('budget-sweep', [entry('script')], {
      runMethod: (request) => {
        if (request.kind === 'runMethod' && request.budget < 3) throw new Error('It keeps at least 3 tokens.');
        return ANSWERS.runMethod(request);
      },
    });
    controller.sweep.start();
    await settle();
    expect(store.getState().sweep?.sweep.methods[0].outcomes).toMatchObject([{ kind: 'refusal', sentence: 'It keeps at least 3 tokens.' }, { kind: 'card' }]);
  });

  it('stops when it is told to and goes on where it was', async () => {
    const { store, controller, of, held } = await openPage('budget-sweep', [entry('script'), entry('divprune')]);
    const before = of('runMethod').length;
    let answered = 0;
    const unsubscribe = store.subscribe(({ sweep }) => {
      const done = sweep ? countSteps(sweep.sweep).done : 0;
      if (done > answered && done === 1) controller.sweep.cancel();
      answered = done;
    });
    controller.sweep.start();
    await settle();
    unsubscribe();
    const stopped = store.getState().sweep;
    expect(stopped).toMatchObject({ isRunning: false });
    expect(stopped && countSteps(stopped.sweep).done).toBe(1);
    expect(held.replies).toHaveLength(0);
    controller.sweep.start();
    await settle();
    const resumed = store.getState().sweep;
    expect(resumed && countSteps(resumed.sweep)).toEqual({ done: 4, all: 4 });
    expect(resumed?.sweep.methods[0].outcomes[0]).toBe(stopped?.sweep.methods[0].outcomes[0]);
    expect(of('runMethod').length - before).toBe(4);
  });

  it('is outdated by everything but the budget, and stops then', async () => {
    const { store, controller, held } = await openPage('budget-sweep', [entry('script')]);
    const isOutdated = () => store.getState().sweep?.key !== describeSweep(store.getState());
    controller.sweep.start();
    await settle();
    controller.setParameters({ budget: 4 });
    await settle();
    expect(isOutdated()).toBe(false);
    controller.setParameters({ threshold: 0.3 });
    await settle();
    expect(isOutdated()).toBe(true);
    controller.setParameters({ threshold: 0.5 });
    await settle();
    expect(isOutdated()).toBe(false);
    // Under way, it is stopped with what it has.
    controller.setCompare({ entries: [entry('script'), entry('divprune')] });
    await settle();
    held.kinds.add('runMethod');
    controller.sweep.start();
    expect(store.getState().sweep?.isRunning).toBe(true);
    controller.setCompare({ allowStandIns: true });
    await settle();
    expect(store.getState().sweep).toMatchObject({ isRunning: false });
    held.kinds.clear();
    for (const reply of held.replies.splice(0)) reply();
    await settle();
    expect(store.getState().sweep?.sweep.methods[0].outcomes).toHaveLength(0);
  });

  it('stops when the comparison is left or the engine breaks', async () => {
    const { store, controller, held, crash } = await openPage('budget-sweep', [entry('script')]);
    held.kinds.add('runMethod');
    controller.sweep.start();
    controller.setView({ figure: null });
    expect(store.getState().sweep?.isRunning).toBe(false);
    controller.setView({ figure: 'budget-sweep' });
    controller.sweep.start();
    expect(store.getState().sweep?.isRunning).toBe(true);
    crash();
    await settle();
    expect(store.getState().sweep).toMatchObject({ isRunning: false, sweep: { methods: [{ outcomes: [] }] } });
  });
});
