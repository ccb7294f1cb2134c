import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countFallingSteps,
  drawSubset,
  listDirections,
  logAmgmUpper,
  logGershgorinLower,
  logPrintedLower,
  logRefinedUpper,
  measureSubset,
  orderBySimilarity,
  sampleSubsets,
} from '../../src/core/figures/determinantBounds.ts';
import { logDeterminant } from '../../src/core/logDeterminant.ts';
import { createSeededRandom } from '../../src/core/random.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { loadGoldenCases } from '../support/goldenCases.ts';
import { loadFigureCase } from '../support/figures.tsx';
import { makeTokens } from '../support/randomTokens.ts';

/** Similarities of random unit vectors: signs mixed, or mostly alike where `shift` is large. */
const unitSets = fc
  .record({ k: fc.integer({ min: 2, max: 8 }), d: fc.integer({ min: 2, max: 12 }), seed: fc.nat(1e6), shift: fc.constantFrom(0, 0.5, 2) })
  .map(({ k, d, seed, shift }) => {
    const tokens = makeTokens(k, d, seed).map((value) => value + shift);
    const similarity = computeSimilarity(tokens, k, d);
    return { k, similarity, ...measureSubset(similarity, k, [...Array(k).keys()]) };
  });

const SLACK = 1e-9;

describe('bounds of the determinant', () => {
  const cases = loadGoldenCases().filter(({ n }) => n > 1);

  it.each(cases.map(({ name }) => name))('measures and bounds a set as the golden case %s does', (name) => {
    const { similarity, n, script, bounds } = loadFigureCase(name);
    const tokens = script[0].selected.slice(0, 5);
    const k = tokens.length;
    const { rhoMax, rhoAvg, logDet } = measureSubset(similarity, n, tokens);
    expect(rhoMax).toBeCloseTo(bounds?.rhoMax ?? NaN, 9);
    expect(rhoAvg).toBeCloseTo(bounds?.rhoAvg ?? NaN, 9);
    expectLog(logDet, bounds?.logDet);
    // All tokens alike: rounding leaves 1 - rho a little off 0.
    if (rhoMax < 1 - 1e-12) expectLog(logPrintedLower(k, rhoMax), bounds?.gershgorinLogLower);
    expectLog(logAmgmUpper(k, rhoAvg), bounds?.amgmLogUpper);
    // The lemma is stated for [0, 1), and the cases follow it; it holds below 0, too.
    if (rhoAvg >= 0 && rhoMax < 1 - 1e-12) expectLog(logRefinedUpper(k, rhoAvg), bounds?.refinedLogUpper);
    else expect(logDet).toBeLessThanOrEqual(logRefinedUpper(k, rhoAvg));
  });

  it('breaks Eq. 26 and Eq. 27 on golden tokens', () => {
    const { bounds: lower } = loadFigureCase('rank-deficient');
    expect(lower?.logDet).toBeLessThan(lower?.gershgorinLogLower ?? NaN);
    const { bounds: upper } = loadFigureCase('odd-7');
    expect(upper?.logDet).toBeGreaterThan(upper?.amgmLogUpper ?? NaN);
  });

  it('obeys Hadamard, Gershgorin and Lemma 3 on all unit vectors', () => {
    fc.assert(
      fc.property(unitSets, ({ k, rhoAvg, rhoMaxAbsolute, logDet }) => {
        const det = Math.exp(logDet);
        expect(det).toBeLessThanOrEqual(1 + SLACK);
        expect(det).toBeGreaterThanOrEqual(Math.exp(logGershgorinLower(k, rhoMaxAbsolute)) - SLACK);
        expect(det).toBeLessThanOrEqual(Math.exp(logRefinedUpper(k, rhoAvg)) + SLACK);
        if (rhoAvg > 0) expect(Math.exp(logAmgmUpper(k, rhoAvg))).toBeGreaterThan(1);
      }),
    );
  });

  it('meets Lemma 3 with equality where all cosines are equal', () => {
    const rho = 0.3;
    const gram = Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 1 : rho));
    expect(logDeterminant(gram, 4)).toBeCloseTo(logRefinedUpper(4, rho), 12);
    expect(logRefinedUpper(3, 1)).toBe(-Infinity);
    expect(logRefinedUpper(3, -0.5)).toBe(-Infinity);
  });

  it('breaks Eq. 27 on every pair with a negative cosine', () => {
    const { logDet, rhoAvg } = measureSubset([1, -0.5, -0.5, 1], 2, [0, 1]);
    expect(Math.exp(logDet)).toBeCloseTo(0.75, 12);
    expect(Math.exp(logAmgmUpper(2, rhoAvg))).toBeCloseTo(0.5, 12);
  });

  it('gives Gershgorin no bound where the radius reaches 1', () => {
    expect(Math.exp(logGershgorinLower(3, 0.5))).toBe(0);
    expect(Math.exp(logGershgorinLower(3, 0.25))).toBeCloseTo(0.125, 12);
  });
});

describe('sets to look at', () => {
  it('draws every pair of four tokens about as often as any other', () => {
    const random = createSeededRandom(3);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const key = drawSubset([10, 11, 12, 13], 2, random).toSorted().join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('samples the same sets from the same seed, and none that are too small', () => {
    const { similarity, n } = loadFigureCase('grid-8x8');
    const candidates = [...Array(n).keys()];
    const draw = (seed: number) => sampleSubsets(similarity, n, candidates, { k: 5, count: 20, seed });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    for (const { tokens } of draw(1)) expect(new Set(tokens).size).toBe(5);
    expect(sampleSubsets(similarity, n, [1, 2], { k: 3, count: 20, seed: 1 })).toEqual([]);
  });

  it('grows a set of similar tokens from the most similar pair', () => {
    const S = [1, 0.1, 0.2, 0.3, 0.1, 1, 0.9, 0.4, 0.2, 0.9, 1, 0.6, 0.3, 0.4, 0.6, 1];
    expect(orderBySimilarity(S, 4, [0, 1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(orderBySimilarity(S, 4, [0, 1, 2, 3], 9)).toEqual([1, 2, 3, 0]);
    expect(orderBySimilarity(S, 4, [2], 3)).toEqual([2]);
    expect(orderBySimilarity(S, 4, [], 3)).toEqual([]);
  });

  it('leaves zero tokens out', () => {
    expect(listDirections({ n: 3, norms: [1, 0, 2] }, 1e-8)).toEqual([0, 2]);
  });
});

describe('the greedy order and log det', () => {
  it.each(['grid-8x8', 'llava15-576', 'no-question'])('never rises in the golden case %s', (name) => {
    const { dpp } = loadFigureCase(name);
    const { rising, falling, steps, logDet } = countFallingSteps(dpp.gains);
    expect(rising).toBe(0);
    expect(falling).toBeGreaterThanOrEqual(steps - 2);
    expect(logDet).toBeCloseTo(dpp.gains.reduce((sum, gain) => sum + Math.log(gain), 0), 9);
  });

  it('counts an empty order', () => {
    expect(countFallingSteps([])).toEqual({ steps: 0, falling: 0, rising: 0, largestGain: 0, logDet: 0 });
  });
});

/** null in a case stands for minus infinity. */
function expectLog(got: number, want: number | null | undefined): void {
  if (want == null) expect(got).toBe(-Infinity);
  else expect(got).toBeCloseTo(want, 6);
}
