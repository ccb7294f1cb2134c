/**
 * Model downloads in a real browser: the origin private file system, ranges and redirects across origins.
 * Page, hub and content each have an origin of their own, as they do in practice.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createRandom } from '../support/randomTokens.ts';
import { type FakeHub, startFakeHub } from '../support/fakeHub.ts';
import type { ListModels } from './hubPage.ts';
import type { Tasks } from './hubWorker.ts';

const CONFIG = new TextEncoder().encode('{"model_type":"clip"}');
const VISION = makeBytes(4_000_000);
const VISION_SHA256 = createHash('sha256').update(VISION).digest('hex');
const TOTAL = CONFIG.length + VISION.length;

let pageServer: Server;
let address = '';
let hub: FakeHub;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  const scripts: Record<string, string> = { '/page.js': await bundle('hubPage.ts'), '/worker.js': await bundle('hubWorker.ts') };
  pageServer = createServer(({ url = '/' }, response) => {
    const script = scripts[url];
    response.writeHead(200, { 'Content-Type': script === undefined ? 'text/html' : 'text/javascript' });
    response.end(script ?? '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>');
  }).listen(0, '127.0.0.1');
  await once(pageServer, 'listening');
  const bound = pageServer.address();
  if (bound === null || typeof bound === 'string') throw new Error('The page server has no port.');
  address = `http://127.0.0.1:${bound.port}/`;
  hub = await startFakeHub({ 'owner/clip': { 'config.json': CONFIG, 'onnx/vision_model.onnx': VISION } });
  browser = await chromium.connect(inject('browserEndpoint'));
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(address);
});

afterAll(async () => {
  await context?.close();
  await browser?.close();
  await hub?.close();
  pageServer?.close();
  pageServer?.closeAllConnections();
});

function makeBytes(length: number): Uint8Array {
  const random = createRandom(7);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

async function bundle(name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: resolve('tests/e2e', name), formats: ['es'], fileName: 'script' } },
  });
  const outputs = [result].flat().flatMap((part) => ('output' in part ? part.output : []));
  const script = outputs.find((output) => output.type === 'chunk');
  if (script?.type !== 'chunk') throw new Error(`Vite made no script of ${name}.`);
  return script.code;
}

/** Runs one task in a new worker, as a person's next visit would. */
async function run<Name extends keyof Tasks>(task: Name, cancelAfter = Number.MAX_SAFE_INTEGER): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  const answer = await page.evaluate(
    (message) =>
      new Promise<{ value?: unknown; error?: string }>((settle, reject) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        const finish = (event: MessageEvent<{ value?: unknown; error?: string }>): void => {
          worker.terminate();
          settle(event.data);
        };
        worker.addEventListener('message', finish);
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
        worker.postMessage(message);
      }),
    { task, base: hub.base.href, cancelAfter },
  );
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value as Awaited<ReturnType<Tasks[Name]>>;
}

function listModels(): ReturnType<ListModels> {
  return page.evaluate(() => (globalThis as unknown as { listModels: ListModels }).listModels());
}

test('a cancelled download is continued by range across origins, works offline after a reload, and is repaired and removed', async () => {
  hub.faults.slow = 1;
  await expect(run('download', 1_500_000)).rejects.toThrow('AbortError');
  hub.faults.slow = 0;
  await page.reload();
  const unfinished = await listModels();
  expect(unfinished).toMatchObject({ durable: true, models: [{ repository: 'owner/clip', complete: false }] });
  const kept = unfinished.totalBytes - CONFIG.length;
  expect(kept).toBeGreaterThan(1_400_000);
  expect(kept).toBeLessThan(VISION.length);

  hub.requests.length = 0;
  expect(await run('download')).toMatchObject({ commit: hub.commit, complete: true, last: { phase: 'checking', received: TOTAL, total: TOTAL } });
  expect(hub.requests.filter(({ path }) => path.startsWith('/xet-bridge/'))).toEqual([expect.objectContaining({ range: `bytes=${kept}-`, sent: VISION.length - kept })]);

  hub.requests.length = 0;
  await page.reload();
  expect(await run('read')).toEqual({ size: VISION.length, sha256: VISION_SHA256 });
  expect(await listModels()).toMatchObject({ totalBytes: TOTAL, models: [{ complete: true, bytes: TOTAL, commit: hub.commit }] });
  expect(hub.requests).toEqual([]);

  await run('damage');
  expect(await run('read')).toMatchObject({ sha256: VISION_SHA256 });
  expect(hub.requests.filter(({ path }) => path.startsWith('/xet-bridge/'))).toHaveLength(1);

  await run('removeAll');
  expect(await listModels()).toMatchObject({ totalBytes: 0, models: [] });
});

test('a broken connection keeps what came; wrong bytes are refused and removed', async () => {
  Object.assign(hub.faults, { cutAfter: 1_000_000, slow: 1 });
  await expect(run('download')).rejects.toThrow(/^ModelError: The connection to 127\.0\.0\.1:\d+ broke while "onnx\/vision_model\.onnx" was loading/);
  // Browsers drop what they had received but not yet handed over when a connection breaks.
  expect((await listModels()).totalBytes).toBeGreaterThan(CONFIG.length);
  Object.assign(hub.faults, { slow: 0, wrongBytes: true });
  await expect(run('download')).rejects.toThrow(/^ModelError: The file onnx\/vision_model\.onnx has the hash [0-9a-f]{64}, expected/);
  hub.faults.wrongBytes = false;
  expect((await listModels()).totalBytes).toBe(CONFIG.length);
  await run('removeAll');
});

/** Starts a slow download and returns once so many bytes are there; the promise stays open. */
async function startSlowly(bytes: number): Promise<{ outcome: Promise<string> }> {
  hub.faults.slow = 1;
  const outcome = run('download').then(
    () => 'complete',
    (error: unknown) => String(error),
  );
  await expect.poll(async () => (await listModels()).totalBytes, { timeout: 20_000, interval: 20 }).toBeGreaterThan(bytes);
  return { outcome };
}

test('a page that goes away in the middle leaves what came', async () => {
  const { outcome } = await startSlowly(500_000);
  await page.reload();
  expect(await outcome).toMatch(/context was destroyed|navigation/i);
  // The old page's worker ends a moment later than the page.
  await page.waitForTimeout(500);
  hub.faults.slow = 0;
  const kept = (await listModels()).totalBytes - CONFIG.length;
  expect(kept).toBeGreaterThan(400_000);
  hub.requests.length = 0;
  expect(await run('download')).toMatchObject({ complete: true });
  expect(hub.requests.filter(({ path }) => path.startsWith('/xet-bridge/'))).toEqual([expect.objectContaining({ range: `bytes=${kept}-`, sent: VISION.length - kept })]);
  await run('removeAll');
});

test('a full disk gives a sentence and leaves nothing behind, whether it is known before or met on the way', async () => {
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(address);
  const limit = async (room: number): Promise<void> => {
    const { usage = 0 } = await page.evaluate(() => navigator.storage.estimate());
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + room });
  };
  await limit(1_000_000);
  await expect(run('download')).rejects.toThrow(/^ModelError: The model needs 4\.0 MB more, but the browser gives this page only \d/);
  expect(await listModels()).toMatchObject({ totalBytes: 0, models: [] });

  await limit(100_000_000);
  const { outcome } = await startSlowly(500_000);
  await limit(0);
  hub.faults.slow = 0;
  expect(await outcome).toMatch(/^Error: ModelError: There is no room left on this device for "onnx\/vision_model\.onnx"/);
  expect(await listModels()).toMatchObject({ totalBytes: 0, models: [] });
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await devtools.detach();
});
