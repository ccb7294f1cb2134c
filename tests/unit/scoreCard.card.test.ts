import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runToEnd } from '../../src/core/figures/slices.ts';
import type { TokenGeometry } from '../../src/core/kernels.ts';
import { logDeterminant } from '../../src/core/logDeterminant.ts';
import { ZERO_NORM } from '../../src/core/numerics.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { MEASURES } from '../../src/core/scoreCard/measureList.ts';
import { measureSelection, type ScoreCard, type ScoreInputs } from '../../src/core/scoreCard/scoreCard.ts';
import { measureSpatialSpread, type TokenGrid } from '../../src/core/scoreCard/spatialSpread.ts';
import { makeTokens, smallTokenSets } from '../support/randomTokens.ts';

interface Tokens {
  n: number;
  d: number;
  tokens: Float32Array;
}

const rowOf = ({ d, tokens }: Tokens, token: number) => Array.from(tokens.subarray(token * d, (token + 1) * d));
const lengthOf = (row: readonly number[]) => Math.sqrt(row.reduce((sum, value) => sum + value ** 2, 0));

const addUp = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** As a backend reads it: float32. */
function geometryOf(source: Tokens): TokenGeometry {
  const { n, d, tokens } = source;
  const norms = Float32Array.from({ length: n }, (_, token) => lengthOf(rowOf(source, token)));
  return { n, similarity: Float32Array.from(computeSimilarity(tokens, n, d)), norms };
}

function measureCard(geometry: TokenGeometry, inputs: Partial<ScoreInputs> & Pick<ScoreInputs, 'kept'>): ScoreCard {
  const { n } = geometry;
  const views = [{ rows: 1, cols: n, offset: 0 }];
  return runToEnd(measureSelection(geometry, { relevance: new Float32Array(n).fill(1), attention: null, views, milliseconds: null, ...inputs }));
}

/** Singular values of the rows by one-sided Jacobi rotations: pairs of rows are turned until all are orthogonal. */
function findSingularValues(rows: number[][]): number[] {
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let i = 0; i < rows.length; i++) {
      for (let j = i + 1; j < rows.length; j++) {
        const dot = rows[i].reduce((sum, value, t) => sum + value * rows[j][t], 0);
        if (Math.abs(dot) < 1e-18) continue;
        const angle = Math.atan2(2 * dot, lengthOf(rows[i]) ** 2 - lengthOf(rows[j]) ** 2) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        [rows[i], rows[j]] = [rows[i].map((value, t) => c * value + s * rows[j][t]), rows[j].map((value, t) => c * value - s * rows[i][t])];
      }
    }
  }
  return rows.map(lengthOf);
}

/** Every measure from the tokens themselves, in float64 and word for word. */
function measureByForce(source: Tokens, kept: number[], weights: Float32Array): Omit<ScoreCard, 'milliseconds' | 'spatialSpread' | 'tokens'> {
  const { n, d, tokens } = source;
  const all = Array.from({ length: n }, (_, token) => token);
  const similarity = computeSimilarity(tokens, n, d);
  const distances = kept.flatMap((a, i) => kept.slice(i + 1).map((b) => Math.max(0, 1 - similarity[a * n + b])));
  const mean = (values: readonly number[]) => (values.length > 0 ? addUp(values) / values.length : null);
  const units = kept.map((token) => rowOf(source, token).map((value) => value / Math.max(lengthOf(rowOf(source, token)), ZERO_NORM)));
  const singular = findSingularValues(units).filter((value) => value > 1e-7);
  const shares = singular.map((value) => value / addUp(singular));
  const best = (token: number) => Math.max(...kept.map((other) => similarity[token * n + other]));
  const lost = all.map((token) => {
    if (kept.includes(token) || kept.length === 0) return 0;
    const near = kept.find((other) => Math.fround(similarity[token * n + other]) === Math.max(...kept.map((o) => Math.fround(similarity[token * n + o]))));
    const row = rowOf(source, near ?? -1);
    return lengthOf(rowOf(source, token).map((value, t) => value - row[t])) ** 2;
  });
  const whole = addUp(all.map((token) => lengthOf(rowOf(source, token)) ** 2));
  const among = kept.flatMap((a) => kept.map((b) => similarity[a * n + b]));
  const share = addUp(Array.from(weights)) > 0 ? addUp(kept.map((token) => weights[token])) / addUp(Array.from(weights)) : null;
  return {
    logDeterminant: kept.length === 0 ? null : { relevance: addUp(kept.map((token) => 2 * Math.log(weights[token]))), diversity: logDeterminant(among, kept.length) },
    minimumDistance: distances.length > 0 ? Math.min(...distances) : null,
    meanDistance: mean(distances),
    effectiveRank: shares.length > 0 ? Math.exp(-addUp(shares.map((p) => p * Math.log(p)))) : null,
    coverage: kept.length > 0 ? mean(all.map(best)) : null,
    reconstructionError: kept.length > 0 && whole > 0 ? addUp(lost) / whole : null,
    relevanceMass: share,
    attentionKept: share,
  };
}

