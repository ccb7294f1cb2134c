import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSafetensors } from '../../src/core/safetensors.ts';
import { damagedFiles, expected, readFixture, readWhatCanBeRead } from '../support/tensorFiles.ts';

const NAME = 'all-types.safetensors';

function makeFile(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

const open = (header: unknown, bytes = 0) => () => openSafetensors(makeFile(header, new Uint8Array(bytes)), 'a.safetensors');
const tensor = (dtype: string, shape: number[], begin: number, end: number) => ({ dtype, shape, data_offsets: [begin, end] });

describe('.safetensors', () => {
  test('reads every element type and ignores metadata', () => {
    const read = [...openSafetensors(readFixture(NAME), NAME).tensors].map(([name, readTensor]) => {
      const { shape, data } = readTensor();
      return [name, { shape, data: Array.from(data) }];
    });
    expect(Object.fromEntries(read)).toEqual(expected[NAME]);
  });

  test('says what is wrong', () => {
    expect(() => openSafetensors(new Uint8Array(3), 'a.safetensors')).toThrow('it has 3 bytes, expected at least 8');
    expect(() => openSafetensors(new Uint8Array(20).fill(255), 'a.safetensors')).toThrow('header of 18446744073709552000 bytes');
    expect(() => openSafetensors(makeFile({}).subarray(0, 9), 'a.safetensors')).toThrow('needs 10 bytes, the file has 9');
    expect(open('{"tokens": ')).toThrow('are no JSON object');
    expect(open('[]')).toThrow('are no JSON object');
    expect(open('['.repeat(100_000))).toThrow('are no JSON object');
    expect(open({ tokens: { dtype: 'F32', shape: [1] } })).toThrow('"tokens" is wrong at data_offsets');
    expect(open({ tokens: tensor('F32', [-1], 0, 4) }, 4)).toThrow('"tokens" is wrong at shape.0');
    expect(open({ tokens: tensor('F32', [1.5], 0, 6) }, 6)).toThrow('"tokens" is wrong at shape.0');
    expect(open({ tokens: tensor('F32', [2], 0, 4) }, 4)).toThrow('2 elements (F32) needs 8 bytes, its place has 4');
    expect(open({ tokens: tensor('F32', [1], 4, 8) }, 8)).toThrow('expected to begin at 0');
    expect(open({ a: tensor('F32', [1], 0, 4), b: tensor('F32', [1], 2, 6) }, 6)).toThrow('"b" lies at bytes 2 to 6');
    expect(open({ tokens: tensor('F32', [4], 0, 16) }, 12)).toThrow('need 16 bytes, 12 follow');
    expect(open({ tokens: tensor('F32', [2], 0, 8) }, 12)).toThrow('take 8 bytes, but 12 follow');
    expect(open({ tokens: tensor('F32', [2 ** 40, 2 ** 40], 0, 8) }, 8)).toThrow('its place has 8');
    const strange = openSafetensors(makeFile({ tokens: tensor('F8_E4M3', [2], 0, 2) }, new Uint8Array(2)), 'a.safetensors');
    expect(strange.tensors.get('tokens')).toThrow("a.safetensors (tokens) holds elements of type 'F8_E4M3'");
    const empty = openSafetensors(makeFile({ tokens: tensor('F32', [0, 4], 0, 0) }), 'a.safetensors');
    expect(empty.tensors.get('tokens')).toThrow('shape (0, 4)');
    const notFinite = openSafetensors(makeFile({ tokens: tensor('BF16', [2, 1], 0, 4) }, Uint8Array.of(0, 0, 0xc0, 0x7f)), 'a.safetensors');
    expect(notFinite.tensors.get('tokens')).toThrow('a.safetensors (tokens) holds NaN at row 1, column 0');
  });

  test('a tensor may have any name', () => {
    const header = '{"__proto__": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}, "constructor": {"dtype": "U8", "shape": [], "data_offsets": [1, 2]}}';
    const { tensors } = openSafetensors(makeFile(header, Uint8Array.of(7, 9)), 'a.safetensors');
    expect([...tensors].map(([name, read]) => [name, read().data[0]])).toEqual([['__proto__', 7], ['constructor', 9]]);
  });

  test('random bytes, bit flips and truncations give tensors or a sentence, never anything else', () => {
    fc.assert(fc.property(damagedFiles(readFixture(NAME)), (bytes) => void readWhatCanBeRead(bytes, 'x.safetensors')), { numRuns: 1000 });
  });

  test('any JSON as a header gives tensors or a sentence', () => {
    const value = fc.oneof(fc.json(), fc.constantFrom(1e300, -1, 0.5, null, 'F32', [], [0, 4], [4, 0]).map((part) => JSON.stringify(part)));
    const header = fc.tuple(value, value, value).map(([dtype, shape, offsets]) => `{"a": {"dtype": ${dtype}, "shape": ${shape}, "data_offsets": ${offsets}}}`);
    fc.assert(fc.property(fc.oneof(header, fc.json()), (text) => void readWhatCanBeRead(makeFile(text, new Uint8Array(4)), 'x.safetensors')), { numRuns: 300 });
  });
});
