import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/core/figures/dataTable.ts';
import type { Selection } from '../../src/core/methods/method.ts';
import type { Layout } from '../../src/core/tokens.ts';
import { writeCaption } from '../../src/ui/compare/sideBySide/captions.ts';
import { compareSelections, describeOverlap } from '../../src/ui/compare/sideBySide/difference.ts';
import { describeToken } from '../../src/ui/compare/sideBySide/focusSentence.ts';
import { countColumns, drawGrid } from '../../src/ui/compare/sideBySide/gridDrawing.tsx';
import { hasFace, keptPixels, MAP_FACES, rolePixels, scaleRanking, type MapFace } from '../../src/ui/compare/sideBySide/mapFaces.ts';
import { averageColour, fillTokens, listGroups } from '../../src/ui/compare/sideBySide/mergeGroups.ts';
import type { MapOptions } from '../../src/ui/compare/sideBySide/MethodMap.tsx';
import { drawPair, PAIR_VIEWS, toPair } from '../../src/ui/compare/sideBySide/pairDrawing.tsx';
import { drawSheetOf } from '../../src/ui/compare/sideBySide/sheetDrawing.tsx';
import { adviseStandIns, describeCount, describeRun, listRemarks, toShownRuns, type ShownRun } from '../../src/ui/compare/sideBySide/shownRuns.ts';
import { tabulateRuns } from '../../src/ui/compare/sideBySide/sideBySideTable.ts';
import { markTokens } from '../../src/ui/compare/sideBySide/tokenMarks.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { outlineRegion } from '../../src/ui/figures/drawing/outlineRegion.ts';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import type { NamedRun } from '../../src/ui/compare/comparisonInputs.ts';
import type { Photo } from '../../src/state/store.ts';
import { drawSheet } from '../support/figures.tsx';

function layOut(rows: number, cols: number, views = 1): Layout {
  return {
    width: cols * 100 * views,
    height: rows * 100,
    views: Array.from({ length: views }, (_, index) => ({ kind: 'tile', rows, cols, offset: index * rows * cols, x: index * cols * 100, y: 0, cellWidth: 100, cellHeight: 100 }) as const),
  };
}

function select(n: number, indices: readonly number[], rest: Partial<Selection> = {}): Selection {
  const nothing = { extraTokens: [], assignment: null, roles: [], ranking: null, trace: null, schedule: null, standIns: [], notes: [] };
  return { method: 'script', n, budget: Math.max(1, indices.length), indices: Uint32Array.from(indices), ...nothing, ...rest };
}

function show(title: string, selection: Selection | null, rest: Partial<ShownRun> = {}): ShownRun {
  return { title, selection, problem: null, milliseconds: null, isUpdating: false, ...rest };
}

function optionsFor(layout: Layout, face: MapFace = 'kept'): MapOptions {
  return { layout, face, scale: 'percentile', table: colourTable('inferno'), opacity: 0.7, colours: null };
}

function compare(a: number[], b: number[]) {
  return compareSelections(3, Uint32Array.from(a), Uint32Array.from(b));
}

const sideOf = (run: ShownRun, place: number) => ({ run, hue: LIGHT_STYLE.series[place] });

/** Three methods on 4 x 4 tokens, and one that did not run. */
const LAYOUT = layOut(4, 4);
const MERGED = Int32Array.from({ length: 16 }, (_, token) => (token < 8 ? 0 : token < 12 ? 10 : token === 15 ? -1 : token));
const RUNS: ShownRun[] = [
  show('Script', select(16, [0, 5, 10, 13], { roles: [{ title: 'dominant', tokens: Uint32Array.of(0, 5) }, { title: 'contextual', tokens: Uint32Array.of(10, 13) }] })),
  show('ToMe', select(16, [0, 10, 12, 13, 14], { assignment: MERGED, notes: ['Compares the tokens themselves.'] })),
  show(
    'TRIM',
    select(16, [5, 6, 13], {
      extraTokens: [{ title: '[CLS]', count: 1 }],
      ranking: { title: 'attention', values: Float32Array.from({ length: 16 }, (_, token) => token / 16) },
      standIns: ['In place of the attention: the class-activation map.'],
    }),
  ),
  show('FastV', null, { problem: 'FastV needs the attention of the prompt inside the language model.' }),
];

