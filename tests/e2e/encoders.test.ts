/**
 * Encoders off the shelf: a hub on loopback that serves small random models under the names of real ones. One visit,
 * from the first look at the list to the deletion of everything.
 */
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFolder } from '../../scripts/serve.mjs';
import { type FakeHub, startFakeHub } from '../support/fakeHub.ts';
import { ask, buttonOf, closeDialog, openDialog, readProblem, rowOf, setHubAddress, waitForEncoder } from './support/encoderDialog.ts';
import { REPOSITORIES, SIDE, sizeOf, WIDTH } from './support/models.ts';
import { outputPath } from './support/output.ts';
import { samplePath } from './support/photos.ts';
import { type Exported, openPlayground, type Playground, readExport, waitForExport } from './support/playground.ts';
import { readStoredSizes, storedName } from './support/storedModels.ts';

const N = SIDE * SIDE;
const STARTER = 'Starter encoder';
const CLIP = 'CLIP ViT-B/32';
const SIGLIP = 'SigLIP base/16 at 224 px';
const DINO = 'DINOv2 small (vision only)';
const CLIP_REPOSITORY = 'Xenova/clip-vit-base-patch32';
const SIGLIP_REPOSITORY = 'Xenova/siglip-base-patch16-224';
/** Milliseconds per 4 KiB that leave time to see the progress. */
const SLOW = 150;

let hub: FakeHub;
let server: Awaited<ReturnType<typeof serveFolder>>;
let playground: Playground;
/** The answer of the small CLIP model to which later ones are compared. */
let answered: Exported;

beforeAll(async () => {
  hub = await startFakeHub(REPOSITORIES);
  const modelOrigins = [hub.base.origin, hub.contentOrigin];
  server = await serveFolder(resolve('dist'), { port: 0, attempts: 1, modelHosts: modelOrigins });
  playground = await openPlayground('device=cpu', { colorScheme: 'light' }, undefined, { address: server.address, modelOrigins });
});

afterAll(async () => {
  await playground?.close();
  await server?.close();
  await hub?.close();
});

function contentRequests() {
  return hub.requests.filter(({ path }) => path.startsWith('/xet-bridge/'));
}

function isSmallModel({ n, d }: Exported): boolean {
  return n === N && d === WIDTH;
}

