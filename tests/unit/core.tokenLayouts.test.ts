/** How photos are cut into views, and how the tokens of the views are pooled and put together. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cropImage } from '../../src/core/cropImage.ts';
import { ViewGatherer, type ViewTokens } from '../../src/core/gatherViews.ts';
import { layOutViews } from '../../src/core/layout.ts';
import { takeClassRow, takeRows } from '../../src/core/methods/extraRows.ts';
import { poolRows, poolView } from '../../src/core/poolTokens.ts';
import { countLayoutTokens, isLayoutName, listViewAreas, nameTiling, parseLayout, readLayout, type LayoutName } from '../../src/core/tokenLayouts.ts';
import { createRandom, makeTokens } from '../support/randomTokens.ts';

const areasOf = (name: LayoutName, width: number, height: number) => listViewAreas(readLayout(name), { width, height });

describe('token layouts', () => {
  test.each<[LayoutName, { rows: number; cols: number }, number]>([
    ['llava-1.5', { rows: 24, cols: 24 }, 576],
    ['llava-next', { rows: 24, cols: 24 }, 2880],
    ['internvl3', { rows: 32, cols: 32 }, 1280],
    // Odd sizes floor: 27 x 27 become 13 x 13.
    ['internvl3', { rows: 27, cols: 27 }, 845],
    ['tiles-2x3', { rows: 7, cols: 5 }, 210],
    ['tiles-1x2+base', { rows: 7, cols: 5 }, 105],
  ])('%s with %o tokens a view has %i', (name, grid, n) => {
    expect(countLayoutTokens(name, grid)).toBe(n);
  });

  test.each(['', 'llava', 'tiles-1x1', 'tiles-0x2', 'tiles-5x2', 'tiles-2x5', 'tiles-2x10', 'tiles-2x2+', 'tiles-2x2+base+base', 'tiles-2 x 2', 'LLaVA-NeXT'])(
    '“%s” is no layout',
    (name) => {
      expect(parseLayout(name)).toBeNull();
      expect(isLayoutName(name)).toBe(false);
      expect(() => readLayout(name as LayoutName)).toThrow(`The token layout is "${name}"; it must be llava-1.5, llava-next`);
    },
  );

  test('free tilings are read as they are named', () => {
    for (const hasBase of [false, true]) {
      const name = nameTiling({ rows: 3, cols: 4 }, hasBase);
      expect(parseLayout(name)).toEqual({ tiles: { rows: 3, cols: 4 }, overview: hasBase ? 'base' : null, pooling: 1 });
    }
  });

  test('the base view comes first, the thumbnail last, tiles in raster order', () => {
    const tiles = [
      { kind: 'tile', x: 0, y: 0, width: 3, height: 2 },
      { kind: 'tile', x: 3, y: 0, width: 2, height: 2 },
      { kind: 'tile', x: 0, y: 2, width: 3, height: 2 },
      { kind: 'tile', x: 3, y: 2, width: 2, height: 2 },
    ];
    const whole = { x: 0, y: 0, width: 5, height: 4 };
    expect(areasOf('llava-next', 5, 4)).toEqual([{ kind: 'base', ...whole }, ...tiles]);
    expect(areasOf('internvl3', 5, 4)).toEqual([...tiles, { kind: 'thumbnail', ...whole }]);
    expect(areasOf('llava-1.5', 5, 4)).toEqual([{ kind: 'base', ...whole }]);
  });

  test('tiles cover every pixel once, whatever the size', () => {
    const size = fc.integer({ min: 4, max: 40 });
    const side = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(size, size, side, side, (width, height, rows, cols) => {
        fc.pre(rows * cols > 1);
        const covered = new Uint8Array(width * height);
        const areas = areasOf(nameTiling({ rows, cols }, false), width, height);
        for (const area of areas) {
          for (let y = area.y; y < area.y + area.height; y++) {
            for (let x = area.x; x < area.x + area.width; x++) covered[y * width + x] += 1;
          }
        }
        expect(covered).toEqual(new Uint8Array(width * height).fill(1));
        const widths = areas.map((area) => area.width);
        expect(Math.max(...widths) - Math.min(...widths)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a photo with fewer pixels than tiles is refused with both numbers', () => {
    expect(() => areasOf('tiles-2x4', 3, 9)).toThrow('The photo has 3 x 9 pixels, too few for 4 x 2 tiles');
  });
});

describe('crops', () => {
  const random = createRandom(5);
  const image = { width: 7, height: 5, data: Uint8ClampedArray.from({ length: 7 * 5 * 4 }, () => Math.floor(128 * (random() + 1))) };

  test('hold the pixels of their rectangle', () => {
    const crop = cropImage(image, { left: 2, top: 1, width: 4, height: 3 });
    expect(crop).toMatchObject({ width: 4, height: 3 });
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 4; x++) {
        for (let channel = 0; channel < 4; channel++) {
          expect(crop.data[(y * 4 + x) * 4 + channel]).toBe(image.data[((y + 1) * 7 + x + 2) * 4 + channel]);
        }
      }
    }
  });

  test('of everything are the image itself', () => {
    expect(cropImage(image, { left: 0, top: 0, width: 7, height: 5 })).toBe(image);
  });

  test.each([
    { left: 4, top: 0, width: 4, height: 1 },
    { left: -1, top: 0, width: 2, height: 1 },
    { left: 0, top: 0, width: 0, height: 1 },
    { left: 0.5, top: 0, width: 2, height: 1 },
  ])('beyond the image are refused: %o', (rectangle) => {
    expect(() => cropImage(image, rectangle)).toThrow('do not lie within 7 x 5');
  });
});

/** The mean of a block's four rows, straight from the definition. */
function poolNaively(data: Float32Array, rows: number, cols: number, width: number): number[] {
  const pooled: number[] = [];
  for (let row = 0; row + 1 < rows; row += 2) {
    for (let col = 0; col + 1 < cols; col += 2) {
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (const [down, across] of [[0, 0], [0, 1], [1, 0], [1, 1]]) sum += data[((row + down) * cols + col + across) * width + i];
        pooled.push(sum / 4);
      }
    }
  }
  return pooled;
}

