/**
 * Figure 6 with lower bounds and real sets: determinants against the average similarity.
 */
import { memo } from 'react';
import {
  logAmgmUpper,
  logGershgorinLower,
  logPrintedLower,
  logRefinedUpper,
  type SubsetMeasures,
} from '../../../core/figures/determinantBounds.ts';
import { formatNumber } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import { useFigureStyle, type FigureStyle } from '../drawing/FigureStyle.ts';
import { estimateWidth } from '../drawing/Keys.tsx';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import { BoundsKey, diamond, keyHeight, type KeyEntry } from './BoundsKey.tsx';
import { scaleBounds, type BoundsScales, type VerticalScale } from './boundsScales.ts';
import { formatFromLog, raise, type LiveSet } from './determinantBoundsText.ts';

export interface BoundsData {
  k: number;
  live: LiveSet;
  cloud: readonly SubsetMeasures[];
  vertical: VerticalScale;
}

interface BoundsChartProps {
  data: BoundsData;
  width: number;
}

const LEFT = 46;
const TOP = 28;
const BELOW = 52;

function plotHeight(width: number): number {
  return Math.round(Math.max(230, Math.min(400, width * 0.56)));
}

function listEntries({ k, live, cloud }: BoundsData, { series, ink, soft }: FigureStyle): KeyEntry[] {
  return [
    { name: `Eq. 27, AM–GM: (1 + ρavg)${raise(k - 1)}`, mark: 'line', colour: series[1] },
    { name: `Eq. 28, refined: (1 + ${k - 1} ρavg)(1 − ρavg)${raise(k - 1)}`, mark: 'line', colour: series[0] },
    { name: 'Hadamard: det ≤ 1', mark: 'dashed', colour: soft },
    { name: `Gershgorin, all cosines ρavg: (1 − ${k - 1} |ρavg|)${raise(k)}`, mark: 'line', colour: series[2] },
    { name: `Eq. 26 printed, all cosines ρavg: (1 − ρavg)${raise(k)}`, mark: 'dashed', colour: series[3] },
    ...(live.measures
      ? ([
          { name: live.name, mark: 'diamond', colour: ink },
          { name: 'Eq. 26 printed, with its own ρmax', mark: 'tick', colour: series[3] },
        ] as const)
      : []),
    ...(cloud.length > 0 ? [{ name: `${cloud.length} random sets of ${k} tokens`, mark: 'dots', colour: soft } as const] : []),
  ];
}

export function boundsChartHeight(data: BoundsData, width: number, style: FigureStyle): number {
  return TOP + plotHeight(width) + BELOW + keyHeight(listEntries(data, style), width);
}

/** Kept as it is while only the box beside it turns. */
export const BoundsChart = memo(function BoundsChart({ data, width }: BoundsChartProps) {
  const style = useFigureStyle();
  const { k, live, cloud, vertical } = data;
  const box: Box = { x: LEFT, y: TOP, width: width - LEFT - 12, height: plotHeight(width) };
  const scales = scaleBounds(k, cloud, live.measures, vertical, box);
  const bottom = box.y + box.height;
  const title = vertical === 'log' ? 'det, logarithmic' : 'det';
  return (
    <g role="img" aria-label={describeChart(data)}>
      <defs>
        <clipPath id="determinant-bounds-plot">
          <rect {...box} />
        </clipPath>
      </defs>
      <AxisLeft
        scale={scales.y}
        ticks={scales.yTicks.map(({ log }) => log)}
        format={(log) => scales.yTicks.find((tick) => tick.log === log)?.text ?? ''}
        title={title}
        grid={box.width}
        top={box.y}
        bottom={bottom}
        x={box.x}
      />
      <AxisBottom
        scale={scales.x}
        ticks={width < 420 ? scales.xTicks.filter((_, index) => index % 2 === scales.xTicks.indexOf(0) % 2) : scales.xTicks}
        format={(tick) => formatNumber(tick, 1)}
        title="average cosine of the set’s pairs, ρavg"
        left={box.x}
        right={box.x + box.width}
        y={bottom}
      />
      <g clipPath="url(#determinant-bounds-plot)" fill="none">
        <BoundCurves k={k} scales={scales} box={box} />
        <path d={placeDots(cloud, scales)} stroke={style.soft} strokeOpacity={0.55} strokeWidth={4} strokeLinecap="round" />
      </g>
      <FocusedSets sets={cloud} scales={scales} />
      {live.measures && <LiveMark measures={live.measures} scales={scales} box={box} />}
      <BoundsKey x={0} y={bottom + BELOW - 6} width={width} entries={listEntries(data, style)} />
      <ChartPointer box={box} read={(x, y) => readChart(data, scales, x, y)} />
    </g>
  );
});

function describeChart({ k, live, cloud }: BoundsData): string {
  const bounds = `Bounds of the determinant of ${k} unit vectors against their average cosine, with ${cloud.length} random sets.`;
  if (!live.measures) return `${bounds} ${live.name}.`;
  return `${bounds} ${live.name}: average cosine ${formatNumber(live.measures.rhoAvg, 3)}, determinant ${formatFromLog(live.measures.logDet)}.`;
}

const STEPS = 240;

