import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderCovering } from '../../src/core/cpu/facilityLocation.ts';
import { buildCoverRows, startFacilityLocation } from '../../src/core/reference/facilityLocation.ts';
import { runSearch } from '../../src/core/reference/searchState.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import type { CoverPlan } from '../../src/core/searches.ts';
import { makeTokens, smallTokenSets, type SmallTokenSet } from '../support/randomTokens.ts';
import { expectOrder, makeRows } from '../support/searchRules.ts';

function similarityOf({ n, d, tokens }: SmallTokenSet): Float64Array {
  return computeSimilarity(tokens, n, d);
}

/** Sum over rows of each row's best value among the given tokens: what a set covers. */
function coverage(rows: Float64Array, n: number, tokens: number[]): number {
  let sum = 0;
  for (let r = 0; r < rows.length / n; r++) sum += Math.max(0, ...tokens.map((v) => rows[r * n + v]));
  return sum;
}

const plans: fc.Arbitrary<{ set: SmallTokenSet; plan: CoverPlan }> = fc
  .record({
    set: smallTokenSets,
    rows: fc.integer({ min: 0, max: 5 }),
    similarity: fc.boolean(),
    temperature: fc.constantFrom(0.02, 0.2, 1),
    weight: fc.constantFrom(0, 0.5, 1),
  })
  .map(({ set, rows, similarity, temperature, weight }) => ({
    set,
    plan: {
      count: set.n,
      givenRows: rows > 0 || !similarity ? makeRows(rows, set.n, rows + 1) : null,
      similarityRows: similarity ? { temperature, weight } : null,
    },
  }));

describe('the rows to cover', () => {
  test('are the given ones, then the softmax of every row of S, times weight / n', () => {
    const givenRows = { rows: 1, cols: 2, data: Float32Array.of(0.25, 0.75) };
    const rows = buildCoverRows([1, 0.5, 0.5, 1], 2, { givenRows, similarityRows: { temperature: 0.5, weight: 0.5 } });
    const high = 0.25 / (1 + Math.exp(-1));
    [0.25, 0.75, high, 0.25 - high, 0.25 - high, high].forEach((want, i) => expect(rows[i]).toBeCloseTo(want, 12));
  });
});

describe('facility location', () => {
  test('by hand: one token covers two rows, another the third best', () => {
    const data = Float32Array.of(0.5, 0.4, 0, 0.1, 0.4, 0, 0, 0.1, 0.3);
    const { order, values } = orderCovering(unused, 3, { count: 3, similarityRows: null, givenRows: { rows: 3, cols: 3, data } });
    // Token 1 covers 0.9; then token 2 adds 0.2 and token 0 adds 0.1.
    expect(Array.from(order)).toEqual([1, 2, 0]);
    [0.9, 0.2, 0.1].forEach((want, step) => expect(values[step]).toBeCloseTo(want, 6));
  });

  test('every pick raises the covered sum most, by brute force', () => {
    fc.assert(
      fc.property(plans, ({ set, plan }) => {
        const { n } = set;
        const rows = buildCoverRows(similarityOf(set), n, plan);
        const { order, values } = runSearch(startFacilityLocation(rows, n), n);
        expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        order.forEach((_, step) => {
          const before = coverage(rows, n, order.slice(0, step));
          const left = order.slice(step);
          const best = Math.max(...left.map((v) => coverage(rows, n, [...order.slice(0, step), v]) - before));
          expect(values[step]).toBeCloseTo(best, 12);
        });
      }),
    );
  });

  test('the float32 path is right by replay', () => {
    fc.assert(
      fc.property(plans, ({ set, plan }) => {
        const similarity = similarityOf(set);
        const got = orderCovering(() => Float32Array.from(similarity), set.n, plan);
        expectOrder(got, startFacilityLocation(buildCoverRows(similarity, set.n, plan), set.n), set.n);
      }),
    );
  });

  test('skipping tokens that cannot be the best changes no pick and no gain', () => {
    const n = 200;
    const plan = { count: n, givenRows: makeRows(7, n, 3), similarityRows: { temperature: 0.2, weight: 0.5 } };
    const similarity = Float32Array.from(computeSimilarity(makeTokens(n, 12, 4), n, 12));
    const { order, values } = orderCovering(() => similarity, n, plan);
    // The same float32 rows, everything summed at every step.
    const rows = buildCoverRows(similarity, n, plan).map(Math.fround);
    const whole = runSearch(startFacilityLocation(rows, n), n);
    expect(Array.from(order)).toEqual(whole.order);
    expect(Array.from(values)).toEqual(whole.values.map(Math.fround));
  });

  test('columns that are equal go by index, also when nothing is left to gain', () => {
    const data = Float32Array.of(0.2, 0.5, 0.2, 0.5, 0.1, 0.3, 0.1, 0.3);
    const givenRows = { rows: 2, cols: 4, data };
    const { order, values } = orderCovering(unused, 4, { count: 9, similarityRows: null, givenRows });
    expect(Array.from(order)).toEqual([1, 0, 2, 3]);
    expect(Array.from(values)).toEqual([Math.fround(0.5) + Math.fround(0.3), 0, 0, 0].map(Math.fround));
  });

  test('a single token, and no token asked for', () => {
    const similarityRows = { temperature: 0.2, weight: 0.5 };
    for (const count of [0, 3]) {
      const { order, values } = orderCovering(() => Float32Array.of(1), 1, { count, similarityRows, givenRows: null });
      expect([Array.from(order), Array.from(values)]).toEqual(count === 0 ? [[], []] : [[0], [0.5]]);
    }
  });

  test.each<[string, Partial<CoverPlan>, string]>([
    ['nothing to cover', { similarityRows: null }, 'nothing to cover'],
    ['no temperature', { similarityRows: { temperature: 0, weight: 1 } }, 'temperature of facility location is 0'],
    ['a negative weight', { similarityRows: { temperature: 1, weight: -1 } }, 'weight of the similarity rows is -1'],
    ['rows of another width', { givenRows: { rows: 1, cols: 2, data: new Float32Array(2) } }, '1 x 2 in 2 numbers; expected 3 columns'],
    ['rows that are too short', { givenRows: { rows: 2, cols: 3, data: new Float32Array(5) } }, '2 x 3 in 5 numbers'],
    ['a negative value', { givenRows: { rows: 2, cols: 3, data: Float32Array.of(0, 0, 0, 0, -1, 0) } }, 'Row 1 to cover has -1 for token 1'],
    ['half a token', { count: 0.5 }, 'asked for 0.5 tokens'],
  ])('refuses %s', (_, change, message) => {
    const plan = { count: 1, similarityRows: { temperature: 1, weight: 1 }, givenRows: null, ...change };
    expect(() => orderCovering(() => new Float32Array(9), 3, plan)).toThrow(message);
  });
});

function unused(): Float32Array {
  throw new Error('No similarity rows were asked for.');
}
