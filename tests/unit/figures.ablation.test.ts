import { describe, expect, it } from 'vitest';
import { ABLATION_ROWS, measureAblation, PAPER_ABLATION, selectAblation } from '../../src/core/figures/ablation.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { keepAfter, splitSelection } from '../../src/core/figures/selectionParts.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { toTable } from '../../src/ui/figures/ablation/AblationFigure.tsx';
import { drawAblation } from '../../src/ui/figures/ablation/ablationDrawing.tsx';
import { explainInfinities } from '../../src/ui/figures/ablation/ablationRows.ts';
import { selectCase } from '../support/figureSelections.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

const CASES = ['grid-8x8', 'odd-width-13', 'rank-deficient', 'llava15-576', 'all-duplicates', 'single-token', 'no-question', 'zero-vectors', 'odd-7'];

const ascending = (tokens: number[]) => tokens.toSorted((a, b) => a - b);

const withTerms = (relevance: number, diversity: number) => ({ overlap: 1, relevanceMass: 1, coverage: 1, logDeterminant: { relevance, diversity } });

describe('ablation', () => {
  it.each(CASES)('keeps m tokens of %s in every row', async (name) => {
    const golden = loadFigureCase(name);
    const { selection, ranges, parameters } = await selectCase(golden, golden.script[0]);
    const kept = selectAblation(selection, ranges, parameters, 1);
    for (const row of ABLATION_ROWS) {
      expect(kept[row]).toHaveLength(golden.script[0].m);
      expect(new Set(kept[row]).size).toBe(kept[row].length);
      expect([...kept[row]]).toEqual([...kept[row]].toSorted((a, b) => a - b));
    }
    expect(kept.all).toBe(selection.indices);
  });

  it('agrees with the reference orders, rankings and selections', async () => {
    const golden = loadFigureCase('llava15-576');
    const setting = golden.script.find(({ m }) => m === 64) ?? golden.script[0];
    const { selection, ranges, parameters } = await selectCase(golden, setting);
    const kept = selectAblation(selection, ranges, parameters, 1);
    const score = setting.score ?? [];
    const byScore = score.map((_, token) => token).toSorted((a, b) => score[b] - score[a] || a - b);
    const byRelevance = score.map((_, token) => token).toSorted((a, b) => golden.relevanceReference[b] - golden.relevanceReference[a] || a - b);
    const dropped = new Set(byScore.slice(0, golden.n / 2));
    expect([...kept.gsp]).toEqual(ascending(byScore.slice(-64)));
    expect([...kept.qcrs]).toEqual(ascending(byRelevance.slice(0, 64)));
    expect([...kept['gsp-qcrs']]).toEqual(ascending(byRelevance.filter((token) => !dropped.has(token)).slice(0, 64)));
    expect([...kept['qcrs-dpp']]).toEqual(ascending(golden.dpp.order.slice(0, 64)));
    expect([...kept.all]).toEqual(setting.selected);
  });

  it('extends QCRS + DPP by relevance where the greedy order ends', async () => {
    const golden = loadFigureCase('rank-deficient');
    const { selection, ranges, parameters } = await selectCase(golden, golden.script[0]);
    const { 'qcrs-dpp': kept } = selectAblation(selection, ranges, parameters, 1);
    const { order } = golden.dpp;
    expect(order).toHaveLength(8);
    const rest = Array.from(golden.relevanceReference.keys())
      .filter((token) => !order.includes(token))
      .toSorted((a, b) => golden.relevanceReference[b] - golden.relevanceReference[a]);
    expect([...kept]).toEqual([...order, ...rest.slice(0, 42)].toSorted((a, b) => a - b));
  });

  it('draws at random by its seed alone', async () => {
    const golden = loadFigureCase('grid-8x8');
    const { selection, ranges, parameters } = await selectCase(golden, golden.script[0]);
    const draw = (seed: number) => [...selectAblation(selection, ranges, parameters, seed).none];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const counts = Array.from({ length: 64 }, () => 0);
    for (let seed = 1; seed <= 2000; seed++) for (const token of draw(seed)) counts[token] += 1;
    // 2000 draws of 16 in 64: 500 each, with a standard deviation of 19.
    expect(Math.min(...counts)).toBeGreaterThan(400);
    expect(Math.max(...counts)).toBeLessThan(600);
  });

  it('divides the budget among views', async () => {
    const golden = loadFigureCase('views5-720');
    const setting = golden.perView[0];
    const selected = await selectCase(golden, setting, 'per-view');
    const { selection, ranges, parameters } = selected;
    const kept = selectAblation(selection, ranges, parameters, 1);
    expect([...kept.all]).toEqual(setting.selected);
    for (const row of ABLATION_ROWS) {
      for (const { range, budget } of splitSelection(selection, ranges, parameters)) {
        expect(kept[row].filter((token) => token >= range.start && token < range.start + range.count)).toHaveLength(budget);
      }
    }
  });

  it.each(['grid-8x8', 'rank-deficient', 'llava15-576'])('measures Script’s own set of %s as the reference does', async (name) => {
    const golden = loadFigureCase(name);
    for (const setting of golden.script.filter(({ exact }) => exact)) {
      const { selection, ranges, parameters } = await selectCase(golden, setting);
      const kept = selectAblation(selection, ranges, parameters, 1);
      const measures = runToEnd(measureAblation(kept, golden.similarity, golden.relevanceReference, 1));
      const all = measures[5];
      expect(all.overlap).toBe(1);
      const { relevance, diversity } = setting.logTerms ?? { relevance: null, diversity: null };
      if (relevance === null) expect(all.logDeterminant.relevance).toBe(-Infinity);
      else expect(all.logDeterminant.relevance).toBeCloseTo(relevance, 8);
      if (diversity === null) expect(all.logDeterminant.diversity).toBe(-Infinity);
      else expect(all.logDeterminant.diversity).toBeCloseTo(diversity, 6);
      const most = Math.max(...measures.map(({ relevanceMass }) => relevanceMass));
      expect(measures[2].relevanceMass).toBe(most);
    }
  });

  it('reports progress that never falls', () => {
    const { similarity, relevanceReference } = loadFigureCase('grid-8x8');
    const kept = { none: [1], gsp: [2, 3], qcrs: [4], 'gsp-qcrs': [5], 'qcrs-dpp': [6], all: [7] };
    const fractions = [...measureAblation(kept, similarity, relevanceReference, 1)];
    expect(fractions.every((value, index) => value >= (fractions[index - 1] ?? 0) && value < 1)).toBe(true);
  });

  it('keeps survivors after a ranking', () => {
    expect([...keepAfter(Uint32Array.of(2, 0, 1), 2)]).toEqual([0, 1, 0]);
  });

  it('prints the averages of Table 5 as its benchmarks give them', () => {
    for (const row of ABLATION_ROWS) {
      const { pope, mme, gqa, sqa, accuracy, relative } = PAPER_ABLATION[row];
      expect(Math.abs((pope + mme / 20 + gqa + sqa) / 4 - accuracy)).toBeLessThan(0.02);
      expect(Math.abs((accuracy / 73.41) * 100 - relative)).toBeLessThan(0.1);
    }
  });

  it('says why a log determinant is minus infinity', () => {
    expect(explainInfinities([withTerms(-1, -2)])).toEqual([]);
    expect(explainInfinities([withTerms(-Infinity, -2), withTerms(-3, -Infinity)])).toHaveLength(2);
  });

  it('draws the same bytes every time, and no NaN for odd cases', async () => {
    for (const name of CASES) {
      const golden = loadFigureCase(name);
      const { selection, ranges, parameters } = await selectCase(golden, golden.script[0]);
      const kept = selectAblation(selection, ranges, parameters, 1);
      const measures = runToEnd(measureAblation(kept, golden.similarity, golden.relevanceReference, 1));
      const data = { kept, measures, seed: 1, relevanceExponent: 1 };
      const svg = drawSheet((width) => drawAblation(data, { layout: golden.layout, style: LIGHT_STYLE }, width));
      expect(svg).not.toContain('NaN');
      expect(toTable(data).rows).toHaveLength(6);
      if (name === 'grid-8x8') await expect(svg).toMatchFileSnapshot('snapshots/ablation.svg');
    }
  });
});
