import { describe, expect, it } from 'vitest';
import { divergeFromMean, isUniform, overlapByChance, preferDistinct, preferEarly, stretchValues, takeTop } from '../../src/core/figures/preferences.ts';
import { findPercentile } from '../../src/core/percentile.ts';
import { scoreRedundancy } from '../../src/core/reference/redundancy.ts';
import { normalizeRows } from '../../src/core/reference/similarity.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { listPreferences } from '../../src/ui/figures/preferences/listPreferences.ts';
import { drawPreferences, redIsHighTable } from '../../src/ui/figures/preferences/preferencesDrawing.tsx';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

describe('divergence', () => {
  it.each(['grid-8x8', 'llava15-576', 'zero-vectors'])('is 1 minus the cosine with the mean unit token, case %s', (name) => {
    const { similarity, tokens, n, d } = loadFigureCase(name);
    const unit = normalizeRows(tokens.data, n, d);
    const mean = new Float64Array(d);
    unit.forEach((value, index) => (mean[index % d] += value / n));
    const length = Math.hypot(...mean);
    divergeFromMean(similarity, n).forEach((value, i) => {
      const dot = mean.reduce((sum, component, k) => sum + component * unit[i * d + k], 0);
      expect(value).toBeCloseTo(1 - dot / length, 9);
    });
  });

  it('is 1 where the tokens cancel out, and 0 for one token', () => {
    expect([...divergeFromMean([1, -1, -1, 1], 2)]).toEqual([1, 1]);
    expect([...divergeFromMean([1], 1)]).toEqual([0]);
    expect([...divergeFromMean([0], 1)]).toEqual([1]);
  });
});

describe('percentiles', () => {
  it('interpolate as numpy does', () => {
    // numpy.percentile([15, 20, 35, 40, 50], [5, 40, 95])
    const values = [50, 15, 40, 20, 35];
    expect(findPercentile(values, 0.05)).toBeCloseTo(16, 12);
    expect(findPercentile(values, 0.4)).toBeCloseTo(29, 12);
    expect(findPercentile(values, 0.95)).toBeCloseTo(48, 12);
    expect(findPercentile([7], 0.95)).toBe(7);
    expect(findPercentile([], 0.95)).toBeNaN();
  });

  it('are the very numbers of numpy, rounding included', () => {
    // numpy.percentile([0.1, 0.7, 0.3, 0.9], q) in numpy 2.4
    const few = [0.1, 0.7, 0.3, 0.9];
    expect([0.05, 0.25, 0.5, 0.95].map((share) => findPercentile(few, share))).toEqual([0.13, 0.25, 0.5, 0.8699999999999999]);
    // numpy.percentile of 576 and 577 values x / 2^31 with x = (1103515245 x + 12345) mod 2^31, from x = 1
    let state = 1n;
    const many = Float64Array.from({ length: 577 }, () => {
      state = (state * 1103515245n + 12345n) % 2147483648n;
      return Number(state) / 2147483648;
    });
    const even = many.subarray(0, 576);
    expect([findPercentile(even, 0.05), findPercentile(even, 0.95)]).toEqual([0.05126872472465038, 0.9533306632656604]);
    expect([findPercentile(many, 0.05), findPercentile(many, 0.95)]).toEqual([0.051338238269090654, 0.9533135961741209]);
  });

  it('clip what lies outside, and leave equal values in the middle', () => {
    const clipped = stretchValues(Float64Array.from({ length: 21 }, (_, i) => i), 'percentile');
    expect([clipped.low, clipped.high]).toEqual([1, 19]);
    expect([clipped.values[0], clipped.values[10], clipped.values[20]]).toEqual([0, 0.5, 1]);
    expect([...stretchValues([2, 2, 2], 'percentile').values]).toEqual([0.5, 0.5, 0.5]);
    expect([...stretchValues([0, 1, 4], 'range').values]).toEqual([0, 0.25, 1]);
    const spike = stretchValues([...Array.from({ length: 99 }, () => 0), 5], 'percentile').values;
    expect([spike[0], spike[99]]).toEqual([0.5, 1]);
  });
});

