/**
 * Where the two curves of an order have their values.
 */
import { scaleLinear, scaleLog } from 'd3';
import { stopResidual } from '../../../core/numerics.ts';
import type { Box } from '../drawing/Drawing.ts';
import type { Film } from './film.ts';

/** `gains`: v^2 of every pick, with rows below for its fate; `determinants`: ln det of the picks so far. */
export type CurveKind = 'gains' | 'determinants';

const TITLE = 48;
const PLOT = 132;
const LEFT = 46;
const RIGHT = 10;
const BOTTOM = 42;
/** Height of a row of fates; there are three. */
export const LANE = 14;
const LANES = 3 * LANE + 6;

export const CURVE_HEIGHT = TITLE + PLOT + LANES + BOTTOM;

export interface CurvePlan {
  /** The curve itself. */
  box: Box;
  /** The curve and, if it has them, the rows below. */
  area: Box;
  values: readonly number[];
  /** Step, counted from 1, to pixels. */
  place: ReturnType<typeof scaleLinear<number, number>>;
  scale: (value: number) => number;
  /** The lowest value of the axis. */
  low: number;
}

export function planCurve(film: Film, kind: CurveKind, width: number): CurvePlan {
  const area = { x: LEFT, y: TITLE, width: width - LEFT - RIGHT, height: PLOT + LANES };
  const box = kind === 'gains' ? { ...area, height: PLOT } : area;
  const heights = [box.y + box.height, box.y];
  const place = scaleLinear([1, Math.max(2, film.total)], [box.x, box.x + box.width]);
  const { gains, logDeterminants, source } = film.replay;
  if (kind === 'gains') {
    // Replayed in float64, the last gains may be a little below the value at which the float32 run ended.
    const low = Math.min(stopResidual(source.epsilon), gains[film.ready - 1] ?? 1) * 0.8;
    return { box, area, values: gains, place, scale: scaleLog([low, 1], heights), low };
  }
  const low = Math.min(-1, logDeterminants[film.ready - 1] ?? 0);
  return { box, area, values: logDeterminants, place, scale: scaleLinear([low, 0], heights), low };
}