const expectClose = (got: Float32Array, want: readonly number[]) => {
  expect(got).toHaveLength(want.length);
  got.forEach((value, i) => expect(value).toBeCloseTo(want[i], 6));
};

describe('2 x 2 average pooling', () => {
  test.each([[4, 6], [5, 4], [4, 7], [27, 27], [2, 2], [3, 3]])('of %i x %i tokens agrees with the definition', (rows, cols) => {
    const data = makeTokens(rows * cols, 3, rows);
    expectClose(poolRows(data, { rows, cols }, 3), poolNaively(data, rows, cols, 3));
  });

  test('takes attention and keys along, keeps class tokens, and drops what belongs to no view', () => {
    const [rows, cols, n] = [4, 5, 20];
    const view = makeView(rows, cols, 1);
    const pooled = poolView(view);
    expect(pooled).toMatchObject({ rows: 2, cols: 2, d: 3, e: 2 });
    expectClose(pooled.tokens, poolNaively(view.tokens, rows, cols, 3));
    expectClose(pooled.joint ?? new Float32Array(), poolNaively(view.joint ?? new Float32Array(), rows, cols, 2));
    const { classAttention, 'receivedAttention.layer3': perHead, lastKeys, meanKeys, classToken, classActivation } = pooled.extras;
    expect(classAttention.shape).toEqual([4]);
    expectClose(classAttention.data, poolNaively(view.extras.classAttention.data, rows, cols, 1));
    expect(classActivation.shape).toEqual([4]);
    expect(perHead.shape).toEqual([2, 4]);
    const heads = view.extras['receivedAttention.layer3'].data;
    expectClose(perHead.data, [heads.subarray(0, n), heads.subarray(n)].flatMap((head) => poolNaively(head, rows, cols, 1)));
    expect(lastKeys.shape).toEqual([5, 2]);
    expectClose(lastKeys.data, [...view.extras.lastKeys.data.subarray(0, 2), ...poolNaively(view.extras.lastKeys.data.subarray(2), rows, cols, 2)]);
    expect(meanKeys.shape).toEqual([4, 2]);
    expect(classToken).toEqual(view.extras.classToken);
    expect(Object.keys(pooled.extras)).not.toContain('wordEmbeddings');
  });

  test('of a single row is refused', () => {
    expect(() => poolView(makeView(1, 8, 1))).toThrow('A view of 1 x 8 tokens cannot be pooled');
  });
});

/** A view with every kind of extra. */
function makeView(rows: number, cols: number, seed: number): ViewTokens {
  const n = rows * cols;
  return {
    rows,
    cols,
    d: 3,
    e: 2,
    tokens: makeTokens(n, 3, seed),
    joint: makeTokens(n, 2, seed + 1),
    extras: {
      classAttention: { shape: [n], data: makeTokens(n, 1, seed + 2) },
      classActivation: { shape: [n], data: makeTokens(n, 1, seed + 3) },
      'receivedAttention.layer3': { shape: [2, n], data: makeTokens(2, n, seed + 4) },
      lastKeys: { shape: [n + 1, 2], data: makeTokens(n + 1, 2, seed + 5) },
      meanKeys: { shape: [n, 2], data: makeTokens(n, 2, seed + 6) },
      classToken: { shape: [1, 3], data: makeTokens(1, 3, seed + 7) },
      wordEmbeddings: { shape: [4, 3], data: makeTokens(4, 3, seed + 8) },
    },
  };
}

