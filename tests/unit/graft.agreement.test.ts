/** Grafted outputs against the inner values of the Python models from which the files were exported. */
import { beforeAll, describe, expect, it } from 'vitest';
import { appendSuffix } from '../../src/encoders/graft/appendSuffix.ts';
import type { Graft, GraftName } from '../../src/encoders/graft/contract.ts';
import { graftVisionModel } from '../../src/encoders/graft/graft.ts';
import { integerAttribute } from '../../src/encoders/graft/suffixBuilder.ts';
import { loadRuntime, type OutputTensor, type Runtime } from '../../src/encoders/session.ts';
import { editType, writeFloatAttribute } from './graftEdits.ts';
import { BLOCKS, type Fixture, FIXTURES, NAMES, PATCHES, readExpected, readModel, readWanted, SIDE } from './graftFixtures.ts';

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
  for (const name of names) {
    const output = outputs[graft.outputs[name] ?? ''];
    const want = readWanted(fixture, name, block);
    const got = valuesOf(output);
    const difference = largestDifference(got, want) / (fixture.precision === 'fp32' ? 1 : largest(want));
    expect(difference, `${name} of block ${block}`).toBeLessThanOrEqual(TOLERANCE[fixture.precision]);
    expect(correlate(got, want), `${name} of block ${block}`).toBeGreaterThanOrEqual(LEAST_CORRELATION[fixture.precision]);
    const rows = name === 'meanKeys' ? PATCHES + Math.min(fixture.extraTokens, 1) : PATCHES;
    const isVector = name.endsWith('Attention');
    expect(output.dims).toEqual(isVector ? [1, PATCHES] : [1, rows, want.length / rows]);
  }
}

describe.each(FIXTURES)('$folder $file', (fixture) => {
  it('gives every tensor, and the original outputs as before', async () => {
    const model = readModel(fixture);
    const pixels = readExpected(fixture, 'pixels').data;
    const before = await run(model, pixels);
    const available = NAMES.filter((name) => !fixture.missing.includes(name));
    for (const block of CHOSEN_BLOCKS) {
      const names = block === CHOSEN_BLOCKS.at(-1) ? NAMES : NAMES.filter((name) => name.endsWith('Attention') || name === 'meanKeys');
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
  const fixture = FIXTURES.find(({ file }) => file === 'vision_model_fused');
  if (!fixture) throw new Error('no such model');
  // The usual scale, but stated: 1 / sqrt(8).
  const attributes = [integerAttribute('num_heads', 4), writeFloatAttribute('scale', 8 ** -0.5)];
  const model = editType(readModel(fixture), 'MultiHeadAttention', () => ({ attributes }));
  const graft = graftVisionModel(model, { names: ['classAttention', 'receivedAttention'], attentionBlock: 2 });
  expect(Buffer.from(graft.suffix).includes('Sqrt')).toBe(false);
  expectAgreement(fixture, graft, await run(appendSuffix(model, graft.suffix), readExpected(fixture, 'pixels').data), ['classAttention', 'receivedAttention'], 2);
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
