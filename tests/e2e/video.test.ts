/** Videos: every container, frames and range, the film strip and its scrubber, and files that cannot be used. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './support/accessibility.ts';
import { type Exported, openPlayground, type Playground, readExport, waitForExport } from './support/playground.ts';
import { levelOf, openVideoMaker, type VideoMaker, type VideoRecipe } from './support/videos.ts';

/** Twelve frames of which eight are taken: 0, 1, 3, 4, 6, 7, 9 and 11, as np.linspace(0, 11, 8, dtype=int) has them. */
const RECIPE: VideoRecipe = { container: 'webm', codec: 'vp9', width: 320, height: 180, frames: 12, framesPerSecond: 10 };
const TAKEN = [0, 1, 3, 4, 6, 7, 9, 11];

/** For a dozen frames through the encoder on two cores, in milliseconds. */
const PATIENCE = 240_000;

let playground: Playground;
let maker: VideoMaker;
let clip: Buffer;

beforeAll(async () => {
  playground = await openPlayground();
  playground.page.setDefaultTimeout(PATIENCE);
  maker = await openVideoMaker(playground.page);
  clip = await maker.make(RECIPE);
});

afterAll(async () => {
  await maker?.close();
  await playground?.close();
});

async function choose(name: string, buffer: Buffer): Promise<void> {
  await playground.page.getByLabel('Image', { exact: true }).setInputFiles([{ name, mimeType: '', buffer }]);
}

/** Waits for the frames of the video that was chosen last, then reads the export. */
async function waitForFilm(name: string, frames: number): Promise<Exported> {
  await strip().getByText(new RegExp(`^Frame \\d+ of ${frames}, `)).first().waitFor();
  return waitForExport(playground.page, ({ image, layout }) => image === name && layout.views.length === frames);
}

function strip(): Locator {
  return playground.page.getByRole('region', { name: 'Film strip' });
}

function frameNames(): Promise<(string | null)[]> {
  return strip().locator('.film-frame').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
}

function keptPerFrame({ layout, selected }: Exported): number[] {
  return layout.views.map(({ offset, rows, cols }) => selected.filter((token) => token >= offset && token < offset + rows * cols).length);
}

/** Grey level near the top of the first panel, above the square that crosses the picture. */
function readLevel(page: Page): Promise<number> {
  return page.locator('.panel[data-kind="photo"] canvas.layer:not(.overlay)').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    // A copy: Chromium complains about canvases that are read again and again.
    const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    copy?.drawImage(canvas, canvas.width >> 1, canvas.height >> 3, 1, 1, 0, 0, 1, 1);
    return copy?.getImageData(0, 0, 1, 1).data[0] ?? -1;
  });
}

async function readNotice(words: string): Promise<string> {
  const notice = playground.page.getByRole('status').locator('.notice', { hasText: words });
  const text = await notice.locator('.notice-text').innerText();
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  return text;
}

/** A file without its end. */
async function cut(): Promise<Buffer> {
  return (await maker.make({ ...RECIPE, container: 'mp4', codec: 'vp9', frames: 3 })).subarray(0, 700);
}

/** A file whose codec has a name that nobody knows. */
async function rename(): Promise<Buffer> {
  return Buffer.from(clip.toString('latin1').replace('V_VP9', 'V_XYZ'), 'latin1');
}