describe('views put together', () => {
  const [rows, cols, n] = [2, 3, 6];
  const parts = [10, 30, 50].map((seed) => makeView(rows, cols, seed));
  const gatherer = new ViewGatherer(3);
  for (const part of parts) gatherer.add(part);
  const whole = gatherer.finish();

  test('are one sequence, view after view', () => {
    expect(whole).toMatchObject({ grid: { views: 3, rows, cols }, d: 3, e: 2 });
    expect([...whole.tokens]).toEqual(parts.flatMap((part) => [...part.tokens]));
    expect([...(whole.joint ?? [])]).toEqual(parts.flatMap((part) => [...(part.joint ?? [])]));
    expect([...whole.extras.classAttention.data]).toEqual(parts.flatMap(({ extras }) => [...extras.classAttention.data]));
    expect(whole.extras.classToken.shape).toEqual([3, 3]);
    expect(whole.extras).not.toHaveProperty('wordEmbeddings');
  });

  test('have their extras where methods look for them', () => {
    const counts = { n: 3 * n, grid: whole.grid };
    const perHead = whole.extras['receivedAttention.layer3'];
    expect(perHead.shape).toEqual([2, 3 * n]);
    parts.forEach(({ extras }, view) => {
      const range = { start: view * n, count: n };
      expect(takeRows(whole.extras.lastKeys, range, counts).data).toEqual(extras.lastKeys.data.slice(2));
      expect(takeClassRow(whole.extras.lastKeys, range, counts)).toEqual(extras.lastKeys.data.slice(0, 2));
      for (const head of [0, 1]) {
        const start = head * 3 * n + range.start;
        expect(perHead.data.slice(start, start + n)).toEqual(extras['receivedAttention.layer3'].data.slice(head * n, (head + 1) * n));
      }
    });
  });

  test('without joint embeddings have none, and an extra that one of them lacks is left out', () => {
    const gathering = new ViewGatherer(2);
    gathering.add({ ...makeView(rows, cols, 1), joint: null, e: 0 });
    const { classActivation: _, ...extras } = makeView(rows, cols, 2).extras;
    gathering.add({ ...makeView(rows, cols, 2), joint: null, e: 0, extras });
    const { joint, extras: gathered } = gathering.finish();
    expect(joint).toBeNull();
    expect(gathered).toHaveProperty('classAttention');
    expect(gathered).not.toHaveProperty('classActivation');
  });

  test('must be alike, and as many as were announced', () => {
    const gathering = new ViewGatherer(2);
    gathering.add(makeView(rows, cols, 1));
    expect(() => gathering.finish()).toThrow('Got 1 of 2 views');
    expect(() => gathering.add(makeView(rows, cols + 1, 1))).toThrow('View 2 has 2 x 4 tokens');
    gathering.add(makeView(rows, cols, 1));
    expect(() => gathering.add(makeView(rows, cols, 1))).toThrow('View 3 has');
  });
});

describe('layouts of several views', () => {
  test('place every cell in pixels of the photo', () => {
    const size = { width: 11, height: 8 };
    const views = areasOf('llava-next', size.width, size.height).map((area) => ({ area, rows: 4, cols: 5 }));
    const layout = layOutViews(size, views, 1);
    expect(layout).toMatchObject(size);
    expect(layout.views.map(({ offset }) => offset)).toEqual([0, 20, 40, 60, 80]);
    expect(layout.views[0]).toMatchObject({ kind: 'base', x: 0, y: 0, cellWidth: 11 / 5, cellHeight: 2 });
    // The left tiles are 6 pixels wide, the right ones 5.
    expect(layout.views[4]).toMatchObject({ kind: 'tile', x: 6, y: 4, cellWidth: 1, cellHeight: 1 });
  });

  test('count the framing from the corner of the tile, and pooled cells are twice as large', () => {
    const area = { kind: 'tile', x: 100, y: 50, width: 40, height: 40 } as const;
    const cells = { x: 5, y: -10, cellWidth: 2, cellHeight: 3 };
    const [view] = layOutViews({ width: 200, height: 100 }, [{ area, rows: 5, cols: 5, cells }], 2).views;
    expect(view).toEqual({ kind: 'tile', rows: 2, cols: 2, offset: 0, x: 105, y: 40, cellWidth: 4, cellHeight: 6 });
  });
});
