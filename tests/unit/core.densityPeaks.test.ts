import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterTokens } from '../../src/core/cpu/densityPeaks.ts';
import { computeSimilarity, normalizeRows } from '../../src/core/cpu/similarity.ts';
import { findDensityPeaks, judgeClusters } from '../../src/core/reference/densityPeaks.ts';
import type { ClusterPlan } from '../../src/core/searches.ts';
import { makeTokens, smallTokenSets } from '../support/randomTokens.ts';

/** Token sets with a plan for some of their tokens. */
const plannedSets = fc
  .tuple(smallTokenSets, fc.nat(), fc.nat(), fc.nat())
  .map(([set, some, clusters, neighbours]) => {
    const tokens = Uint32Array.from({ length: set.n }, (_, i) => i).filter((i) => i % 3 !== some % 4);
    if (tokens.length === 0) return { ...set, plan: planAll(set.n, 1, Math.min(1, set.n - 1)) };
    const t = tokens.length;
    return {
      ...set,
      plan: { tokens, clusters: 1 + (clusters % t), neighbours: t === 1 ? 0 : 1 + (neighbours % (t - 1)) },
    };
  });

function planAll(n: number, clusters: number, neighbours: number): ClusterPlan {
  return { tokens: Uint32Array.from({ length: n }, (_, i) => i), clusters, neighbours };
}

function clusterOnCpu(tokens: Float32Array, n: number, d: number, plan: ClusterPlan) {
  const { unit, isZero, norms } = normalizeRows(tokens, n, d);
  return clusterTokens({ n, similarity: computeSimilarity(unit, isZero, n, d), norms }, d, plan);
}

/** What float32 may change in a squared distance: similarities are good to 1e-6. */
function roundingOf(tokens: Float32Array, d: number): number {
  let largest = 0;
  for (let start = 0; start < tokens.length; start += d) {
    largest = Math.max(largest, Math.hypot(...tokens.subarray(start, start + d)) ** 2);
  }
  return (4e-6 * largest) / d;
}

