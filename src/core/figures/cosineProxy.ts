/**
 * Figures 3 and 4 on one image: is the cosine of neighbouring tokens a valid measure of their redundancy? Everything that the
 * paper sets side by side: cosine by distance, neighbours against random pairs, and neighbour similarity against local entropy.
 */
import type { Layout } from '../tokens.ts';
import { correlate, sumMoments, type Correlation, type Moments } from './cosineProxyCorrelation.ts';
import { measureLocalEntropy, type TokenProducts } from './cosineProxyEntropy.ts';
import { sampleHops, sumByDistance, type DistanceSums, type HopSamples } from './cosineProxyPairs.ts';
import { averageNeighbours, type Neighbourhood } from './neighbourRedundancy.ts';
import { scaleProgress, type Sliced } from './slices.ts';

/** What depends on who counts as a neighbour. */
export interface NeighbourAnalysis {
  /** f64[n], mean cosine with the neighbours. */
  similarity: Float64Array;
  hops: HopSamples;
  /** Neighbour similarity against local entropy. */
  correlation: Correlation;
  /** The same for the tokens whose window the border does not clip: a smaller window has a lower entropy whatever it shows. */
  withoutBorder: Correlation;
  /** Similarity is x, entropy is y; without the tokens that have no neighbours. */
  moments: Moments;
}

export interface ProxyAnalysis {
  layout: Layout;
  byDistance: DistanceSums;
  /** f64[n], in nats (Eq. 2). */
  entropy: Float64Array;
  /** u8[n], 1 where the 3 x 3 window is whole. */
  isWhole: Uint8Array;
  byNeighbourhood: Record<Neighbourhood, NeighbourAnalysis>;
}

/** Shares of the work, as far as windows, pairs, and the first neighbourhood. */
const DONE = { windows: 0.65, pairs: 0.9, eight: 0.95 };

/** Analyses the tokens of one image; pairs and windows never reach across views. */
export function* analyseProxy(products: TokenProducts, layout: Layout): Sliced<ProxyAnalysis> {
  const windows = measureLocalEntropy(products, layout);
  const { entropy, isWhole } = yield* scaleProgress(windows, 0, DONE.windows);
  const pairs = sumByDistance(products.similarity, products.n, layout);
  const byDistance = yield* scaleProgress(pairs, DONE.windows, DONE.pairs);
  const analyse = (neighbourhood: Neighbourhood) => analyseNeighbours(products, layout, { entropy, isWhole }, neighbourhood);
  const eight = analyse(8);
  yield DONE.eight;
  return { layout, byDistance, entropy, isWhole, byNeighbourhood: { 8: eight, 4: analyse(4) } };
}

function analyseNeighbours(
  { similarity: cosines, n }: TokenProducts,
  layout: Layout,
  { entropy, isWhole }: Pick<ProxyAnalysis, 'entropy' | 'isWhole'>,
  neighbourhood: Neighbourhood,
): NeighbourAnalysis {
  const similarity = averageNeighbours(cosines, n, layout, neighbourhood);
  const lonely = new Set(layout.views.filter(({ rows, cols }) => rows * cols === 1).map(({ offset }) => offset));
  const compared = pick(similarity, entropy, (token) => !lonely.has(token));
  const inner = pick(similarity, entropy, (token) => isWhole[token] === 1);
  return {
    similarity,
    hops: sampleHops(cosines, n, layout, neighbourhood),
    correlation: correlate(compared.x, compared.y),
    withoutBorder: correlate(inner.x, inner.y),
    moments: sumMoments(compared.x, compared.y),
  };
}

function pick(x: Float64Array, y: Float64Array, isWanted: (token: number) => boolean): { x: Float64Array; y: Float64Array } {
  return { x: x.filter((_, token) => isWanted(token)), y: y.filter((_, token) => isWanted(token)) };
}
