import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImageFile } from '../../src/cli/decodeImageFile.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-'));
});

afterAll(async () => rm(folder, { recursive: true }));

async function store(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Red on the left, blue on the right. */
function twoColours() {
  const pixels = Buffer.from([255, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255, 0, 0, 255, 255]);
  return sharp(pixels, { raw: { width: 2, height: 2, channels: 4 } });
}

describe('decodeImageFile', () => {
  it('gives the exact RGBA of an opaque PNG', async () => {
    const image = await decodeImageFile(await store('plain.png', await twoColours().png().toBuffer()));
    expect([image.width, image.height]).toEqual([2, 2]);
    expect([...image.data]).toEqual([255, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255, 0, 0, 255, 255]);
  });

  it('turns a photo upright by its EXIF orientation', async () => {
    // Orientation 6: the stored left edge is the top.
    const bytes = await twoColours().resize(16, 8, { kernel: 'nearest', fit: 'fill' }).removeAlpha().withMetadata({ orientation: 6 }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const { width, height, data } = await decodeImageFile(await store('turned.jpg', bytes));
    expect([width, height]).toEqual([8, 16]);
    expect(data[0]).toBeGreaterThan(240);
    const last = (width * height - 1) * 4;
    expect(data[last + 2]).toBeGreaterThan(240);
  });

  it('lays transparent pixels over white', async () => {
    const pixels = Buffer.from([0, 0, 0, 0, 0, 0, 0, 128]);
    const bytes = await sharp(pixels, { raw: { width: 2, height: 1, channels: 4 } }).png().toBuffer();
    const { data } = await decodeImageFile(await store('clear.png', bytes));
    expect([...data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    expect(data[4]).toBeGreaterThanOrEqual(126);
    expect(data[4]).toBeLessThanOrEqual(128);
  });

  it('widens grey to RGBA', async () => {
    const bytes = await sharp(Buffer.from([77, 200]), { raw: { width: 2, height: 1, channels: 1 } }).png().toBuffer();
    const { data } = await decodeImageFile(await store('grey.png', bytes));
    expect([...data]).toEqual([77, 77, 77, 255, 200, 200, 200, 255]);
  });

  it('ignores colour profiles', async () => {
    const pixels = Buffer.from([200, 100, 50, 20, 180, 90]);
    const image = sharp(pixels, { raw: { width: 2, height: 1, channels: 3 } });
    const bytes = await image.keepIccProfile().withIccProfile('p3').png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).removeAlpha().raw().toBuffer();
    const { data } = await decodeImageFile(await store('p3.png', bytes));
    expect([...data].filter((_, index) => index % 4 !== 3)).toEqual([...stored]);
    expect([...stored]).not.toEqual([...pixels]);
  });

  it('gives the first frame of an animated GIF', async () => {
    const frames = Buffer.concat([Buffer.alloc(4 * 3, 255), Buffer.alloc(4 * 3, 0)]);
    const bytes = await sharp(frames, { raw: { width: 2, height: 4, channels: 3, pageHeight: 2 } }).gif().toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);
    const { width, height, data } = await decodeImageFile(await store('moving.gif', bytes));
    expect([width, height, data[0]]).toEqual([2, 2, 255]);
  });

  it('says in a sentence that a file is missing, empty or damaged', async () => {
    await expect(decodeImageFile(join(folder, 'none.png'))).rejects.toThrow(/^There is no file ".*none\.png"\.$/);
    await expect(decodeImageFile(await store('empty.jpg', new Uint8Array()))).rejects.toThrow('"empty.jpg" is empty (0 bytes)');
    const damaged = await twoColours().png().toBuffer();
    const content = damaged.indexOf('IDAT') + 4;
    damaged.fill(0x55, content, content + 8);
    await expect(decodeImageFile(await store('damaged.png', damaged))).rejects.toThrow(/^"damaged.png" begins like a PNG file but its \d+ bytes/);
  });
});
