/** Screenshots of every layout, what must hold for all of them, and accessibility in both themes. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './support/accessibility.ts';
import { outputPath } from './support/output.ts';
import { openPlayground, type Playground } from './support/playground.ts';

let playground: Playground;

beforeAll(async () => {
  playground = await openPlayground('device=gpu', { colorScheme: 'light', reducedMotion: 'reduce' });
});

afterAll(async () => {
  await playground.close();
});

/** Boxes of the panel images that are visible. */
function readBoxes(page: Page) {
  return page.locator('.panel-image:visible').evaluateAll((images) =>
    images.map((image) => {
      const { left, top, width, height } = image.getBoundingClientRect();
      const canvas = image.querySelector('canvas');
      return { left, top, width, height, canvas: `${canvas?.width}x${canvas?.height}` };
    }),
  );
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, visible] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content).toBeLessThanOrEqual(visible);
}

/** Waits until the typeface is there and the canvases have followed a new size or theme. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  await page.waitForTimeout(250);
}

async function takeScreenshot(page: Page, name: string): Promise<void> {
  await settle(page);
  await page.screenshot({ path: outputPath(name), animations: 'disabled' });
}

describe.each([
  ['light', 1440, 1000],
  ['dark', 1440, 1000],
  ['light', 1024, 900],
  ['dark', 1024, 900],
] as const)('the %s theme at %i x %i', (colorScheme, width, height) => {
  it('aligns four equal panels and needs no sideways scrolling', async () => {
    const { page } = playground;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.mouse.move(0, 0);
    await takeScreenshot(page, `${colorScheme}-${width}.png`);
    await expectNoSidewaysScroll(page);
    const boxes = await readBoxes(page);
    expect(boxes).toHaveLength(4);
    expect(new Set(boxes.map((box) => `${box.width} ${box.height} ${box.canvas}`)).size).toBe(1);
    expect(new Set(boxes.map(({ left }) => left)).size).toBe(2);
    expect(new Set(boxes.map(({ top }) => top)).size).toBe(2);
  });

  it('has no accessibility violations', async () => {
    expect(await findViolations(playground.page)).toEqual([]);
  });
});

describe('a phone', () => {
  it('shows one panel at a time, with the sliders in a drawer', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'light', reducedMotion: 'reduce' } as const;
    const { page, problems, close } = await openPlayground('device=gpu', phone);
    await takeScreenshot(page, 'phone.png');
    await expectNoSidewaysScroll(page);
    expect(await readBoxes(page)).toHaveLength(1);
    await page.getByRole('radio', { name: 'Relevance' }).click();
    await page.getByRole('figure', { name: 'Which tokens matter?' }).waitFor();
    expect(await readBoxes(page)).toHaveLength(1);
    await page.getByRole('button', { name: /^Tune/ }).click();
    await page.getByRole('slider', { name: 'Threshold τ', exact: true }).focus();
    await takeScreenshot(page, 'phone-tune.png');
    await expectNoSidewaysScroll(page);
    expect(await findViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });
});

describe('requests and messages', () => {
  it('never left the origin and logged no trouble', () => {
    expect(playground.problems).toEqual([]);
  });
});
