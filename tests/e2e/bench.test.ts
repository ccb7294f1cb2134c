/** The benchmark page: a small run to its end, its exports, and a cancelled one. */
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { BenchReport } from '../../src/bench/report.ts';
import { findViolations } from './support/accessibility.ts';
import { outputPath } from './support/output.ts';

/** Two of the engines compile their shaders for most of a minute on a software adapter. */
const PATIENCE = 240_000;

let browser: Browser;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  browser = await chromium.connect(inject('browserEndpoint'));
  context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, reducedMotion: 'reduce', colorScheme: 'light' });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(inject('address')) && !/^(?:blob|data):/.test(url)) problems.push(`request to ${url}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => problems.push(`exception: ${error.error().message}`));
  page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${inject('address')}bench`);
});

afterAll(async () => {
  await context.close();
  await browser.close();
});

async function run(sizes: string, repetitions: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Sizes/ }).fill(sizes);
  const field = page.getByRole('textbox', { name: 'Repetitions' });
  await field.fill(repetitions);
  await field.blur();
  await page.getByRole('button', { name: 'Run' }).click();
}

async function save(kind: 'JSON' | 'CSV'): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Export ${kind}` }).click()]);
  expect(download.suggestedFilename()).toMatch(new RegExp(`^script-bench-\\d{4}-\\d\\d-\\d\\d\\.${kind.toLowerCase()}$`));
  const path = outputPath(download.suggestedFilename());
  await download.saveAs(path);
  return readFile(path, 'utf8');
}

describe('/bench', () => {
  it('says what is wrong with a size', async () => {
    await run('64x32', '2');
    await page.getByText('The size "64x32" is not understood').waitFor();
  });

  it('measures all contestants, which agree', async () => {
    await run('64x32x8', '2');
    await page.getByRole('status').getByText('Done.').waitFor();
    const report = JSON.parse(await save('JSON')) as BenchReport;
    expect(report.device.kind).toBe('gpu');
    expect(report.sizes[0].failures).toEqual([]);
    const ids = report.contestants.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['ours-gpu', 'ours-cpu', 'onnxruntime-wasm', 'tfjs-wasm', 'plain-loops']));
    // On some software adapters the two other engines do not start; whoever is missing is named with a reason.
    expect([...ids, ...report.notAvailable.map(({ id }) => id)].toSorted()).toEqual(
      ['onnxruntime-wasm', 'onnxruntime-webgpu', 'ours-cpu', 'ours-gpu', 'plain-loops', 'tfjs-wasm', 'tfjs-webgpu'].toSorted(),
    );
    const compared = report.sizes[0].results.filter(({ agreement }) => agreement !== null);
    expect(compared.length).toBeGreaterThan(8);
    for (const { title, task, agreement } of compared) expect(agreement?.agrees, `${title}, ${task}`).toBe(true);

    const lines = (await save('CSV')).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + report.sizes[0].results.length);
    const table = page.getByRole('region', { name: '64 × 32, 8 picks', exact: true }).getByRole('table');
    expect(await table.locator('tbody tr').count()).toBe(report.sizes[0].results.length);
    await page.screenshot({ path: outputPath('bench.png'), fullPage: true });
  }, PATIENCE);

  it('is accessible', async () => {
    expect(await findViolations(page)).toEqual([]);
  });

  it('can be cancelled', async () => {
    await run('576x1024x64', '1000');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled; what had been measured until then stays.').waitFor();
    await page.getByRole('button', { name: 'Run' }).waitFor();
    expect(problems).toEqual([]);
  });
});
