/**
 * |GSP and DPP_k| against k: how the walk through the greedy order meets survivors, for the page's p and, thin, for others.
 */
import { scaleLinear } from 'd3';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import type { WalkCurve, WalkData } from './intersectionData.ts';
import { meetingColour } from './meetingStyles.ts';
import { BOTTOM, CurveNames, FocusMark, Halo, LEFT, PickStrip, RIGHT, STRIP, TOP, WalkPointer, type Places } from './walkMarks.tsx';

export function drawWalk(walk: WalkData, style: FigureStyle, width: number): Drawing {
  const { part, order, live, ghosts } = walk;
  const m = part.budget;
  const x = scaleLinear([0, Math.max(order.length, m, 1)], [LEFT, width - RIGHT]);
  const y = scaleLinear([0, Math.max(m, 1)], [BOTTOM, TOP]);
  const places = { x, y, right: width - RIGHT };
  const atM = Math.min(m, order.length);
  const content = (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        Survivors met in the first k picks
      </text>
      <text y={33} fontSize={12.5} fill={style.soft}>
        {describeEnd(walk)}
      </text>
      <AxisLeft scale={y} ticks={ticksUpTo(m, 4)} title="" top={TOP} bottom={BOTTOM} x={LEFT} />
      <path d={`M${LEFT} ${TOP}H${roundPixel(width - RIGHT)}`} stroke={style.soft} strokeDasharray="2 3" />
      <path d={`M${LEFT} ${BOTTOM}L${roundPixel(x(m))} ${TOP}`} stroke={style.soft} strokeDasharray="2 3" />
      {ghosts.map((curve) => (
        <path key={curve.ratio} d={tracePath(curve, places)} fill="none" stroke={style.soft} strokeOpacity={0.75} />
      ))}
      <path d={tracePath(live, places)} fill="none" stroke={style.accent} strokeWidth={3} strokeLinejoin="round" />
      <Shares walk={walk} atM={atM} places={places} style={style} />
      <CurveNames walk={walk} places={places} style={style} />
      <PickStrip walk={walk} places={places} style={style} />
      <AxisBottom scale={x} ticks={x.ticks(Math.max(2, Math.round(width / 110))).filter(Number.isInteger)} title="k, picks of the greedy order" left={LEFT} right={width - RIGHT} y={BOTTOM + STRIP + 6} />
      <FocusMark walk={walk} places={places} style={style} />
      <WalkPointer walk={walk} places={places} />
    </>
  );
  return { height: BOTTOM + STRIP + 6 + 40, content };
}

function describeEnd({ order, isWhole, part }: WalkData): string {
  if (!isWhole) return `The greedy order is known up to pick ${order.length}.`;
  if (order.length === part.range.count) return `The greedy order holds all ${order.length} tokens.`;
  return `The greedy order ends after ${order.length} of ${part.range.count} tokens.`;
}

/** Whole numbers from 0 to m, and m itself. */
function ticksUpTo(m: number, count: number): number[] {
  const ticks = scaleLinear([0, m], [0, 1]).ticks(count).filter((tick) => Number.isInteger(tick) && tick < m * 0.92);
  return [...ticks, m];
}

/** Up to where the walk ends; only the corners of its staircase of slopes. */
function tracePath({ met, end }: WalkCurve, { x, y }: Places): string {
  let path = `M${roundPixel(x(0))} ${roundPixel(y(0))}`;
  for (let k = 1; k <= end; k++) {
    const turns = k === end || met[k + 1] - met[k] !== met[k] - met[k - 1];
    if (turns) path += `L${roundPixel(x(k))} ${roundPixel(y(met[k]))}`;
  }
  return path;
}

interface SharesProps {
  walk: WalkData;
  /** m, or the length of the order where that is less. */
  atM: number;
  places: Places;
  style: FigureStyle;
}

/** At k = m: how many of the m kept tokens both sets hold, and how many are the supplement. */
function Shares({ walk: { live, part }, atM, places: { x, y, right }, style }: SharesProps) {
  const both = live.met[atM];
  const supplement = part.budget - both;
  const left = roundPixel(x(part.budget));
  const middle = roundPixel(y(both));
  const texts = [
    { text: `${both} in both`, at: (BOTTOM + middle) / 2, space: BOTTOM - middle, colour: meetingColour('both', style.pageRgb) },
    { text: `${supplement} supplement`, at: (middle + TOP) / 2, space: middle - TOP, colour: meetingColour('supplement', style.pageRgb) },
  ];
  const isAtEdge = left + 110 > right;
  return (
    <>
      <path d={`M${left} ${BOTTOM}V${middle}`} stroke={texts[0].colour} strokeWidth={5} />
      <path d={`M${left} ${middle}V${TOP}`} stroke={texts[1].colour} strokeWidth={5} />
      {texts.map(
        ({ text, at, space }) =>
          space >= 16 && <Halo key={text} x={isAtEdge ? left - 8 : left + 8} y={at + 4} text={text} anchor={isAtEdge ? 'end' : 'start'} />,
      )}
    </>
  );
}
