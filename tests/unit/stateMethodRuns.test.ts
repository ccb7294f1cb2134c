import { describe, expect, it } from 'vitest';
import type { CompareEntry } from '../../src/state/settings.ts';
import { resolveParameters, titleEntry } from '../../src/state/compareEntries.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { createPage, settle, type Answer } from './statePage.ts';
import type { Kind } from '../../src/engine/protocol.ts';

const plain = (method: string): CompareEntry => ({ method, parameters: {}, question: null });

async function startComparison(entries: CompareEntry[], overrides: Partial<Record<Kind, Answer>> = {}) {
  const page = createPage(overrides);
  await page.controller.start();
  await settle();
  page.controller.setParameters({ budget: 4 });
  await settle();
  page.controller.setCompare({ entries });
  page.controller.setView({ figure: 'compare' });
  await settle();
  const runs = () => page.store.getState().methodRuns;
  const asked = () => page.sent.filter((request) => request.kind === 'runMethod');
  const letAnswer = async () => {
    for (const reply of page.held.replies.splice(0)) reply();
    await settle();
  };
  return { ...page, runs, asked, letAnswer };
}

/** A worker whose VScan needs to be allowed stand-ins. */
const refuse: Answer = (request) => {
  if (request.kind === 'runMethod' && request.allowStandIns) return { selection: { method: 'vscan', budget: 4, indices: Uint32Array.of(0) }, milliseconds: 1 };
  throw new Error('VScan needs the attention of the [CLS] token.');
};

describe('the compared methods', () => {
  it('are not computed before a comparison is open', async () => {
    const page = createPage();
    await page.controller.start();
    await settle();
    expect(page.sent.some(({ kind }) => kind === 'runMethod')).toBe(false);
    expect(page.store.getState().methodRuns).toEqual([]);
  });

  it('are computed for the photo, question and budget at hand', async () => {
    const { runs, asked } = await startComparison([plain('script'), plain('divprune')]);
    expect(runs().map(({ selection, isOutdated, problem }) => [selection?.method, isOutdated, problem])).toEqual([
      ['script', false, null],
      ['divprune', false, null],
    ]);
    expect(asked()).toMatchObject([
      { method: 'script', budget: 4, queryId: 'query Is there a space shuttle?', allowStandIns: false, tokenSetId: 'tokens of astronaut.png' },
      { method: 'divprune', budget: 4, parameters: {} },
    ]);
  });

  it('follow the budget, the newest value first, with one request of a place under way', async () => {
    const { controller, held, runs, asked, letAnswer } = await startComparison([plain('divprune')]);
    held.kinds.add('runMethod');
    for (const budget of [3, 2, 1]) {
      controller.setParameters({ budget });
      await settle();
    }
    expect(asked().map(({ budget }) => budget)).toEqual([4, 3]);
    expect(runs()[0]).toMatchObject({ isOutdated: true, selection: { budget: 4 } });
    await letAnswer();
    expect(asked().map(({ budget }) => budget)).toEqual([4, 3, 1]);
    expect(runs()[0]).toMatchObject({ isOutdated: true, selection: { budget: 3 } });
    await letAnswer();
    expect(runs()[0]).toMatchObject({ isOutdated: false, selection: { budget: 1 } });
    expect(asked()).toHaveLength(3);
  });

  it('are left alone by what they do not depend on', async () => {
    const { controller, asked } = await startComparison([plain('script'), plain('divprune')]);
    controller.setView({ opacity: 0.3 });
    await settle();
    expect(asked()).toHaveLength(2);
    controller.setParameters({ gamma: 3 });
    await settle();
    expect(asked().slice(2)).toMatchObject([{ method: 'script', parameters: { gamma: 3 } }]);
  });

  it('keep what they show when another is removed or added', async () => {
    const { controller, asked, runs } = await startComparison([plain('script'), plain('divprune'), plain('trim')]);
    controller.setCompare({ entries: [plain('divprune'), plain('trim'), plain('random')] });
    await settle();
    expect(asked().slice(3).map(({ method }) => method)).toEqual(['random']);
    expect(runs().map(({ selection }) => selection?.method)).toEqual(['divprune', 'trim', 'random']);
  });

  it('say why there is no selection, and try again when something changes', async () => {
    const { controller, runs } = await startComparison([plain('vscan')], { runMethod: refuse });
    expect(runs()[0]).toMatchObject({ selection: null, isOutdated: false, problem: 'VScan needs the attention of the [CLS] token.' });
    controller.setCompare({ allowStandIns: true });
    await settle();
    expect(runs()[0]).toMatchObject({ selection: { method: 'vscan' }, problem: null });
  });

  it('ask a question of their own, once', async () => {
    const { controller, sent, asked } = await startComparison([{ ...plain('trim'), question: 'Where is the flag?' }]);
    const embedded = () => sent.filter((request) => request.kind === 'embedQuestion' && request.question === 'Where is the flag?').length;
    expect(asked()).toMatchObject([{ queryId: 'query Where is the flag?' }]);
    controller.setParameters({ budget: 2 });
    await settle();
    expect(asked()).toMatchObject([{}, { queryId: 'query Where is the flag?', budget: 2 }]);
    expect(embedded()).toBe(1);
  });

  it('do not show what another method kept at their place', async () => {
    const { controller, held, runs, letAnswer } = await startComparison([plain('divprune')]);
    held.kinds.add('runMethod');
    controller.setParameters({ budget: 2 });
    await settle();
    controller.setCompare({ entries: [plain('random')] });
    await settle();
    await letAnswer();
    expect(runs()[0]).toMatchObject({ selection: null, isOutdated: true });
    await letAnswer();
    expect(runs()[0]).toMatchObject({ selection: { method: 'random', budget: 2 }, isOutdated: false });
  });

  it('do not carry the tokens of one photo over to the next', async () => {
    const { controller, held, runs } = await startComparison([plain('divprune')]);
    held.kinds.add('runMethod');
    await controller.openSample('coffee');
    await settle();
    expect(runs()[0]).toMatchObject({ selection: null, isOutdated: true });
  });
});

describe('a place in the comparison', () => {
  const page = { ...DEFAULT_PARAMETERS, budget: 64, threshold: 0.2 };

  it('follows the page in what it shares with Script, until it sets its own', () => {
    expect(resolveParameters(plain('gsp-only'), page)).toMatchObject({ threshold: 0.2, gamma: 10 });
    expect(resolveParameters({ ...plain('gsp-only'), parameters: { threshold: 0.9 } }, page)).toMatchObject({ threshold: 0.9 });
    expect(resolveParameters(plain('script-released'), { ...page, threshold: 0.7 })).toMatchObject({ threshold: 0.2, gamma: 1 });
  });

  it('is told apart by its settings only where its method is there twice', () => {
    const changed = { ...plain('script'), parameters: { threshold: 0.3 }, question: 'Where?' };
    expect(titleEntry(changed, [changed, plain('trim')])).toBe('Script');
    expect(titleEntry(changed, [changed, plain('script')])).toBe('Script, τ 0.3, “Where?”');
    expect(titleEntry(plain('script'), [changed, plain('script')])).toBe('Script');
  });
});
