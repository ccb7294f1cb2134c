/**
 * What the GPU backend promises around the kernels: extending orders, sharing devices, refusing bad input, accounting.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAXIMUM_RUNS, type Backend, type GreedyOrder, type Kernels, type Stage } from '../../src/core/kernels.ts';
import { openGpuBackend } from '../../src/gpu/backend.ts';
import { BufferAllocator } from '../../src/gpu/buffers.ts';
import { createGpuKernels } from '../../src/gpu/gpuKernels.ts';
import { loadKernels } from '../../src/gpu/kernelSet.ts';
import { loadSimilarity } from '../../src/gpu/kernels/similarity.ts';
import { PipelineCache } from '../../src/gpu/pipelines.ts';
import { openNodeGpu } from '../../src/cli/nodeGpu.ts';
import { openGpuForTests } from '../support/adapter.ts';
import { makeCase, makePlan, toSource } from './support.ts';

const opened = openGpuForTests();

const tokenCase = makeCase('any', [150, 60, 20]);
const relevance = { kind: 'question', id: 'any', embeddings: tokenCase.query, invert: false } as const;
const settings = { epsilon: 1e-6, stop: 1e-4, relevanceExponent: 1 };
const redundancyPlan = { degrees: { graph: 'bipartite', threshold: 0.1 }, scores: { threshold: 0.1, gamma: 5 } } as const;

async function extend(backend: Backend, from: number, count: number): Promise<GreedyOrder> {
  const { greedy } = await backend.execute(makePlan({ greedy: { from, count, ...settings } }));
  if (!greedy) throw new Error('No order came back.');
  return greedy;
}

describe('greedy order', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await opened.kernels.createBackend(toSource(tokenCase));
    await backend.execute(makePlan({ relevance }));
  });
  afterAll(() => backend.destroy());

  test('extended in chunks equals the order made at once', async () => {
    const whole = await extend(backend, 0, 50);
    const chunks: GreedyOrder[] = [];
    let from = 0;
    for (const count of [1, 4, 7, 20, 18]) {
      chunks.push(await extend(backend, from, count));
      from += count;
    }
    expect(chunks.flatMap(({ order }) => Array.from(order))).toEqual(Array.from(whole.order));
    expect(chunks.flatMap(({ gains }) => Array.from(gains))).toEqual(Array.from(whole.gains));
    expect(chunks.map(({ ended }) => ended)).toEqual(chunks.map(() => false));
  });

  test('ends where no residual is above the stop value, and stays ended', async () => {
    const { order, gains, ended } = await extend(backend, 0, 1000);
    expect(ended).toBe(true);
    expect(order.length).toBeLessThanOrEqual(60);
    expect(Math.min(...gains)).toBeGreaterThan(settings.stop);
    expect(new Set(order).size).toBe(order.length);
    expect(await extend(backend, 150, 5)).toEqual({ order: new Uint32Array(0), gains: new Float32Array(0), ended: true });
  });

  test('knows that it has ended right after the last pick', async () => {
    const { order } = await extend(backend, 0, 1000);
    expect((await extend(backend, 0, order.length - 1)).ended).toBe(false);
    expect((await extend(backend, 0, order.length)).ended).toBe(true);
  });

  test('cannot be continued where it does not stand', async () => {
    await extend(backend, 0, 5);
    await expect(extend(backend, 7, 5)).rejects.toThrow('continue at pick 7, but 5 have been made');
  });
});

test('two ranges at once do not disturb each other', async () => {
  const cases = [makeCase('first', [70, 40, 20]), makeCase('second', [90, 64, 20])];
  const backends = await Promise.all(cases.map((one) => opened.kernels.createBackend(toSource(one))));
  const apart: number[][] = [];
  for (const backend of backends) apart.push(Array.from((await extend(backend, 0, 30)).order));
  const together = await Promise.all(backends.map((backend) => extend(backend, 0, 30)));
  expect(together.map(({ order }) => Array.from(order))).toEqual(apart);
  for (const backend of backends) backend.destroy();
});

test('tokens that are on the device already are read there and stay the owner\'s', async () => {
  const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
  const handle = opened.device.createBuffer({ size: 4 * 150 * 60 + 256, usage: STORAGE | COPY_DST | COPY_SRC });
  opened.device.queue.writeBuffer(handle, 0, tokenCase.tokens);
  const tokens = { location: 'device', handle } as const;
  const [onDevice, fromMemory] = [
    await opened.kernels.createBackend({ ...toSource(tokenCase), tokens }),
    await opened.kernels.createBackend(toSource(tokenCase)),
  ];
  const plan = makePlan({ ...redundancyPlan, relevance });
  const [got, want] = [await onDevice.execute(plan), await fromMemory.execute(plan)];
  expect(got.redundancy).toEqual(want.redundancy);
  expect(got.relevance).toEqual(want.relevance);
  onDevice.destroy();
  fromMemory.destroy();

  await expect(opened.kernels.createBackend({ ...toSource(tokenCase), tokens: { location: 'device', handle: new Map() } })).rejects.toThrow(
    'tokens: expected a GPUBuffer as device tensor, got Map',
  );
  await expect(opened.kernels.createBackend({ ...toSource(tokenCase), n: 200, joint: null, tokens })).rejects.toThrow(
    'tokens: expected at least 48000 bytes on the device, got 36256',
  );
  const unreadable = opened.device.createBuffer({ size: 1 << 20, usage: COPY_DST });
  await expect(
    opened.kernels.createBackend({ ...toSource(tokenCase), tokens: { location: 'device', handle: unreadable } }),
  ).rejects.toThrow(`tokens: expected a GPUBuffer with usage ${STORAGE}`);
  handle.destroy();
  unreadable.destroy();
});

test('only stages that ran are timed, and normalization once', async () => {
  const backend = await opened.kernels.createBackend(toSource(tokenCase));
  const greedy = { from: 0, count: 3, ...settings };
  const hasTimestamps = opened.device.features.has('timestamp-query');
  const runs: [Parameters<typeof makePlan>[0], Stage[]][] = [
    [{ ...redundancyPlan, relevance, greedy }, ['normalize', 'similarity', 'redundancy', 'relevance', 'greedy']],
    [{ scores: redundancyPlan.scores }, ['redundancy']],
    [{ greedy }, ['greedy']],
  ];
  for (const [plan, stages] of runs) {
    const { timings } = await backend.execute(makePlan(plan));
    expect(timings.map(({ stage, clock }) => `${stage} ${clock}`)).toEqual([
      ...(hasTimestamps ? stages.map((stage) => `${stage} gpu-timestamp`) : []),
      'submission wall',
    ]);
    for (const { milliseconds } of timings) expect(milliseconds).toBeGreaterThanOrEqual(0);
  }
  backend.destroy();
});

test('more workgroups than fit one dimension are laid out in two', async () => {
  const allocator = new BufferAllocator(opened.device);
  const pipelines = new PipelineCache(opened.device, 2);
  const narrow = { ...(await loadKernels(pipelines, allocator)), similarity: await loadSimilarity(pipelines, 'workgroup') };
  const plan = makePlan({ ...redundancyPlan, relevance });
  const wide = await opened.kernels.createBackend(toSource(tokenCase));
  const backend = await openGpuBackend(allocator, narrow, toSource(tokenCase));
  const [got, want] = [await backend.execute(plan), await wide.execute(plan)];
  expect(got.redundancy).toEqual(want.redundancy);
  expect(got.relevance).toEqual(want.relevance);
  wide.destroy();
  backend.destroy();
  expect(allocator.bytesInUse).toBe(0);
});

test('memory is accounted for and given back', async () => {
  const before = opened.kernels.bytesInUse;
  const backend = await opened.kernels.createBackend(toSource(tokenCase));
  await backend.execute(makePlan(redundancyPlan));
  const withBlock = opened.kernels.bytesInUse;
  await backend.similarityAmong(Uint32Array.of(3, 1));
  expect(opened.kernels.bytesInUse - withBlock).toBe(4 * (150 * 150 - 75 * 75));
  backend.destroy();
  expect(opened.kernels.bytesInUse).toBe(before);
});

test.each([tokenCase, makeCase('one token', [1, 7, 5])])('measuring the graphs of $name leaves everything else as it is', async (one) => {
  const backend = await opened.kernels.createBackend(toSource(one));
  const greedy = { from: 0, count: 10, ...settings };
  const before = await backend.execute(makePlan({ ...redundancyPlan, greedy }));
  const inUse = opened.kernels.bytesInUse;
  const clock = opened.device.features.has('timestamp-query') ? 'gpu-timestamp' : 'wall';
  for (const graph of ['full', 'bipartite'] as const) {
    for (const repeat of [1, MAXIMUM_RUNS]) {
      const time = await backend.measureGraph(graph, { threshold: 0.3, gamma: 2, repeat });
      expect(time.clock).toBe(clock);
      // A single token may take less than one step of the device's clock.
      if (one.n > 1) expect(time.milliseconds).toBeGreaterThan(0);
      else expect(time.milliseconds).toBeGreaterThanOrEqual(0);
    }
  }
  expect(opened.kernels.bytesInUse).toBe(inUse);
  // Scores from the degrees of the first plan, and picks beyond its own.
  const { redundancy } = await backend.execute(makePlan({ scores: redundancyPlan.scores }));
  expect(redundancy).toEqual(before.redundancy);
  expect((await extend(backend, 0, 10)).order).toEqual(before.greedy?.order);
  await expect(backend.measureGraph('full', { threshold: 0, gamma: 1, repeat: MAXIMUM_RUNS + 1 })).rejects.toThrow('expected 1 to 10 runs at a time, got 11');
  backend.destroy();
});

test('bad input is refused with numbers', async () => {
  const before = opened.kernels.bytesInUse;
  const source = toSource(tokenCase);
  await expect(opened.kernels.createBackend({ ...source, n: 151 })).rejects.toThrow('tokens: expected 9060 numbers, got 9000');
  await expect(opened.kernels.createBackend({ ...source, n: 0 })).rejects.toThrow('got 0 x 60');
  await expect(opened.kernels.createBackend({ ...source, joint: { e: 21, data: tokenCase.joint } })).rejects.toThrow(
    'joint embeddings: expected 3150 numbers, got 3000',
  );
  expect(opened.kernels.bytesInUse).toBe(before);

  const backend = await opened.kernels.createBackend(source);
  const embeddings = { rows: 1, cols: 19, data: new Float32Array(19) };
  await expect(backend.execute(makePlan({ relevance: { ...relevance, embeddings } }))).rejects.toThrow(
    'The question has 19 dimensions, the tokens have 20 joint ones',
  );
  await expect(backend.execute(makePlan({ scores: redundancyPlan.scores }))).rejects.toThrow('before any edges');
  await expect(backend.similarityAmong(Uint32Array.of(3, 150))).rejects.toThrow('there is no token 150 of 150');
  await expect(backend.similarityHistogram(257)).rejects.toThrow('expected 1 to 256 bins, got 257');
  expect((await backend.execute(makePlan(redundancyPlan))).redundancy?.degree.length).toBe(150);
  backend.destroy();
});

describe('a device with default limits and no optional features', () => {
  let plain: GPUDevice;
  let plainKernels: Kernels;
  let close: () => void;

  beforeAll(async () => {
    const gpu = await openNodeGpu();
    close = gpu.close;
    plain = await gpu.adapter.requestDevice();
    plainKernels = await createGpuKernels(plain);
  });
  afterAll(() => {
    plain?.destroy();
    close?.();
  });

  test('computes the same, timed by wall clock only', async () => {
    const plan = makePlan({ ...redundancyPlan, relevance, greedy: { from: 0, count: 20, ...settings } });
    const results: unknown[] = [];
    for (const one of [plainKernels, opened.kernels]) {
      const backend = await one.createBackend(toSource(tokenCase));
      const { timings, ...rest } = await backend.execute(plan);
      if (one === plainKernels) expect(timings.map(({ stage }) => stage)).toEqual(['submission']);
      results.push(rest);
      backend.destroy();
    }
    expect(results[0]).toEqual(results[1]);
  });

  test('says how much memory too many tokens would need, and still does what fits', async () => {
    const many = makeCase('many', [6000, 1, 1]);
    const backend = await plainKernels.createBackend(toSource(many));
    await expect(backend.readGeometry()).rejects.toThrow(
      /similarity of all pairs of 6000 tokens needs 144\.0 MB in one piece, but this device allows 134\.2 MB\. Use fewer/,
    );
    const { redundancy } = await backend.execute(makePlan(redundancyPlan));
    const positive = many.tokens.filter((value, i) => i % 2 === 1 && value > 0).length;
    expect(redundancy?.degree[0]).toBe(many.tokens[0] > 0 ? positive : 3000 - positive);
    backend.destroy();
  });

  test('a lost device becomes a sentence', async () => {
    const backend = await plainKernels.createBackend(toSource(tokenCase));
    plain.destroy();
    await expect(backend.execute(makePlan(redundancyPlan))).rejects.toThrow(/device was lost/);
  });
});
