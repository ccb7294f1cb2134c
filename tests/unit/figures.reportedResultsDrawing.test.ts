import { describe, expect, it } from 'vitest';
import { TABLE_2, TABLE_8 } from '../../src/core/figures/reportedResults/reportedTables.ts';
import { DARK_STYLE, LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { describeDiscrepancies } from '../../src/ui/figures/reportedResults/describeDiscrepancies.ts';
import { drawView } from '../../src/ui/figures/reportedResults/drawView.ts';
import { countBest, describeBudget, listMeasures, REPORTED_VIEWS, toDataTable, type ReportedView } from '../../src/ui/figures/reportedResults/reportedViews.ts';
import { spreadLabels } from '../../src/ui/figures/reportedResults/spreadLabels.ts';
import { drawSheet } from '../support/figures.tsx';
import { renderAtWidths } from '../support/figureWidths.tsx';

function findView(id: string): ReportedView {
  const view = REPORTED_VIEWS.find((candidate) => candidate.id === id);
  if (!view) throw new Error(`There is no view "${id}".`);
  return view;
}

describe('reported results', () => {
  it('offers the two parts of Figure 2 and eight tables', () => {
    expect(REPORTED_VIEWS.map(({ id }) => id)).toEqual(
      ['figure-2a', 'figure-2b', 'table-2', 'table-3', 'table-4', 'table-6', 'table-8', 'table-9', 'table-10', 'table-11'],
    );
  });

  it.each(REPORTED_VIEWS)('draws every measure of $title at any width, with the tag on it', (view) => {
    for (const measure of [...listMeasures(view), ...(listMeasures(view).length === 0 ? [null] : [])]) {
      for (const style of [LIGHT_STYLE, DARK_STYLE]) renderAtWidths(drawView(view, measure, style));
      expect(drawSheet(drawView(view, measure, LIGHT_STYLE))).toContain('Reported by the paper, not measured here');
    }
  });

  it.each(REPORTED_VIEWS)('gives $title as a table with one cell per column', (view) => {
    const { columns, rows } = toDataTable(view);
    expect(new Set(columns.map(({ title }) => title)).size).toBe(columns.length);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  it('counts where Script is best', () => {
    expect(countBest({ table: TABLE_2 }, 'average')).toEqual({ best: 5, budgets: 5 });
    // SparseVLM is ahead at 128 tokens.
    expect(countBest({ table: TABLE_8 }, 'average')).toEqual({ best: 2, budgets: 3 });
  });

  it('writes budgets as the tables do', () => {
    expect(describeBudget(64, {})).toBe('64');
    expect(describeBudget(2048, { frames: 64 })).toBe('64 × 32');
  });

  it('says what does not add up', () => {
    expect(describeDiscrepancies(TABLE_2)).toEqual([
      'In 2 of 31 rows the printed average is not the mean of the row (MME / 20, within rounding): VisionZip at 192 tokens prints 59.28, computed 61.88; Script at 128 tokens prints 62.51, computed 62.50.',
      'In 1 of 31 rows the printed relative value is not the average divided by the unpruned one: Script at 192 tokens prints 100.00, computed 99.97.',
      'Reductions: 32 of 576 tokens: printed 94.5 %, computed 94.4 %; 16 of 576 tokens: printed 97.3 %, computed 97.2 %.',
      'The text (Sec. 5.2) gives 96.86 % for Script at 64 tokens, the relative column has 96.88 %.',
    ]);
    expect(describeDiscrepancies(findView('table-9').table)).toContain(
      'The unpruned row is printed with 576 tokens, yet the printed reductions are those of about 2880: 640 tokens are said to be 77.8 % fewer.',
    );
    expect(describeDiscrepancies(findView('table-9').table)).toContain('The caption announces 8 benchmarks, the table has 10.');
  });

  it('moves labels apart no further than needed', () => {
    expect(spreadLabels([10, 50], 16, 0, 100)).toEqual([10, 50]);
    expect(spreadLabels([50, 52, 10], 16, 0, 100)).toEqual([50, 66, 10]);
    expect(spreadLabels([98, 99], 16, 0, 100)).toEqual([84, 100]);
    expect(spreadLabels([], 16, 0, 100)).toEqual([]);
  });

  it('draws the same bytes every time', async () => {
    const view = findView('table-2');
    await expect(drawSheet(drawView(view, listMeasures(view)[0], LIGHT_STYLE))).toMatchFileSnapshot('snapshots/reported-results.svg');
    await expect(drawSheet(drawView(findView('figure-2b'), null, LIGHT_STYLE))).toMatchFileSnapshot('snapshots/reported-benchmarks.svg');
  });
});
