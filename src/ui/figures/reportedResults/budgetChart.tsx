/**
 * A measure against the number of kept tokens, one line per method, named at its end.
 */
import { line, scaleLinear, scaleLog } from 'd3';
import { findBaseline, listBudgets, listMethods, readMeasure, type ReportedMethod, type ReportedTable } from '../../../core/figures/reportedResults/reportedTable.ts';
import { checkAverages, type Discrepancy } from '../../../core/figures/reportedResults/discrepancies.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Draw, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { HEADING_HEIGHT, isScript, methodColour, MethodMark, ReportedHeading } from './methodMarks.tsx';
import { describeBudget, type NamedMeasure } from './reportedViews.ts';
import { spreadLabels } from './spreadLabels.ts';

interface BudgetChartData {
  table: ReportedTable;
  measure: NamedMeasure;
}

interface Series {
  method: ReportedMethod;
  points: { tokens: number; value: number }[];
}

export function drawBudgetChart({ table, measure }: BudgetChartData, style: FigureStyle): Draw {
  const series = listSeries(table, measure);
  const baseline = findBaseline(table);
  const whole = baseline && readMeasure(baseline.row, measure.measure);
  const misprints = measure.measure === 'average' ? checkAverages(table).filter(isVisible) : [];
  return (width) => layOut({ table, measure, series, whole, misprints }, style, width);
}

interface Contents extends BudgetChartData {
  series: Series[];
  /** The unpruned model's value. */
  whole: number | null;
  /** Averages that are far from the mean of their row. */
  misprints: Discrepancy[];
}

/** In points of a chart that spans some ten of them. */
const FAR = 0.25;

function isVisible({ method, printed, computed }: Discrepancy): boolean {
  return method !== 'unpruned' && Math.abs(printed - computed) > FAR;
}

function layOut(contents: Contents, style: FigureStyle, width: number): Drawing {
  const { table, measure, series, whole, misprints } = contents;
  const left = 46;
  const right = width - 96;
  const top = HEADING_HEIGHT + 26;
  const bottom = top + Math.round(Math.min(400, Math.max(260, width * 0.42)));
  const budgets = listBudgets(table).map(({ tokens }) => tokens);
  const values = [...series.flatMap(({ points }) => points.map(({ value }) => value)), ...misprints.map(({ computed }) => computed), ...(whole === null ? [] : [whole])];
  const x = scaleLog([budgets[0], budgets.at(-1) ?? budgets[0]], [left + 14, right - 14]);
  const y = scaleLinear([Math.min(...values), Math.max(...values)], [bottom, top]).nice(6);
  const stroke = line<{ tokens: number; value: number }>(
    ({ tokens }) => x(tokens),
    ({ value }) => y(value),
  ).digits(2);
  const ends = [
    ...(whole === null ? [] : [{ method: 'unpruned' as ReportedMethod, y: y(whole) }]),
    ...series.flatMap(({ method, points }) => points.slice(-1).map(({ value }) => ({ method, y: y(value) }))),
  ];
  const labels = spreadLabels(ends.map((end) => end.y), 16, top - 6, bottom + 4);
  const content = (
    <>
      <ReportedHeading title={`${table.title}: ${table.model}`} />
      <AxisLeft scale={y} ticks={y.ticks(6)} title={nameMeasure(measure)} grid={right - left} top={top} bottom={bottom} x={left} />
      <AxisBottom
        scale={x}
        ticks={budgets}
        format={(tokens) => describeBudget(tokens, table)}
        title={table.frames === undefined ? 'visual tokens kept (log scale)' : 'frames × tokens kept (log scale)'}
        left={left}
        right={right}
        y={bottom}
      />
      {whole !== null && <path d={`M${left} ${roundPixel(y(whole))}H${right}`} stroke={style.ink} strokeWidth={1.5} strokeDasharray="7 5" />}
      {series.map(({ method, points }) => (
        <g key={method} role="img" aria-label={`${method}: ${points.map(({ tokens, value }) => `${formatNumber(value, measure.digits)} at ${tokens}`).join(', ')}`}>
          <path d={stroke(points) ?? undefined} fill="none" stroke={methodColour(method, style)} strokeWidth={isScript(method) ? 3.5 : 1.75} />
          {points.map(({ tokens, value }) => (
            <MethodMark key={tokens} method={method} x={x(tokens)} y={y(value)} />
          ))}
        </g>
      ))}
      {misprints.map(({ method, tokens, printed, computed }) => (
        <g key={`${method} ${tokens}`} role="img" aria-label={`${method} at ${tokens}: the mean of the row is ${formatNumber(computed, 2)}`}>
          <path d={`M${roundPixel(x(tokens))} ${roundPixel(y(printed))}V${roundPixel(y(computed))}`} stroke={methodColour(method, style)} strokeDasharray="2 3" />
          <MethodMark method={method} x={x(tokens)} y={y(computed)} hollow />
        </g>
      ))}
      {ends.map(({ method, y: end }, index) => (
        <g key={method}>
          {Math.abs(labels[index] - end) > 3 && (
            <path d={`M${right - 6} ${roundPixel(end)}L${right + 8} ${roundPixel(labels[index])}`} stroke={methodColour(method, style)} strokeOpacity={0.6} />
          )}
          <text x={right + 12} y={roundPixel(labels[index] + 4.5)} fill={isScript(method) ? style.accent : style.ink} fontWeight={isScript(method) ? 650 : undefined}>
            {method}
          </text>
        </g>
      ))}
      <ChartPointer
        box={{ x: left, y: top, width: right - left, height: bottom - top }}
        read={(at) => readBudget(contents, budgets, x, at)}
      />
    </>
  );
  return { height: bottom + 44, content };
}

function listSeries(table: ReportedTable, { measure }: NamedMeasure): Series[] {
  const groups = listBudgets(table);
  return listMethods(table).map((method) => ({
    method,
    points: groups.flatMap(({ tokens, rows }) => {
      const row = rows.find((candidate) => candidate.method === method);
      const value = row ? readMeasure(row, measure) : null;
      return value === null ? [] : [{ tokens, value }];
    }),
  }));
}

/** All methods at the budget nearest to a place, the best first. */
function readBudget({ table, measure, series, whole, misprints }: Contents, budgets: number[], x: (tokens: number) => number, at: number): Reading {
  const nearest = budgets.reduce((best, tokens) => (Math.abs(x(tokens) - at) < Math.abs(x(best) - at) ? tokens : best));
  const group = table.groups.find(({ tokens }) => tokens === nearest);
  const reduction = group?.reduction === null || group === undefined ? '' : `, −${formatPercent(group.reduction / 100)}`;
  const rows = series
    .flatMap(({ method, points }) => points.filter(({ tokens }) => tokens === nearest).map(({ value }) => ({ method: String(method), value })))
    .concat(whole === null ? [] : [{ method: 'unpruned', value: whole }])
    .toSorted((a, b) => b.value - a.value);
  return {
    x: x(nearest),
    lines: [
      `${describeBudget(nearest, table)} tokens${reduction}`,
      ...rows.map(({ method, value }) => `${formatNumber(value, measure.digits)}  ${method}`),
      ...misprints.filter(({ tokens }) => tokens === nearest).map(({ method, computed }) => `${formatNumber(computed, 2)}  mean of ${method}’s row`),
    ],
  };
}

function nameMeasure({ measure, title, unit }: NamedMeasure): string {
  if (measure === 'average') return 'average accuracy (%)';
  if (measure === 'relative') return 'share of the unpruned model (%)';
  return `${title} (${unit})`;
}
