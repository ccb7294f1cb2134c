/**
 * The two variants of the similarity kernel: the same bits, both right, and the faster one is picked.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNodeGpu } from '../../src/cli/nodeGpu.ts';
import type { Kernels, SimilarityVariant } from '../../src/core/kernels.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { BufferAllocator } from '../../src/gpu/buffers.ts';
import { createGpuKernels } from '../../src/gpu/gpuKernels.ts';
import type { KernelPass } from '../../src/gpu/kernel.ts';
import { loadNormalizeRows, type NormalizeRows, type UnitRows } from '../../src/gpu/kernels/normalizeRows.ts';
import { countTileRows, loadSimilarity, TILE_ROWS, type OfferedSimilarities, type Similarity } from '../../src/gpu/kernels/similarity.ts';
import { PipelineCache } from '../../src/gpu/pipelines.ts';
import { Session } from '../../src/gpu/session.ts';
import type { ChoiceMemory } from '../../src/gpu/similarityChoice.ts';
import { raceSimilarities } from '../../src/gpu/similarityRace.ts';
import { prepareRows } from '../../src/gpu/tokens.ts';
import { openTestDevice, type TestDevice } from '../support/adapter.ts';
import { makeTokens } from '../support/randomTokens.ts';
import { expectWithin, makeAwkwardCases, toSource } from './support.ts';

let opened: TestDevice;
let offered: OfferedSimilarities & { subgroups: Similarity };
let normalizeRows: NormalizeRows;

beforeAll(async () => {
  opened = await openTestDevice();
  const pipelines = new PipelineCache(opened.device);
  normalizeRows = await loadNormalizeRows(pipelines);
  if (!opened.device.features.has('subgroups')) {
    throw new Error('The adapter of these tests offers no subgroups, so that half of the similarity kernels would go untested; SwiftShader has them.');
  }
  offered = { workgroup: await loadSimilarity(pipelines, 'workgroup'), subgroups: await loadSimilarity(pipelines, 'subgroups') };
});
afterAll(() => opened?.close());

/** The bits of so many entries that either variant computes of some tokens, normalized. */
async function runBoth(
  tokens: { n: number; d: number; data: Float32Array },
  entries: number,
  encode: (similarity: Similarity, kernelPass: KernelPass, tokens: UnitRows, target: GPUBuffer) => void,
): Promise<Record<keyof OfferedSimilarities, Uint32Array>> {
  const allocator = new BufferAllocator(opened.device);
  const session = await Session.create(allocator);
  try {
    const rows = await prepareRows(allocator, 'tokens', tokens.data, [tokens.n, tokens.d]);
    await session.run(({ pass }) => pass('normalize', (kernelPass) => normalizeRows.encode(kernelPass, rows.source, rows.columns, rows.target)));
    const run = async (similarity: Similarity) => {
      // What a variant leaves out is no number.
      const target = await allocator.upload('similarities', new Uint32Array(entries).fill(0x7fc00000));
      const ticket = session.readback.request(target, 0, 4 * entries);
      const { bytes } = await session.run(({ pass }) => pass('similarity', (kernelPass) => encode(similarity, kernelPass, rows.target, target)));
      return new Uint32Array(bytes(ticket));
    };
    return { workgroup: await run(offered.workgroup), subgroups: await run(offered.subgroups) };
  } finally {
    session.destroy();
    allocator.releaseAll();
  }
}

/** Random tokens, every 19th of them zero. */
function makeSet(n: number, d: number) {
  const data = makeTokens(n, d, 3 * n + d);
  for (let token = 7; token < n; token += 19) data.fill(0, token * d, (token + 1) * d);
  return { n, d, data };
}

/** Entries that differ in any bit; far quicker than a comparison of arrays that explains itself. */
function countDifferences(got: Uint32Array, want: Uint32Array): number {
  expect(got.length).toBe(want.length);
  return got.reduce((count, bits, entry) => count + Number(bits !== want[entry]), 0);
}

const isNumber = (bits: Uint32Array) => new Float32Array(bits.buffer).every((value) => !Number.isNaN(value));

