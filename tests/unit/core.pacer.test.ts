import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import type { Backend, EvaluationRequest } from '../../src/core/kernels.ts';
import { Pacer } from '../../src/core/pacer.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { makeTokens } from '../support/randomTokens.ts';

describe('parts of long work', () => {
  test('are as long as 400 ms allow, once a part has been timed', () => {
    const pacer = new Pacer(30);
    expect(pacer.next()).toBe(30);
    pacer.note(30, 60);
    expect(pacer.next()).toBe(200);
    pacer.note(200, 8000);
    expect(pacer.next()).toBe(10);
  });

  test('are one unit at least, also on a device that is slower than that', () => {
    expect(new Pacer(0.2).next()).toBe(1);
    const pacer = new Pacer(1);
    pacer.note(1, 5000);
    expect(pacer.next()).toBe(1);
  });

  test('of a search begin with fewer steps where there are more tokens', () => {
    expect([576, 2880, 10_816].map((n) => Pacer.forSteps(n).next())).toEqual([404, 16, 1]);
  });
});

describe('a greedy order on a slow device', () => {
  const n = 120;
  const request: EvaluationRequest = {
    graph: 'bipartite',
    threshold: 0.1,
    gamma: 5,
    relevance: { kind: 'none' },
    relevanceExponent: 1,
    epsilon: 1e-6,
    stop: -0.5,
    orderLength: 60,
  };

  /** A CPU backend whose clock says that a pick takes 50 ms, and that has done so once. */
  async function openSlow() {
    const backend = await createCpuKernels().createBackend({ n, d: 20, tokens: makeTokens(n, 20, 4), joint: null });
    const counts: number[] = [];
    const execute: Backend['execute'] = async (plan) => {
      const results = await backend.execute(plan);
      if (!plan.greedy) return results;
      counts.push(plan.greedy.count);
      const timing = { stage: 'greedy', milliseconds: 50 * plan.greedy.count, device: 'cpu', clock: 'wall' } as const;
      return { ...results, timings: [timing] };
    };
    const workspace = new Workspace(Object.create(backend, { execute: { value: execute } }) as Backend);
    await workspace.evaluate({ ...request, orderLength: 1 });
    return { workspace, counts };
  }

  test('comes in parts, and is the same as at once', async () => {
    const { workspace, counts } = await openSlow();
    const { greedy } = await workspace.evaluate(request);
    expect(counts).toEqual([1, 8, 8, 8, 8, 8, 8, 8, 3]);
    const whole = new Workspace(await createCpuKernels().createBackend({ n, d: 20, tokens: makeTokens(n, 20, 4), joint: null }));
    expect(greedy).toEqual((await whole.evaluate(request)).greedy);
  });

  test('can be cancelled between parts, and goes on from there', async () => {
    const { workspace, counts } = await openSlow();
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 0);
    await expect(workspace.evaluate(request, abort.signal)).rejects.toThrow(/abort/i);
    expect(counts.length).toBeLessThan(9);
    const before = counts.reduce((sum, count) => sum + count, 0);
    await workspace.evaluate(request);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(before).toBeLessThan(60);
  });
});
