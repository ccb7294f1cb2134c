/**
 * Opens the page as a person with a fresh profile would, and reads what it exports.
 */
import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import type { ExportedResult } from '../../../src/core/exportResult.ts';
import { outputPath } from './output.ts';

export type Exported = ExportedResult & Required<Pick<ExportedResult, 'layout' | 'image' | 'question'>>;

export interface Playground {
  page: Page;
  /** Requests to other origins, failed requests, console errors, exceptions, and what the page's policy forbade: must stay empty. */
  problems: string[];
  /** Origins of all requests so far. */
  origins: Set<string>;
  close(): Promise<void>;
}

/** A server of the page. */
export interface Place {
  /** Ends in "/". */
  address: string;
  /** Origins that may be asked too, and whose failures are no problem. */
  modelOrigins: readonly string[];
}

/** Time for encoder, kernels and panels on two cores without a GPU, in milliseconds. */
const PATIENCE = 60_000;

let connection: Promise<Browser> | null = null;

function connect(): Promise<Browser> {
  connection ??= chromium.connect(inject('browserEndpoint'));
  return connection;
}

/**
 * Opens the page in a fresh profile and waits for its first answer.
 * @param hash settings as the page's own links carry them; names the GPU, so that the shaders are what is tested
 * @param prepare runs in the page before its own scripts
 * @param place another server of the page than the one that all test files share
 */
export async function openPlayground(
  hash = 'device=gpu',
  options: BrowserContextOptions = {},
  prepare: () => void = () => undefined,
  { address, modelOrigins }: Place = { address: inject('address'), modelOrigins: [] },
): Promise<Playground> {
  const browser = await connect();
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const problems: string[] = [];
  const origins = new Set<string>();
  const isOfModels = (url: string): boolean => URL.canParse(url) && modelOrigins.includes(new URL(url).origin);
  context.on('request', (request) => {
    const url = request.url();
    origins.add(new URL(url).origin);
    if (isOfModels(url)) return;
    if (!url.startsWith(address) && !url.startsWith('blob:') && !url.startsWith('data:')) problems.push(`request to ${url}`);
  });
  context.on('requestfailed', (request) => {
    if (!isOfModels(request.url())) problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400 && !isOfModels(response.url())) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  context.on('console', (message) => {
    if (isOfModels(message.location().url)) return;
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console ${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => problems.push(`exception: ${error.error().message}`));
  await context.addInitScript(reportPolicyViolations);
  await context.addInitScript(prepare);
  const page = await context.newPage();
  // A worker that has ended by then can violate nothing.
  page.on('worker', (worker) => void worker.evaluate(reportPolicyViolations).catch(() => undefined));
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${address}#${hash}`);
  await page.getByRole('button', { name: 'Export JSON' }).and(page.locator(':enabled')).waitFor();
  return { page, problems, origins, close: () => context.close() };
}

/** Runs in page and worker: has every violation of the Content-Security-Policy in the console, where it counts as a problem. */
function reportPolicyViolations(): void {
  globalThis.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
    console.error(`policy violation: ${violatedDirective} of ${blockedURI} in ${sourceFile}`);
  });
}

/** Milliseconds between exports: Chromium silently drops a page's eleventh download within a second. */
const BETWEEN_EXPORTS = 120;

let lastExport = 0;

/** What "Export JSON" saves right now. */
export async function readExport(page: Page): Promise<Exported> {
  await page.waitForTimeout(Math.max(0, lastExport + BETWEEN_EXPORTS - performance.now()));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export JSON' }).click()]);
  lastExport = performance.now();
  const path = outputPath('export.json');
  await download.saveAs(path);
  return JSON.parse(await readFile(path, 'utf8')) as Exported;
}

/** Exports again and again until the result is the expected one; fails with the last one's parameters if it never is. */
export async function waitForExport(page: Page, isExpected: (result: Exported) => boolean): Promise<Exported> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const result = await readExport(page);
    if (isExpected(result)) return result;
    if (performance.now() > deadline) {
      const { image, question, parameters, device } = result;
      throw new Error(`The export never became the expected one; the last one has ${JSON.stringify({ image, question, parameters, device })}.`);
    }
  }
}

/** The figures of the inspector by name, as they are written there. */
export async function readInspector(page: Page): Promise<{ token: number; place: string; sentence: string; figures: Record<string, string> }> {
  return page.getByRole('region', { name: /^Token \d+$/ }).evaluate((region) => {
    const textOf = (selector: string): string => region.querySelector(selector)?.textContent?.trim() ?? '';
    const figures = [...region.querySelectorAll('dl > div')].map((row): [string, string] => [
      row.querySelector('dt')?.textContent ?? '',
      row.querySelector('dd')?.textContent ?? '',
    ]);
    return {
      token: Number(textOf('h2').replace(/\D/g, '')),
      place: textOf('.place'),
      sentence: textOf('.verdict'),
      figures: Object.fromEntries(figures),
    };
  });
}