describe.each([
  [1, 7],
  [2, 3],
  [3, 16],
  [33, 17],
  [64, 32],
  [65, 15],
  [130, 100],
  [577, 61],
])('%i tokens of %i dimensions', (n, d) => {
  const set = makeSet(n, d);

  test('S has the same bits, with and without its mirror', async () => {
    const whole = await runBoth(set, n * n, (similarity, ...rest) => similarity.encodeFull(...rest));
    expect(isNumber(whole.workgroup)).toBe(true);
    expect(countDifferences(whole.subgroups, whole.workgroup)).toBe(0);
    const all = { start: 0, step: 1, count: n };
    const block = await runBoth(set, n * n, (similarity, pass, tokens, target) => similarity.encodeBlock(pass, tokens, all, all, target));
    expect(countDifferences(block.workgroup, whole.workgroup)).toBe(0);
    expect(countDifferences(block.subgroups, whole.workgroup)).toBe(0);
  });

  test('B has the same bits', async () => {
    // One token alone stands on the side of the rows, with itself as the only column.
    const rows = { start: 0, step: 2, count: Math.ceil(n / 2) };
    const columns = n === 1 ? rows : { start: 1, step: 2, count: Math.floor(n / 2) };
    const block = await runBoth(set, rows.count * columns.count, (similarity, pass, tokens, target) => similarity.encodeBlock(pass, tokens, rows, columns, target));
    expect(isNumber(block.workgroup)).toBe(true);
    expect(countDifferences(block.subgroups, block.workgroup)).toBe(0);
  });

  test('a row of tiles has the same bits, and nothing else is written', async () => {
    const last = { first: countTileRows(n) - 1, count: 1 };
    const part = await runBoth(set, n * n, (similarity, pass, tokens, target) => similarity.encodeFull(pass, tokens, target, last));
    expect(countDifferences(part.subgroups, part.workgroup)).toBe(0);
    expect(isNumber(part.subgroups)).toBe(n <= TILE_ROWS);
  });
});

describe.each(['workgroup', 'subgroups'] as const)('against the float64 reference: %s', (variant) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await createGpuKernels(opened.device, undefined, { similarity: variant });
  });
  afterAll(() => kernels?.destroy());

  test('is the variant that the device says it runs', () => expect(kernels.device.similarity).toBe(variant));

  test.each(makeAwkwardCases().filter(({ n }) => n < 1000))('$name', async (tokenCase) => {
    const { n, d, tokens } = tokenCase;
    const backend = await kernels.createBackend(toSource(tokenCase));
    const got = (await backend.readGeometry()).similarity;
    const want = computeSimilarity(tokens, n, d);
    expectWithin(got, want, () => 1e-6, 'similarities');
    for (let i = 0; i < n; i++) expect(got[i * n + i]).toBe(want[i * n + i]);
    backend.destroy();
  });
});

/** The same, and five times more that nobody needs. */
function slowDown(similarity: Similarity): Similarity {
  return {
    ...similarity,
    encodeFull(kernelPass, tokens, ...rest) {
      similarity.encodeFull(kernelPass, tokens, ...rest);
      const tiles = countTileRows(tokens.rows);
      for (let time = 0; time < 5; time++) kernelPass.pass.dispatchWorkgroups(2 * tiles, tiles);
    },
  };
}

async function race(racers: OfferedSimilarities): Promise<SimilarityVariant> {
  const allocator = new BufferAllocator(opened.device);
  const winner = await raceSimilarities(allocator, racers);
  expect(allocator.bytesInUse).toBe(0);
  return winner;
}

describe('the race', () => {
  test('is won by the faster variant', async () => {
    expect(await race({ workgroup: slowDown(offered.workgroup), subgroups: offered.subgroups })).toBe('subgroups');
    expect(await race({ workgroup: offered.workgroup, subgroups: slowDown(offered.subgroups) })).toBe('workgroup');
  });

  test('is lost by a variant with other bits, however fast', async () => {
    const idle: Similarity = { encodeFull: () => undefined, encodeBlock: () => undefined };
    expect(await race({ workgroup: offered.workgroup, subgroups: idle })).toBe('workgroup');
  });

  test('is not run where there is one variant', async () => {
    expect(await race({ workgroup: offered.workgroup, subgroups: null })).toBe('workgroup');
  });
});

/** Remembers for as long as it lives, and what it was asked. */
function createMemory() {
  const kept = new Map<string, string>();
  const asked: string[] = [];
  const recall: ChoiceMemory['recall'] = (key) => {
    asked.push(key);
    return Promise.resolve(kept.get(key) ?? null);
  };
  return { kept, asked, recall, remember: (key: string, value: string) => Promise.resolve(void kept.set(key, value)) };
}

describe('the choice of a device', () => {
  test('is measured once and remembered', async () => {
    const memory = createMemory();
    const first = await createGpuKernels(opened.device, undefined, { memory });
    const [[key, value]] = memory.kept;
    expect(value).toMatch(new RegExp(`^${first.device.similarity} [0-9a-f]+$`));
    // Whatever is remembered is taken; so this was not measured.
    const other = first.device.similarity === 'workgroup' ? 'subgroups' : 'workgroup';
    memory.kept.set(key, value.replace(/^\w+/, other));
    const second = await createGpuKernels(opened.device, undefined, { memory });
    expect(second.device.similarity).toBe(other);
    expect(memory.asked).toEqual([key, key]);
    first.destroy();
    second.destroy();
  });

  test('is none without subgroups', async () => {
    const { adapter, close } = await openNodeGpu();
    const plain = await adapter.requestDevice();
    const memory = createMemory();
    expect((await createGpuKernels(plain, undefined, { memory })).device.similarity).toBe('workgroup');
    expect(memory.asked).toEqual([]);
    await expect(createGpuKernels(plain, undefined, { similarity: 'subgroups' })).rejects.toThrow('the variant "subgroups" is not offered');
    plain.destroy();
    close();
  });
});
