import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryStore } from '../../src/encoders/hub/modelStore.ts';
import { findModel } from '../../src/encoders/hub/registry.ts';
import { createEncoderBinding } from '../../src/engine/bindEncoders.ts';
import { DEFAULT_ENCODER_OPTIONS } from '../../src/encoders/encoderOptions.ts';
import { startFakeHub } from '../support/fakeHub.ts';

const encode = (value: object) => new TextEncoder().encode(JSON.stringify(value));

test('opens a model of the hub and names the commit that its files are from', async () => {
  const { hub } = findModel('dinov2-small');
  const fake = await startFakeHub({
    [hub?.repository ?? '']: {
      'config.json': encode({ model_type: 'dinov2', patch_size: 8 }),
      'preprocessor_config.json': encode({ size: { height: 40, width: 40 }, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] }),
      'onnx/model_quantized.onnx': new Uint8Array(readFileSync(new URL('../fixtures/onnx/dinov2/vision_model.onnx', import.meta.url))),
    },
  });
  onTestFinished(() => fake.close());
  fake.commit = `89abcdef${'0'.repeat(32)}`;
  const store = createMemoryStore();
  const open = createEncoderBinding({ baseUrl: 'http://localhost/', openStore: async () => store })('wasm', undefined);
  const choice = { kind: 'hub', modelId: 'dinov2-small', precision: 'q8', options: DEFAULT_ENCODER_OPTIONS } as const;
  const encoder = await open(choice, fake.base.href, { report: () => undefined, signal: new AbortController().signal });
  onTestFinished(() => encoder.destroy());
  expect(encoder.describe().provenance).toMatch(/, q8 @89abcdef$/);
});
