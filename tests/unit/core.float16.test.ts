import { describe, expect, test } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../../src/core/float16.ts';

function round(value: number): number {
  return decodeFloat16(encodeFloat16(Float32Array.of(value)))[0];
}

describe('float16', () => {
  test('every finite number survives the way there and back', () => {
    const patterns = Uint16Array.from({ length: 0x10000 }, (_, pattern) => pattern).filter((pattern) => (pattern & 0x7c00) !== 0x7c00);
    // Both zeros are one number to JavaScript's comparison of signs.
    const numbers = patterns.filter((pattern) => pattern !== 0x8000);
    expect(encodeFloat16(decodeFloat16(numbers))).toEqual(numbers);
  });

  test('rounds to the nearest, ties to even, and stays finite', () => {
    expect(round(1 + 1 / 2048)).toBe(1);
    expect(round(1 + 3 / 2048)).toBe(1 + 2 / 1024);
    expect(round(2 ** -25)).toBe(0);
    expect(round(3 * 2 ** -25)).toBe(2 ** -23);
    expect(round(1e6)).toBe(65504);
    expect(round(-70000)).toBe(-65504);
    expect(round(Number.NaN)).toBeNaN();
  });

  test('reads infinities and what is no number', () => {
    expect([...decodeFloat16(Uint16Array.of(0x7c00, 0xfc00, 0x7e00))]).toEqual([Infinity, -Infinity, Number.NaN]);
  });
});
