import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../src/core/tuning/plan.ts';
import { countProgress } from '../../src/core/tuning/results.ts';
import type { Request } from '../../src/engine/protocol.ts';
import { createTuningSweep, describeTuning, isUnfinished, type TuningWanted } from '../../src/state/tuningSweep.ts';
import { ANSWERS, createPage, settle } from './statePage.ts';

const PLAN = parsePlan('tau=0.1,0.2,0.3;gamma=1,5', { threshold: 0.5, gamma: 10, pruneRatio: 0.5, budget: 2 });
const PHOTO: TuningWanted = { plan: PLAN, questions: [], files: null };
const image = (name: string) => new File(['x'], name, { type: name.endsWith('.txt') ? 'text/plain' : 'image/png' });

async function openPage(overrides: Parameters<typeof createPage>[0] = {}) {
  const page = createPage(overrides);
  await page.controller.start();
  await settle();
  const sweep = createTuningSweep(page.store, page.controller.link);
  const of = <Kind extends Request['kind']>(kind: Kind) => page.sent.filter((request): request is Extract<Request, { kind: Kind }> => request.kind === kind);
  const run = () => {
    const { run: current } = sweep.state.getState();
    if (!current) throw new Error('No sweep was begun.');
    return current;
  };
  return { ...page, sweep, of, run };
}

