import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizeImage } from '../../src/core/resize.ts';

interface ResizeCase {
  width: number;
  height: number;
  rgba: string;
  targetWidth: number;
  targetHeight: number;
  planes: string;
}

const fixtures = JSON.parse(readFileSync(new URL('../fixtures/resize/cases.json', import.meta.url), 'utf8')) as { cases: ResizeCase[] };

function decodeFloats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}

function makeImage(width: number, height: number, value: (index: number) => number) {
  return { width, height, data: Uint8Array.from({ length: width * height * 4 }, (_, index) => value(index)) };
}

describe('resizeImage', () => {
  it.each(fixtures.cases)('equals Pillow for $width x $height -> $targetWidth x $targetHeight', (fixture) => {
    const source = { width: fixture.width, height: fixture.height, data: Uint8Array.from(Buffer.from(fixture.rgba, 'base64')) };
    const actual = resizeImage(source, fixture.targetWidth, fixture.targetHeight, 'bicubic');
    const expected = decodeFloats(fixture.planes);
    expect(actual.length).toBe(expected.length);
    const worst = actual.reduce((largest, value, index) => Math.max(largest, Math.abs(value - expected[index])), 0);
    expect(worst).toBeLessThan(1e-3);
  });

  it('keeps a single colour', () => {
    const image = makeImage(37, 19, (index) => [10, 120, 250, 0][index % 4]);
    const planes = resizeImage(image, 24, 24, 'bicubic');
    for (const [channel, colour] of [10, 120, 250].entries()) {
      for (const value of planes.subarray(channel * 576, (channel + 1) * 576)) expect(value).toBeCloseTo(colour, 4);
    }
  });

  it('gives in a window what the whole has there, and on a canvas what it gives laid out in memory', () => {
    const side = fc.integer({ min: 1, max: 24 });
    const border = fc.nat(9);
    const cuts = fc.record({ left: fc.nat(23), top: fc.nat(23), right: fc.nat(23), bottom: fc.nat(23) });
    const cases = fc.tuple(side, side, side, side, fc.tuple(border, border, border, border), cuts, fc.constantFrom('bilinear', 'bicubic'), fc.constantFrom('keep', 'clip'));
    fc.assert(
      fc.property(cases, ([width, height, toWidth, toHeight, [left, top, right, bottom], cut, resample, overshoot]) => {
        const image = makeImage(width, height, (index) => (index * 7919 + width) % 256);
        const canvas = { width: left + width + right, height: top + height + bottom, left, top, colour: [122, 3, 250] as const };
        const window = { left: Math.min(cut.left, toWidth - 1), top: Math.min(cut.top, toHeight - 1), width: 0, height: 0 };
        window.width = Math.max(toWidth - window.left - cut.right, 1);
        window.height = Math.max(toHeight - window.top - cut.bottom, 1);
        const actual = resizeImage(image, toWidth, toHeight, resample, { overshoot, canvas, window });

        const laidOut = makeImage(canvas.width, canvas.height, (index) => {
          const [x, y] = [(Math.floor(index / 4) % canvas.width) - left, Math.floor(index / 4 / canvas.width) - top];
          const isInside = x >= 0 && y >= 0 && x < width && y < height;
          return isInside ? image.data[(y * width + x) * 4 + (index % 4)] : [...canvas.colour, 255][index % 4];
        });
        const whole = resizeImage(laidOut, toWidth, toHeight, resample, { overshoot });
        expect(actual).toHaveLength(3 * window.width * window.height);
        for (const [index, value] of actual.entries()) {
          const x = window.left + (index % window.width);
          const y = window.top + (Math.floor(index / window.width) % window.height);
          const channel = Math.floor(index / (window.width * window.height));
          expect(Math.abs(value - whole[(channel * toHeight + y) * toWidth + x])).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('resizes 12 megapixels in less than a second', () => {
    const image = { width: 4000, height: 3000, data: new Uint8Array(4000 * 3000 * 4).fill(90) };
    const started = performance.now();
    resizeImage(image, 384, 384, 'bicubic');
    const milliseconds = performance.now() - started;
    console.log(`12 megapixels in ${milliseconds.toFixed(0)} ms`);
    expect(milliseconds).toBeLessThan(1000);
  });

  it('refuses sizes that are no positive integers and data of the wrong length', () => {
    const image = makeImage(2, 2, () => 0);
    expect(() => resizeImage(image, 0, 4, 'bicubic')).toThrow('a side is 0, expected a positive integer');
    expect(() => resizeImage(image, 4, 1.5, 'bicubic')).toThrow('a side is 1.5');
    expect(() => resizeImage({ ...image, width: 3 }, 4, 4, 'bicubic')).toThrow('got 16 bytes, expected 24 for 3 x 2 RGBA');
    const window = { left: 2, top: 0, width: 3, height: 4 };
    expect(() => resizeImage(image, 4, 4, 'bicubic', { window })).toThrow('3 x 4 pixels at 2, 0 do not lie within 4 x 4');
  });
});
