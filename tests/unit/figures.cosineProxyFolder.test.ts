import { describe, expect, it } from 'vitest';
import type { Kind } from '../../src/engine/protocol.ts';
import { createFolderRun } from '../../src/ui/figures/cosineProxy/folderRun.ts';
import { ANSWERS, createPage, settle, type Answer } from './statePage.ts';

async function createRun(overrides: Partial<Record<Kind, Answer>> = {}) {
  const page = createPage(overrides);
  await page.controller.start();
  await settle();
  const run = createFolderRun(page.store, page.controller.link);
  const countSent = (kind: Kind) => page.sent.filter((request) => request.kind === kind).length;
  return { ...page, run, countSent };
}

function image(name: string): File {
  return new File([], name, { type: 'image/png' });
}

describe('a run over a folder', () => {
  it('adds every image up, in the order of their names, and frees its tokens', async () => {
    const { run, countSent } = await createRun();
    const before = countSent('release');
    await run.start([image('b10.png'), image('b9.png'), image('a.png')]);
    const { sums, progress, ending, isShown } = run.state.getState();
    expect(sums?.names).toEqual(['a.png', 'b9.png', 'b10.png']);
    expect(sums?.byDistance.pairs[1]).toBe(12);
    expect({ progress, ending, isShown }).toEqual({ progress: null, ending: null, isShown: true });
    expect(countSent('release') - before).toBe(3);
  });

  it('skips what cannot be read, with the reason, and leaves other files out', async () => {
    const { run } = await createRun({
      encodeImage: (request) => {
        if (request.kind === 'encodeImage' && request.name === 'broken.png') throw new Error('broken.png ends too early.');
        return ANSWERS.encodeImage(request);
      },
    });
    await run.start([image('good.png'), image('broken.png'), image('.hidden.png'), new File([], 'notes.txt', { type: 'text/plain' })]);
    const { sums, skipped, otherFiles } = run.state.getState();
    expect(sums?.names).toEqual(['good.png']);
    expect(skipped).toEqual([{ name: 'broken.png', reason: 'broken.png ends too early.' }]);
    expect(otherFiles).toBe(2);
  });

  it('keeps what it has when it is stopped', async () => {
    const { run } = await createRun();
    run.state.subscribe(({ sums }) => {
      if (sums?.names.length === 2) run.stop();
    });
    await run.start(['a.png', 'b.png', 'c.png', 'd.png'].map(image));
    const { sums, progress, ending } = run.state.getState();
    expect(sums?.names).toEqual(['a.png', 'b.png']);
    expect({ progress, ending }).toEqual({ progress: null, ending: 'You stopped it.' });
  });

  it('begins anew with other files', async () => {
    const { run } = await createRun();
    const first = run.start(['a.png', 'b.png'].map(image));
    await Promise.all([first, run.start([image('c.png')])]);
    expect(run.state.getState().sums?.names).toEqual(['c.png']);
    run.show(false);
    expect(run.state.getState().isShown).toBe(false);
  });

  it('ends when the encoder is changed', async () => {
    const { run, store } = await createRun();
    run.state.subscribe(({ sums }) => {
      const { encoder } = store.getState();
      if (sums?.names.length === 1 && encoder.generation === 0) store.setState({ encoder: { ...encoder, generation: 1 } });
    });
    await run.start(['a.png', 'b.png'].map(image));
    const { sums, ending } = run.state.getState();
    expect(sums?.names).toEqual(['a.png']);
    expect(ending).toContain('The encoder was changed');
  });

  it('says so when there is no image', async () => {
    const { run } = await createRun();
    await run.start([new File([], 'notes.txt')]);
    expect(run.state.getState()).toMatchObject({ sums: null, progress: null, otherFiles: 1 });
  });
});
