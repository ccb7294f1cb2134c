/** Script, its halves and its released code as methods of the registry. */
import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { MissingInputError } from '../../src/core/methods/inputs.ts';
import { script } from '../../src/core/methods/script.ts';
import { findMethod } from '../../src/core/methods/registry.ts';
import { runMethod } from '../../src/core/methods/runMethod.ts';
import { openParts, toWorkspaceSource } from '../../src/core/openParts.ts';
import { runScript } from '../../src/core/script/runScript.ts';
import type { ScriptParameters } from '../../src/core/script/scriptSelection.ts';
import { loadGoldenCases, type GoldenCase } from '../support/goldenCases.ts';
import { openMethodContext } from '../support/methodCases.ts';
import { makeTokens } from '../support/randomTokens.ts';
import { expectGoldenOrder } from '../support/searchRules.ts';
import { selectTiny, unitRows, type TinySet } from '../support/tinySets.ts';

const KERNELS = createCpuKernels();

describe('script', () => {
  test.each(loadGoldenCases())('keeps what runScript keeps: $name', async (golden) => {
    const { context, spaces } = openMethodContext(KERNELS, {
      ...golden,
      grid: { views: golden.views, rows: 1, cols: golden.n / golden.views },
      extras: {},
    });
    for (const [settings, scope] of [[golden.script, 'joint'], [golden.perView, 'per-view']] as const) {
      const parts = await openParts(KERNELS, toWorkspaceSource(golden), scope === 'joint' ? 1 : golden.views);
      for (const { m, tau, gamma, p } of settings) {
        const parameters = { ...takeFixed(golden), threshold: tau, gamma, pruneRatio: p, scope };
        const wanted = await runScript({ n: golden.n, parts, query: golden.query }, { ...parameters, budget: m });
        const got = await runMethod(script, context, { budget: m, parameters });
        expect(got.indices, `${scope} ${m} ${tau} ${gamma} ${p}`).toEqual(wanted.indices);
        expect(got.trace?.order).toEqual(wanted.trace.order);
        expect(got.trace?.values).toEqual(wanted.trace.gains);
        expect(got.ranking?.values).toEqual(wanted.maps.relevance);
        expect(got.roles.find(({ title }) => title.startsWith('filled'))?.tokens).toHaveLength(wanted.supplemented);
        expect(got.roles.flatMap(({ tokens }) => Array.from(tokens)).toSorted((a, b) => a - b)).toEqual(Array.from(wanted.indices));
      }
      for (const { workspace } of parts) workspace.destroy();
    }
    await spaces.destroy();
  });

  test('refuses a parameter out of range', async () => {
    await expect(selectTiny('script', { tokens: unitRows(3) }, 1, { threshold: 2 })).rejects.toThrow('threshold is 2');
  });
});

function takeFixed({ graph, invert, dpp }: GoldenCase): Omit<ScriptParameters, 'budget' | 'threshold' | 'gamma' | 'pruneRatio' | 'scope'> {
  return { graph, invert, epsilon: dpp.epsilon, relevanceExponent: 1, querySource: 'mean' };
}

describe('GSP alone', () => {
  // 0 and 1 are alike; 2 has no neighbour and 3 points away from 0.
  const tokens = [[1, 0], [1, 0], [0, 1], [-1, 0]];

  test('drops the highest scores first, the lower index among equals', async () => {
    const { indices, ranking } = await selectTiny('gsp-only', { tokens }, 3);
    expect(Array.from(indices)).toEqual([1, 2, 3]);
    expect(ranking?.values[0]).toBeCloseTo(Math.exp(5), 3);
    expect(Array.from(ranking?.values ?? []).slice(2)).toEqual([0, -0.5]);
  });

  test('keeps everything with a budget of n, and one of several zero tokens', async () => {
    expect(Array.from((await selectTiny('gsp-only', { tokens }, 4)).indices)).toEqual([0, 1, 2, 3]);
    expect(Array.from((await selectTiny('gsp-only', { tokens: [[0, 0], [0, 0], [0, 0]] }, 1)).indices)).toEqual([2]);
    expect(Array.from((await selectTiny('gsp-only', { tokens: [[1, 2]] }, 1)).indices)).toEqual([0]);
  });

  test('is Script with as much discarded as the budget allows', async () => {
    const set = randomSet(24, 3);
    for (const budget of [1, 7, 23]) {
      const alone = await selectTiny('gsp-only', set, budget, { graph: 'full', gamma: 3, threshold: 0.2 });
      const half = await selectTiny('script', set, budget, { graph: 'full', gamma: 3, threshold: 0.2, pruneRatio: 0.95, scope: 'joint' });
      if (budget > 1) expect(alone.indices).toEqual(half.indices);
      expect(alone.indices).toHaveLength(budget);
    }
  });

  test('scores inside each view', async () => {
    const { indices } = await selectTiny('gsp-only', { tokens: [...tokens, ...tokens], grid: { views: 2, rows: 2, cols: 2 } }, 5);
    expect(Array.from(indices)).toEqual([1, 2, 3, 6, 7]);
  });
});

