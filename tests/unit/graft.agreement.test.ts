/** Grafted outputs against the inner values of the Python models from which the files were exported. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { appendSuffix } from '../../src/encoders/graft/appendSuffix.ts';
import type { Graft, GraftName } from '../../src/encoders/graft/contract.ts';
import { graftVisionModel } from '../../src/encoders/graft/graft.ts';
import { readOnnxFile } from '../../src/encoders/graft/onnxFile.ts';
import { integerAttribute, SuffixBuilder } from '../../src/encoders/graft/suffixBuilder.ts';
import { loadRuntime, type OutputTensor, type Runtime } from '../../src/encoders/session.ts';
import { editNodes, editType, writeFloatAttribute, writeOpset } from './graftEdits.ts';
import { BLOCK_NAMES, BLOCKS, findFixture, type Fixture, FIXTURES, NAMES, readExpected, readModel, readWanted, shapeOf, SIDE } from './graftFixtures.ts';

/**
 * Largest deviation: absolute for fp32; for the others in shares of the tensor's largest value, because their own arithmetic
 * is that coarse (the models' original outputs deviate as much).
 */
const TOLERANCE = { fp32: 1e-4, fp16: 3e-3, quantized: 0.1 } as const;
/** Least correlation with the float64 values, which 8-bit arithmetic hardly lowers and a wrong tensor does. */
const LEAST_CORRELATION = { fp32: 1 - 1e-9, fp16: 1 - 1e-5, quantized: 0.99 } as const;

/**
 * Largest change of an original output, in shares of its largest value. Where a value is read once more, the runtime fuses
 * other nodes, and in half precision rounds at other places.
 */
const MOST_CHANGE = { fp32: 1e-5, fp16: 2e-3, quantized: 1e-5 } as const;
/** Attention and keys are compared in these; what does not depend on the chosen block, in the last of them. */
const CHOSEN_BLOCKS = [0, 2];

let runtime: Runtime;

beforeAll(async () => {
  runtime = await loadRuntime({ engine: 'wasm' });
});

async function run(model: Uint8Array, pixels: Float32Array, batch = 1): Promise<Record<string, OutputTensor>> {
  const session = await runtime.createSession({ model, engine: 'wasm' });
  const outputs = await session.run({ pixel_values: { type: 'float32', data: pixels, dims: [batch, 3, SIDE, SIDE] } });
  await session.release();
  return outputs;
}