describe('a WebM file', { timeout: PATIENCE }, () => {
  it('becomes eight views of pooled tokens, uniformly over time, each with its share', async () => {
    await choose('clip.webm', clip);
    const result = await waitForFilm('clip.webm', 8);
    expect(result).toMatchObject({ n: 8 * 169, d: 2048, parameters: { scope: 'per-view' }, layout: { width: 320, height: 180 } });
    expect(result.layout.views.map(({ kind, frame, rows, cols }) => [kind, frame, rows, cols])).toEqual(TAKEN.map((_, frame) => ['frame', frame, 13, 13]));
    // 150 of 1352 tokens, as 64 of 576, are 18.75 a frame.
    const kept = [19, 19, 19, 19, 19, 19, 18, 18];
    expect(keptPerFrame(result)).toEqual(kept);
    expect(await frameNames()).toEqual(
      TAKEN.map((taken, frame) => {
        const share = kept[frame] === 19 ? '11.2' : '10.7';
        return `Frame ${frame + 1} of 8, 0:0${(taken / 10).toFixed(2)}: ${kept[frame]} of 169 tokens kept (${share} %)`;
      }),
    );
    await playground.page.getByText('clip.webm: 320 × 180 pixels, 0:01.20 long, VP9 in WebM').waitFor();
  });

  it('is scrubbed with keys and clicks, and the panels follow', async () => {
    const { page } = playground;
    const scrubber = strip().getByRole('slider', { name: 'Frame in the panels' });
    const expectFrame = async (frame: number) => {
      await strip().locator(`.film-frame[aria-pressed="true"]:nth-child(${frame + 1})`).waitFor();
      await expect.poll(() => readLevel(page)).toBeGreaterThan(levelOf(TAKEN[frame], 12) - 7);
      expect(await readLevel(page)).toBeLessThan(levelOf(TAKEN[frame], 12) + 7);
      expect(await scrubber.getAttribute('aria-valuetext')).toMatch(new RegExp(`^Frame ${frame + 1} of 8, `));
      expect(await page.locator('.inspector .place').innerText()).toMatch(new RegExp(`^Frame ${frame + 1}\\b`, 'i'));
    };
    await scrubber.press('Home');
    await expectFrame(0);
    await scrubber.press('ArrowRight');
    await scrubber.press('ArrowRight');
    await expectFrame(2);
    await strip().getByRole('button', { name: /^Frame 8 of 8/ }).click();
    await expectFrame(7);
    await scrubber.press('ArrowLeft');
    await expectFrame(6);
  });

  it('can share one budget over all frames', async () => {
    const { page } = playground;
    await strip().getByRole('button', { name: /Budget/ }).click();
    await page.getByRole('option', { name: 'One for all frames' }).click();
    const result = await waitForExport(page, ({ parameters }) => parameters.scope === 'joint');
    const counts = keptPerFrame(result);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(150);
    expect(new Set(counts).size).toBeGreaterThan(1);
    const names = await frameNames();
    for (const [frame, count] of counts.entries()) expect(names[frame]).toContain(`: ${count} of 169 tokens kept`);
  });

  it('leaves nothing that axe objects to', async () => {
    expect(await findViolations(playground.page)).toEqual([]);
  });

  it('is encoded again with other frames; stopped, the former ones stay', async () => {
    const { page } = playground;
    await page.getByRole('button', { name: '8 Frames', exact: true }).click();
    await page.getByRole('option', { name: '16', exact: true }).click();
    await page.getByRole('button', { name: 'Encode 16 frames' }).click();
    await page.getByText(/^Encoding frame [2-9] of 12$/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(/^Encoding frame/).waitFor({ state: 'detached' });
    expect((await readExport(page)).layout.views).toHaveLength(8);
    await page.getByRole('button', { name: 'Encode 16 frames' }).click();
    const result = await waitForFilm('clip.webm', 12);
    expect(result.n).toBe(12 * 169);
    await expect.poll(() => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('sampling')).toBe('16');
    expect(await readNotice('different frames')).toContain('has 12 different frames in the chosen range, fewer than the 16 that were asked for');
  });
});

describe('other containers', { timeout: PATIENCE }, () => {
  it('an MP4 file that lies on its side is turned upright', async () => {
    const codec = (await maker.canEncode('avc')) ? 'avc' : 'vp9';
    await choose('turned.mp4', await maker.make({ ...RECIPE, container: 'mp4', codec, frames: 2, rotation: 90 }));
    const result = await waitForFilm('turned.mp4', 2);
    expect(result.layout).toMatchObject({ width: 180, height: 320 });
    await readNotice('different frames');
  });

  it('a MOV file, known by its content', async () => {
    const codec = (await maker.canEncode('avc')) ? 'avc' : 'vp9';
    await choose('download', await maker.make({ ...RECIPE, container: 'mov', codec, frames: 1 }));
    const result = await waitForFilm('download', 1);
    expect(result.n).toBe(169);
    await readNotice('different frame');
  });
});

describe('files that cannot be used', { timeout: PATIENCE }, () => {
  it.each<[string, string, () => Promise<Buffer>, RegExp]>([
    ['an empty file', 'empty.webm', async () => Buffer.alloc(0), /^“empty\.webm” is empty \(0 bytes\)/],
    ['text', 'text.mp4', async () => Buffer.from('This is no video.'), /^“text\.mp4” is not a video that can be read \(17 bytes/],
    ['another format', 'old.avi', async () => Buffer.from('RIFF\0\0\0\0AVI LIST', 'latin1'), /^“old\.avi” is in the format AVI, which cannot be read/],
    ['a file that was cut off', 'cut.mp4', cut, /^“cut\.mp4” begins like MP4 but its 700 bytes could not be decoded/],
    ['a codec that is not supported', 'strange.webm', rename, /^“strange\.webm” is encoded with a codec that is not known here \[V_XYZ\], which this browser cannot decode/],
  ])('%s: a sentence, and nothing is lost', async (_, name, make, sentence) => {
    const { page } = playground;
    const before = await readExport(page);
    await choose(name, await make());
    const notice = page.getByRole('status').locator('.notice', { has: page.locator('.notice-text', { hasText: sentence }) });
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    expect((await readExport(page)).image).toBe(before.image);
  });
});

describe('after a video', { timeout: PATIENCE }, () => {
  it('a photo takes its place', async () => {
    const { page } = playground;
    await page.getByRole('radio', { name: /coffee/i }).click();
    const result = await waitForExport(page, ({ image }) => image === 'coffee.png');
    expect(result).toMatchObject({ n: 576, parameters: { scope: 'joint' } });
    expect(await strip().count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Encode \d+ frames$/ }).count()).toBe(0);
  });

  it('logged no trouble', () => {
    expect(playground.problems).toEqual([]);
  });
});