describe('DPP alone', () => {
  test('picks what is new, then fills by relevance', async () => {
    const tokens = [[1, 0], [1, 0], [0, 1], [1, 0]];
    const { indices, trace, roles } = await selectTiny('dpp-only', { tokens }, 3);
    expect(Array.from(indices)).toEqual([0, 1, 2]);
    expect(Array.from(trace?.order ?? [])).toEqual([0, 2]);
    expect(roles.map((role) => Array.from(role.tokens))).toEqual([[0, 2], [1]]);
  });

  test('weighs similarity by relevance', async () => {
    const set = { tokens: unitRows(3), joint: [[1, 0], [0, 1], [1, 1]], states: [[0, 1]] };
    expect(Array.from((await selectTiny('dpp-only', set, 1)).indices)).toEqual([1]);
    expect(Array.from((await selectTiny('dpp-only', set, 1, { invert: true })).indices)).toEqual([0]);
    expect(Array.from((await selectTiny('dpp-only', { ...set, pooled: [1, 0] }, 1)).indices)).toEqual([0]);
    expect(Array.from((await selectTiny('dpp-only', { ...set, pooled: [1, 0] }, 1, { querySource: 'mean' })).indices)).toEqual([1]);
  });

  test('keeps the first zero tokens where nothing can be picked', async () => {
    const { indices, trace } = await selectTiny('dpp-only', { tokens: [[0, 0], [0, 0], [0, 0]] }, 2);
    expect(Array.from(indices)).toEqual([0, 1]);
    expect(trace?.order).toHaveLength(0);
  });

  test('traces no more picks than it keeps, in each of several views', async () => {
    const { indices, trace } = await selectTiny('dpp-only', { ...randomSet(40, 20), grid: { views: 2, rows: 4, cols: 5 } }, 9);
    expect(indices.filter((token) => token < 20)).toHaveLength(5);
    expect(Array.from(trace?.order ?? []).toSorted((a, b) => a - b)).toEqual(Array.from(indices));
  });
});

