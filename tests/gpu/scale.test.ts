/**
 * Tokens too many for S to be stored: the rows that a search picks are computed when it picks them, with the same bits.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNodeGpu } from '../../src/cli/nodeGpu.ts';
import type { Backend, Kernels, StageResults } from '../../src/core/kernels.ts';
import { stopResidual } from '../../src/core/numerics.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { requestGpuDevice } from '../../src/gpu/device.ts';
import { createGpuKernels } from '../../src/gpu/gpuKernels.ts';
import { openGpuForTests } from '../support/adapter.ts';
import { judgeCase, loadGoldenCases } from '../support/goldenCases.ts';
import { expectWithin, makeAwkwardCases, makeCase, makePlan, toSource, type TokenCase } from './support.ts';
import { makeClusteredTokens, replayOnDemand } from './largeTokens.ts';

const gpu = openGpuForTests();
const settings = { epsilon: 1e-6, stop: -0.5, relevanceExponent: 1 };

/** Kernels that store S never, or always. */
let forms: { rows: Kernels; stored: Kernels };
beforeAll(async () => {
  forms = {
    rows: await createGpuKernels(gpu.device, undefined, { storedLimit: 0 }),
    stored: await createGpuKernels(gpu.device, undefined, { storedLimit: Infinity }),
  };
});
afterAll(() => {
  forms?.rows.destroy();
  forms?.stored.destroy();
});

async function inBothForms<Value>(tokenCase: TokenCase, work: (backend: Backend) => Promise<Value>): Promise<{ rows: Value; stored: Value }> {
  const results: Value[] = [];
  for (const kernels of [forms.rows, forms.stored]) {
    const backend = await kernels.createBackend(toSource(tokenCase));
    results.push(await work(backend));
    backend.destroy();
  }
  const [rows, stored] = results;
  return { rows, stored };
}

function withoutTimings({ redundancy, relevance, greedy }: StageResults): Partial<StageResults> {
  return { redundancy, relevance, greedy };
}

describe.each(makeAwkwardCases())('rows on demand and S stored give the same bits: $name', (tokenCase) => {
  const { n, query } = tokenCase;
  const count = Math.min(n, n > 1000 ? 25 : 101);

  test('in orders of several questions, which find rows of the orders before', async () => {
    const { rows, stored } = await inBothForms(tokenCase, async (backend) => {
      const results: Partial<StageResults>[] = [];
      for (const invert of [false, true, false]) {
        const relevance = { kind: 'question', id: 'q', embeddings: query, invert } as const;
        const threshold = invert ? 0.3 : 0.1;
        const redundancy = { degrees: { graph: 'bipartite', threshold }, scores: { threshold, gamma: 3 } } as const;
        // Orders of odd and even length, and one in two parts.
        const first = Math.min(count, invert ? 7 : 12);
        results.push(withoutTimings(await backend.execute(makePlan({ ...redundancy, relevance, greedy: { from: 0, count: first, ...settings } }))));
        results.push(withoutTimings(await backend.execute(makePlan({ greedy: { from: first, count: count - first, ...settings } }))));
      }
      return results;
    });
    expect(rows).toEqual(stored);
    expect(rows[4]).toEqual(rows[0]);
    expect(rows[5]).toEqual(rows[1]);
  });

  test('in farthest-point orders, histograms, and similarities among some', async () => {
    const indices = Uint32Array.from({ length: Math.min(n, 90) }, (_, i) => n - 1 - i);
    const { rows, stored } = await inBothForms(tokenCase, async (backend) => [
      await backend.similarityHistogram(100),
      await backend.orderFarthest(count),
      await backend.similarityAmong(indices),
      await backend.orderFarthest(Math.min(n, 30)),
    ]);
    expect(rows).toEqual(stored);
  });
});

test.each(loadGoldenCases())('golden case with rows on demand: $name', async (golden) => {
  await judgeCase(forms.rows, golden);
});

test('rows are kept for the next order, as long as they fit, and given back with the range', async () => {
  const before = forms.rows.bytesInUse;
  const n = 150;
  const backend = await forms.rows.createBackend(toSource(makeCase('kept', [n, 40, 8])));
  const opened = forms.rows.bytesInUse;
  await backend.execute(makePlan({ greedy: { from: 0, count: 20, ...settings } }));
  // 20 rows, the row of the step, their places, two notes; greedy columns, weights, residuals, candidates, trace.
  const rowBytes = 4 * n * (20 + 1 + 1) + 24;
  const greedyBytes = 4 * n * (20 + 2) + 2 * 8 * 3 + 8 * 20;
  expect(forms.rows.bytesInUse - opened).toBeLessThan(rowBytes + greedyBytes + 2000);
  const held = forms.rows.bytesInUse;
  await backend.execute(makePlan({ greedy: { from: 0, count: 20, ...settings } }));
  expect(forms.rows.bytesInUse).toBe(held);
  // Whoever needs all of S gets it, and everyone reads it from then on.
  await backend.readGeometry();
  expect(forms.rows.bytesInUse).toBeGreaterThan(held - rowBytes + 4 * n * n);
  backend.destroy();
  expect(forms.rows.bytesInUse).toBe(before);
});

