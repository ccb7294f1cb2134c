/**
 * The iterative searches of other methods against the float64 reference, on token sets of awkward sizes and contents.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNodeGpu } from '../../src/cli/nodeGpu.ts';
import type { Backend } from '../../src/core/kernels.ts';
import { buildCoverRows, startFacilityLocation } from '../../src/core/reference/facilityLocation.ts';
import { startFarthestPoint } from '../../src/core/reference/farthestPoint.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import type { CoverPlan } from '../../src/core/searches.ts';
import { createGpuKernels } from '../../src/gpu/gpuKernels.ts';
import { openGpuForTests } from '../support/adapter.ts';
import { loadGoldenCases } from '../support/goldenCases.ts';
import { expectGoldenOrder, expectOrder, makeRows } from '../support/searchRules.ts';
import { makeAwkwardCases, makeCase, makePlan, toSource } from './support.ts';

const gpu = openGpuForTests();

describe.each(makeAwkwardCases())('$name', (tokenCase) => {
  const { n, d, tokens } = tokenCase;
  let similarity: Float64Array;
  let backend: Backend;

  beforeAll(async () => {
    similarity = computeSimilarity(tokens, n, d);
    backend = await gpu.kernels.createBackend(toSource(tokenCase));
  });
  afterAll(() => backend?.destroy());

  // The float64 replay grows with the count, for facility location with n squared as well.
  test('farthest-point order', async () => {
    const count = n > 1000 ? 150 : n + 3;
    expectOrder(await backend.orderFarthest(count), startFarthestPoint(similarity, n), Math.min(count, n));
  });

  test.each<[string, number, CoverPlan['similarityRows']]>([
    ['given rows alone', 5, null],
    ['similarity rows alone', 0, { temperature: 0.2, weight: 1 }],
    ['both', 9, { temperature: 0.2, weight: 0.5 }],
    ['sharp similarity rows', 1, { temperature: 0.02, weight: 0.5 }],
  ])('facility location, %s', async (_, rows, similarityRows) => {
    const count = n > 1000 ? 12 : n + 3;
    const plan = { count, similarityRows, givenRows: rows > 0 ? makeRows(rows, n, rows) : null };
    const start = startFacilityLocation(buildCoverRows(similarity, n, plan), n);
    expectOrder(await backend.orderCovering(plan), start, Math.min(count, n));
  });
});

test.each(loadGoldenCases())('golden farthest-point order: $name', async (golden) => {
  const { n, d, tokens, divprune } = golden;
  const backend = await gpu.kernels.createBackend({ n, d, tokens: tokens.data, joint: null });
  expectGoldenOrder(await backend.orderFarthest(divprune.length), golden);
  backend.destroy();
});

describe('ties', () => {
  test('of equal tokens and of orthogonal ones the lower index is picked, in every workgroup', async () => {
    const n = 200;
    const equal = makeCase('equal', [n, 6, 1], (tokens) => {
      for (let i = 1; i < n; i++) tokens.copyWithin(6 * i, 0, 6);
    });
    const orthogonal = makeCase('orthogonal', [n, n, 1], (tokens) => {
      tokens.fill(0);
      for (let i = 0; i < n; i++) tokens[i * n + i] = 1 + i;
    });
    for (const tokenCase of [equal, orthogonal]) {
      const backend = await gpu.kernels.createBackend(toSource(tokenCase));
      expect(Array.from((await backend.orderFarthest(n)).order)).toEqual(Array.from({ length: n }, (_, i) => i));
      backend.destroy();
    }
  });

  test('of columns that are equal the lower index is picked, also when nothing is left to gain', async () => {
    const n = 150;
    const rows = 11;
    const half = makeRows(rows, n / 2, 8).data;
    const data = Float32Array.from({ length: rows * n }, (_, place) => half[Math.floor(place / n) * (n / 2) + (place % (n / 2))]);
    const backend = await gpu.kernels.createBackend(toSource(makeCase('any', [n, 4, 1])));
    const { order, values } = await backend.orderCovering({ count: n, similarityRows: null, givenRows: { rows, cols: n, data } });
    const useful = values.indexOf(0);
    expect(useful).toBeGreaterThan(3);
    expect(Math.max(...order.subarray(0, useful))).toBeLessThan(n / 2);
    expect(Array.from(order.subarray(useful))).toEqual(Array.from(order.subarray(useful)).toSorted((a, b) => a - b));
    backend.destroy();
  });
});

describe('around the searches', () => {
  const tokenCase = makeCase('any', [150, 60, 20]);
  const plan: CoverPlan = { count: 20, similarityRows: { temperature: 0.2, weight: 0.5 }, givenRows: makeRows(4, 150, 1) };

  test('a search gives the same again, gives its memory back, and leaves a greedy order where it stands', async () => {
    const backend = await gpu.kernels.createBackend(toSource(tokenCase));
    const greedy = { epsilon: 1e-6, stop: 1e-4, relevanceExponent: 1 };
    const first = await backend.execute(makePlan({ greedy: { from: 0, count: 10, ...greedy } }));
    const searches = async () => [await backend.orderFarthest(30), await backend.orderCovering(plan)];
    const before = await searches();
    const inUse = gpu.kernels.bytesInUse;
    expect(await searches()).toEqual(before);
    expect(gpu.kernels.bytesInUse).toBe(inUse);
    const second = await backend.execute(makePlan({ greedy: { from: 10, count: 10, ...greedy } }));
    const whole = await backend.execute(makePlan({ greedy: { from: 0, count: 20, ...greedy } }));
    expect([first, second].flatMap((one) => Array.from(one.greedy?.order ?? []))).toEqual(Array.from(whole.greedy?.order ?? []));
    backend.destroy();
  });

  test('no token asked for is none found, and bad plans are refused with numbers', async () => {
    const backend = await gpu.kernels.createBackend(toSource(tokenCase));
    const none = { order: new Uint32Array(0), values: new Float32Array(0) };
    expect(await backend.orderFarthest(0)).toEqual(none);
    expect(await backend.orderCovering({ ...plan, count: 0 })).toEqual(none);
    await expect(backend.orderFarthest(-1)).rejects.toThrow('asked for -1 tokens');
    await expect(backend.orderCovering({ ...plan, givenRows: makeRows(2, 149, 1) })).rejects.toThrow('2 x 149 in 298 numbers; expected 150 columns');
    expect((await backend.orderCovering(plan)).order.length).toBe(20);
    backend.destroy();
  });

  test('rows that do not fit a device with default limits are refused with their size', async () => {
    const { adapter, close } = await openNodeGpu();
    const device = await adapter.requestDevice();
    const n = 5700;
    const backend = await (await createGpuKernels(device)).createBackend({ n, d: 1, tokens: new Float32Array(n).fill(1), joint: null });
    const large = { ...plan, givenRows: { rows: 300, cols: n, data: new Float32Array(300 * n) } };
    await expect(backend.orderCovering(large)).rejects.toThrow(
      /the 6000 rows that 5700 tokens cover needs 136\.8 MB in one piece, but this device allows 134\.2 MB\. Use fewer/,
    );
    device.destroy();
    close();
  });

  test('norms of the joint embeddings', async () => {
    const { n, e, joint } = tokenCase;
    const backend = await gpu.kernels.createBackend(toSource(tokenCase));
    const norms = await backend.readJointNorms();
    for (let i = 0; i < n; i++) expect(norms?.[i]).toBeCloseTo(Math.hypot(...joint.subarray(i * e, (i + 1) * e)), 5);
    backend.destroy();
    const alone = await gpu.kernels.createBackend({ ...toSource(tokenCase), joint: null });
    expect(await alone.readJointNorms()).toBeNull();
    alone.destroy();
  });

  test('given weights stand in for relevance', async () => {
    const backend = await gpu.kernels.createBackend(toSource(tokenCase));
    const values = Float32Array.from({ length: 150 }, (_, i) => (i === 77 ? 1 : 0.01));
    const greedy = { from: 0, count: 3, epsilon: 1e-6, stop: 1e-9, relevanceExponent: 1 };
    const results = await backend.execute(makePlan({ relevance: { kind: 'given', id: 'w', values }, greedy }));
    expect(results.relevance).toEqual({ raw: null, normalized: values });
    expect(results.greedy?.order[0]).toBe(77);
    backend.destroy();
  });
});
