/**
 * Pillow's interpolation weights along one axis.
 */

/** The interpolations of image processors, under Pillow's names. */
export type Resample = 'bilinear' | 'bicubic';

/** For every output position the input positions it reads, one after the other, and their weights. */
export interface Filter {
  starts: Int32Array;
  /** One past the last. */
  ends: Int32Array;
  /** Where in `weights` that of the first lies. */
  offsets: Int32Array;
  weights: Float64Array;
  /** Weight of what lies beside the input on its canvas; with it the weights sum to 1. */
  outside: Float64Array;
}

/** Where an axis is resized from and to. */
export interface Axis {
  /** Positions of the input. */
  input: number;
  /** Positions of the canvas on which the input lies from `before` on; they are what is resized. */
  canvas: number;
  before: number;
  /** Positions of the whole output, of which `count` are wanted from `first` on. */
  output: number;
  first: number;
  count: number;
}

/** `support` is the half width of the kernel in output pixels when shrinking, in input pixels when enlarging. */
const KERNELS: Record<Resample, { support: number; weigh: (distance: number) => number }> = {
  bilinear: { support: 1, weigh: triangle },
  bicubic: { support: 2, weigh: cubic },
};

/** The kernel widens with the reduction; at the canvas's borders the weights are renormalized over the positions that exist. */
export function createFilter({ input, canvas, before, output, first, count }: Axis, resample: Resample): Filter {
  const kernel = KERNELS[resample];
  const scale = canvas / output;
  const stretch = Math.max(scale, 1);
  const support = kernel.support * stretch;
  const taps = Math.ceil(support) * 2 + 1;
  const filter: Filter = {
    starts: new Int32Array(count),
    ends: new Int32Array(count),
    offsets: new Int32Array(count),
    weights: new Float64Array(count * taps),
    outside: new Float64Array(count),
  };
  for (let index = 0; index < count; index++) {
    const center = (first + index + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const end = Math.min(Math.trunc(center + support + 0.5), canvas);
    const weights = filter.weights.subarray(index * taps, index * taps + end - start);
    for (let tap = 0; tap < weights.length; tap++) weights[tap] = kernel.weigh((start + tap - center + 0.5) / stretch);
    const sum = add(weights);
    for (let tap = 0; tap < weights.length; tap++) weights[tap] /= sum;

    filter.starts[index] = clamp(start - before, input);
    filter.ends[index] = clamp(end - before, input);
    const skipped = filter.starts[index] + before - start;
    const kept = filter.ends[index] - filter.starts[index];
    filter.offsets[index] = index * taps + Math.max(skipped, 0);
    filter.outside[index] = kept === 0 ? 1 : add(weights.subarray(0, skipped)) + add(weights.subarray(skipped + kept));
  }
  return filter;
}

function clamp(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size);
}

function add(weights: Float64Array): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum;
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
