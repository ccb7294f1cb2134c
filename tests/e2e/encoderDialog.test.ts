/** The choice of an encoder without any hub: the list of models, and model files from disk. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODELS } from '../../src/encoders/hub/registry.ts';
import { ask, closeDialog, openDialog, readProblem, rowOf, waitForEncoder } from './support/encoderDialog.ts';
import { CLIP_SETTINGS, type Files, readFixture, SIDE, WIDTH } from './support/models.ts';
import { outputPath } from './support/output.ts';
import { openPlayground, type Playground, readExport, waitForExport } from './support/playground.ts';

const OWN: Files = {
  'vision.onnx': readFixture('onnx/clip/vision_model.onnx'),
  'text.onnx': readFixture('onnx/clip/text_model.onnx'),
  ...CLIP_SETTINGS,
};
const vision = OWN['vision.onnx'];
const damaged = vision.slice().fill(0xff, vision.length / 4, vision.length / 4 + 64);

let playground: Playground;

beforeAll(async () => {
  playground = await openPlayground('device=cpu', { colorScheme: 'light' });
});

afterAll(async () => {
  await playground?.close();
});

async function openFiles(dialog: Locator, files: Files): Promise<void> {
  const payloads = Object.entries(files).map(([name, bytes]) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }));
  await dialog.getByLabel('Model files').setInputFiles(payloads);
}

describe('the list of models', () => {
  it('says what each gives and costs', async () => {
    const dialog = await openDialog(playground.page);
    for (const { title, rows, cols } of MODELS) {
      expect(await rowOf(dialog, title).innerText()).toContain(`${rows} × ${cols} = ${rows * cols}`);
    }
    expect(await rowOf(dialog, 'CLIP ViT-B/32').innerText()).toMatch(/about 156\sMB, recommended[\s\S]*not on this device/);
    expect(await dialog.getByRole('region', { name: 'Models on this device' }).innerText()).toContain('None yet.');
    await closeDialog(dialog);
  });

  it('fits every window, light and dark', async () => {
    const { page } = playground;
    const dialog = await openDialog(playground.page);
    await page.screenshot({ path: outputPath('encoder-light.png') });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: outputPath('encoder-dark.png') });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: outputPath('encoder-phone.png') });
    const overflow = await dialog.evaluate((element) => {
      const wide = [element, ...element.querySelectorAll('*')].filter(({ scrollWidth, clientWidth }) => clientWidth > 1 && scrollWidth > clientWidth + 1);
      return wide.map(({ className }) => className);
    });
    expect(overflow).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 1000 });
    await closeDialog(dialog);
  });
});

describe('model files from disk', () => {
  it('work together without any hub', async () => {
    await openFiles(await openDialog(playground.page), OWN);
    await waitForEncoder(playground.page, 'vision.onnx');
    await ask(playground.page, 'Where is the cat?');
    const result = await waitForExport(playground.page, ({ question, relevance }) => question === 'Where is the cat?' && relevance.raw !== null);
    expect(result).toMatchObject({ image: 'astronaut.png', n: SIDE ** 2, d: WIDTH, parameters: { invert: true } });
  });

  it.each<[string, Files, RegExp]>([
    ['a text model alone', { 'text.onnx': OWN['text.onnx'], ...CLIP_SETTINGS }, /^No vision model was opened \(.+\); choose its \.onnx file/],
    ['a picture called .onnx', { ...OWN, 'vision.onnx': readFixture('../../public/samples/chelsea.png') }, /^vision\.onnx: .+\.$/],
    ['half a file', { ...OWN, 'vision.onnx': vision.slice(0, vision.length / 2) }, /^vision\.onnx: .+cut off or damaged/],
    ['damaged bytes', { ...OWN, 'vision.onnx': damaged }, /^vision\.onnx: The file is no ONNX model, or a damaged one/],
    ['no preprocessor', { 'vision.onnx': vision }, /came without preprocessor_config\.json/],
    ['a config.json that is none', { ...OWN, 'config.json': new Uint8Array([123]) }, /config\.json.+JSON.+\.$/],
  ])('%s: a sentence, and the encoder at hand stays', async (_, files, sentence) => {
    const { page } = playground;
    const before = await readExport(page);
    const dialog = await openDialog(playground.page);
    await openFiles(dialog, files);
    expect(await readProblem(dialog)).toMatch(sentence);
    await closeDialog(dialog);
    await waitForEncoder(playground.page, 'vision.onnx');
    expect({ ...(await readExport(page)), timings: [] }).toEqual({ ...before, timings: [] });
  });
});

it('logged no trouble and asked nobody', () => {
  expect(playground.problems).toEqual([]);
});
