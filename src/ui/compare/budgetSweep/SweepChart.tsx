/**
 * One measure against the budget: a line for every method.
 */
import { extent, line, scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3';
import type { Measure } from '../../../core/scoreCard/measureList.ts';
import type { Sweep } from '../../../core/scoreCard/sweep.ts';
import { AxisBottom, AxisLeft } from '../../figures/drawing/Axes.tsx';
import { ChartPointer } from '../../figures/drawing/ChartPointer.tsx';
import { roundPixel, type Box } from '../../figures/drawing/Drawing.ts';
import { useFigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { EntryMark, entryColour } from '../entryMarks.tsx';
import { formatMeasure } from '../formatMeasure.ts';
import { findNearest, listPoints, readBudget, type SweepPoint } from './sweepSeries.ts';

export interface SweepPlot {
  sweep: Sweep;
  measure: Measure;
  /** The data area. */
  box: Box;
  x: (budget: number) => number;
  y: ScaleContinuousNumeric<number, number>;
  /** Where minus infinity stands, below the scale; null where no value is. */
  bottomless: number | null;
}

/** Height of the strip for minus infinity. */
const STRIP = 22;
/** Data keep away from the frame by so much. */
const INSET = 8;
const LOWER_TICKS = 4;

/** Scales of one chart. */
export function plotSweep(sweep: Sweep, measure: Measure, box: Box): SweepPlot {
  const { budgets, methods } = sweep;
  const values = methods.flatMap((method) => listPoints(method, budgets, measure).map(({ value }) => value)).filter((value) => value !== null);
  const finite = values.filter(Number.isFinite);
  const hasStrip = finite.length < values.length;
  const bottom = box.y + box.height - (hasStrip ? STRIP : 0);
  const [least = 0, most = 1] = extent(finite);
  const domain = least === most ? [least - 1, most + 1] : [least, most];
  const last = budgets[budgets.length - 1];
  const x = budgets.length > 1 ? scaleLog([budgets[0], last], [box.x + INSET, box.x + box.width - INSET]) : () => box.x + box.width / 2;
  const y = scaleLinear(domain, [bottom - 4, box.y + 4]).nice(LOWER_TICKS);
  return { sweep, measure, box, x: (budget) => x(Math.min(Math.max(budget, budgets[0]), last)), y, bottomless: hasStrip ? box.y + box.height - STRIP / 2 : null };
}

interface SweepChartProps {
  plot: SweepPlot;
  /** [m], on screen. */
  current: number;
  /** The only one. */
  isLarge: boolean;
}

export function SweepChart({ plot, current, isLarge }: SweepChartProps) {
  const style = useFigureStyle();
  const { sweep, measure, box, x, y, bottomless } = plot;
  const { budgets, methods } = sweep;
  const bottom = box.y + box.height;
  const isInside = current >= budgets[0] && current <= budgets[budgets.length - 1];
  const ticks = y.ticks(isLarge ? 7 : LOWER_TICKS);
  return (
    <g role="group" aria-label={measure.title}>
      <AxisLeft scale={y} ticks={ticks} format={(value) => formatTick(measure, value)} title="" grid={box.width} top={box.y} bottom={bottom} x={box.x} />
      {bottomless !== null && (
        <text x={box.x - 7} y={roundPixel(bottomless + 4)} fontSize={12} textAnchor="end" fill={style.soft}>
          −∞
        </text>
      )}
      <AxisBottom scale={x} ticks={thinOut(budgets, current, x)} title="" left={box.x} right={box.x + box.width} y={bottom} />
      {isInside && <path d={`M${roundPixel(x(current))} ${box.y}V${bottom}`} stroke={style.ink} strokeWidth={1.25} strokeDasharray="5 4" />}
      {methods.map((method, place) => (
        // Places have no other names than their numbers: two may hold the same method.
        // oxlint-disable-next-line react/no-array-index-key
        <MethodLine key={place} place={place} title={method.title} points={listPoints(method, budgets, measure)} plot={plot} isLarge={isLarge} />
      ))}
    </g>
  );
}

interface MethodLineProps {
  place: number;
  title: string;
  points: readonly SweepPoint[];
  plot: SweepPlot;
  isLarge: boolean;
}

function MethodLine({ place, title, points, plot: { measure, x, y, bottomless }, isLarge }: MethodLineProps) {
  const style = useFigureStyle();
  const path = line<SweepPoint>()
    .defined(({ value }) => Number.isFinite(value))
    .x(({ budget }) => x(budget))
    .y(({ value }) => y(value ?? 0))
    .digits(2)(points);
  const label = points.map(({ budget, value }) => `${formatMeasure(measure, value)} at ${budget}`).join(', ');
  return (
    <g role="img" aria-label={`${title}: ${label}`}>
      {path !== null && <path d={path} fill="none" stroke={entryColour(place, style)} strokeWidth={isLarge ? 2.25 : 1.75} />}
      {points.map(({ budget, value }) => {
        if (value === null) return null;
        const isBottomless = !Number.isFinite(value);
        const at = isBottomless ? (bottomless ?? 0) : y(value);
        return <EntryMark key={budget} place={place} x={x(budget)} y={at} size={isLarge ? 64 : 34} isHollow={isBottomless} />;
      })}
    </g>
  );
}

interface SweepPointerProps {
  plot: SweepPlot;
  onBudget: (budget: number) => void;
}

/** Drawn after all charts, so that no other chart covers what it says. */
export function SweepPointer({ plot: { sweep, measure, box, x }, onBudget }: SweepPointerProps) {
  return (
    <ChartPointer
      box={box}
      read={(at) => {
        const index = findNearest(sweep.budgets, x, at);
        return { x: x(sweep.budgets[index]), lines: readBudget(sweep, measure, index, box.width) };
      }}
      onClick={(at) => onBudget(sweep.budgets[findNearest(sweep.budgets, x, at)])}
    />
  );
}

/** Least distance of the middles of two budgets below a chart, in pixels. */
const TICK_GAP = 26;

/** Budgets whose numbers do not touch: the one on screen, then the largest first. */
function thinOut(budgets: readonly number[], current: number, x: (budget: number) => number): number[] {
  const kept: number[] = [];
  for (const budget of [...budgets.filter((one) => one === current), ...budgets.toReversed()]) {
    if (kept.every((other) => Math.abs(x(other) - x(budget)) >= TICK_GAP)) kept.push(budget);
  }
  return kept;
}

/** As short as it can be read. */
function formatTick(measure: Measure, value: number): string {
  return formatMeasure(measure, value).replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}
