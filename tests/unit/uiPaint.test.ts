import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateToken, tokenAt, tokenRectangle } from '../../src/core/cells.ts';
import { FATES } from '../../src/core/script/scriptSelection.ts';
import type { Layout, View } from '../../src/core/tokens.ts';
import { step } from '../../src/state/focus.ts';
import { COLOUR_MAP_NAMES } from '../../src/state/settings.ts';
import { colourTable, TABLE_SIZE, tableRow } from '../../src/ui/paint/colourMaps.ts';
import { describeParity } from '../../src/ui/paint/describeParity.ts';
import { compareKept, countFates, keptMask } from '../../src/ui/paint/fateColours.ts';
import { fadePixels, fatePixels, heatmapPixels } from '../../src/ui/paint/layers.ts';
import { rankValues, redundancyValues, relevanceValues } from '../../src/ui/paint/mapValues.ts';

function gridLayout(rows: number, cols: number, offset = 0): Layout {
  const view: View = { kind: 'base', rows, cols, offset, x: 0, y: 0, cellWidth: 10, cellHeight: 20 };
  return { width: cols * 10, height: rows * 20, views: [view] };
}

const luminance = ([r, g, b]: number[]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const colourAt = (table: Uint8ClampedArray, row: number) => [...table.subarray(row * 3, row * 3 + 3)];

describe('colour maps', () => {
  it.each(COLOUR_MAP_NAMES.filter((name) => name !== 'jet'))('%s grows steadily lighter', (name) => {
    const table = colourTable(name);
    for (let row = 8; row < TABLE_SIZE; row += 8) {
      expect(luminance(colourAt(table, row))).toBeGreaterThan(luminance(colourAt(table, row - 8)));
    }
  });

  it('has jet run from dark blue over green to dark red', () => {
    const table = colourTable('jet');
    expect(colourAt(table, 0)).toEqual([0, 0, 128]);
    expect(colourAt(table, 128)[1]).toBe(255);
    expect(colourAt(table, 255)).toEqual([128, 0, 0]);
  });

  it('takes the nearest end outside of [0, 1] and the lowest colour for NaN', () => {
    expect([-1, 0, 0.5, 1, 2, Number.NaN].map(tableRow)).toEqual([0, 0, 128, 255, 255, 0]);
  });
});

describe('token pixels', () => {
  it('colour every token by its value', () => {
    const table = colourTable('viridis');
    const pixels = heatmapPixels(Float32Array.of(0, 1), table, 0.5);
    expect([...pixels]).toEqual([...colourAt(table, 0), 128, ...colourAt(table, 255), 128]);
  });

  it('leave kept tokens clear and cover dropped ones with the page', () => {
    const pixels = fadePixels(Uint8Array.of(1, 0), [250, 251, 252]);
    expect(pixels[3]).toBe(0);
    expect([...pixels.subarray(4, 7)]).toEqual([250, 251, 252]);
    expect(pixels[7]).toBeGreaterThan(200);
  });

  it('give every fate a colour of its own, in light and dark', () => {
    const fates = Uint8Array.from(FATES, (_, code) => code);
    for (const page of [[251, 250, 247], [18, 20, 23]] as const) {
      const pixels = fatePixels(fates, page);
      const colours = new Set(FATES.map((_, code) => pixels.subarray(code * 4, code * 4 + 4).join(' ')));
      expect(colours.size).toBe(FATES.length);
    }
  });
});

describe('cells', () => {
  it('find the token whose rectangle holds a point', () => {
    const shape = fc.record({ rows: fc.integer({ min: 1, max: 30 }), cols: fc.integer({ min: 1, max: 30 }), offset: fc.nat(50) });
    fc.assert(
      fc.property(shape, fc.nat(), ({ rows, cols, offset }, pick) => {
        const layout = gridLayout(rows, cols, offset);
        const token = offset + (pick % (rows * cols));
        const rectangle = tokenRectangle(layout, token);
        if (!rectangle) throw new Error(`token ${token} has no rectangle`);
        expect(tokenAt(layout, rectangle.x + rectangle.width / 2, rectangle.y + rectangle.height / 2)).toBe(token);
        expect(locateToken(layout, token)).toMatchObject({
          row: Math.floor((token - offset) / cols),
          col: (token - offset) % cols,
        });
      }),
    );
  });

  it('know no token outside of all views', () => {
    const layout = gridLayout(2, 3);
    expect(tokenAt(layout, -1, 5)).toBeNull();
    expect(tokenAt(layout, 30, 5)).toBeNull();
    expect(locateToken(layout, 6)).toBeNull();
    expect(tokenRectangle(layout, 6)).toBeNull();
  });

  it('are walked by arrow keys without leaving the grid', () => {
    const layout = gridLayout(3, 4);
    expect(step(layout, 5, 'left')).toBe(4);
    expect(step(layout, 4, 'left')).toBe(4);
    expect(step(layout, 7, 'right')).toBe(7);
    expect(step(layout, 1, 'up')).toBe(1);
    expect(step(layout, 6, 'down')).toBe(10);
    expect(step(layout, 6, 'start')).toBe(4);
    expect(step(layout, 6, 'end')).toBe(7);
  });

  it('form stripes on even and a checkerboard on odd widths', () => {
    expect(describeParity(24)).toContain('stripes');
    expect(describeParity(13)).toContain('checkerboard');
  });
});

describe('map values', () => {
  it('make the most redundant token the warmest', () => {
    const { values, ticks } = rankValues(Uint32Array.of(3, 1, 2));
    expect([...values]).toEqual([0, 1, 0.5]);
    expect(ticks.map(({ text }) => text)).toEqual(['3', '2', '1']);
    expect([...rankValues(Uint32Array.of(1)).values]).toEqual([1]);
  });

  const maps = {
    degree: Uint32Array.of(0, 5, 10),
    meanSimilarity: Float32Array.of(0.25, 0.25, 0.25),
    score: Float32Array.of(1, 2, 5),
    redundancyRank: Uint32Array.of(3, 2, 1),
    rawRelevance: Float32Array.of(-0.5, 0, 0.25),
    relevance: Float32Array.of(0, 0.5, 1),
    greedyStep: Int32Array.of(0, 1, 2),
  };

  it('stretch score, degree and mean similarity over their range, and survive a constant map', () => {
    expect([...redundancyValues(maps, 'score').values]).toEqual([0, 0.25, 1]);
    expect([...redundancyValues(maps, 'degree').values]).toEqual([0, 0.5, 1]);
    expect(redundancyValues(maps, 'degree').ticks.map(({ text }) => text)).toEqual(['0', '5', '10']);
    expect([...redundancyValues(maps, 'mean').values]).toEqual([0, 0, 0]);
  });

  it('name the cosines that relevance was stretched from', () => {
    expect(relevanceValues(maps).unit).toContain('−0.5 … 0.25');
    expect(relevanceValues({ ...maps, rawRelevance: null }).unit).toContain('without a question');
  });
});

describe('kept sets', () => {
  it('are compared token by token', () => {
    const before = keptMask(5, Uint32Array.of(0, 1, 2));
    const now = keptMask(5, Uint32Array.of(1, 3));
    expect(compareKept(before, now)).toEqual({ entered: [3], left: [0, 2] });
    expect(compareKept(now, now)).toEqual({ entered: [], left: [] });
  });

  it('count their fates', () => {
    const codes = (['both', 'redundant', 'redundant', 'filled'] as const).map((fate) => FATES.indexOf(fate));
    expect(countFates(Uint8Array.from(codes))).toEqual({ both: 1, extended: 0, filled: 1, redundant: 2, unreached: 0 });
  });
});
