import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderFarthest } from '../../src/core/cpu/farthestPoint.ts';
import { startFarthestPoint } from '../../src/core/reference/farthestPoint.ts';
import { replaySearch, runSearch } from '../../src/core/reference/searchState.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { loadGoldenCases } from '../support/goldenCases.ts';
import { smallTokenSets, type SmallTokenSet } from '../support/randomTokens.ts';
import { expectGoldenOrder, expectOrder } from '../support/searchRules.ts';

function similarityOf({ n, d, tokens }: SmallTokenSet): Float64Array {
  return computeSimilarity(tokens, n, d);
}

/** Distance of token i to the nearest of the given tokens other than itself, anew from its definition. */
function distanceTo(similarity: Float64Array, n: number, i: number, tokens: number[]): number {
  return Math.max(0, Math.min(2, ...tokens.filter((j) => j !== i).map((j) => 1 - similarity[i * n + j])));
}

describe('farthest-point order', () => {
  test('by hand: the most isolated token first, then always the one farthest from those picked', () => {
    // Four directions in the plane; tokens 0 and 1 are close, token 3 points away from all.
    const angles = [0, 10, 80, 200];
    const tokens = angles.flatMap((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]);
    const { order, values } = runSearch(startFarthestPoint(computeSimilarity(tokens, 4, 2), 4), 4);
    expect(order).toEqual([3, 1, 2, 0]);
    [120, 170, 70, 10].forEach((apart, step) => expect(values[step]).toBeCloseTo(1 - Math.cos((apart * Math.PI) / 180), 12));
  });

  test('every pick is the best by brute force, of equal ones the first', () => {
    fc.assert(
      fc.property(smallTokenSets, (set) => {
        const { n } = set;
        const similarity = similarityOf(set);
        const everyone = Array.from({ length: n }, (_, i) => i);
        const { order, values } = runSearch(startFarthestPoint(similarity, n), n);
        expect(order.toSorted((a, b) => a - b)).toEqual(everyone);
        order.forEach((token, step) => {
          const earlier = order.slice(0, step);
          const left = everyone.filter((i) => !earlier.includes(i));
          const distances = left.map((i) => distanceTo(similarity, n, i, step === 0 ? everyone : earlier));
          expect(values[step]).toBe(Math.max(...distances));
          expect(token).toBe(left[distances.indexOf(Math.max(...distances))]);
        });
      }),
    );
  });

  test('the float32 path is right by replay, and asks for no more tokens than there are', () => {
    fc.assert(
      fc.property(smallTokenSets, fc.nat(20), (set, count) => {
        const similarity = similarityOf(set);
        const got = orderFarthest(Float32Array.from(similarity), set.n, count);
        expectOrder(got, startFarthestPoint(similarity, set.n), Math.min(count, set.n));
      }),
    );
  });

  test('equal tokens go by index', () => {
    const tokens = Array.from({ length: 5 }, () => [1, 2, 3]).flat();
    const similarity = Float32Array.from(computeSimilarity(tokens, 5, 3));
    expect(Array.from(orderFarthest(similarity, 5, 5).order)).toEqual([0, 1, 2, 3, 4]);
  });

  test('a zero token is 1 away from everything, and a single token 2', () => {
    const similarity = Float32Array.from(computeSimilarity([1, 0, 1, 0, 0, 0], 3, 2));
    expect(orderFarthest(similarity, 3, 3)).toEqual({ order: Uint32Array.of(2, 0, 1), values: Float32Array.of(1, 1, 0) });
    expect(orderFarthest(Float32Array.of(1), 1, 4)).toEqual({ order: Uint32Array.of(0), values: Float32Array.of(2) });
    expect(orderFarthest(Float32Array.of(0), 1, 0)).toEqual({ order: new Uint32Array(0), values: new Float32Array(0) });
  });

  test.each([-1, 1.5, NaN])('a count of %f is refused', (count) => {
    expect(() => orderFarthest(Float32Array.of(1), 1, count)).toThrow(`asked for ${count} tokens`);
  });

  test('the replay refuses a token twice, or one that does not exist', () => {
    const similarity = computeSimilarity([1, 0, 0, 1], 2, 2);
    const replay = (order: number[]) => replaySearch(startFarthestPoint(similarity, 2), order);
    expect(() => replay([0, 0])).toThrow('pick 1 is token 0, which is picked already');
    expect(() => replay([2])).toThrow('pick 0 is token 2, which is beyond the 2 tokens');
  });

  test.each(loadGoldenCases())('golden: $name', (golden) => {
    const { n, d, tokens, divprune } = golden;
    const similarity = computeSimilarity(tokens.data, n, d);
    expect(runSearch(startFarthestPoint(similarity, n), divprune.length).order).toEqual(divprune);
    expectGoldenOrder(orderFarthest(Float32Array.from(similarity), n, divprune.length), golden);
  });
});
