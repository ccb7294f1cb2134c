/** Every figure on tokens that no encoder would give: a single one, all alike, several views, and more than fit a photo. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../../src/core/npy.ts';
import { FIGURE_IDS } from '../../src/state/settings.ts';
import { makeTokens } from '../support/randomTokens.ts';
import { openPlayground, type Playground } from './support/playground.ts';

let playground: Playground;

beforeAll(async () => {
  playground = await openPlayground('device=cpu&figure=ablation', { reducedMotion: 'reduce' });
});

afterAll(async () => {
  await playground.close();
});

function npy(name: string, cols: number, data: Float32Array) {
  const bytes = writeNpy({ rows: data.length / cols, cols, data });
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
}

const CASES = [
  { name: 'a single token', grid: [1, 1, 1], d: 8, tokens: makeTokens(1, 8, 1) },
  { name: 'equal tokens', grid: [1, 4, 4], d: 8, tokens: new Float32Array(128).fill(1) },
  { name: 'zero tokens', grid: [1, 3, 3], d: 4, tokens: new Float32Array(36) },
  { name: 'five views of 24 x 24', grid: [5, 24, 24], d: 32, tokens: makeTokens(2880, 32, 2) },
];

describe.each(CASES)('figures of $name', ({ grid, d, tokens }) => {
  it('are drawn without a broken number, and without trouble', async () => {
    const { page } = playground;
    await page.getByLabel('Image', { exact: true }).setInputFiles([npy('tokens.npy', d, tokens), npy('grid.npy', 3, Float32Array.from(grid))]);
    const [views, rows, cols] = grid;
    const caption = page.getByText(`${views > 1 ? `${views} views of ` : ''}${rows} × ${cols} own tokens`);
    await caption.waitFor({ state: 'attached' });
    for (const id of FIGURE_IDS) {
      const hash = `device=cpu&sample=&m=${Math.ceil(tokens.length / d / 9)}&scope=${views > 1 ? 'per-view' : 'joint'}&figure=${id}`;
      await page.evaluate((text) => {
        window.location.hash = text;
      }, hash);
      // A figure that takes more tokens than there are says so in a sentence.
      await page.locator(`.figure[data-id="${id}"], .figure-waiting`).first().waitFor();
      await page.waitForTimeout(250);
      const text = await page.locator('.figures-section').innerHTML();
      expect(text, id).not.toMatch(/="[^"]*\bNaN\b|>NaN|>undefined|could not be drawn/);
    }
    // No link has brought a sample back.
    expect(await caption.count()).toBe(1);
    expect(playground.problems).toEqual([]);
  });
});
