/** Tokens of a person's own model: chosen and dropped, with and without a photo, and files that cannot be used. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../support/randomTokens.ts';
import { samplePath } from './support/photos.ts';
import { type Exported, openPlayground, type Playground, readExport, waitForExport } from './support/playground.ts';

interface NamedFile {
  name: string;
  bytes: Uint8Array;
}

interface GoldenSetting {
  m: number;
  tau: number;
  gamma: number;
  p: number;
  selected: number[];
  kStar: number;
}

const [GOLDEN] = (JSON.parse(readFileSync(resolve('tests/golden/grid-8x8/expected.json'), 'utf8')) as { script: GoldenSetting[] }).script;

let playground: Playground;

beforeAll(async () => {
  playground = await openPlayground();
});

afterAll(async () => {
  await playground?.close();
});

function read(path: string): NamedFile {
  return { name: path.slice(path.lastIndexOf('/') + 1), bytes: new Uint8Array(readFileSync(path)) };
}

function fixture(name: string): NamedFile {
  return read(resolve('tests/fixtures/tensors', name));
}

function goldenFiles(...names: string[]): NamedFile[] {
  return names.map((name) => read(resolve('tests/golden/grid-8x8', `${name}.npy`)));
}

async function choose(...files: NamedFile[]): Promise<void> {
  const payloads = files.map(({ name, bytes }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }));
  await playground.page.getByLabel('Image', { exact: true }).setInputFiles(payloads);
}

async function drop(...files: NamedFile[]): Promise<void> {
  const { page } = playground;
  const encoded = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  const transfer = await page.evaluateHandle((contents) => {
    const data = new DataTransfer();
    for (const { name, base64 } of contents) data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
    return data;
  }, encoded);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

/** Text of the notice that holds some words; dismisses it. */
async function readNotice(words: string): Promise<string> {
  const notice = playground.page.getByRole('status').locator('.notice', { hasText: words });
  const text = await notice.locator('.notice-text').innerText();
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  return text;
}

/** With the keys of the slider, one token at a time. */
async function setBudget(budget: number): Promise<void> {
  const slider = playground.page.getByRole('slider', { name: 'Budget m', exact: true });
  const steps = budget - Number(await slider.inputValue());
  for (let step = 0; step < Math.abs(steps); step++) await slider.press(steps > 0 ? 'ArrowRight' : 'ArrowLeft');
}

function questionBox() {
  return playground.page.getByRole('textbox', { name: 'Question', exact: true });
}

/** A version 1 .npy file. */
function makeNpy(name: string, shape: readonly number[], values: Float32Array): NamedFile {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  return { name, bytes: new Uint8Array(Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(padded, 'latin1'), Buffer.from(values.buffer)])) };
}

/** Everything but how long it took. */
function withoutTimings(result: Exported): object {
  return { ...result, timings: [] };
}

describe('tokens with a question', () => {
  it('several .npy files that are chosen together give the reference selection', async () => {
    const { page } = playground;
    await choose(...goldenFiles('tokens', 'joint', 'query'));
    await waitForExport(page, ({ n }) => n === 64);
    await setBudget(GOLDEN.m);
    const result = await waitForExport(page, ({ budget }) => budget === GOLDEN.m);
    expect(result.parameters).toMatchObject({ threshold: GOLDEN.tau, gamma: GOLDEN.gamma, pruneRatio: GOLDEN.p });
    expect(result).toMatchObject({ d: 32, image: 'tokens.npy, joint.npy, query.npy', kStar: GOLDEN.kStar, device: { kind: 'gpu' } });
    expect(result.selected).toEqual(GOLDEN.selected);
    expect(result.layout).toMatchObject({ width: 128, height: 128, views: [{ rows: 8, cols: 8 }] });
  });

  it('says that the question came with them', async () => {
    const { page } = playground;
    expect(await questionBox().isDisabled()).toBe(true);
    await page.getByText('The question came with the tokens.').waitFor();
    expect(await page.locator('.panel[data-kind="relevance"]').innerText()).toContain('for the question that came with the tokens');
    expect(await page.locator('.panel[data-kind="photo"]').innerText()).toContain('8 × 8 own tokens of');
  });

  it('lie over a photo that is dropped with them', async () => {
    await drop(read(samplePath('coffee.png')), ...goldenFiles('tokens', 'joint', 'query'));
    const result = await waitForExport(playground.page, ({ layout }) => layout.width === 600);
    expect(result.layout).toMatchObject({ height: 400, views: [{ rows: 8, cols: 8, cellWidth: 75, cellHeight: 50 }] });
    expect(result.selected).toEqual(GOLDEN.selected);
  });
});

