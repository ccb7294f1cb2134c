/**
 * Every kernel against the float64 reference, on token sets of awkward sizes and contents.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend, Graph } from '../../src/core/kernels.ts';
import { stopResidual } from '../../src/core/numerics.ts';
import { computeRelevance } from '../../src/core/reference/relevance.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { openGpuForTests } from '../support/adapter.ts';
import {
  expectGreedy,
  expectMap,
  expectRedundancy,
  expectWithin,
  makeAwkwardCases,
  makePlan,
  toSource,
} from './support.ts';

const gpu = openGpuForTests();

describe.each(makeAwkwardCases())('$name', (tokenCase) => {
  const { n, d, e, query } = tokenCase;
  let similarity: Float64Array;
  let backend: Backend;

  beforeAll(async () => {
    similarity = computeSimilarity(tokenCase.tokens, n, d);
    backend = await gpu.kernels.createBackend(toSource(tokenCase));
  });
  afterAll(() => backend?.destroy());

  async function scoreRedundancy(graph: Graph, threshold: number, gamma: number) {
    const plan = makePlan({ degrees: { graph, threshold }, scores: { threshold, gamma } });
    return (await backend.execute(plan)).redundancy;
  }

  // B is still alone on the device here; later stages need S, from within which it is read then.
  test.each([-1.01, 0.13, 0.9])('bipartite redundancy at tau %f', async (threshold) => {
    const got = await scoreRedundancy('bipartite', threshold, 10);
    if (!got) throw new Error('No redundancy came back.');
    expectRedundancy(got, similarity, n, { graph: 'bipartite', threshold, gamma: 10 });
  });

  test('similarity histogram', async () => {
    const bins = 50;
    const got = await backend.similarityHistogram(bins);
    // Values within rounding of an edge may fall on either side of it, so compare running totals.
    let counted = 0;
    for (let bin = 0; bin < bins; bin++) {
      counted += got[bin];
      const edge = (2 * (bin + 1)) / bins - 1;
      const last = bin === bins - 1;
      expect(counted).toBeGreaterThanOrEqual(countPairsBelow(similarity, n, last ? 2 : edge - 1e-6));
      expect(counted).toBeLessThanOrEqual(countPairsBelow(similarity, n, last ? 2 : edge + 1e-6));
    }
  });

  test('similarity among all tokens', async () => {
    const indices = Uint32Array.from({ length: Math.min(n, 300) }, (_, i) => n - 1 - i);
    const got = await backend.similarityAmong(indices);
    const want = Array.from(indices, (row) => Array.from(indices, (column) => similarity[row * n + column])).flat();
    expectWithin(got, want, () => 1e-6, 'similarities');
    for (let i = 0; i < indices.length; i++) {
      expect(got[i * indices.length + i]).toBe(similarity[indices[i] * n + indices[i]]);
    }
  });

  test('geometry: all similarities and norms', async () => {
    const got = await backend.readGeometry();
    expect(got.n).toBe(n);
    expectWithin(got.similarity, [...similarity], () => 1e-6, 'similarities');
    const norms = Array.from({ length: n }, (_, i) => Math.hypot(...tokenCase.tokens.subarray(i * d, (i + 1) * d)));
    expectWithin(got.norms, norms, (want) => 2e-6 * Math.max(want, 1), 'norms');
  });

  test.each<Graph>(['full', 'bipartite'])('redundancy in the %s graph, read from S', async (graph) => {
    const got = await scoreRedundancy(graph, 0.31, 4);
    if (!got) throw new Error('No redundancy came back.');
    expectRedundancy(got, similarity, n, { graph, threshold: 0.31, gamma: 4 });
  });

  test.each([false, true])('relevance, invert %s', async (invert) => {
    const got = (await backend.execute(makePlan({ relevance: { kind: 'question', id: 'q', embeddings: query, invert } }))).relevance;
    const want = computeRelevance(tokenCase.joint, n, e, query, invert);
    if (!got?.raw || !want.raw) throw new Error('No relevance came back.');
    expectMap(got.raw, want.raw, 'raw relevance');
    const range = Math.max(...want.raw) - Math.min(...want.raw);
    const tolerance = 1e-5 + 2e-6 / Math.max(range, 1e-6);
    expectWithin(got.normalized, want.normalized, () => (range < 1e-6 ? 0 : tolerance), 'normalized relevance');
  });

  test('no question: relevance is 1 everywhere', async () => {
    const got = (await backend.execute(makePlan({ relevance: { kind: 'none' } }))).relevance;
    expect(got).toEqual({ raw: null, normalized: new Float32Array(n).fill(1) });
  });

  test.each([
    { epsilon: 1e-6, relevanceExponent: 1, asked: true },
    { epsilon: 1e-8, relevanceExponent: 1, asked: false },
    { epsilon: 1e-3, relevanceExponent: 0.5, asked: true },
    { epsilon: 1e-6, relevanceExponent: 0.7, asked: true },
  ])('greedy order, %o', async ({ epsilon, relevanceExponent, asked }) => {
    // The float64 replay grows with n and the square of the count.
    const count = Math.min(n, n > 1000 ? 60 : 150);
    const stop = stopResidual(epsilon);
    const { relevance, greedy } = await backend.execute(
      makePlan({
        relevance: asked ? { kind: 'question', id: 'q', embeddings: query, invert: false } : { kind: 'none' },
        greedy: { from: 0, count, epsilon, stop, relevanceExponent },
      }),
    );
    if (!relevance || !greedy) throw new Error('No greedy order came back.');
    expectGreedy(greedy, similarity, relevance.normalized, { epsilon, relevanceExponent }, count);
  });
});

test('a similarity equal to tau is an edge', async () => {
  // Even and odd tokens agree in three of four signs: their cosine is exactly 1/2.
  const patterns = [
    [1, 1, 1, 1],
    [1, 1, 1, -1],
  ];
  const tokens = Float32Array.from(Array.from({ length: 40 }, (_, i) => patterns[i % 2]).flat());
  const backend = await gpu.kernels.createBackend({ n: 40, d: 4, tokens, joint: null });
  const degrees: number[] = [];
  for (const threshold of [0.5, 0.5 + 2 ** -23]) {
    const plan = makePlan({ degrees: { graph: 'bipartite', threshold }, scores: { threshold, gamma: 1 } });
    degrees.push(...new Set((await backend.execute(plan)).redundancy?.degree));
  }
  expect(degrees).toEqual([20, 0]);
  backend.destroy();
});

test.each([false, true])('differences in relevance below 1e-6 count as none, invert %s', async (invert) => {
  const joint = Float32Array.from(Array.from({ length: 30 }, (_, i) => [1 + (i % 3) * 2e-7, 1]).flat());
  const backend = await gpu.kernels.createBackend({ n: 30, d: 2, tokens: joint, joint: { e: 2, data: joint } });
  const embeddings = { rows: 1, cols: 2, data: Float32Array.of(1, 0) };
  const plan = makePlan({ relevance: { kind: 'question', id: 'q', embeddings, invert } });
  const { relevance } = await backend.execute(plan);
  expect(new Set(relevance?.raw).size).toBeGreaterThan(1);
  expect(relevance?.normalized).toEqual(new Float32Array(30).fill(1));
  backend.destroy();
});

function countPairsBelow(similarity: Float64Array, n: number, limit: number): number {
  let count = 0;
  for (let row = 0; row < n; row += 2) {
    for (let column = 1; column < n; column += 2) count += Number(similarity[row * n + column] < limit);
  }
  return count;
}
