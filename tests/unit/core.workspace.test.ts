import { describe, expect, test, vi } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import type { EvaluationRequest } from '../../src/core/kernels.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { makeTokens } from '../support/randomTokens.ts';

const N = 40;
const D = 12;
const QUERY = { id: 'q', embeddings: { rows: 1, cols: D, data: makeTokens(1, D, 6) } };
const ASKED = { kind: 'question', ...QUERY, invert: false } as const;
const REQUEST: EvaluationRequest = {
  graph: 'bipartite',
  threshold: 0.1,
  gamma: 5,
  relevance: ASKED,
  relevanceExponent: 1,
  epsilon: 1e-6,
  orderLength: 8,
};

/** A CPU workspace whose backend can be watched, and the stages that its submissions run. */
async function open() {
  const tokens = makeTokens(N, D, 3);
  const backend = await createCpuKernels().createBackend({ n: N, d: D, tokens, joint: { e: D, data: tokens } });
  const execute = vi.spyOn(backend, 'execute');
  const takeStages = () => {
    const plans = execute.mock.calls.splice(0).map(([plan]) => plan);
    return plans.map((plan) => (['degrees', 'scores', 'relevance', 'greedy'] as const).filter((stage) => plan[stage] !== null));
  };
  return { workspace: new Workspace(backend), backend, tokens, takeStages };
}

describe('redundancy', () => {
  test('computed alone is what an evaluation finds, and the other way round', async () => {
    const { workspace, takeStages } = await open();
    const alone = await workspace.computeRedundancy(REQUEST);
    expect(takeStages()).toEqual([['degrees', 'scores']]);
    expect((await workspace.evaluate(REQUEST)).redundancy).toBe(alone);
    expect(takeStages()).toEqual([['relevance', 'greedy']]);
    expect(await workspace.computeRedundancy(REQUEST)).toBe(alone);
    expect(takeStages()).toEqual([]);
    await workspace.computeRedundancy({ ...REQUEST, gamma: 6 });
    expect(takeStages()).toEqual([['scores']]);
    await workspace.computeRedundancy({ ...REQUEST, gamma: 6, graph: 'full' });
    expect(takeStages()).toEqual([['degrees', 'scores']]);
  });
});

describe('relevance', () => {
  test('computed alone is what an evaluation finds, and the other way round', async () => {
    const { workspace, takeStages } = await open();
    const alone = await workspace.computeRelevance(QUERY, false);
    expect(takeStages()).toEqual([['relevance']]);
    expect((await workspace.evaluate(REQUEST)).relevance).toBe(alone);
    expect(takeStages()).toEqual([['degrees', 'scores', 'greedy']]);
    expect(await workspace.computeRelevance(QUERY, false)).toBe(alone);
    expect(takeStages()).toEqual([]);
  });

  test('of another question does not disturb a greedy order that is extended later', async () => {
    const [one, other] = [await open(), await open()];
    await one.workspace.evaluate(REQUEST);
    await one.workspace.computeRelevance(QUERY, true);
    const longer = { ...REQUEST, orderLength: 12 };
    expect((await one.workspace.evaluate(longer)).greedy).toEqual((await other.workspace.evaluate(longer)).greedy);
  });

  test('may be given: the greedy order runs on the weights as they are', async () => {
    const { workspace, takeStages } = await open();
    const values = Float32Array.from({ length: N }, (_, i) => (i === 17 ? 3 : 0.5));
    const { relevance, greedy } = await workspace.evaluate({ ...REQUEST, relevance: { kind: 'given', id: 'w', values } });
    expect(relevance).toEqual({ raw: null, normalized: values });
    expect(greedy.order[0]).toBe(17);
    expect(greedy.gains[0]).toBeCloseTo(9, 5);
    takeStages();
    await workspace.evaluate({ ...REQUEST, relevance: { kind: 'given', id: 'w', values } });
    expect(takeStages()).toEqual([]);
    await workspace.evaluate({ ...REQUEST, relevance: { kind: 'given', id: 'other', values } });
    expect(takeStages()).toEqual([['relevance', 'greedy']]);
    await workspace.evaluate({ ...REQUEST, relevance: { kind: 'none' } });
    expect(takeStages()).toEqual([['relevance', 'greedy']]);
  });

  test.each([
    [new Float32Array(3), 'are 3 numbers; expected one for each of the 40 tokens'],
    [new Float32Array(N).fill(-1), 'have -1 for token 0'],
    [new Float32Array(N).fill(NaN, 5), 'have NaN for token 5'],
    [new Float32Array(N).fill(Infinity, 7), 'have Infinity for token 7'],
  ])('refuses weights that are none', async (values, message) => {
    const { workspace } = await open();
    await expect(workspace.evaluate({ ...REQUEST, relevance: { kind: 'given', id: 'w', values } })).rejects.toThrow(message);
  });
});

