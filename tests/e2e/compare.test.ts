/** The comparison of methods on a real page: chosen, run, looked at, measured, swept, and the same as from the command line. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { csvParseRows } from 'd3';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputPath } from './support/output.ts';
import { samplePath } from './support/photos.ts';
import { openPlayground, type Playground } from './support/playground.ts';

const run = promisify(execFile);

let playground: Playground;

beforeAll(async () => {
  playground = await openPlayground('device=gpu&figure=compare&compare=script;cdpruner;divprune', { reducedMotion: 'reduce' });
});

afterAll(async () => {
  await playground?.close();
});

async function follow(page: Page, hash: string): Promise<void> {
  await page.evaluate((next) => {
    window.location.hash = next;
  }, hash);
}

interface Kept {
  title: string;
  tokens: number[];
}

/** The kept set of every place as the figure's CSV has it. */
async function readKept(page: Page): Promise<Kept[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.figure-tools').getByRole('button', { name: 'CSV', exact: true }).click()]);
  const path = outputPath('compare.csv');
  await download.saveAs(path);
  const [head, ...rows] = csvParseRows(await readFile(path, 'utf8'));
  const columns = head.flatMap((title, column) => (title.endsWith(': kept') ? [{ title: title.replace(/^\d+ |: kept$/g, ''), column }] : []));
  return columns.map(({ title, column }) => ({ title, tokens: rows.flatMap((row, token) => (row[column] === '1' ? [token] : [])) }));
}

/** Waits until every map of the grid shows so many kept tokens. */
async function waitForMaps(page: Page, titles: string[], pattern: RegExp): Promise<void> {
  for (const title of titles) await page.locator('.figure').getByRole('img', { name: new RegExp(`^${title}\\b.*${pattern.source}`) }).first().waitFor();
}