function expectClose(found: number | null, wanted: number | null, tolerance: number): void {
  if (found === null || wanted === null || !Number.isFinite(wanted)) return expect(found).toBe(wanted);
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
}

describe('the score card', () => {
  it('agrees with brute force on small sets with copies and zero tokens', () => {
    fc.assert(
      fc.property(smallTokenSets, fc.array(fc.nat(13), { maxLength: 9 }), (source, wanted) => {
        const kept = [...new Set(wanted)].filter((token) => token < source.n).toSorted((a, b) => a - b);
        const card = measureCard(geometryOf(source), { kept, relevance: source.relevance, attention: source.relevance });
        const force = measureByForce(source, kept, source.relevance);
        expect(card.tokens).toBe(kept.length);
        for (const name of ['minimumDistance', 'meanDistance', 'coverage', 'reconstructionError', 'relevanceMass', 'attentionKept'] as const) {
          expectClose(card[name], force[name], 2e-6);
        }
        // The root of float32's rounding: values below it do not count.
        expectClose(card.effectiveRank, force.effectiveRank, 0.01);
        expectClose(card.logDeterminant?.relevance ?? null, force.logDeterminant?.relevance ?? null, 1e-9);
        // Where tokens depend on each other, float32 decides between a large negative number and minus infinity.
        const diversity = force.logDeterminant?.diversity ?? null;
        if (diversity !== null && diversity > -8) expectClose(card.logDeterminant?.diversity ?? null, diversity, 1e-3);
      }),
      { numRuns: 300 },
    );
  });

  it('holds no NaN, and null only where a measure is not defined', () => {
    fc.assert(
      fc.property(smallTokenSets, fc.nat(13), (source, count) => {
        const kept = Array.from({ length: Math.min(count, source.n) }, (_, token) => token);
        const card = measureCard(geometryOf(source), { kept, relevance: source.relevance });
        for (const { read } of MEASURES) expect(read(card)).not.toBeNaN();
        expect(card.minimumDistance === null).toBe(kept.length < 2);
        expect(card.coverage === null).toBe(kept.length === 0);
        expect(card.attentionKept).toBeNull();
      }),
    );
  });

  it('of nothing, and of one token', () => {
    const geometry = geometryOf({ n: 5, d: 3, tokens: makeTokens(5, 3, 1) });
    const none = measureCard(geometry, { kept: [] });
    expect(none).toEqual({
      tokens: 0,
      milliseconds: null,
      logDeterminant: null,
      minimumDistance: null,
      meanDistance: null,
      effectiveRank: null,
      coverage: null,
      reconstructionError: null,
      relevanceMass: 0,
      attentionKept: null,
      spatialSpread: null,
    });
    const one = measureCard(geometry, { kept: [2], milliseconds: 3.5 });
    expect(one).toMatchObject({ tokens: 1, milliseconds: 3.5, logDeterminant: { relevance: 0, diversity: 0 }, effectiveRank: 1, relevanceMass: 0.2 });
    expect([one.minimumDistance, one.meanDistance, one.spatialSpread]).toEqual([null, null, null]);
  });

  it('without a question has no relevance mass, and r = 1', () => {
    const geometry = geometryOf({ n: 5, d: 3, tokens: makeTokens(5, 3, 1) });
    const card = measureCard(geometry, { kept: [0, 3], relevance: null });
    expect(card).toEqual({ ...measureCard(geometry, { kept: [0, 3], relevance: new Float32Array(5).fill(1) }), relevanceMass: null });
    expect(card.logDeterminant?.relevance).toBe(0);
  });

  it('of zero tokens alone', () => {
    const card = measureCard({ n: 3, similarity: new Float32Array(9), norms: new Float32Array(3) }, { kept: [0, 2], relevance: new Float32Array(3) });
    expect(card).toMatchObject({ minimumDistance: 1, effectiveRank: null, coverage: 0, reconstructionError: null, relevanceMass: null });
    expect(card.logDeterminant).toEqual({ relevance: -Infinity, diversity: -Infinity });
  });

  it('of everything: nothing is lost', () => {
    const geometry = geometryOf({ n: 12, d: 20, tokens: makeTokens(12, 20, 8) });
    const card = measureCard(geometry, { kept: Array.from({ length: 12 }, (_, token) => token) });
    expect(card).toMatchObject({ coverage: 1, reconstructionError: 0, relevanceMass: 1 });
  });

  it('depends neither on the order of the kept tokens nor, but for what lengths decide, on their scale', () => {
    const source = { n: 30, d: 12, tokens: makeTokens(30, 12, 4) };
    const card = measureCard(geometryOf(source), { kept: [3, 8, 20, 29] });
    expect(measureCard(geometryOf(source), { kept: [29, 3, 20, 8] })).toEqual(card);
    const scaled = measureCard(geometryOf({ ...source, tokens: source.tokens.map((value) => value * 4) }), { kept: [3, 8, 20, 29] });
    for (const { read } of MEASURES) expectClose(read(scaled), read(card), 1e-6);
  });

  it('gets better in coverage, reconstruction and mass with every further token', () => {
    const geometry = geometryOf({ n: 40, d: 10, tokens: makeTokens(40, 10, 6) });
    geometry.norms.fill(1);
    const scattered = Array.from({ length: 40 }, (_, i) => (i * 7) % 40);
    const cards = Array.from({ length: 40 }, (_, k) => measureCard(geometry, { kept: scattered.slice(0, k + 1) }));
    for (let k = 1; k < 40; k++) {
      expect(cards[k].coverage).toBeGreaterThan(cards[k - 1].coverage ?? 1);
      expect(cards[k].reconstructionError).toBeLessThan(cards[k - 1].reconstructionError ?? 0);
      expect(cards[k].relevanceMass).toBeGreaterThan(cards[k - 1].relevanceMass ?? 1);
    }
  });

  it('reports progress that never falls, in many steps', () => {
    const geometry = geometryOf({ n: 40, d: 10, tokens: makeTokens(40, 10, 6) });
    const inputs = { kept: [1, 5, 9, 30], relevance: new Float32Array(40), attention: null, views: [{ rows: 5, cols: 8, offset: 0 }], milliseconds: null };
    const fractions = [...measureSelection(geometry, inputs)];
    expect(fractions.length).toBeGreaterThan(40);
    expect(fractions.every((value, index) => value >= (fractions[index - 1] ?? 0) && value < 1)).toBe(true);
  });

  it('refuses what does not fit the tokens, with the numbers', () => {
    const geometry = geometryOf({ n: 5, d: 3, tokens: makeTokens(5, 3, 1) });
    expect(() => measureCard(geometry, { kept: [5] })).toThrow('token 5');
    expect(() => measureCard(geometry, { kept: [1, 2, 1] })).toThrow('3 kept tokens, of which only 2');
    expect(() => measureCard(geometry, { kept: [1], relevance: [1, 1] })).toThrow('relevance value for each of 5 tokens; it got 2');
    expect(() => measureCard(geometry, { kept: [1], attention: [1] })).toThrow('attention value for each of 5 tokens; it got 1');
  });
});