describe.each([
  ['float64 reference', findDensityPeaks],
  ['CPU path', clusterOnCpu],
])('density peaks by hand: %s', (_, cluster) => {
  test('two heaps on a line', () => {
    // Squared distances to the nearest other: 1, 1, 0.25, 0.25, 4 for 1, 2, 10, 10.5, 12.5. Denser is 10 (3 before 4);
    // its largest distance is 9. The token 1 has none denser within 9 but 10 and 10.5; 2 lies at 1 from it.
    const line = Float32Array.of(1, 2, 10, 10.5, 12.5);
    const { centres, assignment } = cluster(line, 5, 1, planAll(5, 2, 1));
    // delta rho: 10: 9 e^-0.25 = 7.0; 2: 1 e^-1 = 0.37; 1: 9 e^-1 = 3.3; 10.5: 0.5 e^-0.25; 12.5: 2 e^-4.
    expect(Array.from(centres)).toEqual([2, 0]);
    expect(Array.from(assignment)).toEqual([1, 1, 0, 0, 0]);
  });

  test('more neighbours smooth the density', () => {
    // With one neighbour the pair at 1 and 1.1 is densest, with four the heap around 11.
    const line = Float32Array.of(1, 1.1, 10, 10.5, 11, 11.5, 12);
    expect(cluster(line, 7, 1, planAll(7, 1, 1)).centres[0]).toBe(0);
    expect(cluster(line, 7, 1, planAll(7, 1, 4)).centres[0]).toBe(4);
  });

  test('squared distances are divided by the number of dimensions', () => {
    // Four equal dimensions say the same as one.
    const line = [1, 2, 10, 10.5, 12.5];
    const wide = Float32Array.from(line.flatMap((value) => [value, value, value, value]));
    expect(cluster(wide, 5, 4, planAll(5, 3, 1))).toEqual(cluster(Float32Array.from(line), 5, 1, planAll(5, 3, 1)));
  });

  test('clusters some of the tokens and names them by their own numbers', () => {
    const line = Float32Array.of(-50, 1, 2, 70, 10, 10.5, 12.5);
    const { centres, assignment } = cluster(line, 7, 1, {
      tokens: Uint32Array.of(1, 2, 4, 5, 6),
      clusters: 2,
      neighbours: 1,
    });
    expect(Array.from(centres)).toEqual([4, 1]);
    expect(Array.from(assignment)).toEqual([1, 1, 0, 0, 0]);
  });

  test('equal tokens: the lower index is denser, and of equal scores comes first', () => {
    const { centres, assignment } = cluster(new Float32Array(8).fill(2), 4, 2, planAll(4, 3, 2));
    expect(Array.from(centres)).toEqual([0, 1, 2]);
    expect(Array.from(assignment)).toEqual([0, 1, 2, 0]);
  });

  test('a token as far from one centre as from another belongs to the better one', () => {
    // Heaps of three at 10 and of two at -10 in x; the token at (0, 5) is as far from both.
    const tokens = Float32Array.of(10, 0, 10, 1, 10, -1, -10, 0, -10, 1, 0, 0.5);
    const { centres, assignment } = cluster(tokens, 6, 2, planAll(6, 2, 1));
    expect(Array.from(centres)).toEqual([0, 3]);
    expect(Array.from(assignment)).toEqual([0, 0, 0, 1, 1, 0]);
  });

  test('densities far too small for float32 still rank', () => {
    const line = Float32Array.of(1, 2, 10, 10.5, 12.5).map((value) => 256 * value);
    expect(cluster(line, 5, 1, planAll(5, 2, 1)).centres[0]).toBe(2);
  });

  test('zero tokens are tokens at the origin', () => {
    const tokens = Float32Array.of(0, 0, 0, 0, 0, 0.25, 8, 0, 8, 1);
    const { assignment } = cluster(tokens, 5, 2, planAll(5, 2, 1));
    expect(Array.from(assignment)).toEqual([0, 0, 0, 1, 1]);
  });

  test('one token is its own centre, and as many clusters as tokens leave each alone', () => {
    expect(cluster(Float32Array.of(3, 4), 1, 2, planAll(1, 1, 0))).toEqual({
      centres: Uint32Array.of(0),
      assignment: Int32Array.of(0),
    });
    const { centres, assignment } = cluster(makeTokens(6, 3, 2), 6, 3, planAll(6, 6, 2));
    expect(centres.toSorted()).toEqual(Uint32Array.of(0, 1, 2, 3, 4, 5));
    expect(Array.from(assignment, (rank) => centres[rank])).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test.each([
    [{ clusters: 0 }, 'asked for 0 clusters of 3 tokens'],
    [{ clusters: 4 }, 'asked for 4 clusters of 3 tokens'],
    [{ neighbours: 0 }, 'from 0 neighbours among 3 tokens; expected 1 to 2'],
    [{ neighbours: 3 }, 'from 3 neighbours'],
    [{ tokens: Uint32Array.of(1, 1, 2) }, 'Token 1 is number 1 to cluster'],
    [{ tokens: Uint32Array.of(0, 1, 9) }, 'expected ascending tokens below 5'],
    [{ tokens: new Uint32Array(0) }, 'asked for 2 clusters of 0 tokens'],
  ])('a plan that does not fit is refused: %o', (change, message) => {
    const plan = { tokens: Uint32Array.of(0, 2, 4), clusters: 2, neighbours: 1, ...change };
    expect(() => cluster(makeTokens(5, 3, 2), 5, 3, plan)).toThrow(message);
  });
});

describe('density peaks on any tokens', () => {
  test('the reference is right by its own judge', () => {
    fc.assert(
      fc.property(plannedSets, ({ n, d, tokens, plan }) => {
        expect(judgeClusters(tokens, d, plan, findDensityPeaks(tokens, n, d, plan), 0)).toEqual({ scores: 0, distances: 0 });
      }),
    );
  });

  test('the CPU path is right within its rounding', () => {
    fc.assert(
      fc.property(plannedSets, ({ n, d, tokens, plan }) => {
        const rounding = roundingOf(tokens, d);
        const judged = judgeClusters(tokens, d, plan, clusterOnCpu(tokens, n, d, plan), rounding);
        expect(judged.scores).toBeLessThanOrEqual(1e-5);
        expect(judged.distances).toBeLessThanOrEqual(2 * rounding);
      }),
    );
  });

  test('the CPU path equals the reference where nothing is close', () => {
    const tokens = makeTokens(60, 16, 5);
    const plan = planAll(60, 7, 6);
    expect(clusterOnCpu(tokens, 60, 16, plan)).toEqual(findDensityPeaks(tokens, 60, 16, plan));
  });
});

describe('the judge', () => {
  const line = Float32Array.of(1, 2, 10, 10.5, 12.5);
  const judge = (centres: number[], assignment: number[], rounding = 0) =>
    judgeClusters(
      line,
      1,
      planAll(5, centres.length, 1),
      { centres: Uint32Array.from(centres), assignment: Int32Array.from(assignment) },
      rounding,
    );

  test('blames a worse centre, and centres in the wrong order', () => {
    expect(judge([2, 1], [1, 1, 0, 0, 0]).scores).toBeCloseTo(Math.log(9), 12);
    expect(judge([0, 2], [0, 0, 1, 1, 1]).scores).toBeCloseTo(0.75, 12);
  });

  test('blames a token that belongs elsewhere', () => {
    expect(judge([2, 0], [1, 0, 0, 0, 0])).toEqual({ scores: 0, distances: 64 - 1 });
  });

  test('leaves open which of two close densities is higher', () => {
    // 10.5 instead of 10: equal densities, decided by the index alone.
    expect(judge([3, 0], [1, 1, 0, 0, 0]).scores).toBeGreaterThan(1);
    expect(judge([3, 0], [1, 1, 0, 0, 0], 1e-6).scores).toBe(0);
  });

  test('refuses centres that do not belong to themselves', () => {
    expect(() => judge([2, 0], [0, 0, 0, 0, 0])).toThrow('centre 1 is token 0, which does not belong to itself');
  });
});