describe('other formats', () => {
  it.each(['stored.npz', 'deflated.npz', 'streamed.npz', 'all-types.safetensors'])('%s', async (name) => {
    await drop(fixture(name));
    const result = await waitForExport(playground.page, ({ image }) => image === name);
    expect(result).toMatchObject({ n: 12, d: 5, layout: { views: [{ rows: 3, cols: 4 }] } });
    expect(result.relevance.raw).toHaveLength(12);
  });
});

describe('tokens alone', () => {
  it('have no question, and a notice says how they are laid out', async () => {
    const { page } = playground;
    await choose(fixture('float16.npy'));
    const result = await waitForExport(page, ({ image }) => image === 'float16.npy');
    expect(result).toMatchObject({ n: 12, d: 5, relevance: { raw: null } });
    expect(await readNotice('float16.npy')).toContain('3 rows and 4 columns');
    expect(await questionBox().isDisabled()).toBe(true);
    await page.getByText('The tokens came without a question').waitFor();
    expect(await page.locator('.panel[data-kind="relevance"]').innerText()).toContain('No question came with the tokens');
  });

  it('of several views lie side by side', async () => {
    const random = createRandom(3);
    const values = Float32Array.from({ length: 2 * 3 * 4 * 6 }, () => random() - 0.5);
    await drop(read(samplePath('coffee.png')), makeNpy('views.npy', [2, 3, 4, 6], values));
    const result = await waitForExport(playground.page, ({ n }) => n === 24);
    expect(result.layout.views).toHaveLength(2);
    expect(await readNotice('2 views')).toContain('side by side');
  });
});

describe('files that cannot be used', () => {
  const tokens = fixture('float32.npy');
  const withNaN = Float32Array.from({ length: 24 }, (_, i) => (i === 7 ? Number.NaN : i));
  const [, joint, query] = goldenFiles('tokens', 'joint', 'query');
  it.each<[string, NamedFile[], RegExp]>([
    ['a value that is no number', [makeNpy('nan.npy', [4, 6], withNaN)], /^nan\.npy .*NaN.+\.$/],
    ['a truncated file', [{ name: 'cut.npy', bytes: tokens.bytes.slice(0, 200) }], /^cut\.npy .+\d.+\.$/],
    ['a truncated archive', [{ name: 'cut.npz', bytes: fixture('deflated.npz').bytes.slice(0, 300) }], /^cut\.npz .+\.$/],
    ['a wrong number of rows', [tokens, joint, query], /joint\.npy has 64 rows and .*12; both need one row per token/],
    ['no tokens', [{ ...query, name: 'query.npy' }, joint], /^No tensor "tokens" of shape n x d in query\.npy, joint\.npy/],
    ['text', [{ name: 'text.safetensors', bytes: new TextEncoder().encode('This is no tensor.') }], /^text\.safetensors .+\.$/],
  ])('%s: a sentence, and nothing is lost', async (_, files, sentence) => {
    const { page } = playground;
    const before = await readExport(page);
    await choose(...files);
    const notice = page.getByRole('status').locator('.notice', { has: page.locator('.notice-text', { hasText: sentence }) });
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    expect(withoutTimings(await readExport(page))).toEqual(withoutTimings(before));
  });
});

describe('after own tokens', () => {
  it('a photo is encoded again and its question can be asked', async () => {
    const { page } = playground;
    await page.getByRole('radio', { name: /astronaut/i }).click();
    const result = await waitForExport(page, ({ image }) => image === 'astronaut.png');
    expect(result).toMatchObject({ n: 576, d: 2048, question: 'Is there a space shuttle?' });
    expect(await questionBox().isDisabled()).toBe(false);
  });

  it('logged no trouble', () => {
    expect(playground.problems).toEqual([]);
  });
});
