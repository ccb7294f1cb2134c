import { describe, expect, it } from 'vitest';
import { DEFAULT_ENCODER_OPTIONS } from '../../src/encoders/encoderOptions.ts';
import type { EncoderChoice } from '../../src/engine/modelRequests.ts';
import type { Kind } from '../../src/engine/protocol.ts';
import { decodeSettings } from '../../src/state/urlState.ts';
import { ANSWERS, type Answer, createPage, describeEncoder, listOf, settle } from './statePage.ts';

const CLIP: EncoderChoice = { kind: 'hub', modelId: 'clip-vit-base-patch32', precision: 'q8', options: DEFAULT_ENCODER_OPTIONS };
const DINO: EncoderChoice = { kind: 'hub', modelId: 'dinov2-small', precision: 'q8', options: DEFAULT_ENCODER_OPTIONS };
const KEPT = listOf([{ id: 'clip-vit-base-patch32', precision: 'q8' }]);

async function openPage(overrides: Partial<Record<Kind, Answer>> = {}, hash = '') {
  const page = createPage(overrides);
  page.store.setState({ settings: decodeSettings(hash, []).settings });
  await page.controller.start();
  await settle();
  const sentOf = <K extends Kind>(kind: K) => page.sent.filter((request) => request.kind === kind);
  return { ...page, sentOf };
}

