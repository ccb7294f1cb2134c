/** Every figure on a real page: opened from the list, drawn, linked to the panels, exported, enlarged. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIGURE_IDS } from '../../src/state/settings.ts';
import { outputPath } from './support/output.ts';
import { openPlayground, type Playground } from './support/playground.ts';
import { findViolations } from './support/accessibility.ts';

let playground: Playground;

beforeAll(async () => {
  playground = await openPlayground('device=gpu&figure=neighbour-redundancy', { reducedMotion: 'reduce', colorScheme: 'light' });
});

afterAll(async () => {
  await playground.close();
});

async function openFigure(page: Page, id: string): Promise<void> {
  await page.evaluate((figure) => {
    window.location.hash = `device=gpu&figure=${figure}`;
  }, id);
  await page.locator(`.figure[data-id="${id}"]`).waitFor();
}

/** A sweep has nothing to show before it was run. */
async function sweep(page: Page, id: string): Promise<void> {
  const figure = page.locator(`.figure[data-id="${id}"]`);
  await figure.getByRole('button', { name: 'Run the sweep' }).click();
  await figure.getByRole('button', { name: 'Run it again' }).waitFor();
}

async function save(page: Page, kind: 'SVG' | 'PNG' | 'CSV'): Promise<{ name: string; path: string }> {
  const [download]: [Download, void] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.figure-tools').getByRole('button', { name: kind, exact: true }).click(),
  ]);
  const path = outputPath(`figure-${download.suggestedFilename()}`);
  await download.saveAs(path);
  return { name: download.suggestedFilename(), path };
}

/** Attributes with numbers that are none, and what stands in for missing words. */
const NONSENSE = /="[^"]*\bNaN\b|>NaN|>undefined|>null</;

