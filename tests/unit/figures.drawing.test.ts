import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/core/figures/dataTable.ts';
import { runToEnd, type Sliced } from '../../src/core/figures/slices.ts';
import { encodePng, toDataUrl } from '../../src/ui/figures/drawing/png.ts';
import { estimateWidth, legendHeight } from '../../src/ui/figures/drawing/Keys.tsx';
import { wrapText } from '../../src/ui/figures/drawing/wrapText.ts';

function* count(): Sliced<string> {
  yield 0.5;
  yield 1;
  return 'done';
}

describe('images in figures', () => {
  it('come out of another decoder pixel by pixel, enlarged', async () => {
    const pixels = Uint8ClampedArray.from({ length: 5 * 3 * 4 }, (_, i) => (i * 37) % 256);
    const { data, info } = await sharp(encodePng(pixels, 5, 3, 4)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([20, 12, 4]);
    for (let y = 0; y < 12; y++) {
      for (let x = 0; x < 20; x++) {
        const want = pixels.subarray(4 * (Math.floor(y / 4) * 5 + Math.floor(x / 4)), 4 * (Math.floor(y / 4) * 5 + Math.floor(x / 4)) + 4);
        expect([...data.subarray(4 * (20 * y + x), 4 * (20 * y + x) + 4)]).toEqual([...want]);
      }
    }
  });

  it('are addresses that a file can hold', () => {
    const address = toDataUrl(encodePng(Uint8ClampedArray.of(1, 2, 3, 255), 1, 1, 1));
    expect(Buffer.from(address.replace('data:image/png;base64,', ''), 'base64').subarray(1, 4).toString()).toBe('PNG');
  });

  it('refuse more colours than a palette holds', () => {
    const pixels = Uint8ClampedArray.from({ length: 257 * 4 }, (_, i) => (i % 4 === 0 ? Math.floor(i / 4) : i % 4 === 1 ? Math.floor(i / 1024) : 255));
    expect(() => encodePng(pixels, 257, 1, 1)).toThrow('more than the 256 colours');
  });
});

describe('text in figures', () => {
  it('breaks at spaces, within the width', () => {
    const text = 'Mean cosine of every token with its neighbours in the grid, and below each map the tokens at or above the threshold.';
    const lines = wrapText(text, 300, 15);
    expect(lines.join(' ')).toBe(text);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(estimateWidth(line, 15)).toBeLessThanOrEqual(300);
    expect(wrapText('unbreakable', 10, 15)).toEqual(['unbreakable']);
  });

  it('wraps legends, too', () => {
    const entries = ['attention', 'divergence', 'similarity', 'relevance'].map((name) => ({ name, colour: '#000' }));
    expect(legendHeight(entries, 2000)).toBe(20);
    expect(legendHeight(entries, 200)).toBe(80);
    expect(legendHeight([], 200)).toBe(0);
  });
});

describe('numbers of figures', () => {
  it('become CSV with quotes where they are needed and empty cells for what is no number', () => {
    const columns = [{ title: 'token' }, { title: 'cosine, raw' }, { title: 'fate' }];
    const rows = [
      [1, 0.25, 'kept "twice"'],
      [2, Number.NaN, null],
      [3, -Infinity, 'dropped'],
    ];
    expect(toCsv({ columns, rows })).toBe('token,"cosine, raw",fate\n1,0.25,"kept ""twice"""\n2,,\n3,-Infinity,dropped\n');
  });

  it('are there when an analysis has run to its end', () => {
    expect(runToEnd(count())).toBe('done');
  });
});
