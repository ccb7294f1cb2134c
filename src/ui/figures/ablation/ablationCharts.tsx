/**
 * One dot chart per measure, the rows of Table 5 from top to bottom, so that rows compare by eye.
 */
import { extent, scaleLinear } from 'd3';
import { ABLATION_ROWS, PAPER_ABLATION, type SetMeasures } from '../../../core/figures/ablation.ts';
import { formatNumber } from '../../format.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { estimateWidth } from '../drawing/Keys.tsx';
import { ROW_TEXTS, type MeasureText } from './ablationRows.ts';

const LABELS = 92;
const GAP = 26;
const ROW = 22;
/** Title and second line above the dots. */
const TOP = 38;
const CHART_HEIGHT = TOP + ABLATION_ROWS.length * ROW + 30;

interface DotSeries {
  id: string;
  title: string;
  /** Smaller, below the title. */
  note: string;
  values: number[];
  format: (value: number) => string;
  fromZero: boolean;
  /** From the paper: hollow. */
  isReported: boolean;
}

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
  const perRow = width < 480 ? 1 : width < 700 ? 2 : width < 1150 ? 3 : 6;
  const chartWidth = (width - LABELS - GAP * (perRow - 1)) / perRow;
  const lines = Math.ceil(series.length / perRow);
  const content = series.map((entry, index) => {
    const column = index % perRow;
    const top = Math.floor(index / perRow) * (CHART_HEIGHT + 14);
    return (
      <g key={entry.id} transform={`translate(0 ${top})`}>
        {column === 0 && <RowLabels style={style} />}
        <g transform={`translate(${roundPixel(LABELS + column * (chartWidth + GAP))} 0)`}>
          <DotChart series={entry} width={chartWidth} style={style} />
        </g>
      </g>
    );
  });
  return { height: lines * CHART_HEIGHT + (lines - 1) * 14, content };
}

function RowLabels({ style }: { style: FigureStyle }) {
  return ABLATION_ROWS.map((row, index) => (
    <text key={row} y={TOP + (index + 0.5) * ROW + 4} fill={row === 'all' ? style.ink : style.soft} fontWeight={row === 'all' ? 650 : 400}>
      {ROW_TEXTS[row].title}
    </text>
  ));
}

/** Room for "−∞" left of the scale, and for a number right of the last dot. */
const INSET = 26;

function DotChart({ series, width, style }: { series: DotSeries; width: number; style: FigureStyle }) {
  const { values, format, fromZero, isReported } = series;
  const scale = scaleLinear(findDomain(values, fromZero), [INSET, width - 56]).nice(4);
  const [low, high] = scale.domain();
  const bottom = TOP + ABLATION_ROWS.length * ROW;
  return (
    <g role="group" aria-label={series.title}>
      <text y={12} fontWeight={600}>
        {series.title}
      </text>
      <text y={28} fontSize={12} fill={style.soft} fontStyle={isReported ? 'italic' : undefined}>
        {series.note}
      </text>
      {ABLATION_ROWS.map((row, index) => {
        const value = values[index];
        const y = TOP + (index + 0.5) * ROW;
        const colour = row === 'all' ? style.accent : style.soft;
        const x = Number.isFinite(value) ? roundPixel(scale(value)) : 0;
        return (
          <g key={row} role="img" aria-label={`${ROW_TEXTS[row].title}: ${format(value)}`}>
            <path d={`M${INSET} ${y}H${roundPixel(width - 56)}`} stroke={style.line} />
            {Number.isFinite(value) && fromZero && <path d={`M${INSET} ${y}H${x}`} stroke={colour} strokeWidth={3} />}
            {Number.isFinite(value) && <circle cx={x} cy={y} r={5} fill={isReported ? style.page : colour} stroke={colour} strokeWidth={2} />}
            <DotText value={value} x={x} y={y + 4} text={format(value)} style={style} />
          </g>
        );
      })}
      <g fontSize={12} fill={style.soft}>
        <path d={`M${INSET} ${TOP}V${bottom}`} stroke={style.soft} />
        <text x={INSET} y={bottom + 16} textAnchor="middle">
          {formatTick(low, format)}
        </text>
        <text x={roundPixel(width - 56)} y={bottom + 16} textAnchor="middle">
          {formatTick(high, format)}
        </text>
      </g>
    </g>
  );
}

/** The number right of its dot; "−∞" and "–" stand left of the scale, which they do not belong to. */
function DotText({ value, x, y, text, style }: { value: number; x: number; y: number; text: string; style: FigureStyle }) {
  if (!Number.isFinite(value)) {
    return (
      <text x={0} y={y} fontSize={12}>
        {text}
      </text>
    );
  }
  return (
    <text x={roundPixel(x + 9)} y={y} fontSize={12} paintOrder="stroke" stroke={style.page} strokeWidth={4} strokeLinejoin="round">
      {text}
    </text>
  );
}

/** Ends of the scale as short as they can be read. */
function formatTick(value: number, format: (value: number) => string): string {
  const text = format(value);
  const short = text.replace(/\.0+(?=\D|$)/, '');
  return estimateWidth(short, 12) < estimateWidth(text, 12) ? short : text;
}

function findDomain(values: readonly number[], fromZero: boolean): [number, number] {
  const [low = 0, high = 1] = extent(values.filter((value) => Number.isFinite(value)));
  if (fromZero) return [0, high > 0 ? high : 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}
