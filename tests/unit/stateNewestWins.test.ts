import { describe, expect, it } from 'vitest';
import type { Kind } from '../../src/engine/protocol.ts';
import { DEFAULT_SETTINGS } from '../../src/state/settings.ts';
import { createPage, settle } from './statePage.ts';

const FIRST = 'Is there a space shuttle?';

async function startPage(...args: Parameters<typeof createPage>) {
  const page = createPage(...args);
  await page.controller.start();
  await settle();
  const letAnswer = async (...kinds: Kind[]) => {
    for (const kind of kinds) page.held.kinds.delete(kind);
    for (const reply of page.held.replies.splice(0)) reply();
    await settle();
  };
  const expectAnswered = (text: string) => {
    const { settings, shown } = page.store.getState();
    expect(settings.question.trim()).toBe(text);
    expect(shown?.question.text).toBe(text);
  };
  return { ...page, letAnswer, expectAnswered };
}

/** A page on its first sample whose next samples load when the test says so. */
async function startWithSlowSamples() {
  const loads: { id: string; finish: () => void; fail: () => void }[] = [];
  let slow = false;
  const page = await startPage({}, ({ id }) => {
    if (!slow) return Promise.resolve(new Blob());
    return new Promise((resolve, reject) => {
      loads.push({ id, finish: () => resolve(new Blob()), fail: () => reject(new Error('The sample could not be loaded.')) });
    });
  });
  slow = true;
  return { ...page, loads };
}

describe('the newest question', () => {
  it.each([FIRST, '', '  '])('wins over one that is still being read: %j', async (newest) => {
    const { controller, held, letAnswer, expectAnswered } = await startPage();
    held.kinds.add('embedQuestion');
    void controller.ask('Where is the flag?');
    await settle();
    void controller.ask(newest);
    await letAnswer('embedQuestion');
    expectAnswered(newest.trim());
  });

  it.each([FIRST, ''])('wins while a photo is being encoded: %j', async (newest) => {
    const { store, controller, held, letAnswer, expectAnswered } = await startPage();
    held.kinds.add('encodeImage').add('embedQuestion');
    void controller.openFiles([new File([], 'mine.png')]);
    await settle();
    void controller.ask('Where is the flag?');
    await settle();
    void controller.ask(newest);
    await letAnswer('encodeImage', 'embedQuestion');
    expect(store.getState().shown?.photo.name).toBe('mine.png');
    expectAnswered(newest);
  });

  it('wins over the one that a sample on its way brings', async () => {
    const { store, controller, held, letAnswer, expectAnswered } = await startPage();
    held.kinds.add('encodeImage');
    void controller.openSample('coffee');
    await settle();
    void controller.ask(FIRST);
    await letAnswer('encodeImage');
    expect(store.getState().shown?.photo.sample).toBe('coffee');
    expectAnswered(FIRST);
  });

  it('is read once the photo is there, where own tokens could not answer it', async () => {
    const { store, controller, held, letAnswer, expectAnswered } = await startPage();
    await controller.openFiles([new File([], 'mine.npy')]);
    await settle();
    held.kinds.add('encodeImage');
    void controller.openFiles([new File([], 'mine.png')]);
    await settle();
    void controller.ask('Where is the flag?');
    await letAnswer('encodeImage');
    expect(store.getState().shown?.photo.name).toBe('mine.png');
    expectAnswered('Where is the flag?');
  });
});

describe('the newest choice', () => {
  it.each(['mine.png', 'mine.npy'])('is the person’s %s, not the sample that loads after it', async (name) => {
    const { store, controller, loads } = await startWithSlowSamples();
    void controller.openSample('coffee');
    await settle();
    await controller.openFiles([new File([], name)]);
    loads[0]?.finish();
    await settle();
    expect(loads).toHaveLength(1);
    expect(store.getState().shown?.photo.name).toBe(name);
    expect(store.getState().settings.sample).toBeNull();
    expect(store.getState().activities).toEqual([]);
  });

  it('is the later of two samples, whichever loads first', async () => {
    const { store, controller, loads } = await startWithSlowSamples();
    void controller.openSample('coffee');
    void controller.openSample('astronaut');
    loads.toReversed().forEach(({ finish }) => finish());
    await settle();
    expect(loads.map(({ id }) => id)).toEqual(['coffee', 'astronaut']);
    expect(store.getState().shown?.photo.sample).toBe('astronaut');
  });

  it('says why a sample could not be loaded, unless it was replaced meanwhile', async () => {
    const { store, controller, loads } = await startWithSlowSamples();
    void controller.openSample('coffee');
    await controller.openFiles([new File([], 'mine.png')]);
    loads[0]?.fail();
    await settle();
    expect(store.getState().notices).toEqual([]);
    void controller.openSample('coffee');
    loads[1]?.fail();
    await settle();
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['The sample could not be loaded.']);
    expect(store.getState().shown?.photo.name).toBe('mine.png');
    expect(store.getState().activities).toEqual([]);
  });
});

describe('a budget in a link', () => {
  const above = { ...DEFAULT_SETTINGS, parameters: { ...DEFAULT_SETTINGS.parameters, budget: 99_999 } };

  it('is cut to the number of tokens with a note, on the first view and in an open page', async () => {
    const { store, controller } = createPage();
    store.setState({ settings: above });
    await controller.start();
    await settle();
    const note = 'A budget of 99999 tokens was asked for, but there are only 4; all 4 are kept.';
    expect(store.getState().settings.parameters.budget).toBe(4);
    expect(store.getState().notices.map(({ text }) => text)).toEqual([note]);
    store.setState({ notices: [] });
    await controller.applySettings({ ...above, sample: store.getState().settings.sample });
    expect(store.getState().settings.parameters.budget).toBe(4);
    expect(store.getState().notices.map(({ text }) => text)).toEqual([note]);
  });
});
