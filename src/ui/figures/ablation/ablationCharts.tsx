/**
 * One dot chart per measure, the rows of Table 5 from top to bottom.
 */
import { ABLATION_ROWS, PAPER_ABLATION, type SetMeasures } from '../../../core/figures/ablation.ts';
import { formatNumber } from '../../format.ts';
import { drawDotCharts, type DotRow, type DotSeries } from '../drawing/DotCharts.tsx';
import type { Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { ROW_TEXTS, type MeasureText } from './ablationRows.ts';

const LABELS = 92;

export function drawMeasureCharts(all: readonly SetMeasures[], measures: readonly MeasureText[], style: FigureStyle, width: number): Drawing {
  const series: DotSeries[] = measures.map(({ id, heading, note, read, format, fromZero }) => {
    return { id, title: heading, note, values: all.map(read), format, fromZero, isReported: false };
  });
  series.push({
    id: 'paper',
    title: 'Paper: relative accuracy',
    note: 'not measured here',
    values: ABLATION_ROWS.map((row) => PAPER_ABLATION[row].relative),
    format: (value) => `${formatNumber(value, 2)} %`,
    fromZero: false,
    isReported: true,
  });
  const rows: DotRow[] = ABLATION_ROWS.map((row) => {
    const isStrong = row === 'all';
    return { id: row, title: ROW_TEXTS[row].title, ink: isStrong ? style.ink : style.soft, colour: isStrong ? style.accent : style.soft, isStrong };
  });
  const perRow = width < 480 ? 1 : width < 700 ? 2 : width < 1150 ? 3 : 6;
  return drawDotCharts(rows, series, { labels: LABELS, perRow }, style, width);
}
