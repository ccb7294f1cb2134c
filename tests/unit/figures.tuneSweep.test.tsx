import { describe, expect, it } from 'vitest';
import { renderToStaticMarkup } from 'react-dom/server';
import { cellAt, countCells, parsePlan } from '../../src/core/tuning/plan.ts';
import type { CellReadouts } from '../../src/core/tuning/readouts.ts';
import type { TuningResults } from '../../src/core/tuning/results.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { drawHeatmap } from '../../src/ui/figures/tuneSweep/heatmapDrawing.tsx';
import { readPlan, readTexts, writeTexts } from '../../src/ui/figures/tuneSweep/planTexts.ts';
import { describeCell, findBest, fitChoice, formatSummary, suggestChoice, takeSlice, type SliceChoice } from '../../src/ui/figures/tuneSweep/slice.ts';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';

const CURRENT = { threshold: 0.5, gamma: 10, pruneRatio: 0.5, budget: 64 };
const PLAN = parsePlan('tau=0.2,0.4,0.6;gamma=5,10;p=0.25,0.5;m=64', CURRENT);

/** Coverage that tells the cell: tau, and a hundredth of gamma. */
function makeResults(images = 1, done = countCells(PLAN)): TuningResults {
  const cells = Array.from({ length: done }, (_, index): CellReadouts => {
    const { threshold, gamma } = cellAt(PLAN, index);
    return { kStar: index, supplemented: index, intersectionAtM: 0, exhaustiveOverlap: 1, logDeterminant: -Infinity, relevanceMass: null, coverage: threshold + gamma / 100, regionRecall: null };
  });
  const subjects = Array.from({ length: images }, (_, index) => ({ image: `${index}.png`, question: '', n: 576, regionTokens: 0, cells, problem: null }));
  return { plan: PLAN, subjects };
}

const choice = (change: Partial<SliceChoice> = {}): SliceChoice => ({ ...suggestChoice(PLAN, CURRENT), ...change });

describe('a plane of a sweep', () => {
  it('has the two longest axes at first, and holds the others where the page is', () => {
    expect(suggestChoice(PLAN, CURRENT)).toMatchObject({ x: 'threshold', y: 'gamma', places: { pruneRatio: 1, budget: 0 }, subject: null });
    expect(fitChoice(choice({ subject: 4, places: { threshold: 9, gamma: 9, pruneRatio: 9, budget: 9 } }), makeResults())).toMatchObject({
      subject: null,
      places: { threshold: 2, gamma: 1, pruneRatio: 1, budget: 0 },
    });
  });

  it('takes its cells from where they are, the largest value of y on top', () => {
    const slice = takeSlice(makeResults(), choice());
    expect(slice.rows).toEqual([10, 5]);
    expect(slice.cells.map((row) => row.map(({ cell }) => [cell.threshold, cell.gamma, cell.pruneRatio]))).toEqual([
      [[0.2, 10, 0.5], [0.4, 10, 0.5], [0.6, 10, 0.5]],
      [[0.2, 5, 0.5], [0.4, 5, 0.5], [0.6, 5, 0.5]],
    ]);
    expect(slice.cells[1][2].summary.mean).toBeCloseTo(0.65, 12);
    expect(slice.extent?.[0]).toBeCloseTo(0.25, 12);
    expect(slice.extent?.[1]).toBeCloseTo(0.7, 12);
    const turned = takeSlice(makeResults(), choice({ x: 'pruneRatio', y: 'threshold' }));
    expect(turned.cells[0].map(({ cell }) => [cell.threshold, cell.pruneRatio])).toEqual([[0.6, 0.25], [0.6, 0.5]]);
  });

  it('is empty where the sweep has not been', () => {
    const { cells, extent } = takeSlice(makeResults(1, 0), choice());
    expect(cells.flat().every(({ summary }) => summary.mean === null)).toBe(true);
    expect(extent).toBeNull();
  });

  it('knows the best cell of the whole grid, where one is better than another', () => {
    expect(findBest(makeResults(), choice())?.cell).toEqual({ threshold: 0.6, gamma: 10, pruneRatio: 0.25, budget: 64 });
    expect(findBest(makeResults(), choice({ readout: 'supplemented' }))?.cell).toEqual({ threshold: 0.2, gamma: 5, pruneRatio: 0.25, budget: 64 });
    expect(findBest(makeResults(), choice({ readout: 'kStar' }))).toBeNull();
    expect(findBest(makeResults(), choice({ readout: 'logDeterminant' }))).toBeNull();
  });

  it('names cells and their numbers', () => {
    expect(describeCell(CURRENT)).toBe('τ = 0.5, γ = 10, p = 0.5, m = 64');
    expect(describeCell({ threshold: -0.125, gamma: 0, pruneRatio: 0, budget: 100 })).toBe('τ = −0.125, γ = 0, p = 0, m = 100');
    expect(formatSummary('coverage', { mean: 0.9131, spread: 0.0204, count: 3 })).toBe('0.913 ± 0.020');
    expect(formatSummary('logDeterminant', { mean: -Infinity, spread: null, count: 1 })).toBe('−∞');
  });
});

