import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeRelevance as computeOnCpu } from '../../src/core/cpu/relevance.ts';
import { normalizeRows } from '../../src/core/cpu/similarity.ts';
import { computeRelevance } from '../../src/core/reference/relevance.ts';
import { makeTokens, smallTokenSets } from '../support/randomTokens.ts';

describe('relevance, Eq. 3-4', () => {
  test('by hand: cosine with the mean of two query rows', () => {
    const query = { rows: 2, data: [2, 0, 0, 2] };
    const { raw, normalized } = computeRelevance([1, 1, 1, 0, -1, -1], 3, 2, query, false);
    expect(raw?.[0]).toBeCloseTo(1, 12);
    expect(raw?.[1]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(raw?.[2]).toBeCloseTo(-1, 12);
    expect(Array.from(normalized)).toEqual([1, expect.closeTo((Math.SQRT1_2 + 1) / 2, 12), 0]);
  });

  test('inverting mirrors the normalized map and leaves the raw one', () => {
    fc.assert(
      fc.property(smallTokenSets, ({ n, d, tokens }) => {
        const query = { rows: 1, data: makeTokens(1, d, 99) };
        const plain = computeRelevance(tokens, n, d, query, false);
        const inverted = computeRelevance(tokens, n, d, query, true);
        expect(inverted.raw).toEqual(plain.raw);
        const flat = plain.normalized.every((value) => value === 1);
        plain.normalized.forEach((value, i) => expect(inverted.normalized[i]).toBeCloseTo(flat ? 1 : 1 - value, 9));
      }),
    );
  });

  test('no question, and a flat one, make every token equally relevant', () => {
    expect(computeRelevance([1, 2, 3, 4], 2, 2, null, false)).toEqual({ raw: null, normalized: new Float64Array([1, 1]) });
    const flat = computeRelevance([1, 0, 2, 0], 2, 2, { rows: 1, data: [1, 0] }, true);
    expect(Array.from(flat.normalized)).toEqual([1, 1]);
  });

  test('the float32 path agrees with the reference', () => {
    const [n, e] = [40, 24];
    const joint = makeTokens(n, e, 3);
    const query = { rows: 3, cols: e, data: makeTokens(3, e, 4) };
    const want = computeRelevance(joint, n, e, query, true);
    const source = { kind: 'question', id: 'q', embeddings: query, invert: true } as const;
    const got = computeOnCpu(source, n, { e, data: normalizeRows(joint, n, e).unit });
    want.normalized.forEach((value, i) => expect(got.normalized[i]).toBeCloseTo(value, 5));
  });
});