describe.each(FIGURE_IDS)('the figure %s', (id) => {
  it('is drawn, exports what it shows, and has no accessibility violations', async () => {
    const { page } = playground;
    await openFigure(page, id);
    if (id === 'budget-sweep' || id === 'tune-sweep') await sweep(page, id);
    await page.waitForTimeout(400);
    await page.screenshot({ path: outputPath(`figure-page-${id}.png`), fullPage: true, animations: 'disabled' });
    const [content, visible] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect(content).toBeLessThanOrEqual(visible);

    const svg = await save(page, 'SVG');
    expect(svg.name).toBe(`${id}.svg`);
    const drawing = await readFile(svg.path, 'utf8');
    expect(drawing).toMatch(/^<svg xmlns/);
    expect(drawing).not.toMatch(NONSENSE);
    expect(drawing).not.toMatch(/href="(?!data:|#)/);

    const png = await save(page, 'PNG');
    const { width = 0, height = 0 } = await sharp(png.path).metadata();
    expect(width).toBe(2 * (1200 + 64));
    expect(height).toBeGreaterThan(400);

    const csv = await save(page, 'CSV');
    const lines = (await readFile(csv.path, 'utf8')).trim().split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(await findViolations(page)).toEqual([]);
  });
});

describe('figures and the page', () => {
  it('are listed, and open from the list and the tabs', async () => {
    const { page } = playground;
    await openFigure(page, 'neighbour-redundancy');
    await page.getByRole('navigation', { name: 'List of figures' }).getByRole('button', { name: /Ablation/ }).click();
    await page.locator('.figure[data-id="ablation"]').waitFor();
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Step through' }).click();
    await page.locator('.figure[data-id="greedy-steps"]').waitFor();
    await page.waitForFunction(() => window.location.hash.includes('figure=greedy-steps'));
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Panels' }).click();
    await page.locator('.figure').waitFor({ state: 'detached' });
  });

  it('show the token in focus, and move the focus of the panels', async () => {
    const { page } = playground;
    await openFigure(page, 'neighbour-redundancy');
    const map = page.locator('.figure .figure-pointer').first();
    await map.scrollIntoViewIfNeeded();
    const box = await map.boundingBox();
    if (!box) throw new Error('The map has no place on the page.');
    await page.mouse.move(box.x + box.width * (2.5 / 24), box.y + box.height * (1.5 / 24));
    await page.getByRole('region', { name: 'Token 26', exact: true }).waitFor();
  });

  it('follow a slider', async () => {
    const { page } = playground;
    await openFigure(page, 'neighbour-redundancy');
    const settings = page.locator('.figure > .hint').first();
    const slider = page.getByRole('slider', { name: 'Prune ratio p' });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction((element) => element?.textContent?.includes('p = 0.49'), await settings.elementHandle());
  });

  it('take another question, show what it keeps, and drop it again', async () => {
    const { page } = playground;
    await openFigure(page, 'questions');
    const figure = page.locator('.figure[data-id="questions"]');
    await figure.getByRole('textbox', { name: 'Another question' }).fill('Is there a helmet?');
    await page.keyboard.press('Enter');
    await figure.getByRole('img', { name: '64 tokens kept for “Is there a helmet?”' }).waitFor();
    await figure.getByRole('textbox', { name: 'Another question' }).fill('is there a HELMET?');
    await page.keyboard.press('Enter');
    await figure.getByText('That question is there already.').waitFor();
    await figure.getByRole('button', { name: 'Remove “Is there a helmet?”' }).click();
    await figure.getByRole('img', { name: '64 tokens kept for “Is there a helmet?”' }).waitFor({ state: 'detached' });
  });

  it('step through the greedy order by keys', async () => {
    const { page } = playground;
    await openFigure(page, 'greedy-steps');
    const position = page.getByRole('slider', { name: /step/i });
    await position.focus();
    await page.keyboard.press('Home');
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
    await page.locator('.figure').getByText(/^Step 4 of /).first().waitFor();
    await page.keyboard.press('End');
    await page.locator('.figure').getByText(/^Step (\d+) of \1/).first().waitFor();
  });

  it('measure the graphs on this device when they have come to rest', async () => {
    const { page } = playground;
    await openFigure(page, 'graph-comparison');
    await page.locator('.figure').getByText(/median of \d+/i).first().waitFor();
    expect(await page.locator('.figure-body').textContent()).toMatch(/SwiftShader/i);
  });

  it('fill the screen and give it back', async () => {
    const { page } = playground;
    await openFigure(page, 'neighbour-redundancy');
    const before = await page.locator('.figure-body svg').boundingBox();
    await page.getByRole('button', { name: 'Full screen' }).click();
    await page.locator('.figure[data-maximized]').waitFor();
    await page.waitForFunction((width) => (document.querySelector('.figure-body svg')?.clientWidth ?? 0) > width, before?.width ?? 0);
    expect(await page.locator('header.header').evaluate((element) => (element as HTMLElement).inert)).toBe(true);
    await page.screenshot({ path: outputPath('figure-full-screen.png'), animations: 'disabled' });
    await page.getByRole('button', { name: 'Leave full screen' }).click();
    await page.locator('.figure:not([data-maximized])').waitFor();
    expect(await page.locator('header.header').evaluate((element) => (element as HTMLElement).inert)).toBe(false);
  });

  it('fit a phone', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' } as const;
    const { page, problems, close } = await openPlayground('device=gpu&figure=neighbour-redundancy', phone);
    for (const id of FIGURE_IDS) {
      await openFigure(page, id);
      await page.waitForTimeout(300);
      await page.screenshot({ path: outputPath(`figure-phone-${id}.png`), fullPage: true, animations: 'disabled' });
      const [content, visible] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      expect(content, id).toBeLessThanOrEqual(visible);
    }
    expect(problems).toEqual([]);
    await close();
  });

  it('stayed on the page’s origin and logged no trouble', () => {
    expect(playground.problems).toEqual([]);
  });
});
