import { describe, expect, it } from 'vitest';
import { coverage, measureLogDeterminant, overlap, relevanceMass, takeAmong } from '../../src/core/figures/setMeasures.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { loadFigureCase } from '../support/figures.tsx';

describe('measures of a kept set', () => {
  it('overlap is intersection over union', () => {
    expect(overlap([1, 2, 3], [2, 3, 4, 5])).toBeCloseTo(2 / 5, 15);
    expect(overlap([1], [1])).toBe(1);
    expect(overlap([1], [2])).toBe(0);
    expect(overlap([], [])).toBe(1);
    expect(overlap([], [2])).toBe(0);
  });

  it('relevance mass is the kept share of the sum', () => {
    expect(relevanceMass([0.25, 1, 0.75], [1, 2])).toBeCloseTo(1.75 / 2, 15);
    expect(relevanceMass([1, 1, 1, 1], [3])).toBe(0.25);
    expect(relevanceMass([0, 0], [0])).toBeNaN();
  });

  it('coverage takes the best kept token for every token', () => {
    const similarity = [1, 0.5, -0.2, 0.5, 1, 0.1, -0.2, 0.1, 1];
    expect(coverage(similarity, 3, [0])).toBeCloseTo((1 + 0.5 - 0.2) / 3, 15);
    expect(coverage(similarity, 3, [0, 1])).toBeCloseTo((1 + 1 + 0.1) / 3, 15);
    expect(coverage(similarity, 3, [0, 1, 2])).toBe(1);
    expect(coverage(similarity, 3, [])).toBeNaN();
  });

  it('takes the similarities among kept tokens', () => {
    expect([...takeAmong([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, [2, 0])]).toEqual([9, 7, 3, 1]);
  });

  it.each(['grid-8x8', 'odd-width-13', 'rank-deficient', 'llava15-576', 'all-duplicates', 'single-token', 'zero-vectors'])(
    'gives the two log-determinant terms of %s',
    (name) => {
      const { similarity, relevanceReference, script } = loadFigureCase(name);
      for (const { selected, logTerms } of script) {
        const terms = runToEnd(measureLogDeterminant(similarity, relevanceReference, selected, 1));
        for (const term of ['relevance', 'diversity'] as const) {
          const wanted = logTerms?.[term] ?? -Infinity;
          if (Number.isFinite(wanted)) expect(terms[term]).toBeCloseTo(wanted, 6);
          else expect(terms[term]).toBe(-Infinity);
        }
      }
    },
  );

  it('weighs relevance by its exponent and leaves diversity alone', () => {
    const { similarity, relevanceReference, script } = loadFigureCase('grid-8x8');
    const whole = runToEnd(measureLogDeterminant(similarity, relevanceReference, script[0].selected, 1));
    const half = runToEnd(measureLogDeterminant(similarity, relevanceReference, script[0].selected, 0.5));
    expect(half.relevance).toBeCloseTo(whole.relevance / 2, 12);
    expect(half.diversity).toBe(whole.diversity);
  });
});
