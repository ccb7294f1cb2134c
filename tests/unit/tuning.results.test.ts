import { describe, expect, test } from 'vitest';
import { countKept, findTokensInside, fitRegion, formatRegion, parseRegion } from '../../src/core/regions.ts';
import { parsePlan } from '../../src/core/tuning/plan.ts';
import { READOUTS, summarize, type CellReadouts } from '../../src/core/tuning/readouts.ts';
import { countProgress, summarizeCell, toPlainTuning, toTuningTable, type TuningSubject } from '../../src/core/tuning/results.ts';

const PLAN = parsePlan('tau=0.1,0.2;m=4', { threshold: 0, gamma: 10, pruneRatio: 0.5, budget: 4 });

function cell(change: Partial<CellReadouts> = {}): CellReadouts {
  return { kStar: 6, supplemented: 0, intersectionAtM: 3, exhaustiveOverlap: 0.5, logDeterminant: -4, relevanceMass: 0.25, coverage: 0.9, regionRecall: null, ...change };
}

function subject(image: string, cells: CellReadouts[], problem: string | null = null): TuningSubject {
  return { image, question: 'Why?', n: 16, regionTokens: 0, cells, problem };
}

describe('results of a sweep', () => {
  const results = { plan: PLAN, subjects: [subject('a.png', [cell(), cell({ kStar: 8 })]), subject('b.png', [cell({ kStar: 10, logDeterminant: -Infinity })])] };

  test('count skipped subjects as done', () => {
    expect(countProgress(results)).toEqual({ done: 3, all: 4 });
    expect(countProgress({ plan: PLAN, subjects: [subject('a.png', [], 'It is no image.')] })).toEqual({ done: 2, all: 2 });
  });

  test('are one row per subject and cell', () => {
    const { columns, rows } = toTuningTable(results);
    expect(columns).toHaveLength(6 + READOUTS.length);
    expect(rows.map((row) => row.slice(0, 7))).toEqual([
      ['a.png', 'Why?', 0.1, 10, 0.5, 4, 6],
      ['a.png', 'Why?', 0.2, 10, 0.5, 4, 8],
      ['b.png', 'Why?', 0.1, 10, 0.5, 4, 10],
    ]);
  });

  test('are summarized over subjects, as far as those are', () => {
    expect(summarizeCell(results, 0, 'kStar')).toEqual({ mean: 8, spread: Math.sqrt(8), count: 2 });
    expect(summarizeCell(results, 1, 'kStar')).toEqual({ mean: 8, spread: null, count: 1 });
    expect(summarizeCell(results, 0, 'logDeterminant')).toEqual({ mean: -Infinity, spread: null, count: 2 });
    expect(summarizeCell(results, 0, 'regionRecall')).toEqual({ mean: null, spread: null, count: 0 });
    expect(summarize([1, null, 2, 6])).toEqual({ mean: 3, spread: Math.sqrt(7), count: 3 });
  });

  test('survive JSON', () => {
    const plain = JSON.parse(JSON.stringify(toPlainTuning(results)));
    expect(plain.subjects[1].cells).toEqual([{ threshold: 0.1, gamma: 10, pruneRatio: 0.5, budget: 4, ...cell({ kStar: 10 }), logDeterminant: '-Infinity' }]);
    expect(plain.summary).toHaveLength(2);
    expect(plain.summary[0].logDeterminant).toEqual({ mean: '-Infinity', spread: null, count: 2 });
    expect(toPlainTuning({ plan: PLAN, subjects: results.subjects.slice(0, 1) }).summary).toEqual([]);
  });
});

describe('regions of interest', () => {
  const view = { kind: 'base', rows: 4, cols: 4, offset: 0, x: 0, y: 0, cellWidth: 10, cellHeight: 5 } as const;
  const layout = { width: 40, height: 20, views: [view] };

  test('hold the tokens whose centre is inside', () => {
    // Centres lie at 1/8, 3/8, 5/8 and 7/8 of either side.
    expect(Array.from(findTokensInside(layout, [{ x: 0.3, y: 0, width: 0.4, height: 0.5 }]))).toEqual([1, 2, 5, 6]);
    expect(Array.from(findTokensInside(layout, [{ x: 0.13, y: 0, width: 0.2, height: 1 }]))).toEqual([]);
    expect(Array.from(findTokensInside(layout, [{ x: 0.125, y: 0.125, width: 0.25, height: 0.25 }]))).toEqual([0]);
    expect(Array.from(findTokensInside(layout, []))).toEqual([]);
  });

  test('count a token of two boxes once, and tokens of every view', () => {
    const twice = { ...layout, views: [view, { ...view, kind: 'tile' as const, rows: 2, cols: 2, offset: 16, cellWidth: 20, cellHeight: 10 }] };
    const box = { x: 0, y: 0, width: 0.3, height: 0.3 };
    expect(Array.from(findTokensInside(twice, [box, box]))).toEqual([0, 16]);
  });

  test('say how many of them are kept', () => {
    expect(countKept([1, 2, 5, 6], [0, 2, 6, 9])).toBe(2);
  });

  test('are read as they were written, and stay inside the photo', () => {
    expect(parseRegion('0.1,0.25,0.5,0.3')).toEqual({ x: 0.1, y: 0.25, width: 0.5, height: 0.3 });
    const fitted = fitRegion({ x: -0.2, y: 0.95, width: 0.3333333, height: 0.2 });
    expect(fitted).toEqual({ x: 0, y: 0.8, width: 0.3333, height: 0.2 });
    expect(parseRegion(formatRegion(fitted))).toEqual(fitted);
    expect(fitRegion({ x: 0.5, y: 0.5, width: 0, height: 7 })).toEqual({ x: 0.5, y: 0, width: 0.01, height: 1 });
  });

  test.each(['', '0.1,0.2,0.3', '0.1,0.2,0.3,0.4,0.5', 'a,0,1,1', '0.8,0,0.3,1', '-0.1,0,0.3,1', '0,0,0,1', '0,0,1e1,1', ',,,'])('refuse “%s”', (text) => {
    expect(parseRegion(text)).toBeNull();
  });
});
