/**
 * Dot charts side by side, one per measure and with the same rows from top to bottom, so that rows compare by eye.
 */
import { extent, scaleLinear } from 'd3';
import { roundPixel, type Drawing } from './Drawing.ts';
import type { FigureStyle } from './FigureStyle.ts';
import { estimateWidth } from './Keys.tsx';

const GAP = 26;
const ROW = 22;
/** Title and second line above the dots. */
const TOP = 38;
/** Ends of the scale below them. */
const BOTTOM = 30;
const BETWEEN_LINES = 14;

export interface DotRow {
  id: string;
  /** As short as the labels are wide. */
  title: string;
  /** Of the title. */
  ink: string;
  /** Of the dots. */
  colour: string;
  isStrong: boolean;
}

export interface DotSeries {
  id: string;
  title: string;
  /** Smaller, below the title. */
  note: string;
  /** One per row; null where there is none. */
  values: readonly (number | null)[];
  format: (value: number) => string;
  fromZero: boolean;
  /** From the paper: hollow. */
  isReported: boolean;
}

export interface DotLayout {
  /** Width of the row titles left of each line of charts. */
  labels: number;
  /** Charts in a line. */
  perRow: number;
}

export function drawDotCharts(rows: readonly DotRow[], series: readonly DotSeries[], { labels, perRow }: DotLayout, style: FigureStyle, width: number): Drawing {
  const chartHeight = TOP + rows.length * ROW + BOTTOM;
  const chartWidth = (width - labels - GAP * (perRow - 1)) / perRow;
  const lines = Math.ceil(series.length / perRow);
  const content = series.map((entry, index) => {
    const column = index % perRow;
    const top = Math.floor(index / perRow) * (chartHeight + BETWEEN_LINES);
    return (
      <g key={entry.id} transform={`translate(0 ${top})`}>
        {column === 0 && <RowLabels rows={rows} />}
        <g transform={`translate(${roundPixel(labels + column * (chartWidth + GAP))} 0)`}>
          <DotChart rows={rows} series={entry} width={chartWidth} style={style} />
        </g>
      </g>
    );
  });
  return { height: lines * chartHeight + (lines - 1) * BETWEEN_LINES, content };
}

function RowLabels({ rows }: { rows: readonly DotRow[] }) {
  return rows.map(({ id, title, ink, isStrong }, index) => (
    <text key={id} y={TOP + (index + 0.5) * ROW + 4} fill={ink} fontWeight={isStrong ? 650 : 400}>
      {title}
    </text>
  ));
}

/** Room for "−∞" left of the scale, and for a number right of the last dot. */
const INSET = 26;

function DotChart({ rows, series, width, style }: { rows: readonly DotRow[]; series: DotSeries; width: number; style: FigureStyle }) {
  const { values, format, fromZero, isReported } = series;
  const scale = scaleLinear(findDomain(values, fromZero), [INSET, width - 56]).nice(4);
  const [low, high] = scale.domain();
  const bottom = TOP + rows.length * ROW;
  return (
    <g role="group" aria-label={series.title}>
      <text y={12} fontWeight={600}>
        {series.title}
      </text>
      <text y={28} fontSize={12} fill={style.soft} fontStyle={isReported ? 'italic' : undefined}>
        {series.note}
      </text>
      {rows.map(({ id, title, colour }, index) => {
        const value = values[index];
        const text = value === null ? '–' : format(value);
        const y = TOP + (index + 0.5) * ROW;
        const x = isDrawable(value) ? roundPixel(scale(value)) : null;
        return (
          <g key={id} role="img" aria-label={`${title}: ${text}`}>
            <path d={`M${INSET} ${y}H${roundPixel(width - 56)}`} stroke={style.line} />
            {x !== null && fromZero && <path d={`M${INSET} ${y}H${x}`} stroke={colour} strokeWidth={3} />}
            {x !== null && <circle cx={x} cy={y} r={5} fill={isReported ? style.page : colour} stroke={colour} strokeWidth={2} />}
            <DotText x={x} y={y + 4} text={text} style={style} />
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
function DotText({ x, y, text, style }: { x: number | null; y: number; text: string; style: FigureStyle }) {
  if (x === null) {
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

function findDomain(values: readonly (number | null)[], fromZero: boolean): [number, number] {
  const [low = 0, high = 1] = extent(values.filter(isDrawable));
  if (fromZero) return [0, high > 0 ? high : 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

function isDrawable(value: number | null): value is number {
  return Number.isFinite(value);
}
