/**
 * Exact ties stay exact: equal tokens get equal numbers, bit for bit, and the lower index goes first.
 */
import { describe, expect, test } from 'vitest';
import type { Graph, StagePlan, StageResults } from '../../src/core/kernels.ts';
import { openGpuForTests } from '../support/adapter.ts';
import { makeCase, makePlan, toSource, type TokenCase } from './support.ts';

const gpu = openGpuForTests();

async function run(tokenCase: TokenCase, plan: Partial<StagePlan>): Promise<StageResults> {
  const backend = await gpu.kernels.createBackend(toSource(tokenCase));
  const results = await backend.execute(makePlan(plan));
  backend.destroy();
  return results;
}

/** A case in which token `copyOf(i)` equals token i, for every i. */
function makeCopies(n: number, d: number, copyOf: (i: number) => number): TokenCase {
  return makeCase('copies', [n, d, d], (tokens, joint) => {
    for (const rows of [tokens, joint]) {
      for (let i = 0; i < n; i++) rows.copyWithin(copyOf(i) * d, i * d, (i + 1) * d);
    }
  });
}

function expectEqualPairs(values: ArrayLike<number>, copyOf: (i: number) => number): void {
  const originals = Array.from(values);
  expect(originals.map((_, i) => values[copyOf(i)])).toEqual(originals);
}

const neighbour = (i: number) => i - (i % 2) + 1;
const acrossTiles = (i: number) => (i + 100) % 200;
const untilHalf = (i: number) => (i < 100 ? acrossTiles(i) : i);

describe.each([
  { name: 'even token and odd token', copyOf: (i: number) => (i % 2 === 0 ? neighbour(i) : i), graphs: ['bipartite', 'full'] },
  { name: 'tokens of one side, in different tiles', copyOf: untilHalf, graphs: ['bipartite', 'full'] },
] satisfies { name: string; copyOf: (i: number) => number; graphs: Graph[] }[])('$name', ({ copyOf, graphs }) => {
  test.each(graphs)('%s graph: equal degree, mean similarity and score', async (graph) => {
    const tokenCase = makeCopies(200, 71, copyOf);
    const plan = { degrees: { graph, threshold: 0.05 }, scores: { threshold: 0.05, gamma: 13 } };
    for (const greedy of [null, { from: 0, count: 1, epsilon: 1e-6, stop: 1e-4, relevanceExponent: 1 }]) {
      const { redundancy } = await run(tokenCase, { ...plan, greedy });
      if (!redundancy) throw new Error('No redundancy came back.');
      expect(new Set(redundancy.score).size).toBeGreaterThan(50);
      expectEqualPairs(redundancy.degree, copyOf);
      expectEqualPairs(redundancy.meanSimilarity, copyOf);
      expectEqualPairs(redundancy.score, copyOf);
    }
  });

  test('equal relevance, and the lower index is picked', async () => {
    const tokenCase = makeCopies(200, 71, copyOf);
    const embeddings = { rows: 1, cols: 71, data: tokenCase.query.data.slice(0, 71) };
    const { relevance, greedy } = await run(tokenCase, {
      relevance: { kind: 'question', id: 'q', embeddings, invert: false },
      greedy: { from: 0, count: 200, epsilon: 1e-6, stop: 1e-4, relevanceExponent: 1 },
    });
    if (!relevance?.raw || !greedy) throw new Error('No order came back.');
    expectEqualPairs(relevance.raw, copyOf);
    expectEqualPairs(relevance.normalized, copyOf);
    expect(greedy.order.length).toBeGreaterThan(20);
    for (const token of greedy.order) {
      const lower = Array.from({ length: token }, (_, i) => i).filter((i) => copyOf(i) === token);
      expect(lower, `tokens equal to ${token} before it`).toEqual([]);
    }
  });
});

test('orthogonal tokens of equal relevance are picked by index', async () => {
  const n = 150;
  const tokenCase = makeCase('orthogonal', [n, n, 3], (tokens) => {
    tokens.fill(0);
    for (let i = 0; i < n; i++) tokens[i * n + i] = 1 + i;
  });
  const { greedy } = await run(tokenCase, {
    greedy: { from: 0, count: n, epsilon: 1e-6, stop: 1e-4, relevanceExponent: 1 },
  });
  expect(Array.from(greedy?.order ?? [])).toEqual(Array.from({ length: n }, (_, i) => i));
  expect(new Set(greedy?.gains)).toEqual(new Set([1]));
  expect(greedy?.ended).toBe(true);
});
