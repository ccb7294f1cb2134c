import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { DEFAULT_ENCODER_OPTIONS } from '../../src/encoders/encoderOptions.ts';
import type { EncoderChoice } from '../../src/engine/modelRequests.ts';
import { createPage, listOf, settle } from './statePage.ts';

const CLIP: EncoderChoice = { kind: 'hub', modelId: 'clip-vit-base-patch32', precision: 'q8', options: DEFAULT_ENCODER_OPTIONS };

async function openPage() {
  const page = createPage({ listModels: () => listOf([{ id: 'clip-vit-base-patch32', precision: 'q8' }]) });
  await page.controller.start();
  await settle();
  return page;
}

describe('the invert switch', () => {
  it('says what the model suggests, and what it said before on the way back', async () => {
    const { store, controller } = await openPage();
    const inverted = () => store.getState().settings.parameters.invert;
    await controller.encoders.choose(CLIP);
    expect(inverted()).toBe(true);
    controller.setParameters({ invert: false });
    await controller.encoders.choose({ kind: 'starter' });
    expect(inverted()).toBe(false);
    controller.setParameters({ invert: true });
    await controller.encoders.choose(CLIP);
    expect(inverted()).toBe(false);
    await controller.encoders.choose({ kind: 'starter' });
    expect(inverted()).toBe(true);
  });

  it('says what the source of relevance suggests, and is remembered for each', async () => {
    const { store, controller } = await openPage();
    const inverted = () => store.getState().settings.parameters.invert;
    await controller.encoders.choose(CLIP);
    await controller.encoders.setOptions({ relevanceSource: 'value-path' });
    expect(inverted()).toBe(false);
    await controller.encoders.setOptions({ relevanceSource: 'paper' });
    expect(inverted()).toBe(true);
    controller.setParameters({ invert: false });
    await controller.encoders.setOptions({ framing: 'pad' });
    expect(inverted()).toBe(false);
    await controller.encoders.setOptions({ relevanceSource: 'value-path' });
    controller.setParameters({ invert: true });
    await controller.encoders.setOptions({ relevanceSource: 'paper' });
    expect(inverted()).toBe(false);
    await controller.encoders.setOptions({ relevanceSource: 'value-path' });
    expect(inverted()).toBe(true);
  });

  it('is reset to the default of the encoder, with every other parameter', async () => {
    const { store, controller } = await openPage();
    await controller.encoders.choose(CLIP);
    await settle();
    controller.setParameters({ invert: false, threshold: 0.9, budget: 3 });
    controller.resetParameters();
    await settle();
    const { parameters } = store.getState().settings;
    expect(parameters).toEqual({ ...DEFAULT_PARAMETERS, budget: 1, invert: true });
    expect(store.getState().shown?.parameters).toEqual(parameters);
  });

  it('takes own files for another model whenever they are chosen, and for the same one with other options', async () => {
    const { store, controller } = await openPage();
    const inverted = () => store.getState().settings.parameters.invert;
    const chooseFiles = () => controller.encoders.choose({ kind: 'files', files: [], options: DEFAULT_ENCODER_OPTIONS });
    await chooseFiles();
    expect(inverted()).toBe(true);
    controller.setParameters({ invert: false });
    await controller.encoders.setOptions({ framing: 'pad' });
    expect(inverted()).toBe(false);
    await chooseFiles();
    expect(inverted()).toBe(true);
  });
});