describe('Script (released code)', () => {
  const set = {
    tokens: [[1, 0], [1, 0], [0, 1]],
    // Products with (1, 0) are 1, 0 and 2; all cosines but one are 1.
    joint: [[1, 0], [0, 3], [2, 0]],
    states: [[1, 0]],
  };

  test('takes negative products and subtracts without correction', async () => {
    const { indices, trace, ranking } = await selectTiny('script-released', set, 3);
    expect(Array.from(indices)).toEqual([0, 1, 2]);
    // Token 1 has r = 1; it leaves 0.25 - (0.5 / (1 + 1e-6))^2 of token 0, and r = 0 leaves nothing of token 2.
    expect(Array.from(trace?.order ?? [])).toEqual([1, 0, 2]);
    const [first, second, third] = trace?.values ?? [];
    expect(first).toBeCloseTo(1, 5);
    expect(Math.abs(second)).toBeLessThan(1e-6);
    expect(third).toBe(0);
    expect(ranking?.values[0]).toBeCloseTo(0.5, 5);
  });

  test('goes on with negative residuals', async () => {
    const { trace, indices } = await selectTiny('script-released', randomSet(12, 2), 12);
    expect(indices).toHaveLength(12);
    expect(Math.min(...(trace?.values ?? []))).toBeLessThan(0);
  });

  test('keeps the same whatever its graph-structured half says', async () => {
    const many = randomSet(30, 4);
    const usual = await selectTiny('script-released', many, 8);
    const other = await selectTiny('script-released', many, 8, { threshold: 0.9, gamma: 20, minimumDegree: 0 });
    expect(other.indices).toEqual(usual.indices);
    expect(other.roles).not.toEqual(usual.roles);
    expect(usual.roles.flatMap(({ tokens }) => Array.from(tokens))).toHaveLength(8);
  });

  test('blends in the mean similarity below the minimum degree', async () => {
    // With itself, 0 has 2 neighbours of mean similarity 1, and 2 has 3 of 0.5: scores 2 e^0.8 = 4.5 and 3 e^0.3 = 4.0.
    const side = Math.sqrt(1 - 0.25 ** 2);
    const tokens = [[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0.25, side, 0], [0, 0.25, 0, side]];
    const relevant = { tokens, joint: [[0, 0], [1, 0], [1, 0], [1, 0], [1, 0]], states: [[1, 0]] };
    const [kept, filled] = [{ title: 'kept by both halves', tokens: Uint32Array.of(0) }, { title: 'filled in from the greedy picks', tokens: Uint32Array.of(0) }];
    expect((await selectTiny('script-released', relevant, 1, { minimumDegree: 2 })).roles).toContainEqual(kept);
    // Half of 0's score is now its mean similarity to all, 0.4.
    expect((await selectTiny('script-released', relevant, 1, { minimumDegree: 3 })).roles).toContainEqual(filled);
  });

  test('needs a question', async () => {
    await expect(selectTiny('script-released', { tokens: unitRows(2) }, 1)).rejects.toThrow(MissingInputError);
  });

  test('takes a single token', async () => {
    const single = { tokens: [[1, 2]], joint: [[1, 2]], states: [[1, 0]] };
    expect(Array.from((await selectTiny('script-released', single, 1)).indices)).toEqual([0]);
  });

  test('compares the features behind the projector, and says where there are none', async () => {
    const projected = [[1, 0], [0, 1], [1, 0]];
    const distinct = { ...set, joint: [[1, 0], [1, 0], [1.2, 0]] };
    const within = await selectTiny('script-released', { ...distinct, extras: { projected } }, 2);
    expect(within.notes).toEqual([]);
    expect((await selectTiny('script-released', distinct, 2)).notes).toHaveLength(1);
    expect(Array.from(within.trace?.order ?? [])).toEqual([0, 1]);
    // Tokens 0 and 1 are equal without the projector, so that the second pick is spent.
    expect((await selectTiny('script-released', distinct, 2)).trace?.values[1]).toBeLessThan(0.1);
    expect(within.trace?.values[1]).toBeGreaterThan(0.9);
  });
});

describe('DivPrune', () => {
  test.each(loadGoldenCases())('keeps what the reference keeps: $name', async (golden) => {
    const { tokens, divprune, n, views } = golden;
    const own = { tokens, joint: null, query: null, extras: {}, grid: { views, rows: 1, cols: n / views } };
    const { context, spaces } = openMethodContext(KERNELS, own);
    const { trace } = await runMethod(findMethod('divprune'), context, { budget: divprune.length, parameters: {} });
    if (!trace) throw new Error('DivPrune traces its picks.');
    expectGoldenOrder(trace, golden);
    await spaces.destroy();
  });

  test('takes no duplicate twice, and zero tokens first', async () => {
    expect(Array.from((await selectTiny('divprune', { tokens: [[1, 0], [1, 0], [1, 0]] }, 3)).indices)).toEqual([0, 1, 2]);
    expect(Array.from((await selectTiny('divprune', { tokens: [[1, 0], [1, 0], [0, 0]] }, 1)).indices)).toEqual([2]);
    expect(Array.from((await selectTiny('divprune', { tokens: [[1, 0]] }, 1)).indices)).toEqual([0]);
  });
});

function randomSet(n: number, d: number): TinySet {
  const rows = (columns: number, seed: number) => {
    const data = makeTokens(n, columns, seed);
    return Array.from({ length: n }, (_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)));
  };
  return { tokens: rows(d, 1), joint: rows(5, 2), states: [[0.3, -0.2, 0.5, 0.1, -0.7]] };
}