describe('what stands around a map', () => {
  it('counts kept tokens and extra ones apart', () => {
    expect(describeCount(select(576, Array.from({ length: 63 }, (_, token) => token), { extraTokens: [{ title: '[CLS]', count: 1 }] }))).toBe('63 of 576 + [CLS]');
    expect(describeCount(select(16, [1, 2], { extraTokens: [{ title: 'recycled', count: 3 }] }))).toBe('2 of 16 + 3 recycled');
    expect(describeCount(select(16, [1], { extraTokens: [{ title: 'recycled', count: 0 }] }))).toBe('1 of 16');
    expect(describeCount(select(16, [1, 2], { schedule: [16, 16, 2, 2] }))).toBe('2 of 16 in the last layer, 9 on average');
    expect(describeCount(select(16, [1, 2], { schedule: [16, 2, 2] }))).toBe('2 of 16 in the last layer, 6.7 on average');
  });

  it('says how a run stands', () => {
    expect(describeRun(show('A', select(4, [1]), { milliseconds: 3.25 }))).toBe('1 of 4 · 3.3 ms');
    expect(describeRun(show('A', select(4, [1]), { isUpdating: true }))).toBe('updating …');
    expect(describeRun(RUNS[3])).toBe('did not run');
    expect(describeRun(show('A', null))).not.toContain('did not run');
  });

  it('names stand-ins before notes', () => {
    expect(listRemarks(select(4, [1], { notes: ['n'], standIns: ['s'] }))).toEqual([
      { kind: 'stand-in', text: 's' },
      { kind: 'note', text: 'n' },
    ]);
  });

  it('shows nothing that belongs to another photo', () => {
    const [own, other] = [{} as Photo, {} as Photo];
    const run = { title: 'A', selection: select(4, [1]), problem: null, milliseconds: 1, photo: other } as NamedRun;
    expect(toShownRuns([run], own, new Set())).toEqual([show('A', null)]);
    expect(toShownRuns([run], other, new Set([0]))).toEqual([show('A', run.selection, { milliseconds: 1, isUpdating: true })]);
  });

  it('advises to allow stand-ins where they would do', () => {
    const refused = show('A', null, { problem: 'A needs attention.' });
    expect(adviseStandIns(refused, { status: 'stand-ins', missing: 'attention', areAllowed: false }).problem).toBe(
      'A needs attention. With “Allow stand-ins” it takes the nearest thing there is.',
    );
    expect(adviseStandIns(refused, { status: 'missing', missing: 'attention' })).toBe(refused);
    expect(adviseStandIns(RUNS[0], { status: 'stand-ins', missing: 'attention', areAllowed: false })).toBe(RUNS[0]);
  });

  it('says in the caption what counts how', () => {
    const caption = writeCaption(RUNS, 'groups', true);
    for (const word of ['Methods without that', 'Extra tokens', 'diamond', 'IoU']) expect(caption).toContain(word);
    const plain = writeCaption([show('A', select(4, [1]))], 'kept', false);
    for (const word of ['Methods without that', 'Extra tokens', 'diamond', 'IoU']) expect(plain).not.toContain(word);
  });
});

