import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GreedyInference } from '../../src/core/cpu/greedyDpp.ts';
import { logDeterminant, sumLogRelevance } from '../../src/core/logDeterminant.ts';
import { stopResidual } from '../../src/core/numerics.ts';
import { replayGreedy, runGreedy } from '../../src/core/reference/greedyDpp.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { smallTokenSets, type SmallTokenSet } from '../support/randomTokens.ts';

const PARAMETERS = { epsilon: 1e-6, relevanceExponent: 1 };

function greedy({ n, d, tokens, relevance }: SmallTokenSet, epsilon = 1e-6, length = n) {
  return runGreedy(computeSimilarity(tokens, n, d), relevance, { epsilon, relevanceExponent: 1 }, length);
}

/** det of L~ restricted to a set, from the two terms the read-outs show. */
function logDetOf({ n, d, tokens, relevance }: SmallTokenSet, kept: number[]): number {
  const similarity = computeSimilarity(tokens, n, d);
  const among = kept.flatMap((a) => kept.map((b) => similarity[a * n + b]));
  return sumLogRelevance(relevance, kept) + logDeterminant(among, kept.length);
}

describe('greedy MAP inference, Eq. 10-11', () => {
  test('no other single first pick has a larger determinant', () => {
    fc.assert(
      fc.property(smallTokenSets, (set) => {
        const { order } = greedy(set, 1e-6, 1);
        if (order.length === 0) return;
        const first = logDetOf(set, order);
        for (let other = 0; other < set.n; other++) expect(first).toBeGreaterThanOrEqual(logDetOf(set, [other]) - 1e-9);
      }),
    );
  });

  test('every pick maximizes the determinant given the earlier picks (brute force)', () => {
    fc.assert(
      fc.property(smallTokenSets, (set) => {
        const { order } = greedy(set, 1e-12, Math.min(3, set.n));
        for (let step = 0; step < order.length; step++) {
          const before = order.slice(0, step);
          const got = Math.exp(logDetOf(set, order.slice(0, step + 1)));
          for (let other = 0; other < set.n; other++) {
            if (!before.includes(other)) expect(Math.exp(logDetOf(set, [...before, other]))).toBeLessThanOrEqual(got + 1e-9);
          }
        }
      }),
    );
  });

  test('the sum of log gains tends to log det as epsilon tends to 0', () => {
    fc.assert(
      fc.property(smallTokenSets, (set) => {
        const { order, gains } = greedy(set, 1e-14);
        if (order.length === 0) return;
        const sum = gains.reduce((total, gain) => total + Math.log(gain), 0);
        expect(sum).toBeCloseTo(logDetOf(set, order), 5);
      }),
    );
  });

  test('an order ends by rank exhaustion with nothing worth picking left', () => {
    fc.assert(
      fc.property(smallTokenSets, (set) => {
        const { order, ended } = greedy(set);
        const replay = replayGreedy(computeSimilarity(set.tokens, set.n, set.d), set.relevance, PARAMETERS, order);
        expect(ended).toBe(true);
        expect(replay.left).toBeLessThanOrEqual(stopResidual(1e-6));
        expect(order.length).toBeLessThanOrEqual(Math.min(set.n, set.d));
      }),
    );
  });

  test('the order of a permuted token set is the permuted order, where no gains tie', () => {
    fc.assert(
      fc.property(smallTokenSets, (set) => {
        const { n, d } = set;
        const reversed = {
          n,
          d,
          tokens: new Float32Array(Array.from({ length: n }, (_, i) => [...set.tokens.subarray((n - 1 - i) * d, (n - i) * d)]).flat()),
          relevance: set.relevance.toReversed(),
        };
        const { order, gains } = greedy(set);
        const moved = greedy(reversed);
        // Duplicates tie; their gains still agree.
        expect(moved.gains.length).toBe(gains.length);
        moved.gains.forEach((gain, step) => expect(gain).toBeCloseTo(gains[step], 6));
        const distinct = new Set(gains.map((gain) => gain.toFixed(6))).size === gains.length;
        const copies = new Set(Array.from({ length: n }, (_, i) => set.tokens.subarray(i * d, (i + 1) * d).join())).size < n;
        if (distinct && !copies) expect(moved.order.map((i) => n - 1 - i)).toEqual(order);
      }),
    );
  });

  test('the float32 path, extended pick by pick, is right by replay', () => {
    fc.assert(
      fc.property(smallTokenSets, ({ n, d, tokens, relevance }) => {
        const similarity = computeSimilarity(tokens, n, d);
        const inference = new GreedyInference({
          similarity: Float32Array.from(similarity),
          relevance,
          ...PARAMETERS,
          stop: stopResidual(PARAMETERS.epsilon),
        });
        const order: number[] = [];
        for (let ended = false; !ended; ) {
          const more = inference.extend(1);
          order.push(...more.order);
          ended = more.ended;
        }
        const replay = replayGreedy(similarity, relevance, PARAMETERS, order);
        for (const shortfall of replay.shortfalls) expect(shortfall).toBeLessThanOrEqual(3e-5);
        expect(replay.left).toBeLessThanOrEqual(stopResidual(PARAMETERS.epsilon) + 3e-5);
      }),
    );
  });
});
