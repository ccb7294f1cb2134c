/**
 * Antialiased resize in float32, computed as Pillow computes it for mode "F" images.
 */

/** Decoded pixels: RGBA, 8 bits a channel, row-major; alpha is ignored. */
export interface ResizeSource {
  width: number;
  height: number;
  data: Uint8ClampedArray | Uint8Array;
}

/** For every output position the first input position it reads and `taps` weights, zero-padded, that sum to 1. */
interface Filter {
  taps: number;
  starts: Int32Array;
  counts: Int32Array;
  weights: Float64Array;
}

/** The interpolations of image processors, under Pillow's names. */
export type Resample = 'bilinear' | 'bicubic';

/** `support` is the half width of the kernel in output pixels when shrinking, in input pixels when enlarging. */
const KERNELS: Record<Resample, { support: number; weigh: (distance: number) => number }> = {
  bilinear: { support: 1, weigh: triangle },
  bicubic: { support: 2, weigh: cubic },
};
const CHANNELS = 3;

/**
 * Resizes to width x height: f32[3, height, width], planes R, G, B in 0 ... 255, not rounded. Separable, horizontal
 * first; the kernel widens with the reduction; at borders its weights are renormalized over the pixels that exist.
 * Bicubic overshoots 0 ... 255 at edges; 'clip' cuts that off after each of the two passes, as Pillow does with 8-bit images.
 * @throws Error if a size is not a positive integer or `data` does not hold width * height * 4 bytes.
 */
export function resizeImage(
  source: ResizeSource,
  width: number,
  height: number,
  resample: Resample,
  overshoot: 'keep' | 'clip' = 'keep',
): Float32Array {
  for (const size of [source.width, source.height, width, height]) {
    if (!Number.isInteger(size) || size < 1) throw new Error(`resize: a side is ${size}, expected a positive integer`);
  }
  const expected = source.width * source.height * 4;
  if (source.data.length !== expected) throw new Error(`resize: got ${source.data.length} bytes, expected ${expected} for ${source.width} x ${source.height} RGBA`);
  const narrowed = resizeRows(source, createFilter(source.width, width, resample), width);
  if (overshoot === 'clip') clip(narrowed);
  const resized = resizeColumns(narrowed, source.height, createFilter(source.height, height, resample), width, height);
  if (overshoot === 'clip') clip(resized);
  return resized;
}

function clip(planes: Float32Array): void {
  for (let i = 0; i < planes.length; i++) planes[i] = Math.min(Math.max(planes[i], 0), 255);
}

function triangle(distance: number): number {
  return Math.max(1 - Math.abs(distance), 0);
}

/** Keys' cubic with a = -0.5. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

function createFilter(inputSize: number, outputSize: number, resample: Resample): Filter {
  const kernel = KERNELS[resample];
  const scale = inputSize / outputSize;
  const stretch = Math.max(scale, 1);
  const support = kernel.support * stretch;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(outputSize);
  const counts = new Int32Array(outputSize);
  const weights = new Float64Array(outputSize * taps);
  for (let output = 0; output < outputSize; output++) {
    const center = (output + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const count = Math.min(Math.trunc(center + support + 0.5), inputSize) - start;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const weight = kernel.weigh((start + tap - center + 0.5) / stretch);
      weights[output * taps + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap++) weights[output * taps + tap] /= sum;
    starts[output] = start;
    counts[output] = count;
  }
  return { taps, starts, counts, weights };
}

/** RGBA bytes -> f32[3, source height, width]. */
function resizeRows(source: ResizeSource, filter: Filter, width: number): Float32Array {
  const { data, height } = source;
  const { taps, starts, counts, weights } = filter;
  const plane = height * width;
  const result = new Float32Array(CHANNELS * plane);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let at = (y * source.width + starts[x]) * 4;
      const first = x * taps;
      const last = first + counts[x];
      for (let tap = first; tap < last; tap++, at += 4) {
        const weight = weights[tap];
        red += weight * data[at];
        green += weight * data[at + 1];
        blue += weight * data[at + 2];
      }
      const target = y * width + x;
      result[target] = red;
      result[plane + target] = green;
      result[2 * plane + target] = blue;
    }
  }
  return result;
}

/** f32[3, inputHeight, width] -> f32[3, height, width]. */
function resizeColumns(input: Float32Array, inputHeight: number, filter: Filter, width: number, height: number): Float32Array {
  const { taps, starts, counts, weights } = filter;
  const result = new Float32Array(CHANNELS * height * width);
  const sums = new Float64Array(width);
  for (let channel = 0; channel < CHANNELS; channel++) {
    for (let y = 0; y < height; y++) {
      sums.fill(0);
      for (let tap = 0; tap < counts[y]; tap++) {
        const weight = weights[y * taps + tap];
        const row = (channel * inputHeight + starts[y] + tap) * width;
        for (let x = 0; x < width; x++) sums[x] += weight * input[row + x];
      }
      result.set(sums, (channel * height + y) * width);
    }
  }
  return result;
}
