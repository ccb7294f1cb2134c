import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import type { Backend, StagePlan } from '../../src/core/kernels.ts';
import type { ScriptParameters } from '../../src/core/script/scriptSelection.ts';
import { runScript } from '../../src/core/script/runScript.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { makeTokens } from '../support/randomTokens.ts';

/** A CPU workspace that notes which stages every submission ran. */
async function openRecorded(n: number, d: number, tokens = makeTokens(n, d, 5)) {
  const backend = await createCpuKernels().createBackend({ n, d, tokens, joint: { e: d, data: tokens } });
  const plans: string[][] = [];
  const recorded: Backend = {
    n,
    d,
    execute: (plan: StagePlan) => {
      plans.push((['degrees', 'scores', 'relevance', 'greedy'] as const).filter((stage) => plan[stage] !== null));
      return backend.execute(plan);
    },
    readGeometry: () => backend.readGeometry(),
    readJointNorms: () => backend.readJointNorms(),
    orderFarthest: (count) => backend.orderFarthest(count),
    mergeSimilar: (plan) => backend.mergeSimilar(plan),
    orderCovering: (plan) => backend.orderCovering(plan),
    clusterTokens: (plan) => backend.clusterTokens(plan),
    measureGraph: (graph, measurement) => backend.measureGraph(graph, measurement),
    similarityAmong: (indices) => backend.similarityAmong(indices),
    similarityHistogram: (bins) => backend.similarityHistogram(bins),
    destroy: () => backend.destroy(),
  };
  const workspace = new Workspace(recorded);
  const query = { id: 'q', embeddings: { rows: 1, cols: d, data: makeTokens(1, d, 6) }, pieces: [], truncated: false };
  const context = { n, parts: [{ range: { start: 0, count: n }, workspace }], query };
  const run = (change: Partial<ScriptParameters> = {}) =>
    runScript(context, { ...DEFAULT_PARAMETERS, threshold: 0.1, budget: 12, ...change });
  return { plans, run, context };
}

describe('script', () => {
  test('recomputes only what a parameter invalidates', async () => {
    const { plans, run } = await openRecorded(96, 64);
    await run();
    expect(plans.splice(0)).toEqual([['degrees', 'scores', 'relevance', 'greedy']]);
    await run({ gamma: 3 });
    expect(plans.splice(0)).toEqual([['scores']]);
    await run({ gamma: 3, threshold: 0.2 });
    expect(plans.splice(0)).toEqual([['degrees', 'scores']]);
    await run({ gamma: 3, threshold: 0.2, budget: 6 });
    await run({ gamma: 3, threshold: 0.2, budget: 6, pruneRatio: 0.4 });
    expect(plans.splice(0)).toEqual([]);
    await run({ gamma: 3, threshold: 0.2, invert: true });
    expect(plans.splice(0)).toEqual([['relevance', 'greedy']]);
    await run({ gamma: 3, threshold: 0.2, invert: true, epsilon: 1e-4 });
    expect(plans.splice(0)).toEqual([['greedy']]);
    await run({ gamma: 3, threshold: 0.2, invert: true, epsilon: 1e-4, budget: 40 });
    expect(plans.every((stages) => stages.join() === 'greedy')).toBe(true);
  });

  test('an extended order equals one computed at once', async () => {
    const first = await openRecorded(96, 64);
    await first.run({ budget: 4 });
    const grown = await first.run({ budget: 60 });
    const atOnce = await (await openRecorded(96, 64)).run({ budget: 60 });
    const shorter = Math.min(grown.trace.order.length, atOnce.trace.order.length);
    expect(grown.trace.order.slice(0, shorter)).toEqual(atOnce.trace.order.slice(0, shorter));
    expect(grown.indices).toEqual(atOnce.indices);
    expect(grown.kStar).toBe(atOnce.kStar);
  });

  test('p = 0 is the DPP alone, a full budget keeps everything, one token keeps itself', async () => {
    const { run } = await openRecorded(30, 40);
    const dpp = await run({ pruneRatio: 0 });
    expect(dpp.kStar).toBe(12);
    expect(Array.from(dpp.indices)).toEqual(Array.from(dpp.trace.order.slice(0, 12)).toSorted((a, b) => a - b));
    const all = await run({ budget: 30, pruneRatio: 0.9 });
    expect(Array.from(all.indices)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(all.warnings.join(' ')).toContain('limits p');
    const single = await (await openRecorded(1, 3)).run({ budget: 1 });
    expect(Array.from(single.indices)).toEqual([0]);
  });

  test('refuses a budget beyond the tokens with both numbers', async () => {
    const { run } = await openRecorded(5, 3);
    await expect(run({ budget: 6 })).rejects.toThrow('The budget m is 6; it must be a whole number from 1 to the 5 tokens there are.');
    await expect(run({ budget: 2, threshold: NaN })).rejects.toThrow('threshold tau is NaN');
  });

  test('stops at an aborted signal and can run again', async () => {
    const { context, run } = await openRecorded(20, 8);
    const signal = AbortSignal.abort();
    await expect(runScript({ ...context, signal }, { ...DEFAULT_PARAMETERS, budget: 3 })).rejects.toThrow(/abort/i);
    await expect(run()).resolves.toMatchObject({ n: 20 });
  });
});
