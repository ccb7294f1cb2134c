/**
 * IEEE 754 half precision, which JavaScript of today's Node versions cannot store by itself.
 */

const MANTISSA_STEPS = 1024;
const SMALLEST_EXPONENT = -14;
const LARGEST = 65504;

/** The bits of the half-precision numbers nearest to the values, ties to even. @throws Error beyond +-65504. */
export function toFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, encode);
}

function encode(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (!(magnitude <= LARGEST)) throw new Error(`float16: ${value} does not fit, expected at most ${LARGEST} in magnitude`);
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), SMALLEST_EXPONENT);
  // Below the smallest exponent numbers are subnormal: steps stay as wide and there is no leading one.
  const steps = roundToEven((magnitude / 2 ** exponent) * MANTISSA_STEPS);
  // The leading one adds 1 to the exponent field, as does a mantissa that was rounded up to the next power of two.
  return sign | ((exponent - SMALLEST_EXPONENT) * MANTISSA_STEPS + steps);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
