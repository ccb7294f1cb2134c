import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { sumBlockEdges, sumEdges } from '../../src/core/cpu/redundancy.ts';
import { computeBipartiteBlock, computeSimilarity, normalizeRows } from '../../src/core/cpu/similarity.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { measureGraphs } from '../../src/engine/measureGraphs.ts';
import { TokenSets } from '../../src/engine/tokenSets.ts';
import { makeTokens } from '../support/randomTokens.ts';

const SETTINGS = { threshold: 0.1, gamma: 5 };

async function open(n = 40, d = 16): Promise<Workspace> {
  const tokens = makeTokens(n, d, 3);
  return new Workspace(await createCpuKernels().createBackend({ n, d, tokens, joint: { e: d, data: tokens } }));
}

describe('the bipartite block on the CPU', () => {
  test.each([1, 2, 3, 7, 8, 33])('holds for %i tokens what the full matrix holds, to the last bit', (n) => {
    const d = 13;
    const { unit, isZero } = normalizeRows(makeTokens(n, d, n), n, d);
    const full = computeSimilarity(unit, isZero, n, d);
    const block = computeBipartiteBlock(unit, n, d);
    const columns = Math.floor(n / 2);
    expect(block).toHaveLength(Math.ceil(n / 2) * columns);
    block.forEach((value, place) => {
      const [even, odd] = [2 * Math.floor(place / columns), 2 * (place % columns) + 1];
      expect(value).toBe(full[even * n + odd]);
    });
    expect(sumBlockEdges(block, n, 0.05)).toEqual(sumEdges(full, n, 'bipartite', 0.05));
  });
});

describe('measuring the graphs', () => {
  const request = { graph: 'bipartite', relevance: { kind: 'none' }, relevanceExponent: 1, epsilon: 1e-6, orderLength: 8, ...SETTINGS } as const;

  test('gives a time for each graph and leaves what was evaluated as it is', async () => {
    const workspace = await open();
    const before = await workspace.evaluate(request);
    for (const graph of ['full', 'bipartite'] as const) {
      const { milliseconds, clock } = await workspace.measureGraph(graph, { ...SETTINGS, repeat: 3 });
      expect(milliseconds).toBeGreaterThan(0);
      expect(clock).toBe('wall');
    }
    const after = await workspace.evaluate(request);
    expect(after).toEqual({ ...before, timings: [] });
    expect((await workspace.evaluate({ ...request, orderLength: 12 })).greedy.order.slice(0, 8)).toEqual(before.greedy.order);
  });

  test('takes both graphs in turns, as many samples of each, and reports how far it is', async () => {
    const workspace = await open();
    const turns: string[] = [];
    const measure = workspace.measureGraph.bind(workspace);
    workspace.measureGraph = (graph, measurement) => {
      turns.push(graph);
      return measure(graph, measurement);
    };
    const fractions: (number | null)[] = [];
    const watch = { report: (_: string, fraction: number | null) => fractions.push(fraction), signal: new AbortController().signal };
    const { samples, randomScores, repeat } = await measureGraphs([workspace], SETTINGS, watch);
    expect(turns).toEqual(Array.from({ length: 20 }, (_, turn) => (turn % 2 ? 'bipartite' : 'full')));
    expect([samples.full.length, samples.bipartite.length, randomScores.length]).toEqual([9, 9, 9]);
    expect(repeat).toBe(10);
    expect(fractions.at(0)).toBe(0);
    expect(fractions.at(-1)).toBe(1);
  });

  test('stops between two runs when it is cancelled', async () => {
    const workspace = await open();
    const abort = new AbortController();
    let runs = 0;
    workspace.measureGraph = () => {
      runs += 1;
      if (runs === 5) setTimeout(() => abort.abort(), 0);
      return Promise.resolve({ milliseconds: 6, clock: 'wall' });
    };
    const watch = { report: () => undefined, signal: abort.signal };
    await expect(measureGraphs([workspace], SETTINGS, watch)).rejects.toThrow(/abort/i);
    expect(runs).toBe(5);
  });

  test('adds the views of a token set up', async () => {
    const sets = new TokenSets();
    const { signal } = new AbortController();
    const source = { n: 32, d: 16, tokens: makeTokens(32, 16, 1), joint: null };
    const { tokenSetId } = await sets.add(createCpuKernels(), { source, grid: { views: 2, rows: 4, cols: 4 }, query: null, extras: {} }, signal);
    const watch = { report: () => undefined, signal };
    for (const scope of ['joint', 'per-view'] as const) {
      const { samples, clock } = await sets.measureGraphs({ kind: 'measureGraphs', tokenSetId, scope, ...SETTINGS }, watch);
      expect([...samples.full, ...samples.bipartite].every((milliseconds) => milliseconds > 0)).toBe(true);
      expect(clock).toBe('wall');
    }
    sets.release(tokenSetId);
    await expect(sets.measureGraphs({ kind: 'measureGraphs', tokenSetId, scope: 'joint', ...SETTINGS }, watch)).rejects.toThrow('open the photo again');
  });
});