describe('a model from the hub', () => {
  it('comes with the bytes of the whole set as progress, until it is cancelled', async () => {
    const dialog = await openDialog(playground.page);
    await setHubAddress(dialog, hub.base.href);
    expect(hub.requests).toEqual([]);
    hub.faults.slow = SLOW;
    await buttonOf(dialog, CLIP).click();
    const progress = dialog.getByRole('progressbar', { name: `of ${sizeOf(CLIP_REPOSITORY)} bytes` });
    const seen: number[] = [];
    for (let count = 0; count < 3; count++) {
      await playground.page.waitForTimeout(400);
      seen.push(Number(/model: (\d+) bytes of/.exec(await progress.innerText())?.[1]));
      const share = Number(await progress.getAttribute('aria-valuenow')) / 100;
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
    expect(seen[0]).toBeLessThan(seen[1]);
    expect(seen[1]).toBeLessThan(seen[2]);
    // The encoder at hand answers meanwhile.
    await closeDialog(dialog);
    await playground.page.getByRole('button', { name: 'Budget 32' }).click();
    await waitForExport(playground.page, ({ budget }) => budget === 32);
    await playground.page.getByRole('button', { name: 'Budget 64' }).click();
    await openDialog(playground.page);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await buttonOf(dialog, CLIP, 'Resume').waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(0);
    await closeDialog(dialog);
    await waitForEncoder(playground.page, STARTER);
  });

  it('is resumed where it was cancelled, across origins, and answers with its own grid', async () => {
    const files = Object.entries(REPOSITORIES[CLIP_REPOSITORY] ?? {}).filter(([path]) => path.endsWith('.onnx'));
    hub.faults.slow = 0;
    // The answer that was under way has to end before what it brought is counted.
    await playground.page.waitForTimeout(300);
    const kept = await readStoredSizes(playground.page);
    hub.requests.length = 0;
    const dialog = await openDialog(playground.page);
    await buttonOf(dialog, CLIP, 'Resume').click();
    await waitForEncoder(playground.page, CLIP);
    const rest = files.map(([path, bytes]) => {
      const start = kept[storedName(bytes)] ?? 0;
      return expect.objectContaining({ path: expect.stringContaining(path), range: start > 0 ? `bytes=${start}-` : null, sent: bytes.length - start });
    });
    expect(contentRequests()).toHaveLength(rest.length);
    expect(contentRequests()).toEqual(expect.arrayContaining(rest));
    expect(files.some(([, bytes]) => (kept[storedName(bytes)] ?? 0) > 0)).toBe(true);
    expect([...playground.origins].toSorted()).toEqual([new URL(server.address).origin, hub.base.origin, hub.contentOrigin].toSorted());

    const result = await waitForExport(playground.page, isSmallModel);
    expect(result).toMatchObject({ image: 'astronaut.png', question: 'Is there a space shuttle?', budget: 3, parameters: { invert: true } });
    expect(result.layout.views).toMatchObject([{ rows: SIDE, cols: SIDE }]);
    expect(result.selected).toHaveLength(3);
    expect(await playground.page.locator('.panel[data-kind="photo"]').innerText()).toContain(`${SIDE} × ${SIDE} cells of astronaut.png`);
  });

  it('reads other questions, and shows their pieces', async () => {
    const { page } = playground;
    const before = await readExport(page);
    await ask(playground.page, 'Where is the cat?');
    answered = await waitForExport(page, ({ question }) => question === 'Where is the cat?');
    expect(answered.relevance.raw).toHaveLength(N);
    expect(answered.relevance.raw).not.toEqual(before.relevance.raw);
    expect(await page.getByRole('list', { name: 'Token pieces of the question' }).getByRole('listitem').allInnerTexts()).toEqual(['wh', 'ere', 'is', 'the', 'c', 'at', '?']);
    // Inverted: the token least like the question ranks first.
    const raw = answered.relevance.raw ?? [];
    expect(answered.relevance.normalized[raw.indexOf(Math.min(...raw))]).toBe(1);
  });

  it('leaves its options open: framing and the source of relevance', async () => {
    const { page } = playground;
    await page.getByRole('button', { name: 'More settings' }).click();
    const inversion = page.getByRole('switch', { name: 'Invert relevance' });
    expect(await inversion.isChecked()).toBe(true);
    await page.getByText(`On by default for ${CLIP}. `).waitFor();
    await page.getByLabel('Image', { exact: true }).setInputFiles(samplePath('coffee.png'));
    const cropped = await waitForExport(page, ({ image }) => image === 'coffee.png');
    expect(cropped.layout).toMatchObject({ width: 600, height: 400, views: [{ x: 100, y: 0, cellWidth: 80, cellHeight: 80 }] });

    await choose('Framing', 'Pad, as LLaVA');
    const padded = await waitForExport(page, ({ layout }) => layout.views[0].y < 0);
    expect(padded.layout.views).toMatchObject([{ x: 0, y: -100, cellWidth: 120, cellHeight: 120 }]);
    await choose('Framing', 'As the model says');
    await waitForExport(page, ({ layout }) => layout.views[0].x === 100);

    await choose('Relevance', 'Value path');
    const valuePath = await waitForExport(page, ({ parameters }) => !parameters.invert);
    expect(valuePath.relevance.raw).not.toEqual(cropped.relevance.raw);
    expect(await inversion.isChecked()).toBe(false);
    await choose('Relevance', 'Paper');
    const paper = await waitForExport(page, ({ parameters }) => parameters.invert);
    expect(paper.selected).toEqual(cropped.selected);
    await page.getByRole('button', { name: 'More settings' }).click();
  });
});

async function choose(label: string, option: string): Promise<void> {
  const { page } = playground;
  await page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe('a link that names a model', () => {
  it('asks before it downloads; a broken connection is taken up again; a vision-only model says why QCSP is off', async () => {
    const { page } = playground;
    hub.requests.length = 0;
    await page.goto(`${server.address}#encoder=dinov2-small&device=cpu`);
    const notice = page.getByRole('status').locator('.notice', { hasText: DINO });
    expect(await notice.innerText()).toContain(`Until then ${CLIP} answers.`);
    expect(hub.requests).toEqual([]);
    hub.faults.cutAfter = 100_000;
    await notice.getByRole('button', { name: 'Download' }).click();
    await waitForEncoder(playground.page, DINO);
    const [first, second] = contentRequests();
    expect(contentRequests()).toHaveLength(2);
    expect(first.range).toBeNull();
    expect(second.range).toMatch(/^bytes=\d+-$/);

    const result = await waitForExport(page, ({ relevance }) => relevance.raw === null);
    expect(isSmallModel(result)).toBe(true);
    expect(result).toMatchObject({ budget: 3, parameters: { invert: false } });
    expect(result.selected).toHaveLength(3);
    expect(new Set(result.score).size).toBeGreaterThan(1);
    expect(await page.locator('.panel[data-kind="relevance"]').innerText()).toContain('QCSP is off: this encoder reads no text');
    const box = page.getByRole('textbox', { name: 'Question', exact: true });
    expect(await box.isDisabled()).toBe(true);
    await page.getByText('Choose CLIP or SigLIP to ask.').waitFor();
    await page.screenshot({ path: outputPath('encoder-dino.png') });
  });
});

/** The encoder in use before something went wrong is still the one that answers. */
async function expectClipAnswers(): Promise<void> {
  await waitForEncoder(playground.page, CLIP);
  const result = await readExport(playground.page);
  expect(result.relevance.raw).toHaveLength(N);
}

describe('what goes wrong', () => {
  it('comes back to a model on this device without a request', async () => {
    hub.requests.length = 0;
    const dialog = await openDialog(playground.page);
    await buttonOf(dialog, CLIP).click();
    await waitForEncoder(playground.page, CLIP);
    await ask(playground.page, 'Where is the cat?');
    await waitForExport(playground.page, ({ question, relevance }) => question === 'Where is the cat?' && relevance.raw !== null);
    expect(hub.requests).toEqual([]);
  });

  it('wrong bytes are refused and removed', async () => {
    const dialog = await openDialog(playground.page);
    hub.faults.wrongBytes = true;
    await buttonOf(dialog, SIGLIP).click();
    expect(await readProblem(dialog)).toMatch(/^The file onnx\/\w+\.onnx has the hash [0-9a-f]{64}, expected [0-9a-f]{64}: .+ removed; try again.+\.$/);
    hub.faults.wrongBytes = false;
    await playground.page.setViewportSize({ width: 390, height: 844 });
    expect((await dialog.boundingBox())?.width).toBeLessThanOrEqual(390);
    await playground.page.setViewportSize({ width: 1440, height: 1000 });
    const stored = await readStoredSizes(playground.page);
    const whole = Object.entries(REPOSITORIES[SIGLIP_REPOSITORY] ?? {}).filter(([path, bytes]) => path.endsWith('.onnx') && stored[storedName(bytes)] === bytes.length);
    expect(whole).toEqual([]);
    await closeDialog(dialog);
    await expectClipAnswers();
  });

  it('a full disk gives a sentence', async () => {
    const { page } = playground;
    const devtools = await page.context().newCDPSession(page);
    const { origin } = new URL(server.address);
    const { usage = 0 } = await page.evaluate(() => navigator.storage.estimate());
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 100_000 });
    const dialog = await openDialog(playground.page);
    await buttonOf(dialog, SIGLIP, 'Resume').click();
    expect(await readProblem(dialog)).toMatch(/^The model needs \d+ bytes more, but the browser gives this page only \d+ bytes; .+\.$/);
    await rowOf(dialog, SIGLIP).getByText('not on this device').waitFor();
    await devtools.send('Storage.overrideQuotaForOrigin', { origin });
    await devtools.detach();
    await closeDialog(dialog);
    await expectClipAnswers();
  });

  it('an address that this page may not ask gives a sentence, and no request leaves', async () => {
    const mirror = await startFakeHub(REPOSITORIES, '/models');
    const dialog = await openDialog(playground.page);
    await setHubAddress(dialog, 'no address');
    await dialog.getByText('"no address" is no base address of a model hub').waitFor();
    await setHubAddress(dialog, mirror.base.href);
    await dialog.getByText(`This page may not ask ${mirror.base.host}, only `).waitFor();
    await dialog.getByText(`“npm start -- --model-host ${mirror.base.origin}”`).waitFor();
    await setHubAddress(dialog, hub.base.href);
    await closeDialog(dialog);
    await expectClipAnswers();
    expect(mirror.requests).toEqual([]);
    await mirror.close();
  });
});