describe('choosing an encoder', () => {
  it('opens it with the hub’s address, encodes the photo and reads the question again', async () => {
    const { store, controller, sentOf } = await openPage();
    const before = store.getState().shown;
    expect(await controller.encoders.choose(CLIP)).toBe(true);
    await settle();
    const { shown, encoder, settings, activities } = store.getState();
    expect(sentOf('useEncoder')).toEqual([{ kind: 'useEncoder', choice: CLIP, hubAddress: 'https://huggingface.co' }]);
    expect(sentOf('encodeImage')).toHaveLength(2);
    expect(sentOf('embedQuestion')).toHaveLength(2);
    expect(shown).not.toBe(before);
    expect(encoder.description?.title).toBe('CLIP ViT-B/32');
    expect(settings.encoder).toMatchObject({ model: 'clip-vit-base-patch32', precision: 'q8' });
    expect(activities).toEqual([]);
  });

  it('keeps the last result on screen, and the sliders alive, until the new one is there', async () => {
    const { store, controller, held } = await openPage();
    const before = store.getState().shown;
    held.kinds.add('encodeImage');
    await controller.encoders.choose(CLIP);
    await settle();
    controller.setParameters({ threshold: 0.9 });
    await settle();
    expect(store.getState().shown?.photo).toBe(before?.photo);
    expect(store.getState().shown?.parameters.threshold).toBe(0.9);
    for (const reply of held.replies) reply();
    await settle();
    expect(store.getState().shown?.photo).not.toBe(before?.photo);
  });

  it('never asks for a selection of one encoder’s tokens with another’s question', async () => {
    const { controller, selects, held } = await openPage();
    held.kinds.add('encodeImage');
    await controller.encoders.choose(CLIP);
    await controller.ask('Is it warm?');
    await settle();
    expect(selects().map((request) => request.kind === 'select' && request.queryId)).not.toContain('query Is it warm?');
    held.kinds.clear();
    for (const reply of held.replies) reply();
    await settle();
    expect(selects().at(-1)).toMatchObject({ queryId: 'query Is it warm?' });
  });

  it('lets the default budget follow the number of tokens', async () => {
    let n = 576;
    const { store, controller } = await openPage({ encodeImage: (request) => ({ ...(ANSWERS.encodeImage(request) as object), n }) });
    expect(store.getState().settings.parameters.budget).toBe(64);
    n = 49;
    await controller.encoders.choose(CLIP);
    await settle();
    expect(store.getState().settings.parameters.budget).toBe(5);
    n = 576;
    await controller.encoders.choose({ kind: 'starter' });
    await settle();
    expect(store.getState().settings.parameters.budget).toBe(64);
  });

  it('says how much of a long question was read, and once what the text model cannot give', async () => {
    const note = 'Its states have no projection.';
    const { store, controller } = await openPage({
      embedQuestion: (request) => ({ ...(ANSWERS.embedQuestion(request) as object), truncated: true, window: 77, notes: [note] }),
    });
    await controller.encoders.choose(CLIP);
    await settle();
    const texts = () => store.getState().notices.map(({ text }) => text);
    expect(texts()).toEqual([expect.stringContaining('77 word pieces'), note, `CLIP ViT-B/32: ${note}`]);
    store.setState({ notices: [] });
    await controller.ask('Is it warm?');
    await controller.encoders.choose({ ...CLIP, precision: 'fp32' });
    await settle();
    expect(texts()).toEqual([expect.stringContaining('77 word pieces')]);
  });

  it('asks a vision-only encoder nothing, and remembers the question for the next one', async () => {
    const { store, controller, sentOf } = await openPage();
    await controller.encoders.choose(DINO);
    await settle();
    expect(store.getState().shown?.question).toMatchObject({ kind: 'unreadable', queryId: null });
    await controller.ask('Is it warm?');
    await settle();
    expect(sentOf('embedQuestion')).toHaveLength(1);
    await controller.encoders.choose(CLIP);
    await settle();
    expect(store.getState().shown?.question).toMatchObject({ kind: 'asked', text: 'Is it warm?' });
  });

  it('is not downloaded again by itself after it was deleted', async () => {
    const { store, controller, sentOf } = await openPage();
    await controller.encoders.choose(CLIP);
    await controller.encoders.setOptions({ framing: 'pad' });
    expect(store.getState().notices.at(-1)?.text).toContain('156 MB');
    await controller.setDevice('cpu');
    await settle();
    expect(sentOf('useEncoder')).toHaveLength(1);
    expect(store.getState().settings).toMatchObject({ encoder: { model: 'starter' }, parameters: { invert: false } });
    expect(store.getState().shown).not.toBeNull();
    store.getState().notices.at(-1)?.action?.run();
    await settle();
    expect(sentOf('useEncoder')).toHaveLength(2);
  });

  it('opens the same encoder anew with other options', async () => {
    const { controller, sentOf } = await openPage({ listModels: () => KEPT });
    await controller.encoders.setOptions({ framing: 'pad' });
    expect(sentOf('useEncoder')).toEqual([]);
    await controller.encoders.choose(CLIP);
    await controller.encoders.setOptions({ framing: 'pad' });
    expect(sentOf('useEncoder').at(-1)).toMatchObject({ choice: { modelId: CLIP.modelId, options: { framing: 'pad', tokensFrom: 'last-but-one' } } });
  });

  it('is stopped without a complaint, and then knows what of it is here', async () => {
    const { store, controller, held, sentOf } = await openPage();
    held.kinds.add('useEncoder');
    const choosing = controller.encoders.choose(CLIP);
    await settle();
    const { encoder, activities } = store.getState();
    const lists = sentOf('listModels').length;
    activities.find(({ id }) => id === encoder.opening?.activity)?.cancel?.();
    expect(await choosing).toBe(false);
    expect(store.getState().encoder).toMatchObject({ opening: null, problem: null, choice: { kind: 'starter' } });
    expect(store.getState().notices).toEqual([]);
    expect(sentOf('listModels')).toHaveLength(lists + 1);
  });

  it('says why it failed where the person looks, and stays with the former one', async () => {
    const { store, controller } = await openPage({ useEncoder: () => { throw new Error('The disk is full.'); } });
    controller.showDialog('encoder');
    expect(await controller.encoders.choose(CLIP)).toBe(false);
    expect(store.getState().encoder).toMatchObject({ problem: 'The disk is full.', choice: { kind: 'starter' } });
    expect(store.getState().notices).toEqual([]);
    controller.showDialog(null);
    await controller.encoders.choose(CLIP);
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['The disk is full.']);
    expect(store.getState().settings.encoder.model).toBe('starter');
  });

  it('is used again after a change of device, and gives way to the starter where it cannot run', async () => {
    let fails = false;
    const { store, controller, sentOf } = await openPage({
      listModels: () => KEPT,
      useEncoder: (request) => {
        if (fails) throw new Error('This device cannot run it.');
        return ANSWERS.useEncoder(request);
      },
    });
    await controller.encoders.choose(CLIP);
    await controller.setDevice('cpu');
    await settle();
    expect(sentOf('useEncoder')).toHaveLength(2);
    expect(store.getState().settings.encoder.model).toBe('clip-vit-base-patch32');
    fails = true;
    await controller.setDevice('auto');
    await settle();
    expect(store.getState().encoder).toMatchObject({ choice: { kind: 'starter' }, description: null });
    expect(store.getState().settings).toMatchObject({ encoder: { model: 'starter' }, parameters: { invert: false } });
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['This device cannot run it.']);
    expect(store.getState().shown).not.toBeNull();
  });
});

