/**
 * Figures 3 and 4 over many images: what the analyses of single images add up to. Images of any size may be added; nothing of
 * an image is kept but sums and its two correlations.
 */
import type { Layout } from '../tokens.ts';
import type { NeighbourAnalysis, ProxyAnalysis } from './cosineProxy.ts';
import { addMoments, NO_MOMENTS, type Correlation, type Moments } from './cosineProxyCorrelation.ts';
import { HIGHEST_ENTROPY } from './cosineProxyEntropy.ts';
import { addDistanceSums, addHopSamples, type DistanceSums, type HopSamples } from './cosineProxyPairs.ts';
import type { Neighbourhood } from './neighbourRedundancy.ts';

export interface FolderSums {
  /** Names of the images, in the order they were added. */
  names: string[];
  tokens: number;
  byDistance: DistanceSums;
  byNeighbourhood: Record<Neighbourhood, NeighbourSums>;
  maps: MapSums;
}

export interface NeighbourSums {
  hops: HopSamples;
  /** Of every image. */
  correlations: Correlation[];
  withoutBorder: Correlation[];
  /** Of all tokens of all images. */
  moments: Moments;
  /** How many tokens lie where on the plane of the two: f64[ENTROPY_CELLS * SIMILARITY_CELLS], rows by entropy. */
  cells: Float64Array;
}

export const SIMILARITY_CELLS = 100;
export const ENTROPY_CELLS = 22;

/** Sums of maps over the images that share the grid of the first one. */
export interface MapSums {
  images: number;
  /** Of the first image, which stands for all. */
  layout: Layout;
  /** f64[n] */
  entropy: Float64Array;
  /** f64[n] */
  similarity: Record<Neighbourhood, Float64Array>;
}

/** The sums with one more image; null for none so far. The earlier sums stay as they are. */
export function addImage(sums: FolderSums | null, name: string, image: ProxyAnalysis): FolderSums {
  const neighbours = (neighbourhood: Neighbourhood) =>
    addNeighbours(sums?.byNeighbourhood[neighbourhood] ?? null, image.byNeighbourhood[neighbourhood], image.entropy);
  return {
    names: [...(sums?.names ?? []), name],
    tokens: (sums?.tokens ?? 0) + image.entropy.length,
    byDistance: sums ? addDistanceSums(sums.byDistance, image.byDistance) : image.byDistance,
    byNeighbourhood: { 8: neighbours(8), 4: neighbours(4) },
    maps: addMaps(sums?.maps ?? null, image),
  };
}

function addNeighbours(sums: NeighbourSums | null, image: NeighbourAnalysis, entropy: Float64Array): NeighbourSums {
  return {
    hops: sums ? addHopSamples(sums.hops, image.hops) : image.hops,
    correlations: [...(sums?.correlations ?? []), image.correlation],
    withoutBorder: [...(sums?.withoutBorder ?? []), image.withoutBorder],
    moments: addMoments(sums?.moments ?? NO_MOMENTS, image.moments),
    cells: countPoints(sums?.cells ?? null, image.similarity, entropy),
  };
}

function countPoints(cells: Float64Array | null, similarity: Float64Array, entropy: Float64Array): Float64Array {
  const counts = cells?.slice() ?? new Float64Array(ENTROPY_CELLS * SIMILARITY_CELLS);
  similarity.forEach((value, token) => {
    const col = clampIndex(((value + 1) / 2) * SIMILARITY_CELLS, SIMILARITY_CELLS);
    const row = clampIndex((entropy[token] / HIGHEST_ENTROPY) * ENTROPY_CELLS, ENTROPY_CELLS);
    counts[row * SIMILARITY_CELLS + col] += 1;
  });
  return counts;
}

function clampIndex(value: number, length: number): number {
  return Math.min(length - 1, Math.max(0, Math.floor(value)));
}

function addMaps(sums: MapSums | null, image: ProxyAnalysis): MapSums {
  const { layout, entropy } = image;
  const { 8: eight, 4: four } = image.byNeighbourhood;
  if (sums === null) return { images: 1, layout, entropy, similarity: { 8: eight.similarity, 4: four.similarity } };
  if (describeGrid(layout) !== describeGrid(sums.layout)) return sums;
  return {
    images: sums.images + 1,
    layout: sums.layout,
    entropy: add(sums.entropy, entropy),
    similarity: { 8: add(sums.similarity[8], eight.similarity), 4: add(sums.similarity[4], four.similarity) },
  };
}

function describeGrid({ views }: Layout): string {
  return views.map(({ rows, cols }) => `${rows}x${cols}`).join(' ');
}

function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]);
}

/** The means of the two coefficients over the images that have them; in the others one side is the same everywhere. */
export function averageCorrelation(correlations: readonly Correlation[]): Correlation {
  const known = (read: (one: Correlation) => number | null) => correlations.map(read).filter((value) => value !== null);
  return {
    count: correlations.reduce((sum, { count }) => sum + count, 0),
    pearson: average(known(({ pearson }) => pearson)),
    spearman: average(known(({ spearman }) => spearman)),
  };
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