describe('preferences', () => {
  it('rank distinct and early tokens first', () => {
    expect([...takeTop(preferDistinct([3, 1, 2, 1]), 3, [{ start: 0, count: 4 }])]).toEqual([1, 3, 2]);
    expect([...preferEarly([1, -1, 0, 3])]).toEqual([0.75, 0, 1, 0.25]);
    expect([...preferEarly([-1, -1])]).toEqual([0, 0]);
  });

  it('take their share of the budget inside every range', () => {
    const ranges = [
      { start: 0, count: 3 },
      { start: 3, count: 3 },
    ];
    // Three of six: two from the first range, one from the second, although the second holds the highest values.
    expect([...takeTop([1, 3, 2, 9, 9, 8], 3, ranges)]).toEqual([1, 2, 3]);
    expect([...takeTop([5], 1, [{ start: 0, count: 1 }])]).toEqual([0]);
  });

  it('know when they tell nothing apart, and what chance would give', () => {
    expect(isUniform([1, 1, 1])).toBe(true);
    expect(isUniform([1, 1, 0])).toBe(false);
    expect(isUniform([])).toBe(true);
    expect(overlapByChance(64, 576)).toBeCloseTo(64 / 1088, 12);
    expect(overlapByChance(4, 4)).toBe(1);
  });

  const { ranges, similarity, n, layout, relevanceReference, dpp } = loadFigureCase('grid-8x8');
  const divergence = divergeFromMean(similarity, n);
  const greedyStep = Int32Array.from({ length: n }, (_, token) => dpp.order.indexOf(token));
  const { score } = scoreRedundancy(similarity, n, { graph: 'bipartite', threshold: 0.5, gamma: 10 });
  const maps = { score: Float32Array.from(score), relevance: Float32Array.from(relevanceReference), greedyStep };
  const inputsWith = (extras: Record<string, Float32Array>) => ({ divergence, shown: { photo: { extras }, selection: { maps } } });

  it('call the stand-in of the attention what it is, and say what is missing', () => {
    const values = new Float32Array(n);
    expect(listPreferences(inputsWith({ classActivation: values }), 'rank')[0].measure).toContain('stand-in');
    expect(listPreferences(inputsWith({ classActivation: values, classAttention: values }), 'rank')[0].measure).toContain('[CLS]');
    expect(listPreferences(inputsWith({}), 'rank')[0]).toMatchObject({ values: null, missing: expect.stringContaining('without attention') });
  });

  it('leave one that is the same for every token out of the comparison', () => {
    const flat = { shown: { photo: { extras: {} }, selection: { maps: { ...maps, relevance: new Float32Array(n).fill(1) } } }, divergence };
    const options = { layout, budget: 16, ranges, stretch: 'percentile', table: redIsHighTable(), opacity: 0.7, style: LIGHT_STYLE } as const;
    const svg = drawSheet((width) => drawPreferences(listPreferences(flat, 'relevance'), options, width));
    expect(svg).toContain('the same for every token: 1');
    expect(svg).toContain('Left out, because nothing ranks the tokens there: Attention, DPP.');
    expect(svg).not.toContain('NaN');
  });

  it('draw the same bytes every time, with and without attention', async () => {
    const options = { layout, budget: 16, ranges, stretch: 'percentile', table: redIsHighTable(), opacity: 0.7, style: LIGHT_STYLE } as const;
    const attention = Float32Array.from({ length: n }, (_, i) => ((i * 29) % 64) / 64);
    const given = listPreferences(inputsWith({ classAttention: attention }), 'relevance');
    await expect(drawSheet((width) => drawPreferences(given, options, width))).toMatchFileSnapshot('snapshots/preferences.svg');
    const missing = listPreferences(inputsWith({}), 'rank');
    const narrow = drawSheet(() => drawPreferences(missing, { ...options, stretch: 'range' }, 326));
    await expect(narrow).toMatchFileSnapshot('snapshots/preferences-missing.svg');
  });
});
