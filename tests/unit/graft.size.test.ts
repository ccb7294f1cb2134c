/** Large files: grafting takes no time and no memory that grows with the weights. */
import { describe, expect, it } from 'vitest';
import { allocateModel, appendSuffix } from '../../src/encoders/graft/appendSuffix.ts';
import { graftVisionModel } from '../../src/encoders/graft/graft.ts';
import { MessageWriter } from '../../src/encoders/graft/protobufWriter.ts';
import { NAMES, readModel } from './graftFixtures.ts';

const WEIGHT_BYTES = 160 * 2 ** 20;
/** Well under a second on a busy machine. */
const MOST_MILLISECONDS = 700;
const SMALL_BYTES = 4 * 2 ** 20;

/** A small model behind 160 MB of weights, in memory as a download leaves it. */
function makeLargeModel(): Uint8Array<ArrayBuffer> {
  const small = readModel({ folder: 'clip', file: 'vision_model' });
  const header = writeHeader(WEIGHT_BYTES);
  const model = allocateModel(header.length + WEIGHT_BYTES + small.length);
  model.set(header);
  // Bytes that would be read as fields if anything looked at them.
  model.fill(0x3a, header.length, header.length + WEIGHT_BYTES);
  model.set(small, header.length + WEIGHT_BYTES);
  return model;
}

/** The bytes before the raw numbers of an initializer in a graph in a model. */
function writeHeader(byteLength: number): Uint8Array {
  const described = new MessageWriter().integer(1, byteLength / 4).integer(2, 1).text(8, 'large').finish();
  const raw = lead(9, byteLength);
  const tensor = lead(5, described.length + raw.length + byteLength);
  const graph = lead(7, tensor.length + described.length + raw.length + byteLength);
  return Uint8Array.from([...new MessageWriter().integer(1, 8).finish(), ...graph, ...tensor, ...described, ...raw]);
}

/** Tag and length of a field. */
function lead(id: number, byteLength: number): Uint8Array {
  const length = new MessageWriter().integer(1, byteLength).finish().subarray(1);
  return Uint8Array.from([id * 8 + 2, ...length]);
}

describe('a file of 160 MB', () => {
  const model = makeLargeModel();

  it('is grafted at once and without a copy', () => {
    const memory = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    const { suffix, graph } = graftVisionModel(model, { names: NAMES, attentionBlock: -2 });
    const extended = appendSuffix(model, suffix);
    const milliseconds = performance.now() - start;
    const allocated = process.memoryUsage().arrayBuffers - memory;
    expect(milliseconds).toBeLessThan(MOST_MILLISECONDS);
    expect(allocated).toBeLessThan(SMALL_BYTES);
    expect(graph.blocks).toBe(4);
    expect(extended.buffer).toBe(model.buffer);
    expect(extended.length).toBe(model.length + suffix.length);
    expect(extended.subarray(model.length)).toEqual(suffix);
    expect(graftVisionModel(extended, { names: [], attentionBlock: 0 }).graph).toEqual(graph);
  });

  it('is copied once where nobody left room', () => {
    const tight = model.slice();
    const { suffix } = graftVisionModel(tight, { names: NAMES, attentionBlock: -2 });
    const memory = process.memoryUsage().arrayBuffers;
    const extended = appendSuffix(tight, suffix);
    const allocated = process.memoryUsage().arrayBuffers - memory;
    expect(allocated).toBeLessThan(tight.length + SMALL_BYTES);
    expect(extended.buffer).not.toBe(tight.buffer);
    expect(Buffer.compare(extended.subarray(0, tight.length), tight)).toBe(0);
    expect(extended.subarray(tight.length)).toEqual(suffix);
  });
});

describe('appendSuffix', () => {
  it('never writes into memory that may belong to others', () => {
    const shared = new Uint8Array(64).fill(7);
    const extended = appendSuffix(shared.subarray(0, 8), Uint8Array.of(1, 2));
    expect([...extended]).toEqual([...Array<number>(8).fill(7), 1, 2]);
    expect(shared.every((value) => value === 7)).toBe(true);
  });

  it('copies when the room is too small', () => {
    const model = allocateModel(8).fill(7);
    const suffix = new Uint8Array(model.buffer.byteLength).fill(1);
    const extended = appendSuffix(model, suffix);
    expect(extended.buffer).not.toBe(model.buffer);
    expect(extended.length).toBe(8 + suffix.length);
  });
});
