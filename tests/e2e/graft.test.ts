/** Grafted models on the webgpu engine of a browser: the same values as in the Python models. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Ort from 'onnxruntime-web';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { appendSuffix } from '../../src/encoders/graft/appendSuffix.ts';
import { graftVisionModel } from '../../src/encoders/graft/graft.ts';
import { FIXTURES, NAMES, readExpected, readModel, readWanted, SIDE } from '../unit/graftFixtures.ts';

const BLOCK = 2;
const TOLERANCE = 1e-4;
/** Softmax and fused attention, projection and pooling head; on a software GPU every further model takes long. */
const CHOSEN = ['clip/vision_model', 'siglip/vision_model_optimized'];
const RUNTIME_FOLDER = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
const RUNTIME_PATH = 'runtime-under-test/';
/** The build of onnxruntime-web that the playground uses in this browser. */
const PAGE = `<!doctype html><script type="module">import * as ort from './${RUNTIME_PATH}ort.jspi.min.mjs'; window.ort = ort;</script>`;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await chromium.connect(inject('browserEndpoint'));
  page = await browser.newPage();
  const address = inject('address');
  await page.route(`${address}**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice(new URL(address).pathname.length);
    if (!path.startsWith(RUNTIME_PATH)) return route.fulfill({ contentType: 'text/html', body: PAGE });
    const body = await readFile(join(RUNTIME_FOLDER, path.slice(RUNTIME_PATH.length)));
    return route.fulfill({ contentType: path.endsWith('.wasm') ? 'application/wasm' : 'text/javascript', body });
  });
  await page.goto(address);
  await page.waitForFunction(() => 'ort' in globalThis);
});

afterAll(async () => {
  await page.close();
  await browser.close();
});

/** Outputs of a model, by name. */
async function runOnWebGpu(model: Uint8Array, pixels: Float32Array): Promise<Record<string, number[]>> {
  const request = { model: Buffer.from(model).toString('base64'), pixels: [...pixels], side: SIDE };
  return page.evaluate(async ({ model: encoded, pixels: values, side }) => {
    const { ort } = globalThis as unknown as { ort: typeof Ort };
    ort.env.wasm.numThreads = 1;
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    // Without a second provider, so that nothing can fall back to the CPU as a whole.
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['webgpu'], logSeverityLevel: 3 });
    const outputs = await session.run({ pixel_values: new ort.Tensor('float32', Float32Array.from(values), [1, 3, side, side]) });
    const read = Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data as Float32Array)]);
    await session.release();
    return Object.fromEntries(read) as Record<string, number[]>;
  }, request);
}

describe.each(FIXTURES.filter(({ folder, file }) => CHOSEN.includes(`${folder}/${file}`)))('$folder $file on webgpu', (fixture) => {
  it('gives every tensor', async () => {
    const model = readModel(fixture);
    const graft = graftVisionModel(model, { names: NAMES, attentionBlock: BLOCK });
    const outputs = await runOnWebGpu(appendSuffix(model, graft.suffix), readExpected(fixture, 'pixels').data);
    for (const name of NAMES.filter((candidate) => !fixture.missing.includes(candidate))) {
      const got = outputs[graft.outputs[name] ?? ''];
      const want = readWanted(fixture, name, BLOCK);
      expect(got.length, name).toBe(want.length);
      const difference = got.reduce((most, value, i) => Math.max(most, Math.abs(value - want[i])), 0);
      expect(difference, name).toBeLessThanOrEqual(TOLERANCE);
    }
  });
});
