import { describe, expect, it } from 'vitest';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { assignToKept } from '../../src/core/scoreCard/keptAssignment.ts';
import {
  coverage,
  measureEffectiveRank,
  measureLogDeterminant,
  measureOverlaps,
  overlap,
  reconstructionError,
  shareKept,
  takeAmong,
} from '../../src/core/scoreCard/measures.ts';
import { loadFigureCase } from '../support/figures.tsx';
import { makeTokens } from '../support/randomTokens.ts';

const effectiveRank = (among: ArrayLike<number>, k: number) => runToEnd(measureEffectiveRank(among, k));

const identity = (k: number) => Float64Array.from({ length: k * k }, (_, i) => Number(i % (k + 1) === 0));

describe('measures of a kept set', () => {
  it('overlap is intersection over union', () => {
    expect(overlap([1, 2, 3], [2, 3, 4, 5])).toBeCloseTo(2 / 5, 15);
    expect(overlap([1], [1])).toBe(1);
    expect(overlap([1], [2])).toBe(0);
    expect(overlap([], [])).toBe(1);
    expect(overlap([], [2])).toBe(0);
  });

  it('compares every set with every other', () => {
    expect(measureOverlaps([[0, 1], [1, 2], [3]])).toEqual([
      [1, 1 / 3, 0],
      [1 / 3, 1, 0],
      [0, 0, 1],
    ]);
    expect(measureOverlaps([])).toEqual([]);
  });

  it('takes the kept share of a whole', () => {
    expect(shareKept([0.25, 1, 0.75], [1, 2])).toBeCloseTo(1.75 / 2, 15);
    expect(shareKept([1, 1, 1, 1], [3])).toBe(0.25);
    expect(shareKept([1, 1], [])).toBe(0);
    expect(shareKept([0, 0], [0])).toBeNaN();
  });

  it('coverage takes the best kept token for every token', () => {
    const similarity = [1, 0.5, -0.2, 0.5, 1, 0.1, -0.2, 0.1, 1];
    const cover = (kept: number[]) => coverage(assignToKept(similarity, 3, kept));
    expect(cover([0])).toBeCloseTo((1 + 0.5 - 0.2) / 3, 15);
    expect(cover([0, 1])).toBeCloseTo((1 + 1 + 0.1) / 3, 15);
    expect(cover([0, 1, 2])).toBe(1);
    expect(cover([])).toBeNaN();
  });

  it('a kept zero token covers nothing, itself included', () => {
    expect(coverage(assignToKept([0, 0, 0, 1], 2, [0]))).toBe(0);
    expect(coverage(assignToKept([0, 0, 0, 1], 2, [0, 1]))).toBe(0.5);
  });

  it('reconstruction error follows from angles and lengths', () => {
    // Tokens (2, 0), (0, 1) and (3, 4); the third is nearest to the second: (3, 4) - (0, 1) has length sqrt(18).
    const tokens = [2, 0, 0, 1, 3, 4];
    const similarity = computeSimilarity(tokens, 3, 2);
    const error = (kept: number[]) => reconstructionError(assignToKept(similarity, 3, kept), [2, 1, 5]);
    expect(error([0, 1])).toBeCloseTo(18 / 30, 12);
    expect(error([0, 2])).toBeCloseTo(18 / 30, 12);
    expect(error([1])).toBeCloseTo((5 + 18) / 30, 12);
    expect(error([0, 1, 2])).toBe(0);
    expect(error([])).toBeNaN();
    expect(reconstructionError(assignToKept([0], 1, [0]), [0])).toBeNaN();
  });

  it('reconstruction error is never below zero where cosines are rounded up', () => {
    const above = 1 + 2 ** -23;
    expect(reconstructionError(assignToKept([1, above, above, 1], 2, [0]), [3, 3])).toBe(0);
  });

  it('takes the similarities among kept tokens', () => {
    expect([...runToEnd(takeAmong([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, [2, 0]))]).toEqual([9, 7, 3, 1]);
  });

  it.each(['grid-8x8', 'odd-width-13', 'rank-deficient', 'llava15-576', 'all-duplicates', 'single-token', 'zero-vectors'])(
    'gives the two log-determinant terms of %s',
    (name) => {
      const { similarity, relevanceReference, script } = loadFigureCase(name);
      for (const { selected, logTerms } of script) {
        const among = runToEnd(takeAmong(similarity, relevanceReference.length, selected));
        const terms = runToEnd(measureLogDeterminant(among, relevanceReference, selected, 1));
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
    const { selected } = script[0];
    const among = runToEnd(takeAmong(similarity, relevanceReference.length, selected));
    const whole = runToEnd(measureLogDeterminant(among, relevanceReference, selected, 1));
    const half = runToEnd(measureLogDeterminant(among, relevanceReference, selected, 0.5));
    expect(half.relevance).toBeCloseTo(whole.relevance / 2, 12);
    expect(half.diversity).toBe(whole.diversity);
  });
});

describe('effective rank', () => {
  it.each([1, 2, 7, 64])('of %i orthonormal tokens is their number', (k) => {
    expect(effectiveRank(identity(k), k)).toBeCloseTo(k, 9);
  });

  it.each([1, 2, 7, 64])('of %i equal tokens is 1, also where float32 rounds their cosines', (k) => {
    expect(effectiveRank(new Float64Array(k * k).fill(1), k)).toBeCloseTo(1, 9);
    const rounded = new Float64Array(k * k).fill(1 - 2 ** -24);
    for (let i = 0; i < k; i++) rounded[i * k + i] = 1;
    expect(effectiveRank(rounded, k)).toBeCloseTo(1, 9);
  });

  it('follows from two singular values by hand', () => {
    // Cosine c: eigenvalues 1 + c and 1 - c.
    const [first, second] = [Math.sqrt(1.6), Math.sqrt(0.4)];
    const [p, q] = [first / (first + second), second / (first + second)];
    expect(effectiveRank([1, 0.6, 0.6, 1], 2)).toBeCloseTo(Math.exp(-p * Math.log(p) - q * Math.log(q)), 12);
  });

  it('counts directions, not tokens: copies and zero tokens add none', () => {
    // Two equal tokens along one axis, two along another: two equal singular values.
    // prettier-ignore
    const pairs = [
      1, 1, 0, 0,
      1, 1, 0, 0,
      0, 0, 1, 1,
      0, 0, 1, 1,
    ];
    expect(effectiveRank(pairs, 4)).toBeCloseTo(2, 9);
    expect(effectiveRank([1, 0, 0, 0], 2)).toBe(1);
    expect(effectiveRank([0], 1)).toBeNaN();
    expect(effectiveRank([], 0)).toBeNaN();
  });

  it('never exceeds the dimension of the tokens', () => {
    const tokens = makeTokens(40, 5, 3);
    const rank = effectiveRank(Float32Array.from(computeSimilarity(tokens, 40, 5)), 40);
    expect(rank).toBeGreaterThan(4);
    expect(rank).toBeLessThanOrEqual(5);
  });
});
