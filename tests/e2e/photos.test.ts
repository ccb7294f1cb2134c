/** Photos from disk, clipboard and drag and drop; formats, orientation, and files that are no photos. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputPath } from './support/output.ts';
import { samplePath, WALL } from './support/photos.ts';
import { type Exported, openPlayground, type Playground, readExport, waitForExport } from './support/playground.ts';

let playground: Playground;

beforeAll(async () => {
  playground = await openPlayground();
});

afterAll(async () => {
  await playground.close();
});

async function upload(path: string): Promise<void> {
  await playground.page.getByLabel('Image', { exact: true }).setInputFiles(path);
}

async function ask(question: string): Promise<void> {
  const box = playground.page.getByRole('textbox', { name: 'Question', exact: true });
  await box.fill(question);
  await box.press('Enter');
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Share of the 40 most relevant tokens whose centre lies in a box, given in shares of the photo's width and height. */
function shareInside({ relevance, layout }: Exported, box: Box): number {
  const [{ rows, cols }] = layout.views;
  const best = Array.from(relevance.normalized.keys()).toSorted((a, b) => relevance.normalized[b] - relevance.normalized[a]).slice(0, 40);
  const inside = best.filter((token) => {
    const x = ((token % cols) + 0.5) / cols;
    const y = (Math.floor(token / cols) + 0.5) / rows;
    return x > box.left && x < box.right && y > box.top && y < box.bottom;
  });
  return inside.length / best.length;
}

/** The cat fills the left half of the generated photo. */
const LEFT_HALF: Box = { left: 0, right: 0.5, top: 0, bottom: 1 };

describe('a photo from disk', () => {
  it.each([
    ['coffee.png', 'Where is the cup of coffee?', { left: 0.15, right: 0.82, top: 0, bottom: 0.97 }],
    ['rocket.jpg', 'Where is the rocket?', { left: 0.38, right: 0.62, top: 0.25, bottom: 1 }],
  ])('finds the object of %s', async (file, question, box) => {
    await upload(samplePath(file));
    await ask(question);
    const result = await waitForExport(playground.page, (current) => current.image === file && current.question === question);
    expect(shareInside(result, box)).toBeGreaterThanOrEqual(0.8);
  });

  it('covers a small wide photo with the whole grid', async () => {
    await upload(outputPath('wall.png'));
    await ask('Is there a cat?');
    const result = await waitForExport(playground.page, ({ image, question }) => image === 'wall.png' && question === 'Is there a cat?');
    expect(result.layout).toMatchObject({ ...WALL, views: [{ rows: 24, cols: 24, cellWidth: WALL.width / 24, cellHeight: WALL.height / 24 }] });
    expect(shareInside(result, LEFT_HALF)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('formats', () => {
  it.each(['wall.webp', 'wall.avif', 'wall.gif', 'turned.jpg'])('opens %s upright', async (file) => {
    await upload(outputPath(file));
    const result = await waitForExport(playground.page, ({ image }) => image === file);
    expect(result.layout).toMatchObject(WALL);
    expect(shareInside(result, LEFT_HALF)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('other ways in', () => {
  it('opens a photo that is dropped anywhere', async () => {
    const { page } = playground;
    const bytes = await readFile(outputPath('wall.png'), 'base64');
    const transfer = await page.evaluateHandle(async (base64) => {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([content], 'dropped.png', { type: 'image/png' }));
      return data;
    }, bytes);
    await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
    await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
    const result = await waitForExport(page, ({ image }) => image === 'dropped.png');
    expect(result.layout).toMatchObject(WALL);
  });

  it('opens a photo that is pasted', async () => {
    const { page } = playground;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const bytes = await readFile(samplePath('chelsea.png'), 'base64');
    await page.evaluate(async (base64) => {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([content], { type: 'image/png' }) })]);
    }, bytes);
    await page.keyboard.press('ControlOrMeta+v');
    const result = await waitForExport(page, ({ layout }) => layout.width === 451);
    expect(result.layout).toMatchObject({ width: 451, height: 300 });
    expect(result.image).not.toBe('dropped.png');
  });
});

describe('files that are no photos', () => {
  it.each(['empty.png', 'text.png', 'truncated.png'])('explains %s in a sentence and keeps the last result', async (file) => {
    const { page } = playground;
    const before = await readExport(page);
    await upload(outputPath(file));
    const notice = page.getByRole('status').locator('.notice', { hasText: file });
    expect(await notice.locator('.notice-text').innerText()).toMatch(/^["A-Z].{20,}\.$/);
    expect({ ...(await readExport(page)), timings: [] }).toEqual({ ...before, timings: [] });
    await notice.getByRole('button', { name: 'Dismiss' }).click();
  });
});

describe('questions', () => {
  it('answers another question about the same photo, and none', async () => {
    const { page } = playground;
    await ask('');
    const none = await waitForExport(page, ({ question }) => question === '');
    expect(none.relevance.raw).toBeNull();
    expect(new Set(none.relevance.normalized)).toEqual(new Set([1]));
    await ask('Where is the ear? 👂 ' + 'and then '.repeat(150));
    const long = await waitForExport(page, ({ question }) => question.startsWith('Where is the ear?'));
    expect(long.relevance.raw).toHaveLength(576);
    await page.getByRole('status').getByText('its end was cut off').waitFor();
  });
});

describe('requests and messages', () => {
  it('never left the origin and logged no trouble', () => {
    expect(playground.problems).toEqual([]);
  });
});
