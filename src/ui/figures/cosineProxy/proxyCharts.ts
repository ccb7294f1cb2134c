/**
 * What the charts show, the same for one photo and for a folder of images.
 */
import type { ProxyAnalysis } from '../../../core/figures/cosineProxy.ts';
import type { Correlation, Moments } from '../../../core/figures/cosineProxyCorrelation.ts';
import type { FolderSums } from '../../../core/figures/cosineProxyFolder.ts';
import type { DistanceSums, HopSamples } from '../../../core/figures/cosineProxyPairs.ts';
import type { Neighbourhood } from '../../../core/figures/neighbourRedundancy.ts';
import type { Layout } from '../../../core/tokens.ts';

export interface ProxyCharts {
  neighbourhood: Neighbourhood;
  /** Names of the images; one for a photo. */
  names: readonly string[];
  isFolder: boolean;
  byDistance: DistanceSums;
  hops: HopSamples;
  maps: ProxyMaps;
  points: ProxyPoints;
  /** Pearson's sums over all tokens. */
  moments: Moments;
  /** Of every image. */
  correlations: readonly Correlation[];
  withoutBorder: readonly Correlation[];
}

/** Means over some images. */
export interface ProxyMaps {
  layout: Layout;
  images: number;
  entropy: Float64Array;
  similarity: Float64Array;
}

/** Every token of a photo, or how many tokens of a folder lie in every cell of the plane. */
export type ProxyPoints =
  | { kind: 'tokens'; similarity: Float64Array; entropy: Float64Array; isWhole: Uint8Array }
  | { kind: 'cells'; counts: Float64Array };

export function chartPhoto(analysis: ProxyAnalysis, name: string, neighbourhood: Neighbourhood): ProxyCharts {
  const { layout, byDistance, entropy, isWhole } = analysis;
  const { similarity, hops, correlation, withoutBorder, moments } = analysis.byNeighbourhood[neighbourhood];
  return {
    neighbourhood,
    names: [name],
    isFolder: false,
    byDistance,
    hops,
    maps: { layout, images: 1, entropy, similarity },
    points: { kind: 'tokens', similarity, entropy, isWhole },
    moments,
    correlations: [correlation],
    withoutBorder: [withoutBorder],
  };
}

export function chartFolder(sums: FolderSums, neighbourhood: Neighbourhood): ProxyCharts {
  const { layout, images, entropy, similarity } = sums.maps;
  const { hops, cells, correlations, withoutBorder, moments } = sums.byNeighbourhood[neighbourhood];
  const average = (values: Float64Array) => values.map((value) => value / images);
  return {
    neighbourhood,
    names: sums.names,
    isFolder: true,
    byDistance: sums.byDistance,
    hops,
    maps: { layout, images, entropy: average(entropy), similarity: average(similarity[neighbourhood]) },
    points: { kind: 'cells', counts: cells },
    moments,
    correlations,
    withoutBorder,
  };
}

/** "this photo" or "40 images", for titles and sentences. */
export function nameSubject({ isFolder, names }: Pick<ProxyCharts, 'isFolder' | 'names'>): string {
  if (!isFolder) return 'this photo';
  return countImages(names.length);
}

export function countImages(count: number): string {
  return count === 1 ? '1 image' : `${count} images`;
}
