/**
 * Figure 4: cosines of token pairs, by their Manhattan distance in the grid, and neighbours against random others.
 */
import { randomLcg } from 'd3';
import type { Layout, View } from '../tokens.ts';
import { listNeighbours, type Neighbourhood } from './neighbourRedundancy.ts';
import type { Sliced } from './slices.ts';

/** Sums over pairs of one view, by Manhattan distance; every array has one number per distance, from 0 on. */
export interface DistanceSums {
  pairs: Float64Array;
  cosines: Float64Array;
  squares: Float64Array;
}

/** Cosines of some pairs, as sums that add up over images. */
export interface CosineSample {
  count: number;
  sum: number;
  squares: number;
  /** Pairs whose cosine is greater than 0.5, the number that the paper compares. */
  similar: number;
  /** f64[200], equal bins of [-1, 1]. */
  histogram: Float64Array;
}

/** Neighbours (hop = 1) and as many random pairs of the same views that are no neighbours (hop > 1). */
export interface HopSamples {
  neighbours: CosineSample;
  random: CosineSample;
}

export const COSINE_BINS = 200;
const SIMILAR = 0.5;
const SEED = 0.42;

/**
 * Sums of the cosines of all pairs inside the views. Distance 0 holds every token with itself.
 * @param similarity f[n, n]
 */
export function* sumByDistance(similarity: ArrayLike<number>, n: number, { views }: Pick<Layout, 'views'>): Sliced<DistanceSums> {
  const length = Math.max(0, ...views.map(({ rows, cols }) => rows + cols - 1));
  const sums = { pairs: new Float64Array(length), cosines: new Float64Array(length), squares: new Float64Array(length) };
  for (const { rows, cols, offset } of views) {
    for (let first = 0; first < rows * cols; first++) {
      const row = Math.floor(first / cols);
      const col = first % cols;
      for (let second = first; second < rows * cols; second++) {
        const distance = Math.floor(second / cols) - row + Math.abs((second % cols) - col);
        const cosine = similarity[(offset + first) * n + offset + second];
        sums.pairs[distance] += 1;
        sums.cosines[distance] += cosine;
        sums.squares[distance] += cosine * cosine;
      }
      if (first % cols === cols - 1) yield (offset + first + 1) / n;
    }
  }
  return sums;
}

/** f64, mean cosine per distance; NaN where there is no pair. */
export function meanByDistance({ pairs, cosines }: DistanceSums): Float64Array {
  return cosines.map((sum, distance) => sum / pairs[distance]);
}

/** f64, standard deviation of the cosines per distance; NaN where there is no pair. */
export function deviationByDistance({ pairs, cosines, squares }: DistanceSums): Float64Array {
  return squares.map((sum, distance) => deviationOf(pairs[distance], cosines[distance], sum));
}

export function deviationOf(count: number, sum: number, squares: number): number {
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}

/**
 * Distances from 1 on whose means are more than chance: those with at least as many pairs as there are tokens. In a small grid
 * that has none, all.
 */
export function listCommonDistances({ pairs }: DistanceSums): number[] {
  const distances = Array.from(pairs.keys()).filter((distance) => distance > 0 && pairs[distance] > 0);
  const common = distances.filter((distance) => pairs[distance] >= pairs[0]);
  return common.length > 0 ? common : distances;
}

/** Cosines of all neighbours, and of as many pairs drawn with a fixed seed, with replacement, from the others of the view. */
export function sampleHops(
  similarity: ArrayLike<number>,
  n: number,
  { views }: Pick<Layout, 'views'>,
  neighbourhood: Neighbourhood,
): HopSamples {
  const samples = { neighbours: emptySample(), random: emptySample() };
  const random = randomLcg(SEED);
  for (const view of views) {
    const before = samples.neighbours.count;
    const count = view.rows * view.cols;
    for (let local = 0; local < count; local++) {
      const token = view.offset + local;
      for (const neighbour of listNeighbours(view, local, neighbourhood)) {
        if (neighbour > token) addCosine(samples.neighbours, similarity[token * n + neighbour]);
      }
    }
    const drawn = samples.neighbours.count - before;
    // A view of two rows and two columns, say, has neighbours only.
    if (drawn === (count * (count - 1)) / 2) continue;
    for (let draw = 0; draw < drawn; draw++) {
      const [first, second] = drawDistant(view, neighbourhood, random);
      addCosine(samples.random, similarity[(view.offset + first) * n + view.offset + second]);
    }
  }
  return samples;
}