describe('the faces of a map', () => {
  it('are there where a method has them', () => {
    const faces = RUNS.slice(0, 3).map(({ selection }) => MAP_FACES.filter((face) => selection && hasFace(face, selection)));
    expect(faces).toEqual([['kept', 'roles'], ['kept', 'groups'], ['kept', 'ranking']]);
    expect(hasFace('roles', select(4, [], { roles: [{ title: 'picked', tokens: new Uint32Array() }] }))).toBe(false);
  });

  it('fades dropped tokens, and tints roles', () => {
    const selection = select(3, [1, 2], { roles: [{ title: 'a', tokens: Uint32Array.of(1) }, { title: 'b', tokens: Uint32Array.of(2) }] });
    expect([...keptPixels(selection, [255, 255, 255], null)]).toEqual([255, 255, 255, 224, 255, 255, 255, 0, 255, 255, 255, 0]);
    expect([...keptPixels(selection, [255, 255, 255], '#0072b2')].slice(4, 8)).toEqual([0, 114, 178, 255]);
    expect([...rolePixels(selection, [255, 255, 255])]).toEqual([255, 255, 255, 224, 0, 114, 178, 140, 230, 159, 0, 140]);
  });

  it('scale what a method ranks by', () => {
    const values = Float32Array.of(5, 1, 1, 9);
    expect([...scaleRanking(values, 'range')]).toEqual([0.5, 0, 0, 1]);
    // Of three others, two are below 5, none below 1 and one equal, all below 9.
    const percentiles = scaleRanking(values, 'percentile');
    [2 / 3, 1 / 6, 1 / 6, 1].forEach((share, token) => expect(percentiles[token]).toBeCloseTo(share, 6));
    for (const scale of ['percentile', 'range'] as const) {
      expect([...scaleRanking(Float32Array.of(3, 3), scale)]).toEqual([0.5, 0.5]);
      expect([...scaleRanking(Float32Array.of(3), scale)]).toEqual([0.5]);
    }
  });

  it('group merged tokens', () => {
    const groups = listGroups(MERGED);
    expect(groups.map(({ target, tokens }) => [target, tokens.length])).toEqual([[0, 8], [10, 4], [12, 1], [13, 1], [14, 1]]);
    expect(averageColour({ target: 0, tokens: [0, 2] }, [0, 0, 10, 99, 99, 99, 100, 50, 20])).toEqual([50, 25, 15]);
    // Rows end where the grid does: 3 and 4 are neighbours in the sequence only.
    expect(fillTokens(LAYOUT, [2, 3, 4, 6], { width: 40, height: 40 })).toBe('M20 0h20v10h-20zM0 10h10v10h-10zM20 10h10v10h-10z');
    expect(outlineRegion(layOut(1, 3), [7, 7, 2], { width: 30, height: 10 })).toBe('M0 0H30M0 10H30M0 0V10M20 0V10M30 0V10');
  });

  it('mark tokens inside their cells', () => {
    expect(markTokens(LAYOUT, [5], 'slash', { width: 400, height: 400 })).toBe('M118 182l64 -64');
    expect(markTokens(LAYOUT, [5], 'backslash', { width: 400, height: 400 })).toBe('M118 118l64 64');
    expect(markTokens(LAYOUT, [0], 'dot', { width: 400, height: 400 })).toBe('M34 50a16 16 0 1 0 32 0a16 16 0 1 0 -32 0z');
    expect(markTokens(LAYOUT, [], 'dot', { width: 400, height: 400 })).toBe('');
  });
});

describe('two methods against each other', () => {
  it('have tokens in common, and of their own', () => {
    const difference = compareSelections(6, Uint32Array.of(0, 1, 2), Uint32Array.of(2, 4));
    expect(difference.tokens).toEqual({ both: [2], a: [0, 1], b: [4], neither: [3, 5] });
    expect(difference.iou).toBe(0.25);
    expect(describeOverlap(difference)).toBe('1 of the 4 tokens that either keeps is kept by both.');
  });

  it('may keep the same, nothing in common, or nothing', () => {
    expect([compare([0, 1, 2], [0, 1, 2]).iou, describeOverlap(compare([0, 1, 2], [0, 1, 2]))]).toEqual([1, 'They keep the same 3 tokens.']);
    expect(describeOverlap(compare([1], [1]))).toBe('They keep the same token.');
    expect([compare([0], [1]).iou, describeOverlap(compare([0], [1]))]).toEqual([0, 'None of the 2 tokens that either keeps is kept by both.']);
    expect([compare([], []).iou, describeOverlap(compare([], []))]).toEqual([1, 'Neither keeps a token.']);
  });

  it('show either alone or their difference in the same place', () => {
    const pair = toPair(sideOf(RUNS[0], 0), sideOf(RUNS[2], 2));
    const drawings = PAIR_VIEWS.map((view) => drawPair(pair, view, optionsFor(LAYOUT), LIGHT_STYLE, 830));
    expect(new Set(drawings.map(({ height }) => height)).size).toBe(1);
    const [a, b, difference] = drawings.map((drawing) => drawSheet(() => drawing));
    expect(a).toContain('>A: Script<');
    expect(b).toContain('>B: TRIM<');
    expect(difference).toContain('>Script against TRIM<');
    for (const svg of [a, b, difference]) expect(svg.match(/visibility="hidden"/g)).toHaveLength(2);
  });

  it('say who did not run', () => {
    const pair = toPair(sideOf(RUNS[0], 0), sideOf(RUNS[3], 3));
    expect(pair.difference).toBeNull();
    const svg = drawSheet((width) => drawPair(pair, 'difference', optionsFor(LAYOUT), LIGHT_STYLE, width));
    expect(svg).toContain('Nothing to compare: FastV did not run.');
    expect(svg).toContain('IoU –');
  });
});

