/**
 * The build folder on a host that knows nothing of it: below a sub-path, with plain HTTP, no headers but the media type. The
 * page's own policy is then the only one.
 */
import { once } from 'node:events';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describePolicy } from '../../scripts/policy.mjs';
import { closeDialog, openDialog, setHubAddress } from './support/encoderDialog.ts';
import { outputPath } from './support/output.ts';
import { openPlayground, type Playground, waitForExport } from './support/playground.ts';

const PREFIX = '/~teacher/vision course/';
const MEDIA_TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };

let host: Server;
let address = '';
let playground: Playground;

beforeAll(async () => {
  host = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(url.split('?')[0]);
    const file = join(resolve('dist'), path.slice(PREFIX.length) || 'index.html');
    if (!path.startsWith(PREFIX) || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  const bound = host.address();
  if (bound === null || typeof bound === 'string') throw new Error(`The host has the address ${bound}, expected a port.`);
  address = `http://127.0.0.1:${bound.port}${encodeURI(PREFIX)}`;
  playground = await openPlayground('device=cpu', {}, undefined, { address, modelOrigins: [] });
});

afterAll(async () => {
  await playground?.close();
  host?.close();
  host?.closeAllConnections();
});

it('answers with all its files below the sub-path, without isolation', async () => {
  const { page, problems } = playground;
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(false);
  await page.getByLabel('Image', { exact: true }).setInputFiles(outputPath('wall.png'));
  await waitForExport(page, ({ image }) => image === 'wall.png');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Step through' }).click();
  await page.locator('.figure[data-id="greedy-steps"]').waitFor();
  expect(problems).toEqual([]);
});

it('carries its policy itself, and says which hub it may not ask', async () => {
  const { page } = playground;
  expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')).toBe(describePolicy([]));
  const dialog = await openDialog(page);
  await setHubAddress(dialog, 'https://mirror.example/models');
  const sentence = dialog.getByText('This page may not ask mirror.example, only huggingface.co, *.huggingface.co, *.hf.co: ');
  await expect.poll(() => sentence.evaluate((element) => element.getBoundingClientRect().bottom <= window.innerHeight)).toBe(true);
  await page.screenshot({ path: outputPath('hub-address-forbidden.png') });
  for (const allowed of ['https://models.hf.co', 'https://huggingface.co']) {
    await setHubAddress(dialog, 'https://mirror.example');
    await sentence.waitFor();
    await setHubAddress(dialog, allowed);
    await sentence.waitFor({ state: 'detached' });
  }
  await closeDialog(dialog);
});

it('serves the benchmark from the same folder', async () => {
  const page = await playground.page.context().newPage();
  await page.goto(`${address}bench.html`);
  await page.getByRole('button', { name: 'Run' }).waitFor();
  expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').count()).toBe(1);
  expect(playground.problems).toEqual([]);
});
