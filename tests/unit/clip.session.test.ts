import { expect, test } from 'vitest';
import { MessageWriter } from '../../src/encoders/graft/protobufWriter.ts';
import { inMemory, loadRuntime } from '../../src/encoders/session.ts';

const FLOAT16 = 10;

/** ValueInfoProto of f16[2, columns]. */
function declare(name: string): MessageWriter {
  const shape = new MessageWriter().message(1, new MessageWriter().integer(1, 2)).message(1, new MessageWriter().text(2, 'columns'));
  const tensor = new MessageWriter().integer(1, FLOAT16).message(2, shape);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor));
}

function node(type: string, input: string, output: string): MessageWriter {
  return new MessageWriter().text(1, input).text(2, output).text(4, type);
}

/** A model in half precision: kept = Relu(x), unwanted = Neg(x). */
function makeModel(): Uint8Array {
  const graph = new MessageWriter()
    .message(1, node('Relu', 'x', 'kept'))
    .message(1, node('Neg', 'x', 'unwanted'))
    .text(2, 'half')
    .message(11, declare('x'))
    .message(12, declare('kept'))
    .message(12, declare('unwanted'));
  return new MessageWriter().integer(1, 8).message(7, graph).message(8, new MessageWriter().integer(2, 17)).finish();
}

test('a session converts float16 at both ends, declares its tensors, and runs for the wanted outputs', async () => {
  const runtime = await loadRuntime({ engine: 'wasm' });
  const session = await runtime.createSession({ model: makeModel(), engine: 'wasm' });
  try {
    expect(session.inputs).toEqual([{ name: 'x', type: 'float16', dims: [2, 'columns'] }]);
    expect(session.outputs.map(({ name }) => name)).toEqual(['kept', 'unwanted']);
    const feeds = { x: { type: 'float32' as const, data: Float32Array.of(-1, 2, 0.1, -3, 65504, 1 / 3), dims: [2, 3] } };
    const results = await session.run(feeds, ['kept']);
    expect(Object.keys(results)).toEqual(['kept']);
    expect(results.kept.dims).toEqual([2, 3]);
    const expected = [0, 2, 0.0999755859375, 0, 65504, 0.333251953125];
    expect([...inMemory('kept', results.kept)]).toEqual(expected);
    expect(Object.keys(await session.run(feeds))).toEqual(['kept', 'unwanted']);
  } finally {
    await session.release();
  }
});