function BoundCurves({ k, scales, box }: { k: number; scales: BoundsScales; box: Box }) {
  const { series, soft } = useFigureStyle();
  const trace = (bound: (rhoAvg: number) => number, from: number, to = 1) => {
    let path = '';
    for (let step = 0; step <= STEPS; step++) {
      const rhoAvg = from + ((to - from) * step) / STEPS;
      path += `${step === 0 ? 'M' : 'L'}${roundPixel(scales.x(rhoAvg))} ${roundPixel(scales.y(bound(rhoAvg)))}`;
    }
    return path;
  };
  const gershgorin = (rhoAvg: number) => logGershgorinLower(k, Math.abs(rhoAvg));
  const amgm = (rhoAvg: number) => logAmgmUpper(k, rhoAvg);
  return (
    <g strokeWidth={2.5}>
      <path d={`M${box.x} ${roundPixel(scales.y(0))}h${roundPixel(box.width)}`} stroke={soft} strokeWidth={1.5} strokeDasharray="5 3" />
      <path d={trace((rhoAvg) => logPrintedLower(k, rhoAvg), scales.lowest)} stroke={series[3]} strokeWidth={2} strokeDasharray="5 3" />
      <path d={trace(gershgorin, scales.lowest)} stroke={series[2]} />
      {/* Thin where it is no bound. */}
      <path d={trace(amgm, scales.lowest, 0)} stroke={series[1]} strokeWidth={1} />
      <path d={trace(amgm, 0)} stroke={series[1]} />
      <path d={trace((rhoAvg) => logRefinedUpper(k, rhoAvg), scales.lowest)} stroke={series[0]} />
    </g>
  );
}

function placeSet({ rhoAvg, logDet }: SubsetMeasures, scales: BoundsScales): [x: number, y: number] {
  return [roundPixel(scales.x(rhoAvg)), roundPixel(scales.y(Math.max(logDet, scales.bottom)))];
}

function placeDots(sets: readonly SubsetMeasures[], scales: BoundsScales): string {
  return sets.map((set) => `M${placeSet(set, scales).join(' ')}h0`).join('');
}

/** Rings around the random sets that hold the token in focus. */
function FocusedSets({ sets, scales }: { sets: readonly SubsetMeasures[]; scales: BoundsScales }) {
  const { accent } = useFigureStyle();
  const token = useFocusToken();
  if (token === null) return null;
  return (
    <g fill="none" stroke={accent} strokeWidth={1.5} pointerEvents="none">
      {sets
        .filter(({ tokens }) => tokens.includes(token))
        .map((set) => {
          const [x, y] = placeSet(set, scales);
          return <circle key={set.tokens.join()} cx={x} cy={y} r={5} />;
        })}
    </g>
  );
}

function LiveMark({ measures, scales, box }: { measures: SubsetMeasures; scales: BoundsScales; box: Box }) {
  const { ink, page, series, line } = useFigureStyle();
  const k = measures.tokens.length;
  const [x, y] = placeSet(measures, scales);
  const upper = scales.y(logRefinedUpper(k, measures.rhoAvg));
  const printed = scales.y(Math.max(logPrintedLower(k, measures.rhoMax), scales.bottom));
  const text = `det = ${formatFromLog(measures.logDet)}`;
  const isRight = x + 14 + estimateWidth(text) > box.x + box.width;
  return (
    <g pointerEvents="none">
      <path d={`M${x} ${roundPixel(upper)}V${roundPixel(printed)}`} stroke={line} strokeWidth={2} />
      <path d={`M${roundPixel(x - 7)} ${roundPixel(printed)}h14`} stroke={series[3]} strokeWidth={3} />
      <path d={diamond(x, y)} fill={ink} stroke={page} strokeWidth={1.5} />
      <text
        x={isRight ? x - 12 : x + 12}
        y={roundPixel(Math.min(y + 5, box.y + box.height - 6))}
        textAnchor={isRight ? 'end' : 'start'}
        fontWeight={650}
        stroke={page}
        strokeWidth={3.5}
        strokeLinejoin="round"
        paintOrder="stroke"
      >
        {text}
      </text>
    </g>
  );
}

/** How near a set must be to the pointer to be read, in pixels. */
const REACH = 16;

function readChart({ k, live, cloud }: BoundsData, scales: BoundsScales, x: number, y: number): Reading | null {
  let nearest: SubsetMeasures | null = null;
  let distance = REACH;
  for (const set of live.measures ? [live.measures, ...cloud] : cloud) {
    const [left, top] = placeSet(set, scales);
    const away = Math.hypot(left - x, top - y);
    if (away < distance) [nearest, distance] = [set, away];
  }
  const rhoAvg = nearest?.rhoAvg ?? scales.rhoAt(x);
  const heading = nearest
    ? [
        nearest === live.measures ? live.name : 'random set',
        `det = ${formatFromLog(nearest.logDet)}, ρmax = ${formatNumber(nearest.rhoMax, 3)}`,
        `Eq. 26, printed: ${formatFromLog(logPrintedLower(k, nearest.rhoMax))}`,
        `Gershgorin: ${formatFromLog(logGershgorinLower(k, nearest.rhoMaxAbsolute))}`,
      ]
    : [];
  return {
    x: scales.x(rhoAvg),
    lines: [
      ...heading,
      `ρavg = ${formatNumber(rhoAvg, 3)}`,
      `Eq. 27: ${formatFromLog(logAmgmUpper(k, rhoAvg))}${rhoAvg < 0 ? ', no bound here' : ''}`,
      `Eq. 28: ${formatFromLog(logRefinedUpper(k, rhoAvg))}`,
    ],
  };
}