const spread = (kept: number[], views: readonly TokenGrid[]) => runToEnd(measureSpatialSpread(kept, views));

/** Every `step`-th row and column of 24 x 24 cells. */
function takeLattice(step: number): number[] {
  return Array.from({ length: 576 }, (_, i) => i).filter((i) => (i % 24) % step === 0 && Math.floor(i / 24) % step === 0);
}

describe('spatial spread', () => {
  const grid = [{ rows: 24, cols: 24, offset: 0 }];

  it('is 1 for regular lattices', () => {
    expect(spread(takeLattice(1), grid)).toBe(1);
    expect(spread(takeLattice(2), grid)).toBe(1);
    expect(spread(takeLattice(4), grid)).toBe(1);
  });

  it('is about 0.5 for random tokens, and less for clusters', () => {
    // On 200 x 200 cells, 300 tokens are as good as points in the plane.
    const values = makeTokens(300, 1, 17);
    const random = [...new Set(Array.from(values, (value) => Math.floor(((value + 1) / 2) * 40_000)))];
    expect(spread(random, [{ rows: 200, cols: 200, offset: 0 }])).toBeCloseTo(0.5, 1);
    expect(spread([0, 1, 24, 25], grid)).toBeCloseTo(1 / 12, 12);
  });

  it('looks inside each view alone, and leaves out tokens that have none beside them', () => {
    const views = [
      { rows: 2, cols: 3, offset: 0 },
      { rows: 4, cols: 4, offset: 6 },
    ];
    // View 1: cells (0, 0) and (1, 2), apart by sqrt(5), over sqrt(6 / 2); view 2 keeps one token.
    expect(spread([0, 5, 6], views)).toBeCloseTo(Math.sqrt(5 / 3), 12);
    // View 2: cells (0, 0), (0, 1), (3, 3): distances 1, 1 and sqrt(13), over sqrt(16 / 3).
    expect(spread([6, 7, 21], views)).toBeCloseTo((2 + Math.sqrt(13)) / 3 / Math.sqrt(16 / 3), 12);
    expect(spread([5, 6], views)).toBeNaN();
    expect(spread([], views)).toBeNaN();
  });
});
