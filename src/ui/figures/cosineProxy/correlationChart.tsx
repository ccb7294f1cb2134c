/**
 * Pearson's and Spearman's correlation of every image on one axis from -1 to 1, with and without the tokens at the border.
 */
import { scaleLinear } from 'd3';
import type { Correlation } from '../../../core/figures/cosineProxyCorrelation.ts';
import { formatNumber } from '../../format.ts';
import { AxisBottom } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import type { ProxyCharts } from './proxyCharts.ts';

interface Row {
  title: string;
  /** Of every image; null where there is none. */
  values: readonly (number | null)[];
}

const TOP = 30;
const ROW = 69.5;
const MARGIN = 14;

type Coefficients = Pick<ProxyCharts, 'correlations' | 'withoutBorder' | 'names'>;

export function drawCorrelationChart({ correlations, withoutBorder, names }: Coefficients, style: FigureStyle, width: number): Drawing {
  const rows = listRows(correlations, withoutBorder);
  const x = scaleLinear([-1, 1], [MARGIN, width - MARGIN]);
  const bottom = TOP + rows.length * ROW;
  const content = (
    <>
      <rect x={MARGIN} y={TOP - 22} width={roundPixel(x(0) - MARGIN)} height={bottom - TOP + 22} fill={style.series[2]} fillOpacity={0.1} />
      <text x={MARGIN + 8} y={TOP - 6} fontSize={12} fill={style.soft}>
        paper: negative
      </text>
      <path d={`M${roundPixel(x(0))} ${TOP - 22}V${bottom}`} stroke={style.soft} />
      {rows.map((row, index) => (
        <RowMarks key={row.title} row={row} top={TOP + index * ROW} x={x} style={style} right={width - MARGIN} />
      ))}
      <AxisBottom scale={x} ticks={[-1, -0.5, 0, 0.5, 1]} title="correlation of similarity and entropy" left={MARGIN} right={width - MARGIN} y={bottom} />
      <ChartPointer
        box={{ x: MARGIN, y: TOP, width: width - 2 * MARGIN, height: bottom - TOP }}
        read={(left, top) => readImage(rows[Math.min(rows.length - 1, Math.max(0, Math.floor((top - TOP) / ROW)))], names, x, left)}
      />
    </>
  );
  return { height: bottom + 42, content };
}

function listRows(correlations: readonly Correlation[], withoutBorder: readonly Correlation[]): Row[] {
  return [
    { title: 'Pearson', values: correlations.map(({ pearson }) => pearson) },
    { title: 'Spearman', values: correlations.map(({ spearman }) => spearman) },
    { title: 'Pearson, no border', values: withoutBorder.map(({ pearson }) => pearson) },
    { title: 'Spearman, no border', values: withoutBorder.map(({ spearman }) => spearman) },
  ];
}

interface RowMarksProps {
  row: Row;
  top: number;
  x: (value: number) => number;
  style: FigureStyle;
  right: number;
}

function RowMarks({ row, top, x, style, right }: RowMarksProps) {
  const values = row.values.filter((value) => value !== null);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const y = top + 42;
  return (
    <g>
      <text x={MARGIN + 8} y={top + 22}>
        {row.title}
      </text>
      <text x={right} y={top + 22} textAnchor="end" fontWeight={650}>
        {values.length === 0 ? 'none' : `${row.values.length > 1 ? 'mean ' : ''}${formatNumber(mean)}`}
      </text>
      <path d={`M${MARGIN} ${y}H${roundPixel(right)}`} stroke={style.line} />
      <g fill={style.series[0]} fillOpacity={values.length > 1 ? 0.45 : 1}>
        {row.values.map((value, image) => (
          // One circle per image, in the order in which they were added; names may repeat.
          // oxlint-disable-next-line react/no-array-index-key
          value !== null && <circle key={image} cx={roundPixel(x(value))} cy={y} r={5} />
        ))}
      </g>
      {values.length > 1 && <path d={`M${roundPixel(x(mean))} ${y - 10}v20`} stroke={style.warm} strokeWidth={3} />}
    </g>
  );
}

function readImage({ title, values }: Row, names: readonly string[], x: (value: number) => number, left: number): Reading | null {
  let nearest: { value: number; image: number } | null = null;
  values.forEach((value, image) => {
    if (value === null) return;
    if (nearest === null || Math.abs(x(value) - left) < Math.abs(x(nearest.value) - left)) nearest = { value, image };
  });
  return nearest === null ? null : describe(title, nearest, names, x);
}

function describe(title: string, { value, image }: { value: number; image: number }, names: readonly string[], x: (value: number) => number): Reading {
  return { x: x(value), lines: [names[image] ?? '', `${title} ${formatNumber(value, 3)}`] };
}
