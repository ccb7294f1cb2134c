/** The token layout as a setting: it opens the photo again, and a photo that stays keeps its own. */
import { describe, expect, it } from 'vitest';
import { countTokens } from '../../src/state/encoderChoice.ts';
import { decodeSettings } from '../../src/state/urlState.ts';
import { ANSWERS, createPage, settle } from './statePage.ts';

async function startPage(overrides: Parameters<typeof createPage>[0] = {}) {
  const page = createPage(overrides);
  await page.controller.start();
  await settle();
  const layouts = () => page.sent.flatMap((request) => (request.kind === 'encodeImage' ? [request.tokenLayout] : []));
  return { ...page, layouts };
}

const count = (hash: string) => countTokens(decodeSettings(hash).settings);

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
    await controller.applySettings(decodeSettings('#layout=tiles-1x2').settings);
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

  it('sets how many tokens a link’s default budget refers to', () => {
    expect(count('#')).toBe(576);
    expect(count('#layout=llava-next')).toBe(2880);
    expect(count('#layout=internvl3')).toBe(720);
    expect(count('#layout=tiles-2x3%2Bbase&encoder=clip-vit-base-patch16')).toBe(7 * 196);
  });
});