function drawDistant({ rows, cols }: View, neighbourhood: Neighbourhood, random: () => number): [number, number] {
  for (;;) {
    const first = Math.floor(random() * rows * cols);
    const second = Math.floor(random() * rows * cols);
    const down = Math.abs(Math.floor(first / cols) - Math.floor(second / cols));
    const right = Math.abs((first % cols) - (second % cols));
    if ((neighbourhood === 8 ? Math.max(down, right) : down + right) > 1) return [first, second];
  }
}

function emptySample(): CosineSample {
  return { count: 0, sum: 0, squares: 0, similar: 0, histogram: new Float64Array(COSINE_BINS) };
}

function addCosine(sample: CosineSample, cosine: number): void {
  sample.count += 1;
  sample.sum += cosine;
  sample.squares += cosine * cosine;
  sample.similar += Number(cosine > SIMILAR);
  sample.histogram[binOf(cosine)] += 1;
}

function binOf(cosine: number): number {
  return Math.min(COSINE_BINS - 1, Math.max(0, Math.floor(((cosine + 1) / 2) * COSINE_BINS)));
}

/** Cosine in the middle of a bin. */
export function centreOfBin(bin: number): number {
  return (2 * (bin + 0.5)) / COSINE_BINS - 1;
}

/**
 * Density of a sample at the middle of every bin, f64[200], per unit of cosine: Gaussian kernels of Silverman's width, at
 * least a bin wide. What would lie beyond -1 or 1 is folded back, so that the area is 1. All zero without pairs.
 */
export function estimateDensity(sample: CosineSample): Float64Array {
  const { count, sum, squares, histogram } = sample;
  const density = new Float64Array(COSINE_BINS);
  if (count === 0) return density;
  const width = 2 / COSINE_BINS;
  const bandwidth = Math.max(width, 1.06 * deviationOf(count, sum, squares) * count ** -0.2);
  const reach = Math.ceil((4 * bandwidth) / width);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((((at - reach) * width) / bandwidth) ** 2) / 2));
  const total = weights.reduce((before, weight) => before + weight, 0) * count * width;
  histogram.forEach((pairs, bin) => {
    if (pairs === 0) return;
    weights.forEach((weight, at) => {
      density[fold(bin + at - reach)] += (pairs * weight) / total;
    });
  });
  return density;
}

/** Bin that an index beyond either end is reflected to. */
function fold(bin: number): number {
  const reflected = ((bin % (2 * COSINE_BINS)) + 2 * COSINE_BINS) % (2 * COSINE_BINS);
  return reflected < COSINE_BINS ? reflected : 2 * COSINE_BINS - 1 - reflected;
}

export function addDistanceSums(a: DistanceSums, b: DistanceSums): DistanceSums {
  return { pairs: addArrays(a.pairs, b.pairs), cosines: addArrays(a.cosines, b.cosines), squares: addArrays(a.squares, b.squares) };
}

export function addHopSamples(a: HopSamples, b: HopSamples): HopSamples {
  return { neighbours: addSamples(a.neighbours, b.neighbours), random: addSamples(a.random, b.random) };
}

function addSamples(a: CosineSample, b: CosineSample): CosineSample {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    similar: a.similar + b.similar,
    histogram: addArrays(a.histogram, b.histogram),
  };
}

/** The longer length counts: grids of different sizes have different distances. */
function addArrays(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0));
}
