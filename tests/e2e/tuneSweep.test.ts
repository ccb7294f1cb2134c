/** The tuning sweep and the boxes on a real page: swept, stopped, resumed, loaded, drawn, and the same as from the command line. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { csvParse } from 'd3';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './support/accessibility.ts';
import { outputPath } from './support/output.ts';
import { samplePath } from './support/photos.ts';
import { openPlayground, type Playground } from './support/playground.ts';

const run = promisify(execFile);

const PLAN = 'tau=0.4:0.6:0.1;gamma=5,10;p=0.5;m=64';
const BOX = '0.6,0.1,0.35,0.5';

let playground: Playground;

beforeAll(async () => {
  playground = await openPlayground(`device=gpu&figure=tune-sweep&sweep=${PLAN}&regions=${BOX}`, { reducedMotion: 'reduce', colorScheme: 'light' });
});

afterAll(async () => {
  await playground?.close();
});

function figureOf(page: Page): Locator {
  return page.locator('.figure[data-id="tune-sweep"]');
}

async function follow(page: Page, hash: string): Promise<void> {
  await page.evaluate((next) => {
    window.location.hash = next;
  }, hash);
}

async function saveTable(page: Page) {
  const [download] = await Promise.all([page.waitForEvent('download'), figureOf(page).getByRole('button', { name: 'CSV', exact: true }).click()]);
  const path = outputPath('tune-sweep.csv');
  await download.saveAs(path);
  return csvParse(await readFile(path, 'utf8'));
}

describe('the tuning sweep', () => {
  it('has the numbers of the command line', async () => {
    const { page } = playground;
    const figure = figureOf(page);
    await figure.getByText('6 cells').waitFor();
    await figure.getByRole('button', { name: 'Run the sweep' }).click();
    await figure.getByRole('button', { name: 'Run it again' }).waitFor();
    const rows = await saveTable(page);
    const out = outputPath('tune-sweep-cli.csv');
    const photo = ['--image', samplePath('astronaut.png'), '--question', 'Is there a space shuttle?'];
    await run(process.execPath, ['scripts/run.mjs', 'src/cli/prune.ts', ...photo, '--sweep', PLAN, '--region', BOX, '--out', out]);
    const expected = csvParse(await readFile(out, 'utf8'));
    expect(rows).toHaveLength(6);
    const exact = ['Image', 'τ', 'γ', 'p', 'm', 'k*', 'Supplemented', '|GSP ∩ DPP_m|', 'Overlap with exhaustive', 'Region kept'];
    const pick = (row: Record<string, string>) => exact.map((column) => row[column]);
    expect(rows.map(pick)).toEqual(expected.map(pick));
    for (const [index, row] of rows.entries()) {
      for (const column of ['log det', 'Relevance mass kept', 'Coverage']) expect(Number(row[column])).toBeCloseTo(Number(expected[index][column]), 2);
      expect(Number(row['Region kept'])).toBeGreaterThan(0);
    }
  });

  it('loads a cell into the page by keyboard, and by a click on the map', async () => {
    const { page } = playground;
    const figure = figureOf(page);
    await figure.getByText('The cells as a table').click();
    await figure.getByRole('button', { name: /^Load τ = 0\.4, γ = 5, p = 0\.5, m = 64/ }).press('Enter');
    await page.waitForFunction(() => window.location.hash.includes('tau=0.4&gamma=5'));
    expect(await findViolations(page)).toEqual([]);
    await page.screenshot({ path: outputPath('tune-sweep.png'), fullPage: true, animations: 'disabled' });
    // The map's last cell: the highest tau, the lowest gamma.
    const map = figure.locator('.figure-body svg rect[cursor="pointer"]');
    const box = await map.boundingBox();
    if (!box) throw new Error('The map has no size.');
    await map.click({ position: { x: box.width - 8, y: box.height - 8 } });
    await page.waitForFunction(() => window.location.hash.includes('tau=0.6&gamma=5'));
    expect(await figure.getByRole('button', { name: 'Run it again' }).count()).toBe(1);
  });

  it('leaves the sliders their turn, stops, and goes on where it was', async () => {
    const { page } = playground;
    const figure = figureOf(page);
    await figure.getByText('The cells as a table').click();
    for (const [axis, values] of [['τ', '0:1:0.005'], ['γ', '0:20:x40']]) await figure.getByRole('textbox', { name: new RegExp(`^${axis}`) }).fill(values);
    await figure.getByText('8040 cells').waitFor();
    await figure.getByText(/^Outdated/).waitFor();
    await figure.getByRole('button', { name: 'Run the sweep' }).click();
    await figure.getByText(/^Sweeping: [1-9]\d* of 8040/).waitFor();
    await page.getByRole('slider', { name: /^Prune ratio/ }).press('ArrowRight');
    await page.waitForFunction(() => window.location.hash.includes('p=0.51'));
    await figure.getByText(/^Sweeping: /).waitFor();
    await figure.getByRole('button', { name: 'Cancel' }).click();
    const stopped = await figure.getByText(/^stopped at \d+ of 8040/).textContent();
    const done = Number(/\d+/.exec(stopped ?? '')?.[0]);
    expect(done).toBeGreaterThan(0);
    await figure.getByRole('button', { name: 'Go on with the sweep' }).click();
    await page.waitForFunction((before) => Number(/Sweeping: (\d+)/.exec(document.body.innerText)?.[1] ?? 0) > before, done);
    await figure.getByRole('button', { name: 'Cancel' }).click();
    await figure.getByRole('button', { name: 'Go on with the sweep' }).waitFor();
  });

  it('says what is wrong with a plan', async () => {
    const { page } = playground;
    const figure = figureOf(page);
    await figure.getByRole('textbox', { name: /^τ/ }).fill('0:1:5');
    await figure.getByText('for 5 values write 0:1:x5').waitFor();
    expect(await figure.getByRole('button', { name: 'Run the sweep' }).isDisabled()).toBe(true);
  });
});

function readRegions(page: Page): Promise<string | null> {
  return page.evaluate(() => new URLSearchParams(window.location.hash.slice(1)).get('regions'));
}

async function waitForRegions(page: Page, expected: string): Promise<void> {
  await page.waitForFunction((text) => new URLSearchParams(window.location.hash.slice(1)).get('regions') === text, expected);
}

describe('boxes on the photo', () => {
  it('are drawn with the pointer, moved and resized by keyboard, kept in the link, and counted', async () => {
    const { page } = playground;
    await follow(page, 'device=gpu');
    await page.getByRole('button', { name: 'Boxes' }).click();
    const layer = page.getByRole('group', { name: 'Boxes on the photo' });
    const place = await layer.boundingBox();
    if (!place) throw new Error('The photo has no size.');
    const at = (x: number, y: number): [number, number] => [place.x + x * place.width, place.y + y * place.height];
    await page.mouse.move(...at(0.25, 0.25));
    await page.mouse.down();
    await page.mouse.move(...at(0.5, 0.75), { steps: 3 });
    await page.mouse.up();
    const box = layer.getByRole('button');
    await box.waitFor();
    await page.waitForFunction(() => window.location.hash.includes('regions='));
    const [x, y, width, height] = ((await readRegions(page)) ?? '').split(',').map(Number);
    for (const [got, want] of [[x, 0.25], [y, 0.25], [width, 0.25], [height, 0.5]]) expect(got).toBeCloseTo(want, 1);
    const readout = page.locator('.readout', { hasText: 'Region kept' });
    expect(await readout.textContent()).toMatch(/\d+ of 7[0-9]/);
    expect(await findViolations(page)).toEqual([]);

    // From a box of round numbers on: a middle one, moved right, made taller, dragged by its corner, removed.
    await box.press('Delete');
    await page.getByRole('button', { name: 'Add a box' }).click();
    await waitForRegions(page, '0.375,0.375,0.25,0.25');
    await box.press('ArrowRight');
    await box.press('Shift+ArrowDown');
    await waitForRegions(page, '0.385,0.375,0.25,0.26');
    await page.screenshot({ path: outputPath('regions.png'), animations: 'disabled' });
    await page.mouse.move(...at(0.635, 0.635));
    await page.mouse.down();
    await page.mouse.move(...at(0.9, 0.9), { steps: 3 });
    await page.mouse.up();
    await page.waitForFunction(() => Number(new URLSearchParams(window.location.hash.slice(1)).get('regions')?.split(',')[2]) > 0.4);
    await box.press('Delete');
    await page.waitForFunction(() => !window.location.hash.includes('regions='));
    expect(await readout.count()).toBe(0);
  });

  it('left no trouble on the console', () => {
    expect(playground.problems).toEqual([]);
  });
});
