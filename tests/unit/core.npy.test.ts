import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNpy, writeNpy } from '../../src/core/npy.ts';

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

  test('random bytes and bit flips give a matrix or a sentence, never anything else', () => {
    const file = writeNpy({ rows: 3, cols: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length), (position, value, length) => {
        const damaged = file.slice(0, Math.max(length, 1));
        damaged[Math.min(position, damaged.length - 1)] = value;
        try {
          const { rows, cols, data } = readNpy(damaged, 'x.npy');
          expect(data.length).toBe(rows * cols);
          expect(data.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect((error as Error).message).toMatch(/^x\.npy /);
        }
      }),
    );
  });
});