describe('without a hub', () => {
  it('a stored model answers after a reload, without a request', async () => {
    const { page } = playground;
    hub.requests.length = 0;
    await page.goto(`${server.address}#encoder=clip-vit-base-patch32&sample=astronaut&q=Where+is+the+cat?&device=cpu`);
    await page.reload();
    await waitForEncoder(playground.page, CLIP);
    const result = await waitForExport(page, isSmallModel);
    expect(hub.requests).toEqual([]);
    const { relevance, selected, parameters, score } = answered;
    expect(result).toMatchObject({ relevance, selected, parameters, score });
  });

  it('models are deleted one by one or all at once; the one in use goes on answering', async () => {
    const dialog = await openDialog(playground.page);
    const kept = dialog.getByRole('region', { name: 'Models on this device' });
    await kept.getByRole('button', { name: 'Delete all…' }).waitFor();
    await kept.getByRole('button', { name: `Delete ${DINO}, q8` }).click();
    await rowOf(dialog, DINO).getByText('not on this device').waitFor();
    expect(await kept.getByRole('listitem').count()).toBe(1);
    await buttonOf(dialog, DINO).click();
    await waitForEncoder(playground.page, DINO);
    await openDialog(playground.page);
    await kept.getByRole('button', { name: 'Delete all…' }).click();
    await kept.getByRole('button', { name: 'Yes, delete all' }).click();
    await kept.getByText('None yet.').waitFor();
    expect(await readStoredSizes(playground.page)).toEqual({});
    await closeDialog(dialog);
    await waitForEncoder(playground.page, DINO);
    await playground.page.getByLabel('Image', { exact: true }).setInputFiles(samplePath('coffee.png'));
    expect(await waitForExport(playground.page, ({ image }) => image === 'coffee.png')).toMatchObject({ n: N, d: WIDTH });
  });
});

describe('requests and messages', () => {
  it('logged no trouble, and nobody but the hub was asked', () => {
    expect(playground.problems).toEqual([]);
    expect([...playground.origins].toSorted()).toEqual([new URL(server.address).origin, hub.base.origin, hub.contentOrigin].toSorted());
  });
});
