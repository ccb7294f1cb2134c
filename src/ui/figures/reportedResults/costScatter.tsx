/**
 * Figure 2 (a): what every method costs, and the F1 score it is left with.
 */
import { max, min, scaleLinear } from 'd3';
import type { ReportedMethod, ReportedTable } from '../../../core/figures/reportedResults/reportedTable.ts';
import { formatNumber } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Draw, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { HEADING_HEIGHT, isScript, MarkLegend, markLegendHeight, MethodMark, ReportedHeading } from './methodMarks.tsx';
import type { NamedMeasure } from './reportedViews.ts';

interface Point {
  method: ReportedMethod;
  tokens: number;
  cost: number;
  score: number;
}

export function drawCostScatter(table: ReportedTable, measure: NamedMeasure, style: FigureStyle): Draw {
  const points = listPoints(table, measure);
  return (width) => layOut(table, measure, points, style, width);
}

function layOut(table: ReportedTable, measure: NamedMeasure, all: Point[], style: FigureStyle, width: number): Drawing {
  const whole = all.find(({ method }) => method === 'unpruned') ?? null;
  // Script last, so that no other mark covers it.
  const points = all.filter(({ method }) => method !== 'unpruned').toSorted((a, b) => Number(isScript(a.method)) - Number(isScript(b.method)));
  const methods = points.map(({ method }) => method);
  const legendTop = HEADING_HEIGHT - 4;
  const top = legendTop + markLegendHeight(methods, width) + 30;
  const bottom = top + Math.round(Math.min(360, Math.max(240, width * 0.36)));
  const left = 46;
  const right = width - 12;
  const x = scaleLinear([min(points, ({ cost }) => cost) ?? 0, max(points, ({ cost }) => cost) ?? 1], [left + 12, right - 12]).nice(5);
  const y = scaleLinear([min(points, ({ score }) => score) ?? 0, 100], [bottom, top]).nice(5);
  const content = (
    <>
      <ReportedHeading title={`${table.model}, 320 of 2880 tokens, POPE`} />
      <MarkLegend methods={methods} y={legendTop} width={width} />
      <AxisLeft scale={y} ticks={y.ticks(5)} title="F1 score (%)" grid={right - left} top={top} bottom={bottom} x={left} />
      <AxisBottom scale={x} ticks={x.ticks(width < 480 ? 3 : 6)} title={`${measure.title} (${measure.unit})`} grid={bottom - top} left={left} right={right} y={bottom} />
      {whole && (
        <>
          <path d={`M${left} ${roundPixel(y(whole.score))}H${right}`} stroke={style.ink} strokeWidth={1.5} strokeDasharray="7 5" />
          <text x={right} y={roundPixel(y(whole.score) - 9)} textAnchor="end" stroke={style.page} strokeWidth={5} paintOrder="stroke">
            unpruned: F1 {formatNumber(whole.score, 1)} at {formatNumber(whole.cost, measure.digits)} {measure.unit}
          </text>
        </>
      )}
      {points.map(({ method, cost, score }) => (
        <g key={method} role="img" aria-label={`${method}: ${formatNumber(cost, measure.digits)} ${measure.unit}, F1 ${formatNumber(score, 1)}`}>
          <MethodMark method={method} x={x(cost)} y={y(score)} />
        </g>
      ))}
      <ChartPointer box={{ x: left, y: top, width: right - left, height: bottom - top }} read={(at, below) => readNearest(points, measure, x, y, at, below)} />
    </>
  );
  return { height: bottom + 44, content };
}

function listPoints({ columns, groups }: ReportedTable, { measure }: NamedMeasure): Point[] {
  const scoreColumn = columns.findIndex(({ name }) => name === 'F1 score');
  return groups.flatMap(({ tokens, rows }) =>
    rows.flatMap(({ method, values }) => {
      const cost = typeof measure === 'number' ? values[measure] : null;
      const score = values[scoreColumn];
      return cost === null || score === null ? [] : [{ method, tokens, cost, score }];
    }),
  );
}

function readNearest(points: readonly Point[], { digits, unit }: NamedMeasure, x: (cost: number) => number, y: (score: number) => number, at: number, below: number): Reading {
  const distance = ({ cost, score }: Point) => Math.hypot(x(cost) - at, y(score) - below);
  const nearest = points.reduce((best, point) => (distance(point) < distance(best) ? point : best));
  return {
    x: x(nearest.cost),
    lines: [`${nearest.method}, ${nearest.tokens} tokens`, `${formatNumber(nearest.cost, digits)} ${unit}`, `F1 ${formatNumber(nearest.score, 1)}`],
  };
}