describe('10,816 tokens of 1152 dimensions on a device with default limits', () => {
  const n = 10_816;
  const d = 1152;
  const picks = 64;
  let close: () => void;
  let device: GPUDevice;
  let kernels: Kernels;
  let tokens: Float32Array;
  let backend: Backend;

  beforeAll(async () => {
    const { adapter, close: closeAdapter } = await openNodeGpu();
    close = closeAdapter;
    device = await requestGpuDevice(adapter, 'default');
    kernels = await createGpuKernels(device, adapter.info, { storedLimit: Infinity });
    tokens = makeClusteredTokens(n, d, 300);
    backend = await kernels.createBackend({ n, d, tokens, joint: { e: d, data: tokens } });
  });
  afterAll(() => {
    backend?.destroy();
    device?.destroy();
    close?.();
  });

  test('the device has the limits that every device has', () => {
    expect(device.limits.maxStorageBufferBindingSize).toBe(128 * 2 ** 20);
    expect(device.limits.maxBufferSize).toBe(256 * 2 ** 20);
  });

  test('64 picks stand up to a replay in float64', async () => {
    const embeddings = { rows: 1, cols: d, data: tokens.slice(0, d) };
    const relevance = { kind: 'question', id: 'q', embeddings, invert: false } as const;
    const greedy = { from: 0, count: picks, epsilon: 1e-6, stop: stopResidual(1e-6), relevanceExponent: 1 };
    const results = await backend.execute(makePlan({ relevance, greedy }));
    if (!results.greedy || !results.relevance) throw new Error('No greedy order came back.');
    const { order, gains, ended } = results.greedy;
    expect(ended).toBe(false);
    expect(new Set(order).size).toBe(picks);
    const replay = replayOnDemand({ n, d, tokens }, results.relevance.normalized, { epsilon: 1e-6, relevanceExponent: 1 }, order);
    expect(Math.max(...replay.shortfalls), 'shortfall of the worst pick').toBeLessThanOrEqual(3e-5);
    expectWithin(gains, replay.residuals, () => 1e-5, 'gains');

    const among = await backend.similarityAmong(order);
    const want = Array.from(order, (i) => Array.from(order, (j) => replay.similarity(i, j))).flat();
    expectWithin(among, want, () => 1e-6, 'similarities among picked tokens');
  }, 600_000);

  test.each<[string, (range: Backend) => Promise<unknown>]>([
    ['all similarities', (range) => range.readGeometry()],
    ['the full graph', (range) => range.execute(makePlan({ degrees: { graph: 'full', threshold: 0.5 } }))],
    ['facility location', (range) => range.orderCovering({ count: 1, similarityRows: { temperature: 0.2, weight: 1 }, givenRows: null })],
    ['soft matching', (range) => range.mergeSimilar({ target: n - 1, perRound: 1 })],
  ])('%s do not fit, which a sentence says', async (_, work) => {
    await expect(work(backend)).rejects.toThrow(
      /similarity of all pairs of 10816 tokens needs 467\.9 MB in one piece, but this device allows 134\.2 MB\. Use fewer tokens/,
    );
  });

  test('an order of 1024 can be cancelled within about a second, and goes on from there', async () => {
    const workspace = new Workspace(dropRedundancy(backend));
    const request = { graph: 'bipartite', threshold: 0.5, gamma: 1, relevance: { kind: 'none' }, relevanceExponent: 1, epsilon: 1e-6 } as const;
    const start = performance.now();
    await workspace.evaluate({ ...request, orderLength: 1 });
    const step = performance.now() - start;
    const abort = new AbortController();
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      abort.abort();
    }, 2000);
    await expect(workspace.evaluate({ ...request, orderLength: 1024 }, abort.signal)).rejects.toThrow(/abort/i);
    // A step is the least there is to wait for, and takes long where others use the machine too.
    expect(performance.now() - aborted).toBeLessThan(1000 + 3 * step);
    const { greedy, timings } = await workspace.evaluate({ ...request, orderLength: 1 });
    expect(greedy.order.length).toBeGreaterThan(1);
    expect(greedy.order.length).toBeLessThan(1024);
    expect(timings).toEqual([]);
  });

  test('similarities are computed in parts that can be cancelled too', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 500);
    await expect(backend.similarityHistogram(10, abort.signal)).rejects.toThrow(/abort/i);
  });
});

/** A backend that leaves out the redundancy, whose similarities take a software adapter a minute. */
function dropRedundancy(backend: Backend): Backend {
  const empty = new Float32Array(backend.n);
  const redundancy = { degree: new Uint32Array(backend.n), meanSimilarity: empty, score: empty };
  const execute: Backend['execute'] = async (plan, signal) => {
    const results = await backend.execute({ ...plan, degrees: null, scores: null }, signal);
    return { ...results, redundancy };
  };
  return Object.create(backend, { execute: { value: execute } }) as Backend;
}
