/**
 * The whole order at a glance, with the step on screen and the token in focus; a click goes to a step, dragging scrubs.
 */
import { use, type MouseEvent } from 'react';
import { pointAt } from '../../../state/focus.ts';
import { formatNumber } from '../../format.ts';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { CurveGround, StopLine } from './CurveGround.tsx';
import { planCurve, type CurveKind, type CurvePlan } from './curveScales.ts';
import { FATE_WORDS, pickOf, stepOf, type Film } from './film.ts';
import { formatValue } from './formatValue.ts';
import { useFocusedToken } from './useFocusedToken.ts';

interface StepCurveProps {
  kind: CurveKind;
  film: Film;
  step: number;
  x: number;
  y: number;
  width: number;
  onJump: (step: number) => void;
}

export function StepCurve({ kind, film, step, x, y, width, onJump }: StepCurveProps) {
  const { ink, series } = useFigureStyle();
  const plan = planCurve(film, kind, width);
  const { area, place, scale, values } = plan;
  const focused = stepOf(film, useFocusedToken());
  const at = roundPixel(place(step + 1));
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      <path d={`M${at} ${area.y}v${area.height}`} stroke={series[0]} strokeWidth={2} />
      <CurveGround film={film} kind={kind} width={width} />
      {focused >= 0 && focused !== step && (
        <circle cx={roundPixel(place(focused + 1))} cy={roundPixel(scale(values[focused]))} r={4.5} fill="none" stroke={ink} strokeWidth={2} />
      )}
      <circle cx={at} cy={roundPixel(scale(values[step]))} r={5} fill={series[0]} />
      {kind === 'gains' && <StopLine film={film} plan={plan} />}
      <StepPointer film={film} plan={plan} onJump={onJump} />
    </g>
  );
}

interface StepPointerProps {
  film: Film;
  plan: CurvePlan;
  onJump: (step: number) => void;
}

function StepPointer({ film, plan: { place, area }, onJump }: StepPointerProps) {
  const store = use(FigureFocus);
  const nearest = (pixel: number) => Math.min(film.ready - 1, Math.max(0, Math.round(place.invert(pixel)) - 1));
  const read = (pixel: number): Reading => {
    const step = nearest(pixel);
    const token = pickOf(film, step);
    const { gains, logDeterminants } = film.replay;
    return {
      x: place(step + 1),
      token,
      lines: [
        `step ${step + 1}: token ${token}`,
        `v² = ${formatValue(gains[step])} (this run: ${formatValue(film.runGains[step])})`,
        `ln det = ${formatNumber(logDeterminants[step], 2)}`,
        FATE_WORDS[film.walk.fates[step]],
      ],
    };
  };
  const jump = ({ target, clientX }: MouseEvent<SVGGElement>) => {
    if (!(target instanceof Element)) return;
    const bounds = target.getBoundingClientRect();
    onJump(nearest(area.x + ((clientX - bounds.left) / bounds.width) * area.width));
  };
  return (
    <g className="step-scrub" onClick={jump} onPointerMove={(event) => event.buttons === 1 && jump(event)}>
      <ChartPointer box={area} read={read} onToken={(token) => store && pointAt(store, token)} />
    </g>
  );
}
