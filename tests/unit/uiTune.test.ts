import { describe, expect, it } from 'vitest';
import { gainPath, histogramPath, scorePath } from '../../src/ui/tune/chartPaths.ts';

/** The points of an outline without the bottom line that closes it. */
function pointsOf(path: string): number[][] {
  return [...path.matchAll(/L([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

describe('charts on the slider tracks', () => {
  it('fill the area under the square roots of the gains, the highest one unit below the top', () => {
    const path = gainPath(Float32Array.of(4, 1, 0), { min: 1, max: 3, step: 1 });
    expect(path).toBe('M0,40L0,1L50,20.5L100,40V40Z');
  });

  it('sort the scores from the most to the least redundant token, up to the end of the slider', () => {
    const path = scorePath(Float32Array.of(1, 9, 4, 0), Uint32Array.of(3, 1, 2, 4), { min: 0, max: 0.5, step: 0.1 });
    expect(pointsOf(path)).toEqual([
      [0, 1],
      [50, 14],
      [100, 27],
    ]);
  });

  it('are level over every bin of the histogram inside the range', () => {
    // Bins of [-1, 1] with their middles at -0.75, -0.25, 0.25 and 0.75.
    const points = pointsOf(histogramPath(Uint32Array.of(100, 100, 4, 1), { min: 0, max: 1, step: 0.1 }));
    expect(points).toEqual([
      [25, 1],
      [50, 1],
      [50, 20.5],
      [75, 20.5],
    ]);
  });

  it('are empty without points, and lie at the bottom without any height', () => {
    expect(histogramPath(new Uint32Array(0), { min: 0, max: 1, step: 0.1 })).toBe('');
    expect(gainPath(Float32Array.of(0, 0), { min: 1, max: 2, step: 1 })).toBe('M0,40L0,40L100,40V40Z');
  });

  it('take no more points than can be told apart, and keep both ends', () => {
    const gains = Float32Array.from({ length: 5000 }, (_, pick) => (5000 - pick) ** 2);
    const points = pointsOf(gainPath(gains, { min: 1, max: 5000, step: 1 }));
    expect(points.length).toBeLessThanOrEqual(256);
    expect([points[0], points.at(-1)]).toEqual([[0, 1], [100, 39.99]]);
  });
});
