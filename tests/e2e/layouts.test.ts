/** Token layouts: a photo cut into tiles, with and without a view of the whole, shown merged and apart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exported, openPlayground, type Playground, readExport, readInspector, waitForExport } from './support/playground.ts';

let playground: Playground;
let halves: Exported;

beforeAll(async () => {
  playground = await openPlayground('device=gpu&layout=tiles-1x2&sample=coffee');
  halves = await readExport(playground.page);
});

afterAll(async () => {
  await playground?.close();
});

/** Chooses an option whose name begins with some words. */
async function choose(label: string, option: RegExp): Promise<void> {
  const { page } = playground;
  await page.getByRole('button', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
}

/** Points at a place of the photo's panel, in shares of its width and height, and reads what is in focus then. */
async function pointAt(across: number, down: number): Promise<{ token: number; place: string }> {
  const { page } = playground;
  const image = page.locator('.panel[data-kind="photo"] .panel-image');
  const box = await image.boundingBox();
  if (!box) throw new Error('The photo panel has no place on the page.');
  await page.mouse.move(box.x + across * box.width, box.y + down * box.height);
  return readInspector(page);
}

function countIn({ selected }: Exported, start: number, count: number): number {
  return selected.filter((token) => token >= start && token < start + count).length;
}

describe('a link with two tiles', () => {
  it('cuts the photo in halves and gives each its share of the default budget', () => {
    expect(halves).toMatchObject({ n: 1152, image: 'coffee.png', budget: 128, parameters: { scope: 'per-view' } });
    const half = { kind: 'tile', rows: 24, cols: 24, y: 0, cellWidth: 12.5, cellHeight: 400 / 24 };
    expect(halves.layout).toMatchObject({ width: 600, height: 400, views: [{ ...half, offset: 0, x: 0 }, { ...half, offset: 576, x: 300 }] });
    expect([0, 576].map((start) => countIn(halves, start, 576))).toEqual([64, 64]);
  });

  it('lays the tokens on the right pixels, and arrow keys lead from one half to the other', async () => {
    const { page } = playground;
    expect(await pointAt(0.49, 0.01)).toMatchObject({ token: 23, place: 'Tile 1, row 0, col 23' });
    expect(await pointAt(0.51, 0.01)).toMatchObject({ token: 576, place: 'Tile 2, row 0, col 0' });
    await page.locator('.panel[data-kind="photo"] .panel-image').press('ArrowLeft');
    expect(await readInspector(page)).toMatchObject({ token: 23 });
  });

  it('tells how many tokens are kept of each', async () => {
    const kept = playground.page.locator('.panel[data-kind="kept"]');
    expect(await kept.innerText()).toContain('128 of 1152 tokens: tiles 64, 64');
  });
});

describe('another layout', () => {
  it('can be stopped between two views, and the photo keeps the former one', async () => {
    const { page } = playground;
    await choose('Token layout', /^LLaVA-NeXT, 2,880 tokens/);
    await page.getByText('Encoding view 2 of 5').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Free tiling, 1,152 tokens Token layout' }).waitFor();
    expect((await readExport(page)).n).toBe(1152);
  });

  it('InternVL3 averages 2 x 2 tokens of four tiles and a thumbnail', async () => {
    const { page } = playground;
    await choose('Token layout', /^InternVL3, 720 tokens/);
    const result = await waitForExport(page, ({ n }) => n === 720);
    expect(result).toMatchObject({ budget: 80, parameters: { scope: 'per-view' } });
    expect(result.layout.views.map(({ kind, rows, cols, offset, x, y }) => [kind, rows, cols, offset, x, y])).toEqual([
      ['tile', 12, 12, 0, 0, 0],
      ['tile', 12, 12, 144, 300, 0],
      ['tile', 12, 12, 288, 0, 200],
      ['tile', 12, 12, 432, 300, 200],
      ['thumbnail', 12, 12, 576, 0, 0],
    ]);
    expect([0, 144, 288, 432, 576].map((start) => countIn(result, start, 144))).toEqual([16, 16, 16, 16, 16]);
    expect(new URL(page.url()).hash).toContain('layout=internvl3');
    // A fifth and a tenth, as of InternVL3's own 1280.
    expect(await page.getByRole('group', { name: 'The paper’s shares: budgets' }).getByRole('button').allInnerTexts()).toEqual(['144', '72']);
  });

  it('shows tiles in front, and the thumbnail apart', async () => {
    expect(await pointAt(0.51, 0.51)).toMatchObject({ token: 432, place: 'Tile 4, row 0, col 0' });
    await choose('View', /^Thumbnail/);
    await playground.page.locator('.panel[data-kind="kept"]').getByText('Thumbnail: 16 of 144 tokens (80 of 720 in all)').waitFor();
    expect(await pointAt(0.52, 0.52)).toMatchObject({ token: 576 + 6 * 12 + 6, place: 'Thumbnail, row 6, col 6' });
    await choose('View', /^Tile 1/);
    // Outside of the tile nothing is in focus, and the last token stays there.
    expect(await pointAt(0.8, 0.8)).toMatchObject({ token: 576 + 6 * 12 + 6 });
    expect(await pointAt(0.01, 0.01)).toMatchObject({ token: 0, place: 'Tile 1, row 0, col 0' });
  });

  it('is seen alike in figures, which offer the same choice', async () => {
    const { page } = playground;
    // The address follows the picker.
    await page.waitForFunction(() => window.location.hash.includes('views=1'));
    await page.evaluate(() => {
      window.location.hash += '&figure=intersection';
    });
    const figure = page.locator('.figure[data-id="intersection"]');
    const map = figure.getByRole('img', { name: /^Every token by the sets it is in/ });
    await figure.getByText('in the maps: tile 1').waitFor();
    const whole = await map.boundingBox();
    const placeOf = async () => {
      const box = await map.locator('image').boundingBox();
      return box && whole ? [box.width / whole.width, box.height / whole.height].map((share) => Math.round(share * 10) / 10) : null;
    };
    expect(await map.locator('image').count()).toBe(1);
    expect(await placeOf()).toEqual([0.5, 0.5]);
    await choose('View', /^Thumbnail/);
    await figure.getByText('in the maps: thumbnail').waitFor();
    expect(await placeOf()).toEqual([1, 1]);
    await choose('View', /^Merged/);
    await figure.getByText('in the maps: merged, tiles in front').waitFor();
    expect(await map.locator('image').count()).toBe(4);
  });

  it('logged no trouble', () => {
    expect(playground.problems).toEqual([]);
  });
});