describe('the comparison', () => {
  it('keeps the same tokens as the command line', async () => {
    const { page } = playground;
    await waitForMaps(page, ['Script', 'CDPruner', 'DivPrune'], /64/);
    const kept = await readKept(page);
    const out = outputPath('compare.json');
    const image = ['--image', samplePath('astronaut.png'), '--question', 'Is there a space shuttle?'];
    await run(process.execPath, ['scripts/run.mjs', 'src/cli/prune.ts', ...image, '--compare', 'script,cdpruner,divprune', '--out', out]);
    const { methods } = JSON.parse(await readFile(out, 'utf8')) as { methods: { title: string; selected: number[] }[] };
    expect(methods.map(({ title }) => title)).toEqual(['Script', 'CDPruner', 'DivPrune']);
    expect(kept).toEqual(methods.map(({ title, selected }) => ({ title, tokens: selected })));
  });

  it('adds a method, and says why one cannot run', async () => {
    const { page } = playground;
    await page.getByRole('button', { name: 'Add a method' }).click();
    const fastv = page.getByRole('menuitem', { name: 'FastV' });
    expect(await fastv.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('menuitem', { name: 'FastV' }).getByText('needs the attention of the prompt inside the language model in layer 1').waitFor();
    await page.getByRole('menuitem', { name: /VisionZip/ }).click();
    await page.locator('.figure').getByText(/VisionZip needs/).first().waitFor();
    await page.locator('.compare-bar').getByText('Allow stand-ins').click();
    await waitForMaps(page, ['VisionZip'], /63/);
    await page.locator('.figure').getByText(/class-activation/).first().waitFor();
    await page.waitForFunction(() => window.location.hash.includes('visionzip') && window.location.hash.includes('standins=1'));
    await page.screenshot({ path: outputPath('compare.png'), fullPage: true });
    await page.getByRole('button', { name: 'Remove VisionZip' }).click();
    await page.getByRole('img', { name: /^VisionZip/ }).first().waitFor({ state: 'detached' });
  });

  it('follows the budget, and the parameters of one method', async () => {
    const { page } = playground;
    const slider = page.getByRole('slider', { name: 'Budget m of all methods' });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await waitForMaps(page, ['Script', 'CDPruner', 'DivPrune'], /63/);
    await page.getByRole('button', { name: /^Script\b.*settings/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Settings of Script' });
    await dialog.getByRole('slider', { name: 'Threshold τ' }).focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => decodeURIComponent(window.location.hash).includes('script,threshold=0.53'));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('is what a link says, down to a question of its own', async () => {
    const { page } = playground;
    await follow(page, `device=gpu&figure=compare&m=32&compare=${encodeURIComponent('script;script,question=Is there a helmet?')}`);
    await waitForMaps(page, ['Script'], /32/);
    await page.locator('.figure').getByText('“Is there a helmet?”').first().waitFor();
    const kept = await readKept(page);
    expect(kept.map(({ title, tokens }) => [title, tokens.length])).toEqual([
      ['Script', 32],
      ['Script, “Is there a helmet?”', 32],
    ]);
    expect(kept[0].tokens).not.toEqual(kept[1].tokens);
  });
});

describe('the score card', () => {
  it('measures what is kept, and sorts by any measure', async () => {
    const { page } = playground;
    await follow(page, 'device=gpu&figure=score-card&compare=script;divprune;random');
    const table = page.getByRole('region', { name: 'Table of measures' });
    const minimum = table.getByRole('columnheader', { name: /Minimum distance/ });
    await table.getByRole('img', { name: 'best' }).first().waitFor();
    await minimum.getByRole('button').click();
    await page.waitForFunction(() => document.querySelectorAll('.score-scroll [aria-sort]:not([aria-sort="none"])').length === 1);
    const first = await table.getByRole('row').nth(1).innerText();
    const sort = await minimum.getAttribute('aria-sort');
    expect([first.startsWith('DivPrune'), sort]).toEqual([sort === 'descending', sort]);
    await page.screenshot({ path: outputPath('score-card.png'), fullPage: true });
  });
});

describe('the budget sweep', () => {
  it('runs in the background, can be stopped, and goes to its end', async () => {
    const { page } = playground;
    await follow(page, 'device=gpu&figure=budget-sweep&compare=divprune;random');
    const figure = page.locator('.figure[data-id="budget-sweep"]');
    await figure.getByRole('button', { name: 'Run the sweep' }).click();
    await figure.getByRole('button', { name: 'Cancel' }).click();
    await figure.getByRole('button', { name: /sweep/i }).first().click();
    await figure.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached' });
    const [download] = await Promise.all([page.waitForEvent('download'), figure.getByRole('button', { name: 'CSV', exact: true }).click()]);
    const path = outputPath('budget-sweep.csv');
    await download.saveAs(path);
    const rows = (await readFile(path, 'utf8')).trim().split(/\r?\n/).slice(1).map((line) => line.split(','));
    const budgets = rows.filter(([title]) => title === 'DivPrune').map(([, budget]) => Number(budget));
    expect(budgets).toEqual(expect.arrayContaining([16, 32, 64, 128, 192]));
    expect(rows).toHaveLength(2 * budgets.length);
    await page.screenshot({ path: outputPath('budget-sweep.png'), fullPage: true });
  });
});

describe('own tokens', () => {
  it('switch methods on that need what only they bring', async () => {
    const { page } = playground;
    const bytes = await readFile(resolve('tests/golden/methods/llava-24x24/inputs.npz'));
    await follow(page, 'device=gpu&figure=compare&m=64&compare=fastv;sparsevlm;visionzip;pyramiddrop');
    await page.getByLabel('Image', { exact: true }).setInputFiles({ name: 'llava.npz', mimeType: 'application/octet-stream', buffer: bytes });
    await page.locator('.figure').getByText(/^llava\.npz/).first().waitFor();
    const expected = JSON.parse(await readFile(resolve('tests/golden/methods/llava-24x24/expected.json'), 'utf8')) as {
      runs: { method: string; budget: number; kept: number[]; parameters: object }[];
    };
    await waitForMaps(page, ['FastV', 'SparseVLM', 'VisionZip'], /of 576/);
    await page.locator('.figure').getByText(/is 270, not 64/).first().waitFor();
    const kept = await readKept(page);
    for (const [id, title] of [['fastv', 'FastV'], ['visionzip', 'VisionZip']]) {
      const wanted = expected.runs.find(({ method, budget, parameters }) => method === id && budget === 64 && Object.keys(parameters).length === 0);
      expect(kept.find((place) => place.title === title)?.tokens, title).toEqual(wanted?.kept);
    }
    expect(playground.problems).toEqual([]);
  });
});