describe('where a greedy order stops', () => {
  test('can be said, and another stop starts anew', async () => {
    const { workspace, takeStages } = await open();
    const whole = { ...REQUEST, relevance: { kind: 'none' } as const, orderLength: N };
    const usual = (await workspace.evaluate(whole)).greedy;
    expect(usual.ended).toBe(true);
    expect(usual.order.length).toBeLessThanOrEqual(D);
    takeStages();
    await workspace.evaluate({ ...whole, stop: 1e-4 });
    expect(takeStages()).toEqual([]);
    const early = (await workspace.evaluate({ ...whole, stop: 0.5 })).greedy;
    expect(takeStages()).toEqual([['greedy']]);
    expect(early.order).toEqual(usual.order.subarray(0, early.order.length));
    expect(Math.min(...early.gains)).toBeGreaterThan(0.5);
    expect(usual.gains[early.order.length]).toBeLessThanOrEqual(0.5);
    expect(new Set((await workspace.evaluate({ ...whole, stop: -0.5 })).greedy.order).size).toBe(N);
  });
});

describe('what is kept', () => {
  test('is forgotten when asked, and comes out the same', async () => {
    const { workspace, takeStages } = await open();
    const { timings, ...before } = await workspace.evaluate(REQUEST);
    expect(timings.map(({ stage }) => stage)).toEqual(['similarity', 'redundancy', 'relevance', 'greedy']);
    takeStages();
    workspace.forget();
    const { timings: again, ...after } = await workspace.evaluate(REQUEST);
    expect(takeStages()).toEqual([['degrees', 'scores', 'relevance', 'greedy']]);
    expect(again.map(({ stage }) => stage)).toEqual(['redundancy', 'relevance', 'greedy']);
    expect(after).toEqual(before);
  });

  test('includes the geometry, read once, and again after a failure', async () => {
    const { workspace, backend } = await open();
    const read = vi.spyOn(backend, 'readGeometry').mockRejectedValueOnce(new Error('lost'));
    await expect(workspace.readGeometry()).rejects.toThrow('lost');
    const geometry = await workspace.readGeometry();
    workspace.forget();
    expect(await workspace.readGeometry()).toBe(geometry);
    expect(read).toHaveBeenCalledTimes(2);
  });
});

describe('what the backend does for it', () => {
  test('norms of the joint embeddings, if there are any', async () => {
    const { workspace, tokens } = await open();
    const norms = await workspace.readJointNorms();
    for (let i = 0; i < N; i++) expect(norms?.[i]).toBeCloseTo(Math.hypot(...tokens.subarray(i * D, (i + 1) * D)), 5);
    const alone = new Workspace(await createCpuKernels().createBackend({ n: N, d: D, tokens, joint: null }));
    expect(await alone.readJointNorms()).toBeNull();
  });

  test('searches', async () => {
    const { workspace } = await open();
    expect((await workspace.orderFarthest(5)).order).toHaveLength(5);
    const similarityRows = { temperature: 0.2, weight: 1 };
    expect((await workspace.orderCovering({ count: 5, similarityRows, givenRows: null })).order).toHaveLength(5);
    await expect(workspace.orderFarthest(-1)).rejects.toThrow('asked for -1 tokens');
  });
});
