/**
 * What stands on the chart of the walk beside its curves: their names, the picks, the token in focus, and what the pointer reads.
 */
import { use } from 'react';
import { pin, pointAt } from '../../../state/focus.ts';
import { formatNumber } from '../../format.ts';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle, type FigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { estimateWidth } from '../drawing/Keys.tsx';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import type { WalkCurve, WalkData } from './intersectionData.ts';
import { meetingColour } from './meetingStyles.ts';

export const LEFT = 44;
export const RIGHT = 14;
/** The line y = m; above it stand the names of the curves. */
export const TOP = 96;
export const BOTTOM = TOP + 230;
/** Height of the strokes below the chart, one per pick. */
export const STRIP = 10;

export interface Places {
  /** k and counts to pixels of the drawing. */
  x: ((value: number) => number) & { invert: (pixel: number) => number };
  y: (value: number) => number;
  /** Right end of the x axis. */
  right: number;
}

interface HaloProps {
  x: number;
  y: number;
  text: string;
  anchor?: 'start' | 'middle' | 'end';
  bold?: boolean;
  soft?: boolean;
}

/** Text that stays legible over lines. */
export function Halo({ x, y, text, anchor = 'start', bold = false, soft = false }: HaloProps) {
  const style = useFigureStyle();
  return (
    <text
      x={roundPixel(x)}
      y={roundPixel(y)}
      fontSize={12.5}
      fontWeight={bold ? 650 : 400}
      textAnchor={anchor}
      fill={soft ? style.soft : style.ink}
      paintOrder="stroke"
      stroke={style.page}
      strokeWidth={4}
      strokeLinejoin="round"
    >
      {text}
    </text>
  );
}

interface MarksProps {
  walk: WalkData;
  places: Places;
  style: FigureStyle;
}

/** Where every curve ends: at m, named above it, or where the order ended, named beside it. */
export function CurveNames({ walk: { live, ghosts, part, isWhole }, places, style }: MarksProps) {
  const { x, y, right } = places;
  const others = ghosts.filter(({ ratio }) => Math.abs(ratio - live.ratio) > 0.005);
  const reaches = ({ met, end }: WalkCurve) => met[end] >= part.budget;
  const liveText = `p = ${formatNumber(live.ratio, 2)}: k* = ${live.end}`;
  const liveX = roundPixel(x(live.end));
  const liveY = roundPixel(y(Math.min(live.met[live.end], part.budget)));
  return (
    <>
      {others.map(({ ratio, met, end }) => (
        <circle key={ratio} cx={roundPixel(x(end))} cy={roundPixel(y(met[end]))} r={3} fill={style.page} stroke={style.soft} />
      ))}
      {placeAbove(others.filter(reaches), places).map(({ key, text, left, row }) => (
        <Halo key={key} x={left} y={TOP - 9 - row * 16} text={text} soft />
      ))}
      {isWhole &&
        spread(others.filter((curve) => !reaches(curve)).map((curve) => ({ curve, at: y(curve.met[curve.end]) }))).map(({ curve, at }) => (
          <NameBeside key={curve.ratio} text={nameRatio(curve.ratio)} x={x(curve.end)} y={at} right={right} />
        ))}
      <path d={`M${liveX} ${TOP - 38}V${liveY}`} stroke={style.accent} />
      <circle cx={liveX} cy={liveY} r={5} fill={style.accent} />
      <Halo x={Math.min(Math.max(liveX, LEFT + estimateWidth(liveText, 12.5) / 2), right - estimateWidth(liveText, 12.5) / 2)} y={TOP - 43} text={liveText} anchor="middle" bold />
    </>
  );
}

/** Right of a curve's end, or below it where the chart leaves no room. */
function NameBeside({ text, x, y, right }: { text: string; x: number; y: number; right: number }) {
  const fits = x + 8 + estimateWidth(text, 12.5) <= right;
  return fits ? <Halo x={x + 8} y={y + 4} text={text} soft /> : <Halo x={right} y={y + 20} text={text} anchor="end" soft />;
}

