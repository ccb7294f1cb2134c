/**
 * Outlines of the charts on the slider tracks, as SVG paths in a box of 100 x 40. They are on the first view, which is why no
 * drawing library loads for them.
 */
import type { ParameterRange } from '../../core/script/scriptParameters.ts';
import { binRange } from '../insight/similarityHistogram.ts';
import { CHART_HEIGHT, CHART_WIDTH } from './TrackChart.tsx';

type Point = [x: number, y: number];

/** Points of a curve that one can tell apart on a track. */
const MOST_POINTS = 256;

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
  return outline(toSteps(points), [min, max]);
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
  );
}

/** Gains of the greedy picks as square roots, because they fall off quickly; the first at x = 1. */
export function gainPath(gains: Float32Array, { min, max }: ParameterRange): string {
  return outline(
    Array.from(gains, (gain, position): Point => [position + 1, Math.sqrt(gain)]),
    [min, max],
  );
}

/** Level lines that change halfway between two points. */
function toSteps(points: Point[]): Point[] {
  return points.flatMap(([x, value], place): Point[] => {
    const from = place === 0 ? x : (points[place - 1][0] + x) / 2;
    const to = place === points.length - 1 ? x : (x + points[place + 1][0]) / 2;
    return [
      [from, value],
      [to, value],
    ];
  });
}

/** The area between the points and the bottom of the box, closed; x outside the domain lies on its edge. */
function outline(points: Point[], [min, max]: [number, number]): string {
  if (points.length === 0) return '';
  const highest = points.reduce((high, [, value]) => Math.max(high, value), 0) || 1;
  const across = (x: number) => round(Math.min(1, Math.max(0, (x - min) / (max - min))) * CHART_WIDTH);
  const down = (value: number) => round(CHART_HEIGHT - (value / highest) * (CHART_HEIGHT - 1));
  const curve = thin(points).map(([x, value]) => `L${across(x)},${down(value)}`).join('');
  return `M${across(points[0][0])},${CHART_HEIGHT}${curve}V${CHART_HEIGHT}Z`;
}

/** Evenly spaced points with the first and the last: a track has no more pixels than that. */
function thin(points: Point[]): Point[] {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, place) => points[Math.round(place * step)]);
}

/** To the hundredth of a unit of the box, less than a pixel. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