function valuesOf({ data }: OutputTensor): Float32Array {
  if (!(data instanceof Float32Array)) throw new Error('expected values in memory');
  return data;
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function largestDifference(got: Float32Array, want: Float32Array): number {
  expect(got.length).toBe(want.length);
  return largest(got.map((value, i) => value - want[i]));
}

/** Attention received by every row, mean over heads and queries, of softmax(q k^T / sqrt(headWidth)). */
function attend(queries: Float32Array, keys: Float32Array, { heads, headWidth }: { heads: number; headWidth: number }): Float32Array {
  const d = heads * headWidth;
  const rows = queries.length / d;
  const received = new Float64Array(rows);
  for (let query = 0; query < rows * heads; query++) {
    const start = Math.floor(query / heads) * d + (query % heads) * headWidth;
    const scores = Array.from({ length: rows }, (_, key) => {
      const keyStart = key * d + (query % heads) * headWidth;
      let product = 0;
      for (let i = 0; i < headWidth; i++) product += queries[start + i] * keys[keyStart + i];
      return product / Math.sqrt(headWidth);
    });
    const top = Math.max(...scores);
    const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
    for (const [key, score] of scores.entries()) received[key] += Math.exp(score - top) / sum / (rows * heads);
  }
  return Float32Array.from(received);
}

function correlate(a: Float32Array, b: Float32Array): number {
  const [x, y] = [centre(a), centre(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

function centre(values: Float32Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Float64Array.from(values, (value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function expectAgreement(fixture: Fixture, graft: Graft, outputs: Record<string, OutputTensor>, names: GraftName[], block: number): void {
  for (const name of names) expectTensor(fixture, outputs[graft.outputs[name] ?? ''], name, block);
}

function expectTensor(fixture: Fixture, output: OutputTensor, name: GraftName, block: number): void {
  const want = readWanted(fixture, name, block);
  const got = valuesOf(output);
  const difference = largestDifference(got, want) / (fixture.precision === 'fp32' ? 1 : largest(want));
  expect(difference, `${name} of block ${block}`).toBeLessThanOrEqual(TOLERANCE[fixture.precision]);
  expect(correlate(got, want), `${name} of block ${block}`).toBeGreaterThanOrEqual(LEAST_CORRELATION[fixture.precision]);
  expect(output.dims).toEqual(shapeOf(fixture, name));
}

describe.each(FIXTURES)('$folder $file', (fixture) => {
  it('gives every tensor, and the original outputs as before', async () => {
    const model = readModel(fixture);
    const pixels = readExpected(fixture, 'pixels').data;
    const before = await run(model, pixels);
    const available = NAMES.filter((name) => !fixture.missing.includes(name));
    for (const block of CHOSEN_BLOCKS) {
      const names = block === CHOSEN_BLOCKS.at(-1) ? NAMES : BLOCK_NAMES;
      const graft = graftVisionModel(model, { names, attentionBlock: block });
      expect(Object.keys(graft.outputs).toSorted()).toEqual(names.filter((name) => available.includes(name)).toSorted());
      const outputs = await run(appendSuffix(model, graft.suffix), pixels);
      expectAgreement(fixture, graft, outputs, names.filter((name) => available.includes(name)), block);
      for (const [name, output] of Object.entries(before)) {
        const same = largestDifference(valuesOf(outputs[name]), valuesOf(output));
        expect(same, `original output ${name}`).toBeLessThanOrEqual(MOST_CHANGE[fixture.precision] * largest(valuesOf(output)));
      }
      expect(Object.keys(outputs).toSorted()).toEqual([...Object.keys(before), ...Object.values(graft.outputs)].toSorted());
    }
  });

  it('gives the attention of several blocks at once', async () => {
    const model = readModel(fixture);
    const furtherBlocks = vi.fn(() => [
      { name: 'classAttention', block: 1 } as const,
      { name: 'receivedAttention', block: 3 } as const,
      { name: 'receivedAttention', block: 0 } as const,
    ]);
    const graft = graftVisionModel(model, { names: ['receivedAttention'], attentionBlock: 2, furtherBlocks });
    expect(furtherBlocks).toHaveBeenCalledWith(BLOCKS);
    const lacks = fixture.missing.includes('classAttention');
    const layers = ['receivedAttention.layer3', 'receivedAttention.layer0', ...(lacks ? [] : ['classAttention.layer1'])] as const;
    expect(Object.keys(graft.outputs).toSorted()).toEqual(['receivedAttention', ...layers].toSorted());
    const outputs = await run(appendSuffix(model, graft.suffix), readExpected(fixture, 'pixels').data);
    expectTensor(fixture, outputs[graft.outputs.receivedAttention ?? ''], 'receivedAttention', 2);
    expectTensor(fixture, outputs[graft.outputs['receivedAttention.layer3']], 'receivedAttention', 3);
    expectTensor(fixture, outputs[graft.outputs['receivedAttention.layer0']], 'receivedAttention', 0);
    if (!lacks) expectTensor(fixture, outputs[graft.outputs['classAttention.layer1']], 'classAttention', 1);
  });

  it('describes the model and what it lacks', () => {
    const { graph } = graftVisionModel(readModel(fixture), { names: [], attentionBlock: -1 });
    const { missing, ...rest } = graph;
    expect(rest).toEqual({
      blocks: BLOCKS,
      heads: 4,
      width: 32,
      hasClassToken: fixture.extraTokens > 0,
      precision: fixture.precision,
      attention: fixture.attention,
      input: 'pixel_values',
    });
    expect(Object.keys(missing).toSorted()).toEqual([...fixture.missing].toSorted());
    for (const sentence of Object.values(missing)) expect(sentence).toMatch(/^[A-Z].*\.$/u);
  });
});

it('repeats the scale that a fused node states', async () => {
  const fixture = findFixture('clip', 'vision_model_fused');
  // The usual scale, but stated: 1 / sqrt(8).
  const attributes = [integerAttribute('num_heads', 4), writeFloatAttribute('scale', 8 ** -0.5)];
  const model = editType(readModel(fixture), 'MultiHeadAttention', () => ({ attributes }));
  const graft = graftVisionModel(model, { names: ['classAttention', 'receivedAttention'], attentionBlock: 2 });
  expect(Buffer.from(graft.suffix).includes('Sqrt')).toBe(false);
  expectAgreement(fixture, graft, await run(appendSuffix(model, graft.suffix), readExpected(fixture, 'pixels').data), ['classAttention', 'receivedAttention'], 2);
});

/** Beginning of the names in the last block's attention. */
const LAST_ATTENTION = '/vision_model/encoder/layers.3/self_attn/';

// Registers also attend, and are no rows of queries and keys.
describe.each(FIXTURES.filter(({ extraTokens }) => extraTokens <= 1))('without registers: $folder $file', (fixture) => {
  it('gives queries and keys whose softmax is the attention of the last block', async () => {
    const model = readModel(fixture);
    const graft = graftVisionModel(model, { names: ['lastQueries', 'lastKeys', 'receivedAttention'], attentionBlock: -1 });
    const outputs = await run(appendSuffix(model, graft.suffix), readExpected(fixture, 'pixels').data);
    const [queries, keys, received] = (['lastQueries', 'lastKeys', 'receivedAttention'] as const).map((name) => outputs[graft.outputs[name] ?? '']);
    const attention = attend(valuesOf(queries), valuesOf(keys), { heads: 4, headWidth: 8 });
    const tolerance = { fp32: 1e-6, fp16: 1e-3, quantized: 1e-6 }[fixture.precision];
    expect(largestDifference(attention.subarray(fixture.extraTokens), valuesOf(received))).toBeLessThanOrEqual(tolerance);
  });
});

describe('other ways to write the last block', () => {
  const names = ['lastQueries', 'lastKeys', 'meanKeys'] as const;

  it('takes a scale in front of a fused node off', async () => {
    const fixture = findFixture('clip', 'vision_model_fused');
    const model = readModel(fixture);
    const builder = new SuffixBuilder(readOnnxFile(model));
    const scaled = new Map(
      ['q', 'k'].map((kind, i) => {
        const tensor = `${LAST_ATTENTION}${kind}_proj/Add_output_0`;
        return [tensor, builder.add(i === 0 ? 'Mul' : 'Div', [tensor, builder.float(1 / 3)])] as const;
      }),
    );
    const attributes = [integerAttribute('num_heads', 4), writeFloatAttribute('scale', 8 ** -0.5)];
    const rewritten = editType(appendSuffix(model, builder.serialize()), 'MultiHeadAttention', ({ inputs }) => ({
      inputs: inputs.map((input) => scaled.get(input) ?? input),
      attributes,
    }));
    await expectLast(fixture, rewritten);
  });

  it('reads keys that a fused product turns itself', async () => {
    const fixture = findFixture('clip', 'vision_model');
    const fused = editNodes(readModel(fixture), (node) => {
      if (node.name !== `${LAST_ATTENTION}MatMul`) return node;
      const inputs = [node.inputs[0], `${LAST_ATTENTION}Reshape_3_output_0`];
      return { ...node, type: 'FusedMatMul', domain: 'com.microsoft', inputs, attributes: [integerAttribute('transB', 1)] };
    });
    await expectLast(fixture, appendSuffix(fused, writeOpset(1, 'com.microsoft')));
  });

  async function expectLast(fixture: Fixture, model: Uint8Array): Promise<void> {
    const graft = graftVisionModel(model, { names: [...names], attentionBlock: -1 });
    expectAgreement(fixture, graft, await run(appendSuffix(model, graft.suffix), readExpected(fixture, 'pixels').data), [...names], BLOCKS - 1);
  }
});

describe.each(FIXTURES.filter(({ precision }) => precision === 'fp32'))('a batch of two in $folder $file', (fixture) => {
  it('gives each photo what it gives it alone', async () => {
    const model = readModel(fixture);
    const graft = graftVisionModel(model, { names: NAMES, attentionBlock: 1 });
    const extended = appendSuffix(model, graft.suffix);
    const first = readExpected(fixture, 'pixels').data;
    const second = first.toReversed();
    const together = await run(extended, Float32Array.from([...second, ...first]), 2);
    const alone = await run(extended, second);
    for (const name of Object.values(graft.outputs)) {
      const both = valuesOf(together[name]);
      expect(together[name].dims[0]).toBe(2);
      expect(largestDifference(both.subarray(0, both.length / 2), valuesOf(alone[name])), name).toBeLessThanOrEqual(1e-4);
    }
    const secondHalves = Object.fromEntries(
      Object.entries(together).map(([name, { data, dims }]) => {
        const values = valuesOf({ data, dims });
        return [name, { data: values.subarray(values.length / 2), dims: [1, ...dims.slice(1)] }];
      }),
    );
    expectAgreement(fixture, graft, secondHalves, NAMES.filter((name) => !fixture.missing.includes(name)), 1);
  });
});