function draw(results: TuningResults, chosen = choice(), width = 800): string {
  const slice = takeSlice(results, chosen);
  const map = { slice, table: colourTable('inferno'), current: { ...CURRENT, threshold: 0.4 }, onCell: () => undefined };
  return renderToStaticMarkup(<svg>{drawHeatmap(map, LIGHT_STYLE, width).content}</svg>);
}

describe('the map of a sweep', () => {
  it('shows every number and outlines the cell that the page is set to', () => {
    const drawing = draw(makeResults());
    for (const text of ['0.300', '0.500', '0.700', '0.250', '0.450', '0.650']) expect(drawing).toContain(`>${text}<`);
    expect(drawing.match(/stroke-width="3"/g)).toHaveLength(1);
    expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows minus infinity without a colour, and nothing where nothing is known', () => {
    expect(draw(makeResults(), choice({ readout: 'logDeterminant' })).match(/>−∞</g)).toHaveLength(6);
    for (const results of [makeResults(1, 0), makeResults(1, 5)]) expect(draw(results)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws thousands of cells as one image', () => {
    const plan = parsePlan('tau=0:1:x100;gamma=0:20:x100', CURRENT);
    const [cell] = makeResults(1, 1).subjects[0].cells;
    const cells = Array.from({ length: countCells(plan) }, (_, index) => ({ ...cell, coverage: Math.sin(index) }));
    const results = { plan, subjects: [{ image: 'a.png', question: '', n: 576, regionTokens: 0, cells, problem: null }] };
    const drawing = draw(results, { ...choice(), x: 'threshold', y: 'gamma' }, 400);
    expect(drawing.match(/<image/g)).toHaveLength(2);
    expect(drawing.match(/<rect/g) ?? []).toHaveLength(0);
  });
});

describe('the plan of a sweep as it is written', () => {
  it('is suggested with the budget of the page, and comes back from the settings', () => {
    const suggested = readTexts('', CURRENT);
    expect(readPlan(suggested, CURRENT)).toMatchObject({ cells: 108, problem: null });
    const written = writeTexts({ ...suggested, budget: '16:64:x4' });
    expect(readTexts(written, CURRENT)).toMatchObject({ threshold: '0.1:0.9:0.1', gamma: '1,5,10,20', budget: '16:64:x4' });
  });

  it('holds what a link leaves out where the page is', () => {
    expect(readTexts('tau=0.1,0.2', CURRENT)).toEqual({ threshold: '0.1,0.2', gamma: '10', pruneRatio: '0.5', budget: '64' });
  });

  it('says what is wrong with it', () => {
    expect(readPlan({ ...readTexts('', CURRENT), gamma: '' }, CURRENT)).toMatchObject({ plan: null, problem: 'The gamma has “”; it must be a number.' });
  });
});
