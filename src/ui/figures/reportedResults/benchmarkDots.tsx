/**
 * Figure 2 (b): every method on every benchmark at one budget, as a share of the unpruned model's score.
 */
import { scaleLinear } from 'd3';
import { findBaseline, listBudgets, listMethods, type ReportedMethod, type ReportedTable } from '../../../core/figures/reportedResults/reportedTable.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { AxisBottom } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Draw, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { HEADING_HEIGHT, MarkLegend, markLegendHeight, MethodMark, ReportedHeading } from './methodMarks.tsx';

interface BenchmarkRow {
  name: string;
  digits: number;
  whole: number;
  dots: { method: ReportedMethod; value: number; share: number }[];
}

const ROW = 32;

export function drawBenchmarkDots(table: ReportedTable, style: FigureStyle): Draw {
  const rows = listRows(table);
  const tokens = listBudgets(table)[0]?.tokens ?? 0;
  return (width) => layOut({ table, rows, tokens }, style, width);
}

function layOut({ table, rows, tokens }: { table: ReportedTable; rows: BenchmarkRow[]; tokens: number }, style: FigureStyle, width: number): Drawing {
  const methods = listMethods(table);
  const left = 78;
  const right = width - 12;
  const legendTop = HEADING_HEIGHT - 4;
  const top = legendTop + markLegendHeight(methods, width) + 10;
  const bottom = top + rows.length * ROW;
  const shares = rows.flatMap(({ dots }) => dots.map(({ share }) => share));
  const x = scaleLinear([Math.min(...shares), Math.max(1, ...shares)], [left + 8, right - 8]).nice(5);
  const content = (
    <>
      <ReportedHeading title={`${table.model}, ${tokens} tokens kept`} />
      <MarkLegend methods={methods} y={legendTop} width={width} />
      <AxisBottom scale={x} ticks={x.ticks(width < 480 ? 4 : 7)} format={(share) => formatPercent(share, 0)} title="share of the unpruned model’s score" grid={bottom - top} left={left} right={right} y={bottom} />
      <path d={`M${roundPixel(x(1))} ${top}V${bottom}`} stroke={style.ink} strokeWidth={1.5} strokeDasharray="7 5" />
      {rows.map(({ name, dots }, index) => {
        const y = top + (index + 0.5) * ROW;
        const places = dots.map(({ share }) => x(share));
        return (
          <g key={name} role="img" aria-label={`${name}: ${dots.map(({ method, share }) => `${method} ${formatPercent(share)}`).join(', ')}`}>
            <text x={left - 8} y={roundPixel(y + 4.5)} textAnchor="end">
              {name}
            </text>
            <path d={`M${roundPixel(Math.min(...places))} ${y}H${roundPixel(Math.max(...places))}`} stroke={style.line} strokeWidth={5} />
            {dots.map(({ method, share }) => (
              <MethodMark key={method} method={method} x={x(share)} y={y} />
            ))}
          </g>
        );
      })}
      <ChartPointer
        box={{ x: left, y: top, width: right - left, height: bottom - top }}
        read={(at, below) => readBenchmark(rows[Math.min(rows.length - 1, Math.max(0, Math.floor((below - top) / ROW)))], x, at)}
      />
    </>
  );
  return { height: bottom + 44, content };
}

function listRows(table: ReportedTable): BenchmarkRow[] {
  const baseline = findBaseline(table);
  const [group] = listBudgets(table);
  return table.columns.flatMap(({ name, digits }, column) => {
    const whole = baseline?.row.values[column] ?? null;
    if (whole === null) return [];
    const dots = listMethods(table).flatMap((method) => {
      const value = group.rows.find((row) => row.method === method)?.values[column] ?? null;
      return value === null ? [] : [{ method, value, share: value / whole }];
    });
    return [{ name, digits, whole, dots }];
  });
}

/** All methods on a benchmark, the best first; the line stands at the nearest of them. */
function readBenchmark({ name, digits, whole, dots }: BenchmarkRow, x: (share: number) => number, at: number): Reading {
  const nearest = dots.reduce((best, dot) => (Math.abs(x(dot.share) - at) < Math.abs(x(best.share) - at) ? dot : best));
  const sorted = dots.toSorted((a, b) => b.share - a.share);
  return {
    x: x(nearest.share),
    lines: [
      `${name}, unpruned ${formatNumber(whole, digits)}`,
      ...sorted.map(({ method, value, share }) => `${formatNumber(value, digits)}  ${method}, ${formatPercent(share)}`),
    ],
  };
}