describe('a tuning sweep', () => {
  it('asks for the cells of the photo, one after the other, with what the page is set to', async () => {
    const { sweep, store, controller, of, run } = await openPage();
    controller.setRegions([{ x: 0, y: 0, width: 0.5, height: 0.5 }]);
    sweep.start(PHOTO);
    await settle();
    const asked = of('sweepCells');
    expect(asked.map(({ from }) => from)).toEqual([0, 1, 2, 3, 4, 5]);
    const { photo, question } = store.getState().shown ?? {};
    expect(asked[0]).toMatchObject({ tokenSetId: photo?.tokenSetId, queryId: question?.queryId, plan: PLAN, regionTokens: Uint32Array.of(0) });
    expect(asked[0].base).toEqual({ epsilon: 1e-6, invert: false, graph: 'bipartite', scope: 'joint', relevanceExponent: 1, querySource: 'pooled' });
    expect(run()).toMatchObject({ isRunning: false, results: { subjects: [{ image: 'astronaut.png', n: 4, regionTokens: 1, problem: null }] } });
    expect(run().results.subjects[0].cells.map(({ kStar }) => kStar)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(isUnfinished(run().results)).toBe(false);
  });

  it('leaves the panels their turn: a slider moved meanwhile is answered, and the sweep goes on', async () => {
    const { sweep, controller, of, run, held, selects } = await openPage();
    held.kinds.add('sweepCells');
    sweep.start(PHOTO);
    const before = selects().length;
    controller.setParameters({ threshold: 0.3, gamma: 2, pruneRatio: 0.1, budget: 3 });
    await settle();
    expect(selects()).toHaveLength(before + 1);
    expect(of('sweepCells')).toHaveLength(1);
    held.kinds.clear();
    for (const reply of held.replies.splice(0)) reply();
    await settle();
    expect(run().isRunning).toBe(false);
    expect(countProgress(run().results)).toEqual({ done: 6, all: 6 });
  });

  it('asks again where the worker has only prepared a cell', async () => {
    let calls = 0;
    const { sweep, of, run } = await openPage({
      sweepCells: (request) => (calls++ % 2 === 0 ? [] : ANSWERS.sweepCells(request)),
    });
    sweep.start(PHOTO);
    await settle();
    expect(of('sweepCells').map(({ from }) => from)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(run().results.subjects[0].cells.map(({ kStar }) => kStar)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('stops when it is told to, keeps what it has, and goes on there', async () => {
    const { sweep, of, run } = await openPage();
    const unsubscribe = sweep.state.subscribe(({ run: current }) => {
      if (current?.isRunning && countProgress(current.results).done === 2) sweep.cancel();
    });
    sweep.start(PHOTO);
    await settle();
    unsubscribe();
    expect(run().isRunning).toBe(false);
    expect(countProgress(run().results)).toEqual({ done: 2, all: 6 });
    const [first] = run().results.subjects[0].cells;
    sweep.start(PHOTO);
    await settle();
    expect(countProgress(run().results)).toEqual({ done: 6, all: 6 });
    expect(run().results.subjects[0].cells[0]).toBe(first);
    expect(of('sweepCells').map(({ from }) => from)).toEqual([0, 1, 2, 3, 4, 5]);
    // A finished one begins anew.
    sweep.start(PHOTO);
    await settle();
    expect(of('sweepCells')).toHaveLength(12);
  });

  it('is outdated by everything that all cells share, stops then, and begins anew', async () => {
    const { sweep, store, controller, run, held } = await openPage();
    held.kinds.add('sweepCells');
    for (const change of [
      () => controller.setParameters({ invert: true }),
      () => controller.setRegions([{ x: 0, y: 0, width: 1, height: 1 }]),
      () => void controller.ask('Where is the helmet?'),
      () => void controller.openSample('coffee'),
    ]) {
      sweep.start(PHOTO);
      expect(run()).toMatchObject({ isRunning: true, key: describeTuning(store.getState(), PHOTO) });
      change();
      await settle();
      expect(run().isRunning).toBe(false);
      expect(run().key).not.toBe(describeTuning(store.getState(), PHOTO));
    }
  });

  it('stops with a sentence nowhere but in the page’s own notice when the engine breaks', async () => {
    const { sweep, run, held, crash } = await openPage();
    held.kinds.add('sweepCells');
    sweep.start(PHOTO);
    await settle();
    crash();
    await settle();
    expect(run()).toMatchObject({ isRunning: false, results: { subjects: [{ cells: [], problem: null }] } });
  });

  it('asks further questions of the same photo', async () => {
    const { sweep, of, run } = await openPage();
    sweep.start({ ...PHOTO, questions: ['Why?', 'Is there a space shuttle?'] });
    await settle();
    expect(run().results.subjects.map(({ question, cells }) => [question, cells.length])).toEqual([
      ['Is there a space shuttle?', 6],
      ['Why?', 6],
    ]);
    expect(new Set(of('sweepCells').map(({ queryId }) => queryId))).toEqual(new Set(['query Is there a space shuttle?', 'query Why?']));
  });

  it('goes through a folder, skips what cannot be opened with its reason, and lets go of every image', async () => {
    const { sweep, of, run } = await openPage({
      encodeImage: (request) => {
        if (request.kind !== 'encodeImage' || request.name === 'broken.png') throw new Error('“broken.png” is no picture.');
        return { tokenSetId: `tokens of ${request.name}`, n: 4, layout: { width: 2, height: 2, views: [] }, bitmap: { close: () => undefined } };
      },
    });
    const files = ['b10.png', 'notes.txt', 'broken.png', 'b9.png'].map(image);
    sweep.start({ ...PHOTO, files });
    await settle();
    await settle();
    expect(run().results.subjects.map(({ image: name, cells, problem }) => [name, cells.length, problem])).toEqual([
      ['b9.png', 6, null],
      ['b10.png', 6, null],
      ['broken.png', 0, '“broken.png” is no picture.'],
    ]);
    expect(countProgress(run().results)).toEqual({ done: 18, all: 18 });
    expect(of('release').map(({ tokenSetId }) => tokenSetId)).toEqual(['tokens of b9.png', 'tokens of b10.png']);
    expect(of('encodeImage').filter(({ name }) => name === 'b9.png')).toHaveLength(1);
  });

  it('keeps a refusal, such as of a budget above the tokens, with the image', async () => {
    const { sweep, run } = await openPage({
      sweepCells: () => {
        throw new Error('The budget m is 700; it must be a whole number from 1 to the 4 tokens there are.');
      },
    });
    sweep.start(PHOTO);
    await settle();
    expect(run().results.subjects[0].problem).toContain('The budget m is 700');
    expect(run().isRunning).toBe(false);
  });
});
