import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { layOutPhoto } from '../../src/core/layout.ts';
import { preprocessPhoto } from '../../src/core/preprocess.ts';
import { type Framing, parsePreprocessConfig, type PreprocessConfig } from '../../src/core/preprocessConfig.ts';

interface Case {
  width: number;
  height: number;
  framing: Framing;
  rgba: string;
  config: object;
  pixels: string;
  bytes: string;
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/preprocess/cases.json', import.meta.url), 'utf8')) as { cases: Case[] };

const CLIP = {
  crop_size: 224,
  do_center_crop: true,
  do_normalize: true,
  do_resize: true,
  feature_extractor_type: 'CLIPFeatureExtractor',
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
  resample: 3,
  size: 224,
};

function parse(value: unknown): PreprocessConfig {
  return parsePreprocessConfig(new TextEncoder().encode(JSON.stringify(value)));
}

function decodeBytes(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

function decodeImage({ width, height, rgba }: Case) {
  return { width, height, data: decodeBytes(rgba) };
}

/** A photo whose red is 10 x, whose green is 10 y and whose blue is 0. */
function makeRamp(width: number, height: number) {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([10 * (i % width), 10 * Math.floor(i / width), 0, 255], 4 * i);
  return { width, height, data };
}

describe('preprocessPhoto', () => {
  it.each(cases)('equals Pillow in float for $width x $height, $framing', (fixture) => {
    const config = parse(fixture.config);
    expect(config.framing).toBe(fixture.framing);
    const { pixels } = preprocessPhoto(decodeImage(fixture), config);
    const expected = new Float32Array(decodeBytes(fixture.pixels).buffer);
    expect(pixels.length).toBe(expected.length);
    const worst = pixels.reduce((largest, value, index) => Math.max(largest, Math.abs(value - expected[index])), 0);
    expect(worst).toBeLessThan(1e-3);
  });

  test('stays near the 8-bit images of the transformers library', () => {
    const differences = cases.flatMap((fixture) => {
      const levels = preprocessPhoto(decodeImage(fixture), { ...parse(fixture.config), rescaleFactor: 1, mean: [0, 0, 0], std: [1, 1, 1] });
      // The colour of the padding comes from the mean, so padded photos are measured by the values above.
      if (fixture.framing === 'pad') return [];
      const bytes = decodeBytes(fixture.bytes);
      return Array.from(levels.pixels, (value, index) => Math.abs(value - bytes[index]));
    });
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    const largest = Math.max(...differences);
    console.log(`8-bit against float resize: mean ${mean.toFixed(3)}, largest ${largest.toFixed(3)} of 255 levels`);
    expect(mean).toBeLessThan(0.5);
    expect(largest).toBeLessThan(1.5);
  });

  test('says which part of the photo the pixels show', () => {
    const config = parse({ ...CLIP, size: 4, crop_size: 4 });
    const wide = makeRamp(16, 8);
    expect(preprocessPhoto(wide, config, 'crop').area).toEqual({ x: 4, y: 0, width: 8, height: 8 });
    expect(preprocessPhoto(wide, config, 'pad').area).toEqual({ x: 0, y: -4, width: 16, height: 16 });
    expect(preprocessPhoto(wide, config, 'stretch').area).toEqual({ x: 0, y: 0, width: 16, height: 8 });
    const tall = makeRamp(8, 16);
    expect(preprocessPhoto(tall, config, 'crop').area).toEqual({ x: 0, y: 4, width: 8, height: 8 });
    expect(preprocessPhoto(tall, config, 'pad').area).toEqual({ x: -4, y: 0, width: 16, height: 16 });
  });

  test.each(['crop', 'pad', 'stretch'] as const)('a pixel shows the colours of its own place in the photo: %s', (framing) => {
    const config = { ...parse({ ...CLIP, size: 8, crop_size: 6 }), rescaleFactor: 1, mean: [0, 0, 0] as const, std: [1, 1, 1] as const };
    const { pixels, area, width, height } = preprocessPhoto(makeRamp(24, 17), config, framing);
    let compared = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const sourceX = area.x + ((x + 0.5) * area.width) / width;
        const sourceY = area.y + ((y + 0.5) * area.height) / height;
        // Near the border the resize sees less than its kernel, or the padding.
        if (Math.min(sourceX, sourceY, 24 - sourceX, 17 - sourceY) < 7) continue;
        expect(pixels[y * width + x]).toBeCloseTo(10 * (sourceX - 0.5), 0);
        expect(pixels[height * width + y * width + x]).toBeCloseTo(10 * (sourceY - 0.5), 0);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  test.each(['crop', 'pad', 'stretch'] as const)('prepares 12 megapixels in less than two seconds: %s', (framing) => {
    const image = { width: 4000, height: 3000, data: new Uint8Array(4000 * 3000 * 4).fill(90) };
    const started = performance.now();
    const { pixels } = preprocessPhoto(image, parse({ ...CLIP, size: 336, crop_size: 336 }), framing);
    const milliseconds = performance.now() - started;
    console.log(`12 megapixels, ${framing}: ${milliseconds.toFixed(0)} ms`);
    expect(pixels).toHaveLength(3 * 336 * 336);
    expect(milliseconds).toBeLessThan(2000);
  });

  test.each([
    [30_000, 2],
    [2, 30_000],
    [40_000, 500],
    [500, 40_000],
    [4000, 4],
    [4, 4000],
  ])('a long thin photo of %d x %d takes little memory and time in every framing', { timeout: 60_000 }, (width, height) => {
    const image = { width, height, data: new Uint8Array(width * height * 4).fill(90) };
    const config = { ...parse({ ...CLIP, size: 336, crop_size: 336 }), rescaleFactor: 1, mean: [0, 0, 0] as const, std: [1, 1, 1] as const };
    for (const framing of ['crop', 'pad', 'stretch'] as const) {
      const before = process.resourceUsage().maxRSS;
      const started = performance.now();
      const { pixels, area } = preprocessPhoto(image, config, framing);
      expect(performance.now() - started).toBeLessThan(10_000);
      // In kilobytes; what is given takes 1.4 MB.
      expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000);
      expect(pixels).toHaveLength(3 * 336 * 336);
      // As much light as the photo has on its square, a little more where the overshoot is cut off.
      const light = pixels.subarray(0, 336 * 336).reduce((sum, value) => sum + value, 0) / (336 * 336);
      const share = framing === 'pad' ? Math.min(width, height) / Math.max(width, height) : 1;
      expect(light / (90 * share)).toBeGreaterThan(0.99);
      expect(light / (90 * share)).toBeLessThan(framing === 'pad' ? 1.3 : 1.01);
      const side = { crop: Math.min(width, height), pad: Math.max(width, height), stretch: null }[framing];
      if (side !== null) expect([area.width, area.height].map((size) => Math.round(size))).toEqual([side, side]);
    }
  });

  test('refuses to keep the proportions for a model that reads no square', () => {
    const config = parse({ size: { height: 4, width: 6 }, image_mean: [0, 0, 0], image_std: [1, 1, 1] });
    expect(() => preprocessPhoto(makeRamp(5, 5), config, 'pad')).toThrow('reads 6 x 4 pixels; choose "stretch"');
    expect(preprocessPhoto(makeRamp(5, 5), config).pixels).toHaveLength(72);
  });
});

describe('parsePreprocessConfig', () => {
  test('reads old and new shapes alike', () => {
    const newer = {
      ...CLIP,
      feature_extractor_type: undefined,
      image_processor_type: 'CLIPImageProcessor',
      crop_size: { height: 224, width: 224 },
      size: { shortest_edge: 224 },
      do_rescale: true,
      rescale_factor: 0.00392156862745098,
    };
    expect(parse(CLIP)).toEqual(parse(newer));
    expect(parse(CLIP)).toMatchObject({ output: { width: 224, height: 224 }, shortestEdge: 224, framing: 'crop', resample: 'bicubic' });
  });

  test('a plain size is a square for ViT, the shorter side for CLIP', () => {
    const common = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], size: 256 };
    const vit = parse({ ...common, feature_extractor_type: 'ViTFeatureExtractor' });
    expect(vit).toMatchObject({ output: { width: 256, height: 256 }, framing: 'stretch', resample: 'bilinear' });
    const deit = parse({ ...common, feature_extractor_type: 'DeiTFeatureExtractor', do_center_crop: true, crop_size: 224 });
    expect(deit).toMatchObject({ output: { width: 224, height: 224 }, stretched: { width: 256, height: 256 }, framing: 'stretch' });
    const dino = parse({ ...common, image_processor_type: 'BitImageProcessor', do_center_crop: true, crop_size: { height: 224, width: 224 } });
    expect(dino).toMatchObject({ output: { width: 224, height: 224 }, shortestEdge: 256, framing: 'crop', resample: 'bicubic' });
  });

  test('steps that are off leave the values as they are', () => {
    const config = parse({ ...CLIP, do_rescale: false, do_normalize: false });
    expect(config).toMatchObject({ rescaleFactor: 1, mean: [0, 0, 0], std: [1, 1, 1] });
  });

  test.each([
    [{ do_resize: false }, 'does not resize'],
    [{ resample: 0 }, "resamples by Pillow's code 0; 2 (bilinear) and 3 (bicubic) are"],
    [{ size: { longest_edge: 384 } }, 'states the size by "longest_edge"'],
    [{ size: { shortest_edge: 224 }, do_center_crop: false }, 'without a centre crop'],
    [{ crop_size: null }, 'states no "crop_size"'],
    [{ size: null }, 'states no "size"'],
    [{ image_std: [1, 0, 1] }, 'which holds a 0'],
    [{ image_mean: null }, 'states no "image_mean"'],
    [{ do_pad: true, crop_size: { height: 4, width: 6 } }, 'pads to a square but reads 6 x 4 pixels'],
    [{ image_mean: [0.5] }, 'unknown format'],
  ])('refuses %j with a sentence', (change, message) => {
    expect(() => parse({ ...CLIP, ...change })).toThrow(message);
  });

  test('refuses what is no JSON', () => {
    expect(() => parsePreprocessConfig(new Uint8Array([0, 1, 2]))).toThrow('is no JSON');
  });
});

test('a layout takes the cells where they are, or spreads them over the photo', () => {
  const photo = { width: 60, height: 40 };
  const cells = { x: -3, y: 2, cellWidth: 11, cellHeight: 7 };
  expect(layOutPhoto(photo, { rows: 4, cols: 5, cells })).toEqual({ ...photo, views: [{ kind: 'base', rows: 4, cols: 5, offset: 0, ...cells }] });
  expect(layOutPhoto(photo, { rows: 4, cols: 5 }).views[0]).toMatchObject({ x: 0, y: 0, cellWidth: 12, cellHeight: 10 });
});
