import { describe, expect, it } from 'vitest';
import { ANSWERS, createPage, settle } from './statePage.ts';

describe('controller', () => {
  it('answers the question of the first sample without being asked', async () => {
    const { store, controller, selects } = createPage();
    await controller.start();
    await settle();
    const { shown, notices, activities } = store.getState();
    expect(shown?.photo.sample).toBe('astronaut');
    expect(shown?.question.text).toBe('Is there a space shuttle?');
    expect(selects()).toHaveLength(1);
    expect(notices).toEqual([]);
    expect(activities).toEqual([]);
    expect(store.getState().focus.token).toBe(0);
  });

  it('adds up the times of a stage that ran in every view', async () => {
    const timing = { device: 'cpu', clock: 'wall' } as const;
    const timings = [3, 4].flatMap((milliseconds) => [{ ...timing, stage: 'greedy', milliseconds }, { ...timing, stage: 'similarity', milliseconds: 1 }]);
    const { store, controller } = createPage({
      select: (request) => {
        const answer = Object(ANSWERS.select(request));
        return { ...answer, selection: { ...answer.selection, timings } };
      },
    });
    await controller.start();
    await settle();
    expect(store.getState().stageTimings).toMatchObject({ greedy: { milliseconds: 7 }, similarity: { milliseconds: 2 } });
  });

  it('never asks for more tokens than there are, and adapts the default budget to the photo', async () => {
    const { store, controller } = createPage();
    await controller.start();
    await settle();
    expect(store.getState().settings.parameters.budget).toBe(1);
    controller.setParameters({ budget: 500 });
    await settle();
    expect(store.getState().shown?.parameters.budget).toBe(4);
  });

  it('keeps one selection in flight while a slider moves, and ends on the newest value', async () => {
    const { store, controller, selects, held } = createPage();
    await controller.start();
    await settle();
    held.kinds.add('select');
    for (const threshold of [0.1, 0.2, 0.3, 0.4]) controller.setParameters({ threshold });
    await settle();
    for (const threshold of [0.6, 0.7, 0.8]) controller.setParameters({ threshold });
    await settle();
    expect(selects()).toHaveLength(2);
    held.kinds.clear();
    for (const reply of held.replies) reply();
    await settle();
    expect(selects()).toHaveLength(3);
    expect(store.getState().shown?.parameters.threshold).toBe(0.8);
  });

  it('remembers the kept set from before a change until the next one begins', async () => {
    const { store, controller } = createPage();
    await controller.start();
    await settle();
    controller.setParameters({ budget: 2 });
    controller.setParameters({ budget: 3 });
    await settle();
    expect(store.getState().comparison.before?.selection.budget).toBe(1);
    controller.endChange();
    controller.setParameters({ budget: 4 });
    expect(store.getState().comparison.before?.selection.budget).toBe(3);
  });

  it('keeps the last result and says what happened when a photo cannot be opened', async () => {
    const encode = ANSWERS.encodeImage;
    const { store, controller, selects } = createPage({
      encodeImage: (request) => {
        if (request.kind === 'encodeImage' && request.name === 'broken.png') throw new Error('No image format was recognized.');
        return encode(request);
      },
    });
    await controller.start();
    await settle();
    const before = store.getState().shown;
    await controller.openFiles([new File([], 'broken.png')]);
    await settle();
    const { shown, notices, settings, activities } = store.getState();
    // The same selection: one that ran again would have no timings, since every stage still stands.
    expect(shown).toBe(before);
    expect(selects()).toHaveLength(1);
    expect(settings.sample).toBe('astronaut');
    expect(notices.map(({ text }) => text)).toEqual(['No image format was recognized.']);
    expect(activities).toEqual([]);
  });

  it('shows a new photo only together with its own selection', async () => {
    const { store, controller, held } = createPage();
    await controller.start();
    await settle();
    held.kinds.add('select');
    await controller.openFiles([new File([], 'mine.png')]);
    await settle();
    expect(store.getState().shown?.photo.name).toBe('astronaut.png');
    held.replies.forEach((reply) => reply());
    await settle();
    expect(store.getState().shown?.photo.name).toBe('mine.png');
    expect(store.getState().settings.sample).toBeNull();
  });

  it('takes a sample’s question along, but keeps one of the person’s own', async () => {
    const { store, controller } = createPage();
    await controller.start();
    await settle();
    await controller.openSample('coffee');
    await settle();
    expect(store.getState().shown?.question.text).toBe('Where is the cup?');
    await controller.ask('Is it warm?');
    await controller.openSample('astronaut');
    await settle();
    expect(store.getState().shown?.question.text).toBe('Is it warm?');
  });

  it('treats an empty question as pure diversity, without a request', async () => {
    const { store, controller, sent } = createPage();
    await controller.start();
    await settle();
    const asked = sent.filter(({ kind }) => kind === 'embedQuestion').length;
    await controller.ask('   ');
    await settle();
    expect(sent.filter(({ kind }) => kind === 'embedQuestion')).toHaveLength(asked);
    expect(store.getState().shown?.question).toMatchObject({ text: '', queryId: null });
  });

  it('survives a crash: the result stays, a notice offers a restart, and the restart brings everything back', async () => {
    const { store, controller, sent, crash } = createPage();
    await controller.start();
    await settle();
    crash();
    const { engine, shown, notices } = store.getState();
    expect(engine.status).toBe('failed');
    expect(shown).not.toBeNull();
    expect(notices).toHaveLength(1);
    notices[0]?.action?.run();
    await settle();
    expect(store.getState().engine.status).toBe('ready');
    expect(sent.filter(({ kind }) => kind === 'encodeImage')).toHaveLength(2);
    expect(store.getState().shown).not.toBe(shown);
  });

  it('cancels an encode without a complaint', async () => {
    const { store, controller, held } = createPage();
    await controller.start();
    await settle();
    held.kinds.add('encodeImage');
    const opening = controller.openFiles([new File([], 'slow.png')]);
    await settle();
    store.getState().activities.find(({ cancel }) => cancel !== null)?.cancel?.();
    await opening;
    expect(store.getState().notices).toEqual([]);
    expect(store.getState().activities).toEqual([]);
    expect(store.getState().shown?.photo.name).toBe('astronaut.png');
  });

  it('says so when a link names a sample that does not exist', async () => {
    const { store, controller } = createPage();
    store.setState(({ settings }) => ({ settings: { ...settings, sample: 'nothing' } }));
    await controller.start();
    await settle();
    expect(store.getState().notices[0]?.text).toContain('There is no sample called “nothing”');
    expect(store.getState().shown?.photo.sample).toBe('astronaut');
  });
});
