/**
 * IEEE 754 half precision as 16-bit patterns, for JavaScript engines that have no Float16Array.
 */

const MANTISSA_STEPS = 1024;
const SMALLEST_EXPONENT = -14;
const LARGEST = 65504;

/** Bit patterns of the nearest half-precision numbers, ties to even; beyond +-65504 the largest one. */
export function encodeFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, encode);
}

/** Numbers of half-precision bit patterns. */
export function decodeFloat16(patterns: Uint16Array): Float32Array {
  return Float32Array.from(patterns, decode);
}

function encode(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 ? 0x8000 : 0;
  const magnitude = Math.min(Math.abs(value), LARGEST);
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), SMALLEST_EXPONENT);
  const steps = roundToEven((magnitude / 2 ** exponent) * MANTISSA_STEPS);
  // The leading one, which subnormal numbers lack, adds 1 to the exponent field.
  return sign | ((exponent - SMALLEST_EXPONENT) * MANTISSA_STEPS + steps);
}

function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

function decode(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / MANTISSA_STEPS) * 2 ** (exponent - 15);
}
