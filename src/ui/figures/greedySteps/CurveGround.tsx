/**
 * What of a curve is the same at every step: axes, the curve, where m and k* are, and the fate of every pick.
 */
import { line, ticks } from 'd3';
import { memo } from 'react';
import { stopResidual } from '../../../core/numerics.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { estimateWidth } from '../drawing/Keys.tsx';
import { LANE, planCurve, type CurveKind, type CurvePlan } from './curveScales.ts';
import type { Film } from './film.ts';
import { formatValue } from './formatValue.ts';
import { fateColour, PICK_FATES, PickMark } from './PickMark.tsx';

interface CurveGroundProps {
  film: Film;
  kind: CurveKind;
  width: number;
}

export const CurveGround = memo(function CurveGround({ film, kind, width }: CurveGroundProps) {
  const { ink } = useFigureStyle();
  const plan = planCurve(film, kind, width);
  const { box, area, place, scale } = plan;
  const path = line<number>((_, index) => roundPixel(place(index + 1)), (value) => roundPixel(scale(value)))(plan.values.slice(0, film.ready));
  const steps = place.ticks(Math.max(2, Math.floor(box.width / 80))).filter((tick) => Number.isInteger(tick) && tick >= 1 && tick <= film.total);
  return (
    <>
      <text y={15} fontSize={15} fontWeight={650}>
        {kind === 'gains' ? 'Gain v² of every pick' : 'ln det of the picks so far'}
      </text>
      <ValueAxis kind={kind} plan={plan} />
      <AxisBottom scale={place} ticks={steps} format={String} title="step" left={box.x} right={box.x + box.width} y={area.y + area.height} />
      <WalkLines film={film} plan={plan} />
      {kind === 'gains' && <FateLanes film={film} plan={plan} />}
      <path d={path ?? ''} fill="none" stroke={ink} strokeWidth={1.75} strokeLinejoin="round" />
    </>
  );
});

function ValueAxis({ kind, plan: { box, scale, low } }: { kind: CurveKind; plan: CurvePlan }) {
  const common = { scale, grid: box.width, top: box.y, bottom: box.y + box.height, x: box.x };
  if (kind === 'determinants') return <AxisLeft {...common} ticks={ticks(low, 0, 5)} title="ln det L̃, the sum of ln v²" />;
  const powers = [1, 0.1, 0.01, 0.001, 0.0001].filter((power) => power >= low);
  return <AxisLeft {...common} ticks={powers} format={String} title="v², logarithmic" />;
}

/** The residual below which nothing is picked any more; drawn over the curve, which may end on it. */
export function StopLine({ film, plan: { box, scale } }: { film: Film; plan: CurvePlan }) {
  const { soft, page } = useFigureStyle();
  const stop = stopResidual(film.replay.source.epsilon);
  const y = roundPixel(scale(stop));
  return (
    <g pointerEvents="none">
      <path d={`M${box.x} ${y}h${roundPixel(box.width)}`} stroke={soft} strokeDasharray="2 3" />
      <text x={box.x + 5} y={roundPixel(y - 5)} fontSize={12} fill={soft} stroke={page} strokeWidth={4} paintOrder="stroke">
        the order ends at {formatValue(stop)}
      </text>
    </g>
  );
}

/** Where the first m picks end, and where the walk does. */
function WalkLines({ film: { walk, total }, plan: { area, place } }: { film: Film; plan: CurvePlan }) {
  const { soft, page } = useFigureStyle();
  const { budget, kStar } = walk;
  const marks =
    budget === kStar
      ? [{ at: kStar, text: `m = k* = ${kStar}` }]
      : [
          { at: budget, text: `m = ${budget}` },
          { at: kStar, text: `k* = ${kStar}` },
        ];
  const shown = marks.filter(({ at }) => at >= 1 && at <= total);
  return shown.map(({ at, text }, index) => {
    const x = place(at);
    const needed = estimateWidth(text, 12) + 6;
    // m stands left of its line and k* right of it, as long as there is room; else k* goes a line lower.
    const isFirst = index === 0 && shown.length > 1;
    const isLeft = (isFirst && x - needed > area.x) || x + needed > area.x + area.width;
    return (
      <g key={text} fontSize={12} fill={soft}>
        <path d={`M${roundPixel(x)} ${area.y}v${area.height}`} stroke={soft} strokeDasharray="6 3" />
        <text x={roundPixel(isLeft ? x - 5 : x + 5)} y={area.y + (isLeft !== isFirst && shown.length > 1 ? 29 : 13)} textAnchor={isLeft ? 'end' : 'start'} stroke={page} strokeWidth={4} paintOrder="stroke">
          {text}
        </text>
      </g>
    );
  });
}

/** One row per fate with a tick for every pick: which it is shows in the row, not only in the colour. */
function FateLanes({ film, plan: { box, place } }: { film: Film; plan: CurvePlan }) {
  const style = useFigureStyle();
  return PICK_FATES.map((fate, row) => {
    const top = box.y + box.height + 6 + row * LANE;
    const path = film.walk.fates.map((found, step) => (found === fate ? `M${roundPixel(place(step + 1))} ${top + 2}v${LANE - 4}` : '')).join('');
    return (
      <g key={fate}>
        <PickMark fate={fate} x={box.x - 13} y={top + LANE / 2} width={9} height={9} />
        {path !== '' && <path d={path} stroke={fateColour(fate, style)} strokeWidth={1.5} />}
      </g>
    );
  });
}
