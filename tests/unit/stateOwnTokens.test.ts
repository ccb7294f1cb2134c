import { describe, expect, it } from 'vitest';
import { sortFiles } from '../../src/state/sources.ts';
import { ANSWERS, createPage, settle } from './statePage.ts';

const file = (name: string, type = '') => new File([name], name, { type });

async function openPage(overrides: Parameters<typeof createPage>[0] = {}) {
  const page = createPage(overrides);
  await page.controller.start();
  await settle();
  return page;
}

describe('files that come in together', () => {
  it('are own tokens if one of them is, with the first photo under them', async () => {
    expect(await sortFiles([file('a.PNG'), file('tokens.npy'), file('b.png'), file('QUERY.NPY')])).toMatchObject({
      kind: 'tokens',
      files: [{ name: 'tokens.npy' }, { name: 'QUERY.NPY' }],
      photo: { name: 'a.PNG' },
    });
    expect(await sortFiles([file('own.safetensors')])).toMatchObject({ kind: 'tokens', photo: null });
  });

  it('are else a photo, the first of several', async () => {
    expect(await sortFiles([file('a.png'), file('b.png')])).toMatchObject({ kind: 'photo', name: 'a.png', sample: null });
    expect(await sortFiles([file('')])).toMatchObject({ kind: 'photo', name: 'pasted image' });
    expect(await sortFiles([])).toBeNull();
  });

  it('are refused in a sentence, like a document from the clipboard, only if there is no photo among them', async () => {
    const document = file('notes.pdf', 'application/pdf');
    expect(await sortFiles([document, file('a.png', 'image/png')])).toMatchObject({ kind: 'photo', name: 'a.png' });
    const { store, controller } = await openPage({
      encodeImage: (request) => {
        if (request.kind === 'encodeImage' && request.name === 'notes.pdf') throw new Error('"notes.pdf" is not a picture.');
        return ANSWERS.encodeImage(request);
      },
    });
    await controller.openFiles([document]);
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['"notes.pdf" is not a picture.']);
  });
});

describe('own tokens', () => {
  it('are shown like a photo, without one under them, and never wait for the question box', async () => {
    const { store, controller, sent, selects } = await openPage();
    const embedded = sent.filter(({ kind }) => kind === 'embedQuestion').length;
    await controller.openFiles([file('own.npz')]);
    await settle();
    const { shown, settings } = store.getState();
    expect(shown?.photo).toMatchObject({ name: 'own.npz', bitmap: null, timings: null });
    expect(shown?.question).toMatchObject({ kind: 'missing', queryId: null });
    expect(settings.sample).toBeNull();
    await controller.ask('Is it warm?');
    await settle();
    expect(sent.filter(({ kind }) => kind === 'embedQuestion')).toHaveLength(embedded);
    expect(selects().at(-1)).toMatchObject({ tokenSetId: 'own tokens', queryId: null });
  });

  it('of several views are selected from view by view, until a single view comes', async () => {
    const view = { kind: 'tile', rows: 1, cols: 2, x: 0, y: 0, cellWidth: 1, cellHeight: 1 };
    const layout = { width: 2, height: 2, views: [{ ...view, offset: 0 }, { ...view, offset: 2, y: 1 }] };
    const { controller, selects } = await openPage({
      openTokens: (request) => ({ ...Object(ANSWERS.openTokens(request)), layout }),
    });
    await controller.openFiles([file('own.npz')]);
    await settle();
    expect(selects().at(-1)?.parameters.scope).toBe('per-view');
    await controller.openFiles([file('photo.png')]);
    await settle();
    expect(selects().at(-1)?.parameters.scope).toBe('joint');
  });

  it('answer the question that came with them, and show what there is to say about them', async () => {
    const { store, controller, selects } = await openPage({
      openTokens: (request) => ({ ...(ANSWERS.openTokens(request) as object), queryId: 'brought', notices: ['Read as 2 x 2.'] }),
    });
    await controller.openFiles([file('own.npz'), file('seen.png')]);
    await settle();
    expect(store.getState().shown?.photo.bitmap).not.toBeNull();
    expect(store.getState().shown?.question.kind).toBe('brought');
    expect(selects().at(-1)).toMatchObject({ queryId: 'brought' });
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['Read as 2 x 2.']);
  });

  it('give way to a photo with the question of the box', async () => {
    const { store, controller } = await openPage();
    await controller.openFiles([file('own.npz')]);
    await controller.ask('Is it warm?');
    await controller.openFiles([file('mine.png')]);
    await settle();
    expect(store.getState().shown).toMatchObject({ photo: { name: 'mine.png' }, question: { kind: 'asked', text: 'Is it warm?' } });
  });

  it('stay with their question if a photo cannot be opened', async () => {
    const { store, controller, selects } = await openPage({
      encodeImage: (request) => {
        if (request.kind === 'encodeImage' && request.name === 'broken.png') throw new Error('No image format was recognized.');
        return ANSWERS.encodeImage(request);
      },
    });
    await controller.openFiles([file('own.npz')]);
    await controller.openFiles([file('broken.png')]);
    await settle();
    controller.setParameters({ threshold: 0.9 });
    await settle();
    expect(store.getState().shown).toMatchObject({ photo: { name: 'own.npz' }, question: { kind: 'missing' } });
    expect(selects().at(-1)).toMatchObject({ tokenSetId: 'own tokens', queryId: null });
  });

  it('keep the last result if they cannot be read', async () => {
    const { store, controller } = await openPage({
      openTokens: () => {
        throw new Error('The files hold no tensor "tokens" of shape n x d.');
      },
    });
    await controller.openFiles([file('own.npz')]);
    await settle();
    expect(store.getState().shown?.photo.name).toBe('astronaut.png');
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['The files hold no tensor "tokens" of shape n x d.']);
  });

  it('are opened again after a change of device, and stay when another encoder is chosen', async () => {
    const { store, controller, sent } = await openPage();
    await controller.openFiles([file('own.npz')]);
    await controller.setDevice('cpu');
    await settle();
    expect(sent.filter(({ kind }) => kind === 'openTokens')).toHaveLength(2);
    expect(store.getState().shown?.photo.name).toBe('own.npz');
    await controller.encoders.choose({ kind: 'starter' });
    await settle();
    expect(store.getState().shown?.photo.name).toBe('own.npz');
    expect(store.getState().notices[0]?.text).toContain('own tokens stay');
  });
});
