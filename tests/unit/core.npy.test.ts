import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNpy, readNpyTensor, writeNpy } from '../../src/core/npy.ts';
import { damagedFiles, expected, readFixture, readWhatCanBeRead } from '../support/tensorFiles.ts';

/** A .npy file with a header of our choosing. */
function makeFile(header: string, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  return Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, text.length & 255, text.length >> 8, ...text, ...data);
}

const bytesOf = (values: Float32Array | Float64Array | Uint16Array) => new Uint8Array(values.buffer);

describe('.npy', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (rows, cols) => {
        const matrix = { rows, cols, data: Float32Array.from({ length: rows * cols }, (_, i) => i / 3) };
        expect(readNpy(writeNpy(matrix), 'x.npy')).toEqual(matrix);
      }),
    );
  });

  test('reads float64, float16, big-endian order, vectors and Fortran order', () => {
    const half = makeFile("{'descr': '<f2', 'fortran_order': False, 'shape': (4,), }", bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x3555, 1)));
    expect(Array.from(readNpy(half, 'h').data)).toEqual([1, -2, expect.closeTo(0.333, 3), expect.closeTo(5.96e-8, 10)]);
    const fortran = makeFile("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", bytesOf(Float64Array.of(1, 4, 2, 5, 3, 6)));
    expect(readNpy(fortran, 'f')).toEqual({ rows: 2, cols: 3, data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    const big = makeFile("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", Uint8Array.of(0x3f, 0x80, 0, 0));
    expect(Array.from(readNpy(big, 'b').data)).toEqual([1]);
  });

  test('says what is wrong', () => {
    const good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
    expect(() => readNpy(new Uint8Array(3), 'a.npy')).toThrow('a.npy is no .npy file');
    expect(() => readNpy(makeFile(good, new Uint8Array(12)), 'a.npy')).toThrow('need 16 bytes, the file has 12');
    expect(() => readNpy(makeFile(good.replace('<f4', '<i4'), new Uint8Array(16)), 'a.npy')).toThrow("type '<i4'");
    expect(() => readNpy(makeFile(good.replace('(2, 2)', '(1, 2, 2)'), new Uint8Array(16)), 'a.npy')).toThrow('3 dimensions');
    expect(() => readNpy(makeFile(good.replace('(2, 2)', '(0, 2)'), new Uint8Array(16)), 'a.npy')).toThrow('shape (0, 2)');
    expect(() => readNpy(makeFile(good, bytesOf(Float32Array.of(1, 2, NaN, 4))), 'a.npy')).toThrow('NaN at row 1, column 0');
    expect(() => readNpy(makeFile('{}', new Uint8Array(16)), 'a.npy')).toThrow('damaged .npy header');
  });

  test.each(Object.keys(expected).filter((name) => name.endsWith('.npy')))('reads %s as NumPy does', (name) => {
    const { shape, data, integer } = readNpyTensor(readFixture(name), name);
    expect({ shape, data: Array.from(data) }).toEqual(expected[name]);
    expect(integer).toBe(name.startsWith('whole'));
  });

  test('refuses what would be read wrongly', () => {
    const one = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
    const read = (header: string, data: Uint8Array) => () => readNpyTensor(makeFile(header, data), 'a.npy');
    expect(read(one, new Uint8Array(8))).toThrow('need 4 bytes, but the file has 8');
    expect(read(one.replace('<f4', '<f8'), bytesOf(Float64Array.of(1e300)))).toThrow('Infinity at [0]; every value must be a finite number');
    expect(read(one.replace('<f4', '<i8'), new Uint8Array(new BigInt64Array([2n ** 53n]).buffer))).toThrow('whole numbers must lie below 16777216');
    expect(read(one.replace('<f4', '|O'), new Uint8Array(4))).toThrow("type '|O'");
    expect(read(one.replace('<f4', '<c8'), new Uint8Array(8))).toThrow("type '<c8'");
    expect(read(one.replace('(1,)', `(${'1, '.repeat(9)})`), new Uint8Array(4))).toThrow('9 dimensions; at most 8');
    expect(read(one.replace('(1,)', '(1000000, 1000000)'), new Uint8Array(4))).toThrow('1000000000000 elements; at most 268435456');
    const versionFour = makeFile(one, new Uint8Array(4));
    versionFour[6] = 4;
    expect(() => readNpyTensor(versionFour, 'a.npy')).toThrow('version 4');
    expect(() => readNpy(readFixture('whole-int8.npy'), 'a.npy')).toThrow("type '|i1'; expected floating point numbers");
  });

  test('random bytes, bit flips and truncations give an array or a sentence, never anything else', () => {
    for (const name of ['float32-fortran.npy', 'float16.npy', 'version-2.npy', 'whole-int64.npy']) {
      fc.assert(fc.property(damagedFiles(readFixture(name)), (bytes) => void readWhatCanBeRead(bytes, 'x.npy')), { numRuns: 300 });
    }
  });
});