function nameRatio(ratio: number): string {
  return `p ${Number(ratio.toFixed(2))}`;
}

/** Names left to right in two rows, without overlaps; one that fits into neither is left out. */
function placeAbove(curves: readonly WalkCurve[], { x, right }: Places) {
  const ends = [-Infinity, -Infinity];
  return curves
    .toSorted((a, b) => a.end - b.end)
    .flatMap(({ ratio, end }) => {
      const text = nameRatio(ratio);
      const width = estimateWidth(text, 12.5);
      const left = Math.min(Math.max(x(end) - width / 2, LEFT), right - width);
      const row = ends.findIndex((used) => left >= used + 8);
      if (row < 0) return [];
      ends[row] = left + width;
      return [{ key: ratio, text, left, row }];
    });
}

/** Heights of names beside each other's curves, moved down to 15 pixels apart. */
function spread<Item extends { at: number }>(items: readonly Item[]): Item[] {
  let lowest = -Infinity;
  return items
    .toSorted((a, b) => a.at - b.at)
    .map((item) => {
      lowest = Math.max(item.at, lowest + 15);
      return { ...item, at: lowest };
    });
}

/** The order as strokes: picks that survive GSP stand tall, those it drops hang low. */
export function PickStrip({ walk: { order, survives, live }, places: { x }, style }: MarksProps) {
  const top = BOTTOM + 3;
  const pitch = x(1) - x(0);
  const strokes = { met: '', dropped: '', after: '' };
  for (let step = 0; step < order.length; step++) {
    const isMet = survives[order[step]] === 1;
    const kind = step >= live.end ? 'after' : isMet ? 'met' : 'dropped';
    strokes[kind] += `M${roundPixel(x(step + 0.5))} ${isMet ? top : top + STRIP / 2}v${STRIP / 2}`;
  }
  const width = roundPixel(Math.min(Math.max(pitch * 0.8, 0.6), 5));
  return (
    <g strokeWidth={width} role="img" aria-label={`Of the first ${live.end} picks, ${live.met[live.end]} survive GSP`}>
      <path d={strokes.met} stroke={meetingColour('both', style.pageRgb)} />
      <path d={strokes.dropped} stroke={meetingColour('dpp-only', style.pageRgb)} />
      <path d={strokes.after} stroke={style.line} />
    </g>
  );
}

/** The pick of the token in focus, on the curve or, after the walk, below it. */
export function FocusMark({ walk: { order, part, live }, places: { x, y }, style }: MarksProps) {
  const token = useFocusToken();
  const step = token === null ? -1 : order.indexOf(token - part.range.start);
  if (step < 0) return null;
  const k = step + 1;
  const height = k <= live.end ? y(live.met[k]) : BOTTOM;
  return <circle cx={roundPixel(x(k))} cy={roundPixel(height)} r={6} fill="none" stroke={style.ink} strokeWidth={2} pointerEvents="none" />;
}

/** Reads the curve; the page shows the token that was picked there, and a click pins it. */
export function WalkPointer({ walk, places: { x, right } }: Omit<MarksProps, 'style'>) {
  const store = use(FigureFocus);
  const focus = useFocusToken();
  const { order, survives, part, live } = walk;
  if (!store || order.length === 0) return null;
  const read = (pixel: number): Reading | null => {
    const k = Math.min(Math.max(Math.round(x.invert(pixel)), 1), order.length);
    const local = order[k - 1];
    const token = part.range.start + local;
    return {
      x: x(k),
      token,
      lines: [
        `k = ${k}: token ${token}, ${survives[local] ? 'survives GSP' : 'dropped by GSP'}`,
        k <= live.end ? `${live.met[k]} of m = ${part.budget} met` : 'after the walk has ended',
      ],
    };
  };
  const pinFocus = () => {
    if (focus !== null) pin(store, focus);
  };
  return (
    <g onClick={pinFocus}>
      <ChartPointer box={{ x: LEFT, y: TOP, width: right - LEFT, height: BOTTOM + STRIP + 4 - TOP }} read={read} onToken={(token) => pointAt(store, token)} />
    </g>
  );
}
