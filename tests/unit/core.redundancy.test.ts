import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scoreEdges, sumEdges } from '../../src/core/cpu/redundancy.ts';
import { scoreRedundancy } from '../../src/core/reference/redundancy.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { makeTokens, smallTokenSets } from '../support/randomTokens.ts';

const SETTING = { graph: 'bipartite', threshold: 0.2, gamma: 4 } as const;

describe('redundancy score, Eq. 8-9', () => {
  test('counts, by hand, for three tokens at 0, 60 and 0 degrees', () => {
    const similarity = computeSimilarity([1, 0, 0.5, Math.sqrt(0.75), 1, 0], 3, 2);
    const { degree, meanSimilarity, score } = scoreRedundancy(similarity, 3, { ...SETTING, threshold: 0.4 });
    expect(Array.from(degree)).toEqual([1, 2, 1]);
    expect(meanSimilarity[1]).toBeCloseTo(0.5, 12);
    expect(score[1]).toBeCloseTo(2 * Math.exp(4 * 0.1), 12);
  });

  test('gamma = 0 leaves the degree alone', () => {
    fc.assert(
      fc.property(smallTokenSets, ({ n, d, tokens }) => {
        const { degree, score } = scoreRedundancy(computeSimilarity(tokens, n, d), n, { ...SETTING, gamma: 0 });
        for (let i = 0; i < n; i++) if (degree[i] > 0) expect(score[i]).toBe(degree[i]);
      }),
    );
  });

  test('a threshold below every similarity connects everything, one above leaves the mean of the other side', () => {
    fc.assert(
      fc.property(smallTokenSets, ({ n, d, tokens }) => {
        const similarity = computeSimilarity(tokens, n, d);
        const all = scoreRedundancy(similarity, n, { ...SETTING, threshold: -1.01 });
        const none = scoreRedundancy(similarity, n, { ...SETTING, threshold: 1.01 });
        for (let i = 0; i < n; i++) {
          const otherSide = i % 2 === 0 ? Math.floor(n / 2) : Math.ceil(n / 2);
          expect(all.degree[i]).toBe(otherSide);
          expect(none.degree[i]).toBe(0);
          expect(none.score[i]).toBeCloseTo(all.meanSimilarity[i], 12);
        }
      }),
    );
  });

  test('permuting tokens within their side permutes the scores', () => {
    fc.assert(
      fc.property(smallTokenSets, fc.integer({ min: 1, max: 6 }), ({ n, d, tokens }, shift) => {
        const source = Array.from({ length: n }, (_, i) => {
          const side = i % 2 === 0 ? Math.ceil(n / 2) : Math.floor(n / 2);
          return 2 * ((Math.floor(i / 2) + shift) % side) + (i % 2);
        });
        const permuted = new Float32Array(source.flatMap((from) => [...tokens.subarray(from * d, (from + 1) * d)]));
        const original = scoreRedundancy(computeSimilarity(tokens, n, d), n, { ...SETTING, graph: 'full' });
        const moved = scoreRedundancy(computeSimilarity(permuted, n, d), n, { ...SETTING, graph: 'full' });
        const bipartite = scoreRedundancy(computeSimilarity(tokens, n, d), n, SETTING);
        const bipartiteMoved = scoreRedundancy(computeSimilarity(permuted, n, d), n, SETTING);
        source.forEach((from, to) => {
          expect(moved.score[to]).toBeCloseTo(original.score[from], 9);
          expect(bipartiteMoved.score[to]).toBeCloseTo(bipartite.score[from], 9);
        });
      }),
    );
  });

  test('the float32 path agrees with the reference', () => {
    for (const graph of ['bipartite', 'full'] as const) {
      const n = 51;
      const similarity = computeSimilarity(makeTokens(n, 12, 7), n, 12);
      const want = scoreRedundancy(similarity, n, { ...SETTING, graph });
      const got = scoreEdges(sumEdges(Float32Array.from(similarity), n, graph, 0.2), 0.2, 4);
      expect(Array.from(got.degree)).toEqual(Array.from(want.degree));
      want.score.forEach((score, i) => expect(Math.abs(got.score[i] - score)).toBeLessThanOrEqual(1e-4 * Math.max(Math.abs(score), 0.01)));
    }
  });
});
