/** The token layout as a setting: it opens the photo again, and a photo that stays keeps its own. */
import { describe, expect, it } from 'vitest';
import type { EncodeImageResult } from '../../src/engine/protocol.ts';
import { findStandard } from '../../src/state/encoderChoice.ts';
import { decodeSettings } from '../../src/state/urlState.ts';
import { ANSWERS, createPage, settle } from './statePage.ts';

async function startPage(overrides: Parameters<typeof createPage>[0] = {}) {
  const page = createPage(overrides);
  await page.controller.start();
  await settle();
  const layouts = () => page.sent.flatMap((request) => (request.kind === 'encodeImage' ? [request.tokenLayout] : []));
  return { ...page, layouts };
}

const standard = (hash: string) => findStandard(decodeSettings(hash, []).settings);

/** Answers with two views unless the whole photo is one. */
const cut: (typeof ANSWERS)['encodeImage'] = (request) => {
  const answer = ANSWERS.encodeImage(request) as EncodeImageResult;
  if (request.kind !== 'encodeImage' || request.tokenLayout === 'llava-1.5') return answer;
  const { layout } = answer;
  const [view] = layout.views;
  return { ...answer, n: 8, layout: { ...layout, views: [view, { ...view, offset: 4 }] } };
};

describe('the token layout', () => {
  it('opens the photo again when it changes', async () => {
    const { controller, store, layouts } = await startPage();
    await controller.setTokenLayout('llava-next');
    await settle();
    expect(layouts()).toEqual(['llava-1.5', 'llava-next']);
    expect(store.getState().shown?.photo).toMatchObject({ tokenLayout: 'llava-next', sample: 'astronaut' });
  });

  it('goes back to that of the photo on screen if the photo cannot be opened in it', async () => {
    const { controller, store } = await startPage({
      encodeImage: (request) => {
        if (request.kind === 'encodeImage' && request.tokenLayout !== 'llava-1.5') throw new Error('The photo has 1 x 1 pixels.');
        return ANSWERS.encodeImage(request);
      },
    });
    await controller.setTokenLayout('tiles-2x3');
    await settle();
    expect(store.getState().settings.tokenLayout).toBe('llava-1.5');
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['The photo has 1 x 1 pixels.']);
  });

  it('goes back when the person stops it, too', async () => {
    const { controller, store, held } = await startPage();
    held.kinds.add('encodeImage');
    const recut = controller.setTokenLayout('internvl3');
    await settle();
    expect(store.getState().settings.tokenLayout).toBe('internvl3');
    store.getState().activities.at(-1)?.cancel?.();
    await recut;
    expect(store.getState().settings.tokenLayout).toBe('llava-1.5');
    expect(store.getState().notices).toEqual([]);
  });

  it('of a link opens the photo again', async () => {
    const { controller, layouts } = await startPage();
    await controller.applySettings(decodeSettings('#layout=tiles-1x2', []).settings);
    await settle();
    expect(layouts()).toEqual(['llava-1.5', 'tiles-1x2']);
  });

  it('leaves own tokens alone and counts for the next photo', async () => {
    const { controller, store, layouts } = await startPage();
    await controller.openFiles([new File([], 'tokens.npy')]);
    await settle();
    await controller.setTokenLayout('llava-next');
    await settle();
    expect(store.getState().shown?.photo.name).toBe('tokens.npy');
    await controller.openSample('coffee');
    await settle();
    expect(layouts()).toEqual(['llava-1.5', 'llava-next']);
  });

  it('sets what a link’s default budget and scope refer to', () => {
    expect(standard('#')).toEqual({ budget: 64, scope: 'joint' });
    expect(standard('#layout=llava-next')).toEqual({ budget: 320, scope: 'per-view' });
    expect(standard('#layout=internvl3')).toEqual({ budget: 80, scope: 'per-view' });
    expect(standard('#layout=tiles-2x3%2Bbase&encoder=clip-vit-base-patch16')).toEqual({ budget: Math.round((7 * 196) / 9), scope: 'per-view' });
  });

  it('sets the scope, which a link or the person may choose otherwise', async () => {
    const { controller, store } = createPage({ encodeImage: cut });
    const scope = () => store.getState().shown?.parameters.scope;
    store.setState(({ settings }) => ({ settings: { ...settings, ...decodeSettings('#layout=tiles-1x2&scope=joint', []).settings } }));
    await controller.start();
    await settle();
    expect(scope()).toBe('joint');
    // Several views as before: the choice stays.
    await controller.setTokenLayout('tiles-2x1');
    await settle();
    expect(scope()).toBe('joint');
    controller.resetParameters();
    await settle();
    expect(scope()).toBe('per-view');
    await controller.setTokenLayout('llava-1.5');
    await settle();
    expect(scope()).toBe('joint');
    await controller.applySettings(decodeSettings('#layout=tiles-1x2&scope=joint', []).settings);
    await settle();
    expect(scope()).toBe('joint');
  });
});
