/**
 * Soft matching and density-peak clustering on the GPU against float64, on token sets of awkward sizes and contents.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import type { Backend } from '../../src/core/kernels.ts';
import { findDensityPeaks, judgeClusters } from '../../src/core/reference/densityPeaks.ts';
import { replayMerging, runSoftMatching } from '../../src/core/reference/softMatching.ts';
import type { MergePlan, Merging } from '../../src/core/searches.ts';
import { openGpuForTests } from '../support/adapter.ts';
import { makeAwkwardCases, makeCase, toSource, type TokenCase } from './support.ts';

const gpu = openGpuForTests();

/** The replay grows with the number of rounds and the square of n. */
function makeMergePlans(n: number): MergePlan[] {
  if (n > 1000) return [{ target: n - 16, perRound: 8 }];
  return [
    { target: Math.ceil(n / 9), perRound: 8 },
    { target: Math.ceil(n / 2), perRound: 1 },
    { target: 1, perRound: n },
  ];
}

function expectMerging({ n, d, tokens }: TokenCase, plan: MergePlan, { merges, assignment }: Merging): void {
  const shortfalls = replayMerging(tokens, n, d, plan, merges);
  expect(Math.max(0, ...shortfalls), 'shortfall of the worst merge').toBeLessThanOrEqual(3e-5);
  expect(new Set(assignment).size).toBe(plan.target);
  const strays = assignment.filter((place) => assignment[place] !== place);
  expect(strays).toHaveLength(0);
}

/** What float32 may change in a squared distance: similarities are good to 1e-6. */
function roundingOf({ n, d, tokens }: TokenCase): number {
  const squares = Array.from({ length: n }, (_, i) => Math.hypot(...tokens.subarray(i * d, (i + 1) * d)) ** 2);
  return (4e-6 * Math.max(...squares)) / d;
}

/** Every token that the step leaves, up to 500 of them. */
function chooseTokens(n: number, step: number): Uint32Array {
  return Uint32Array.from({ length: Math.min(500, Math.ceil(n / step)) }, (_, i) => step * i);
}

describe.each(makeAwkwardCases())('$name', (tokenCase) => {
  const { n, d, tokens } = tokenCase;
  let backend: Backend;
  beforeAll(async () => {
    backend = await gpu.kernels.createBackend(toSource(tokenCase));
  });
  afterAll(() => backend?.destroy());

  test.each(makeMergePlans(n))('soft matching, %o', async (plan) => {
    expectMerging(tokenCase, plan, await backend.mergeSimilar(plan));
  });

  test.each([1, 2])('density peaks of every token, or every second, step %i', async (step) => {
    const chosen = chooseTokens(n, step);
    const t = chosen.length;
    const plan = { tokens: chosen, clusters: Math.ceil(t / 10), neighbours: Math.min(t - 1, Math.ceil(t / 10)) };
    const rounding = roundingOf(tokenCase);
    const judged = judgeClusters(tokens, d, plan, await backend.clusterTokens(plan), rounding);
    expect(judged.scores).toBeLessThanOrEqual(1e-5);
    expect(judged.distances).toBeLessThanOrEqual(2 * rounding);
  });
});

describe('576 tokens of 64 dimensions', () => {
  const tokenCase = makeCase('plain', [576, 64, 8]);
  const { n, d, tokens } = tokenCase;

  test('merge down to 64 as in float64, and on the CPU path', async () => {
    const plan = { target: 64, perRound: 8 };
    const want = runSoftMatching(tokens, n, d, plan);
    for (const kernels of [gpu.kernels, createCpuKernels()]) {
      const backend = await kernels.createBackend(toSource(tokenCase));
      const got = await backend.mergeSimilar(plan);
      expectMerging(tokenCase, plan, got);
      expect(got.assignment).toEqual(want.assignment);
      backend.destroy();
    }
  });

  test('cluster as in float64, and on the CPU path', async () => {
    const plan = { tokens: chooseTokens(n, 3), clusters: 20, neighbours: 20 };
    const want = findDensityPeaks(tokens, n, d, plan);
    for (const kernels of [gpu.kernels, createCpuKernels()]) {
      const backend = await kernels.createBackend(toSource(tokenCase));
      expect(await backend.clusterTokens(plan)).toEqual(want);
      backend.destroy();
    }
  });

  test('memory is given back, also after a plan that is refused', async () => {
    const backend = await gpu.kernels.createBackend(toSource(tokenCase));
    await backend.similarityAmong(Uint32Array.of(0, 1));
    await backend.mergeSimilar({ target: 500, perRound: 8 });
    const before = gpu.kernels.bytesInUse;
    await backend.mergeSimilar({ target: 500, perRound: 8 });
    await backend.clusterTokens({ tokens: chooseTokens(n, 3), clusters: 20, neighbours: 20 });
    await expect(backend.mergeSimilar({ target: 600, perRound: 8 })).rejects.toThrow('expected a whole number from 1 to 576');
    await expect(
      backend.clusterTokens({ tokens: Uint32Array.of(1, 576), clusters: 1, neighbours: 1 }),
    ).rejects.toThrow('expected ascending tokens below 576');
    expect(gpu.kernels.bytesInUse).toBe(before);
    backend.destroy();
  });
});

test('orthogonal tokens tie everywhere, and go by index', async () => {
  const n = 150;
  const tokenCase = makeCase('orthogonal', [n, n, 3], (rows) => {
    rows.fill(0);
    for (let i = 0; i < n; i++) rows[i * n + i] = 2;
  });
  const backend = await gpu.kernels.createBackend(toSource(tokenCase));
  const plan = { target: 10, perRound: 20 };
  expect(Array.from((await backend.mergeSimilar(plan)).merges)).toEqual(runSoftMatching(tokenCase.tokens, n, n, plan).merges);
  expect(await backend.clusterTokens({ tokens: chooseTokens(n, 1), clusters: 3, neighbours: 5 })).toEqual({
    centres: Uint32Array.of(0, 1, 2),
    assignment: Int32Array.from({ length: n }, (_, i) => (i < 3 ? i : 0)),
  });
  backend.destroy();
});