describe('the token in focus', () => {
  it('is told in one sentence', () => {
    expect(describeToken(LAYOUT, 5, RUNS)).toBe('Token 5 (row 1, col 1): kept by Script and TRIM; merged into token 0 by ToMe.');
    expect(describeToken(LAYOUT, 15, RUNS)).toBe('Token 15 (row 3, col 3): dropped by all 3 methods.');
    expect(describeToken(LAYOUT, 13, RUNS.slice(0, 2))).toBe('Token 13 (row 3, col 1): kept by both methods.');
    expect(describeToken(LAYOUT, 1, [RUNS[0]])).toBe('Token 1 (row 0, col 1): dropped by Script.');
    expect(describeToken(LAYOUT, 1, [RUNS[3]])).toContain('no method has run yet');
    const recycling = show('SparseVLM', select(16, [0], { assignment: new Int32Array(16).fill(3) }));
    expect(describeToken(LAYOUT, 1, [recycling])).toContain('merged into an extra token by SparseVLM');
  });
});

describe('the table', () => {
  it('has one row per token, and columns for what each method has', () => {
    const { columns, rows } = tabulateRuns(LAYOUT, RUNS);
    expect(columns.map(({ title }) => title)).toEqual(['token', 'view', 'row', 'col', '1 Script: kept', '2 ToMe: kept', '2 ToMe: group', '3 TRIM: kept', '3 TRIM: attention', '4 FastV: kept']);
    expect(rows).toHaveLength(16);
    expect(rows[5]).toEqual([5, 0, 1, 1, 1, 0, 0, 1, 5 / 16, null]);
    expect(rows[15].slice(4)).toEqual([0, 0, null, 0, 15 / 16, null]);
    expect(toCsv({ columns, rows }).split('\n')[6]).toBe('5,0,1,1,1,0,0,1,0.3125,');
  });

  it('keeps apart two settings of one method, and views', () => {
    const { columns, rows } = tabulateRuns(layOut(1, 2, 2), [show('Script', select(4, [3])), show('Script', select(4, [0]))]);
    expect(new Set(columns.map(({ title }) => title)).size).toBe(columns.length);
    expect(rows[3]).toEqual([3, 1, 0, 1, 1, 0]);
  });
});

describe('the drawing', () => {
  it('has as many columns as can be read, and fills its rows', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((count) => countColumns(count, 1100))).toEqual([1, 2, 3, 4, 3, 3, 4, 4]);
    expect([2, 4, 8].map((count) => countColumns(count, 326))).toEqual([1, 1, 1]);
    expect([2, 3, 4, 5].map((count) => countColumns(count, 690))).toEqual([2, 3, 2, 3]);
  });

  it.each(MAP_FACES)('is the same bytes every time: %s', async (face) => {
    const pair = toPair(sideOf(RUNS[0], 0), sideOf(RUNS[2], 2));
    const svg = drawSheet((width) => drawSheetOf(RUNS, pair, optionsFor(LAYOUT, face), LIGHT_STYLE, width));
    expect(svg.length).toBeLessThan(60_000);
    await expect(svg).toMatchFileSnapshot(`snapshots/compare-${face}.svg`);
  });

  const cases: [string, Layout, ShownRun[]][] = [
    ['a single token', layOut(1, 1), [show('A', select(1, [0], { ranking: { title: 'r', values: Float32Array.of(1) }, assignment: Int32Array.of(0) })), show('B', select(1, [0]))]],
    ['all kept', layOut(2, 2), [show('A', select(4, [0, 1, 2, 3])), show('B', select(4, [0, 1, 2, 3]))]],
    ['nothing kept', layOut(2, 2), [show('A', select(4, [])), show('B', select(4, [], { assignment: new Int32Array(4).fill(-1) }))]],
    ['several views', layOut(2, 3, 3), [show('A', select(18, [0, 17])), show('B', select(18, [5], { assignment: new Int32Array(18).fill(5) }))]],
    ['nobody ran', layOut(2, 2), [RUNS[3], show('B', null, { isUpdating: true })]],
    ['eight methods', LAYOUT, [...RUNS, ...RUNS]],
  ];

  it.each(cases)('has no gaps with %s', (_, layout, runs) => {
    const pair = toPair(sideOf(runs[0], 0), sideOf(runs[1], 1));
    for (const face of MAP_FACES) {
      for (const width of [326, 560, 830]) {
        const svg = drawSheet(() => drawSheetOf(runs, pair, optionsFor(layout, face), LIGHT_STYLE, width));
        expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
      }
    }
  });

  it('puts the reason in the place of a map, and marks what is outdated', () => {
    const svg = drawSheet((width) => drawGrid([RUNS[3], { ...RUNS[0], isUpdating: true }], optionsFor(LAYOUT), LIGHT_STYLE, width));
    expect(svg).toContain('FastV needs the attention of the prompt');
    expect(svg).toContain('updating …');
    expect(svg).toContain('opacity="0.45"');
  });
});
