import { describe, expect, it } from 'vitest';
import type { FrameSampling } from '../../src/media/sampleTimes.ts';
import { sortFiles } from '../../src/state/sources.ts';
import { createPage, settle } from './statePage.ts';

const WEBM = '\x1aE\xdf\xa3\x9fB\x82\x84webm';
const clip = (name = 'clip.webm') => new File([Uint8Array.from(WEBM, (letter) => letter.charCodeAt(0))], name);
const picture = (name: string) => new File([name], name, { type: 'image/png' });

const EIGHT: FrameSampling = { count: 8, range: null };
const FOUR: FrameSampling = { count: 4, range: { start: 1, end: 3 } };

async function openPage(overrides: Parameters<typeof createPage>[0] = {}) {
  const page = createPage(overrides);
  await page.controller.start();
  await settle();
  return page;
}

describe('files that come in together', () => {
  it('are a video if the first picture or video is one, whatever it is called', async () => {
    expect(await sortFiles([clip('download')])).toMatchObject({ kind: 'video', name: 'download', sampling: EIGHT });
    expect(await sortFiles([clip(), picture('a.png')])).toMatchObject({ kind: 'video' });
    expect(await sortFiles([picture('a.png'), clip()])).toMatchObject({ kind: 'photo', name: 'a.png' });
    expect(await sortFiles([new File(['text'], 'notes.pdf'), clip()])).toMatchObject({ kind: 'video' });
  });

  it('never lay own tokens over a video', async () => {
    const tokens = new File([''], 'own.npz');
    expect(await sortFiles([clip(), tokens])).toMatchObject({ kind: 'tokens', photo: null });
    expect(await sortFiles([clip(), tokens, picture('a.png')])).toMatchObject({ kind: 'tokens', photo: { name: 'a.png' } });
  });
});

describe('a video', () => {
  it('is shown with its frames, each with its share of the budget, and answers the question of the box', async () => {
    const { store, controller, selects } = await openPage();
    await controller.openFiles([clip()]);
    await settle();
    const { shown, video } = store.getState();
    expect(shown?.photo).toMatchObject({ name: 'clip.webm', n: 32, bitmap: null });
    expect(shown?.photo.film).toHaveLength(8);
    expect(shown?.question).toMatchObject({ kind: 'asked', text: 'Is there a space shuttle?' });
    expect(video).toMatchObject({ name: 'clip.webm', sampling: EIGHT, isEncoded: true, info: { duration: 4 } });
    expect(selects().at(-1)?.parameters.scope).toBe('per-view');
  });

  it('is encoded again with other frames, and lets go of the former ones', async () => {
    const { store, controller, sent } = await openPage();
    await controller.openFiles([clip()]);
    await settle();
    const former = store.getState().shown?.photo;
    await controller.encodeFrames(FOUR);
    await settle();
    expect(store.getState().shown?.photo.film).toHaveLength(4);
    expect(sent.findLast(({ kind }) => kind === 'encodeVideo')).toMatchObject({ sampling: FOUR });
    for (const { bitmap } of former?.film ?? []) expect(bitmap.close).toHaveBeenCalledOnce();
    expect(sent.findLast(({ kind }) => kind === 'release')).toMatchObject({ tokenSetId: former?.tokenSetId });
  });

  it('can be asked for again after its encoding was stopped; what was on screen stays', async () => {
    const { store, controller, held } = await openPage();
    held.kinds.add('encodeVideo');
    const opening = controller.openFiles([clip()]);
    await settle();
    expect(store.getState().video).toMatchObject({ isEncoded: false });
    store.getState().activities.at(-1)?.cancel?.();
    await opening;
    expect(store.getState().shown?.photo.name).toBe('astronaut.png');
    expect(store.getState().notices).toEqual([]);
    held.kinds.clear();
    await controller.encodeFrames(FOUR);
    await settle();
    expect(store.getState().shown?.photo).toMatchObject({ name: 'clip.webm', n: 16 });
  });

  it('says if it has fewer frames than were asked for', async () => {
    const { store, controller } = await openPage({
      encodeVideo: () => ({ tokenSetId: 'short', n: 4, layout: { width: 2, height: 2, views: [] }, film: [{ time: 0, bitmap: {} }], extras: {}, labels: [] }),
    });
    await controller.openFiles([clip()]);
    await settle();
    expect(store.getState().notices[0]?.text).toContain('has 1 different frame in the chosen range, fewer than the 8');
  });

  it('is opened with the frames of a link, whose range is that of the first video', async () => {
    const { store, controller, sent } = await openPage();
    store.setState(({ settings }) => ({ settings: { ...settings, sampling: FOUR } }));
    await controller.openFiles([clip()]);
    await settle();
    expect(sent.findLast(({ kind }) => kind === 'encodeVideo')).toMatchObject({ sampling: FOUR });
    await controller.openFiles([clip('other.webm')]);
    await settle();
    expect(store.getState()).toMatchObject({ settings: { sampling: { count: 4, range: null } }, video: { name: 'other.webm', sampling: { count: 4, range: null } } });
  });

  it('leaves its frames in the link, and follows a link with others', async () => {
    const { store, controller, sent } = await openPage();
    await controller.openFiles([clip()]);
    await controller.encodeFrames(FOUR);
    await settle();
    const { settings } = store.getState();
    expect(settings).toMatchObject({ sampling: FOUR, sample: null });
    await controller.applySettings({ ...settings, sampling: EIGHT });
    await settle();
    expect(sent.findLast(({ kind }) => kind === 'encodeVideo')).toMatchObject({ sampling: EIGHT });
    expect(store.getState().shown?.photo.film).toHaveLength(8);
  });

  it('that cannot be read is explained, and nothing is lost', async () => {
    const { store, controller } = await openPage({
      readVideo: () => {
        throw new Error('“clip.webm” holds no video track.');
      },
    });
    await controller.openFiles([clip()]);
    await settle();
    expect(store.getState()).toMatchObject({ video: null, shown: { photo: { name: 'astronaut.png' } } });
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['“clip.webm” holds no video track.']);
  });

  it('gives way to a photo, and comes back after a restart while it is on screen', async () => {
    const { store, controller, sent } = await openPage();
    await controller.openFiles([clip()]);
    await settle();
    await controller.setDevice('cpu');
    await settle();
    expect(sent.filter(({ kind }) => kind === 'encodeVideo')).toHaveLength(2);
    await controller.openFiles([picture('mine.png')]);
    await settle();
    expect(store.getState()).toMatchObject({ video: null, shown: { photo: { name: 'mine.png' } } });
    expect(store.getState().settings.parameters.scope).toBe('joint');
  });
});
