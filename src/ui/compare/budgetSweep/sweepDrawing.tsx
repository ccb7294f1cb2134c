/**
 * All measures of a sweep as small charts with the same budgets, or one of them in large.
 */
import type { Measure, MeasureId } from '../../../core/scoreCard/measureList.ts';
import type { Sweep } from '../../../core/scoreCard/sweep.ts';
import { roundPixel, type Drawing } from '../../figures/drawing/Drawing.ts';
import type { FigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { EntryKeys, entryKeysHeight } from '../entryMarks.tsx';
import { plotSweep, SweepChart, SweepPointer, type SweepPlot } from './SweepChart.tsx';
import { hasValues, SWEPT_MEASURES } from './sweepSeries.ts';

export type MeasureChoice = MeasureId | 'all';

export interface SweepDrawingData {
  sweep: Sweep;
  choice: MeasureChoice;
  /** [m], on screen. */
  current: number;
  onBudget: (budget: number) => void;
}

const GAP = 30;
/** Left of a chart, for its numbers. */
const NUMBERS = 50;
/** Above a chart: title and second line. */
const HEAD = 42;
/** Right of a chart, for half of its last budget. */
const END = 12;
/** Below a chart: budgets. */
const FOOT = 34;

const DIRECTIONS = { higher: 'higher is better', lower: 'lower is better', neither: 'neither is better' } as const;

export function drawSweep({ sweep, choice, current, onBudget }: SweepDrawingData, style: FigureStyle, width: number): Drawing {
  const titles = sweep.methods.map(({ title }) => title);
  const measures = SWEPT_MEASURES.filter((measure) => (choice === 'all' ? hasValues(sweep, measure) : measure.id === choice));
  const isLarge = measures.length === 1;
  const perRow = isLarge ? 1 : Math.max(1, Math.min(4, Math.floor((width + GAP) / 280)));
  const cell = (width - GAP * (perRow - 1)) / perRow;
  const height = isLarge ? Math.min(Math.max(width * 0.5, 260), 460) : 150;
  const line = HEAD + height + FOOT;
  const top = entryKeysHeight(titles, width) + 12;
  const plots = measures.map((measure, index): SweepPlot => {
    const x = roundPixel((index % perRow) * (cell + GAP) + NUMBERS);
    return plotSweep(sweep, measure, { x, y: top + Math.floor(index / perRow) * line + HEAD, width: roundPixel(cell - NUMBERS - END), height });
  });
  const lines = Math.ceil(measures.length / perRow);
  const content = (
    <>
      <EntryKeys titles={titles} width={width} />
      {plots.map((plot) => (
        <g key={plot.measure.id}>
          <ChartHead measure={plot.measure} x={plot.box.x - NUMBERS} y={plot.box.y - HEAD} style={style} />
          <SweepChart plot={plot} current={current} isLarge={isLarge} />
        </g>
      ))}
      <text x={roundPixel(width)} y={top + lines * line + 8} textAnchor="end" fontSize={12} fill={style.soft}>
        {`budget m, tokens kept (log scale); dashed: m = ${current}`}
      </text>
      {plots.map((plot) => (
        <SweepPointer key={plot.measure.id} plot={plot} onBudget={onBudget} />
      ))}
    </>
  );
  return { height: top + lines * line + 16, content };
}

function ChartHead({ measure: { title, unit, better, id }, x, y, style }: { measure: Measure; x: number; y: number; style: FigureStyle }) {
  const direction = id === 'milliseconds' ? 'lower is better; single runs' : DIRECTIONS[better];
  return (
    <>
      <text x={roundPixel(x)} y={roundPixel(y + 13)} fontWeight={600}>
        {unit === undefined ? title : `${title} (${unit})`}
      </text>
      <text x={roundPixel(x)} y={roundPixel(y + 29)} fontSize={12} fill={style.soft}>
        {direction}
      </text>
    </>
  );
}