describe('a link that names an encoder', () => {
  const HASH = '#encoder=clip-vit-base-patch32&precision=q8&m=3';

  it('opens a model that is on this device before the first photo, with the link’s invert switch', async () => {
    const { store, sent } = await openPage({ listModels: () => KEPT }, `${HASH}&invert=0`);
    const kinds = sent.map(({ kind }) => kind);
    expect(kinds.indexOf('useEncoder')).toBeGreaterThan(-1);
    expect(kinds.indexOf('useEncoder')).toBeLessThan(kinds.indexOf('encodeImage'));
    expect(store.getState().settings).toMatchObject({ encoder: { model: 'clip-vit-base-patch32' }, parameters: { invert: false, budget: 3 } });
    expect(store.getState().notices).toEqual([]);
  });

  it('opens the same model anew if it names another block for the attention', async () => {
    const { controller, sentOf } = await openPage({ listModels: () => KEPT }, HASH);
    await controller.applySettings(decodeSettings(`${HASH}&attention=last`, []).settings);
    await settle();
    expect(sentOf('useEncoder')).toMatchObject([null, -1].map((attentionBlock) => ({ choice: { options: { attentionBlock } } })));
  });

  it.each([
    ['is not here', listOf([])],
    ['is half here', listOf([{ id: 'clip-vit-base-patch32', precision: 'q8', complete: false }])],
    ['is here in another precision', listOf([{ id: 'clip-vit-base-patch32', precision: 'fp32' }])],
  ])('downloads nothing by itself if it %s: the starter answers, and a notice offers it with its size', async (_, list) => {
    const { store, sentOf } = await openPage({ listModels: () => list }, HASH);
    expect(sentOf('useEncoder')).toEqual([]);
    const { shown, settings, notices } = store.getState();
    expect(shown).not.toBeNull();
    expect(settings).toMatchObject({ encoder: { model: 'starter' }, parameters: { invert: false } });
    expect(notices).toHaveLength(1);
    expect(notices[0]?.text).toContain('CLIP ViT-B/32');
    expect(notices[0]?.text).toContain('156 MB');
    notices[0]?.action?.run();
    await settle();
    expect(sentOf('useEncoder')).toHaveLength(1);
    expect(store.getState().settings).toMatchObject({ encoder: { model: 'clip-vit-base-patch32' }, parameters: { invert: true } });
  });

  it('refers to the tokens of its encoder with the budget that it leaves out, and keeps the one that it names', async () => {
    let n = 576;
    const overrides = { encodeImage: (request: Parameters<Answer>[0]) => ({ ...(ANSWERS.encodeImage(request) as object), n }) };
    const standIn = await openPage(overrides, '#encoder=clip-vit-base-patch16');
    expect(standIn.store.getState().settings.parameters.budget).toBe(64);
    await standIn.controller.applySettings(decodeSettings('#encoder=clip-vit-base-patch32', []).settings);
    await settle();
    expect(standIn.store.getState().settings.parameters.budget).toBe(64);
    n = 196;
    const kept = { ...overrides, listModels: () => listOf([{ id: 'clip-vit-base-patch16', precision: 'q8' }]) };
    const named = await openPage(kept, '#encoder=clip-vit-base-patch16&precision=q8&m=64');
    expect(named.store.getState().settings.parameters.budget).toBe(64);
    const leftOut = await openPage(kept, '#encoder=clip-vit-base-patch16&precision=q8');
    expect(leftOut.store.getState().settings.parameters.budget).toBe(22);
  });

  it('does the same in an open page', async () => {
    const { store, controller, sentOf } = await openPage();
    controller.setParameters({ invert: true });
    await controller.applySettings(decodeSettings(HASH, []).settings);
    await settle();
    expect(sentOf('useEncoder')).toEqual([]);
    expect(store.getState().settings).toMatchObject({ encoder: { model: 'starter' }, parameters: { invert: true } });
    expect(store.getState().notices).toHaveLength(1);
  });

  it('says so if it was made with someone’s own model files', async () => {
    const { store } = await openPage({}, '#encoder=');
    expect(store.getState().notices[0]?.text).toContain('own model files');
    expect(store.getState().shown).not.toBeNull();
  });
});

describe('models on this device', () => {
  it('are listed after one was deleted', async () => {
    const { store, controller, sentOf } = await openPage({ listModels: () => KEPT });
    expect(store.getState().encoder.models?.usedBytes).toBe(1e6);
    await controller.encoders.deleteModels({ modelId: 'clip-vit-base-patch32', precision: 'q8' });
    expect(sentOf('deleteModels')).toEqual([{ kind: 'deleteModels', which: { modelId: 'clip-vit-base-patch32', precision: 'q8' } }]);
    expect(store.getState().encoder.models?.usedBytes).toBe(0);
  });
});

describe('the hub’s address', () => {
  it('takes web addresses only', async () => {
    const { store, controller, sentOf } = await openPage({ useEncoder: () => ({ encoder: describeEncoder(CLIP) }) });
    for (const bad of ['ftp://school.example', 'javascript:alert(1)', 'https://a.example/?x']) {
      expect(() => controller.encoders.setHubAddress(bad)).toThrow('no base address');
    }
    expect(store.getState().encoder.hubAddress).toBe('https://huggingface.co');
    controller.encoders.setHubAddress(' hub.school.example/models/ ');
    await controller.encoders.choose(CLIP);
    expect(sentOf('useEncoder')[0]).toMatchObject({ hubAddress: 'https://hub.school.example/models' });
  });
});
