import fastCheck from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFloat16 } from '../../scripts/assets/float16.ts';

/** Value of half-precision bits, by the definition of the format. */
function decode(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const magnitude = exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -magnitude : magnitude;
}

describe('toFloat16', () => {
  it('gives the known bits of some numbers', () => {
    const values = Float32Array.of(0, 1, -2, 0.5, 65504, 2 ** -14, 2 ** -24, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 2047.9);
    expect([...toFloat16(values)]).toEqual([0, 0x3c00, 0xc000, 0x3800, 0x7bff, 0x0400, 1, 0x3c00, 0x3c02, 0x6800]);
  });

  it('gives back every half-precision number', () => {
    for (let bits = 0; bits < 0x7c00; bits++) expect(toFloat16(Float32Array.of(decode(bits)))[0]).toBe(bits);
  });

  it('is never further away than half a step', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.float({ min: -1000, max: 1000, noNaN: true }), (value) => {
        const step = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -14) - 10);
        expect(Math.abs(decode(toFloat16(Float32Array.of(value))[0]) - value)).toBeLessThanOrEqual(step / 2);
      }),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => toFloat16(Float32Array.of(70_000))).toThrow('float16: 70000 does not fit, expected at most 65504');
  });
});
