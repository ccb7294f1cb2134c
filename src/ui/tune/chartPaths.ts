/**
 * Outlines of the charts on the slider tracks, as SVG paths in a box of 100 x 40.
 */
import { area, curveLinear, curveStep, scaleLinear } from 'd3';
import type { ParameterRange } from '../../core/script/scriptParameters.ts';
import { binRange } from '../insight/similarityHistogram.ts';
import { CHART_HEIGHT, CHART_WIDTH } from './TrackChart.tsx';

type Point = [x: number, y: number];

/**
 * Counts of the similarities inside the slider's range, as square roots, so that the few high ones can be seen; the
 * highest bin fills the height.
 */
export function histogramPath(histogram: Uint32Array, { min, max }: ParameterRange): string {
  const points: Point[] = [];
  histogram.forEach((count, bin) => {
    const [low, high] = binRange(histogram.length, bin);
    const middle = (low + high) / 2;
    if (middle >= min && middle <= max) points.push([middle, Math.sqrt(count)]);
  });
  return outline(points, [min, max], curveStep);
}

/**
 * Redundancy scores from the most to the least redundant token, as square roots, because the score is exponential. x is
 * the share of the tokens that come before.
 */
export function scorePath(score: Float32Array, rank: Uint32Array, { min, max }: ParameterRange): string {
  const sorted = new Float64Array(score.length);
  score.forEach((value, token) => (sorted[rank[token] - 1] = Math.sqrt(Math.max(0, value))));
  const shown = sorted.subarray(0, Math.ceil(max * sorted.length) + 1);
  return outline(
    Array.from(shown, (value, position): Point => [position / sorted.length, value]),
    [min, max],
    curveLinear,
  );
}

/** Gains of the greedy picks as square roots, because they fall off quickly; the first at x = 1. */
export function gainPath(gains: Float32Array, { min, max }: ParameterRange): string {
  return outline(
    Array.from(gains, (gain, position): Point => [position + 1, Math.sqrt(gain)]),
    [min, max],
    curveLinear,
  );
}

function outline(points: Point[], domain: [number, number], curve: typeof curveLinear): string {
  const x = scaleLinear(domain, [0, CHART_WIDTH]).clamp(true);
  const highest = points.reduce((high, [, value]) => Math.max(high, value), 0);
  const y = scaleLinear([0, highest || 1], [CHART_HEIGHT, 1]);
  const draw = area<Point>()
    .x(([value]) => x(value))
    .y0(CHART_HEIGHT)
    .y1(([, value]) => y(value))
    .curve(curve)
    .digits(2);
  return draw(points) ?? '';
}
