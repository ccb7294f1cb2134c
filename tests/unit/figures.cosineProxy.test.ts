import { describe, expect, it } from 'vitest';
import { analyseProxy } from '../../src/core/figures/cosineProxy.ts';
import { correlate, pearsonOf, rank, sumMoments } from '../../src/core/figures/cosineProxyCorrelation.ts';
import { entropyOfScores, findLeadingVector, HIGHEST_ENTROPY, measureLocalEntropy, scoreFirstComponent } from '../../src/core/figures/cosineProxyEntropy.ts';
import { addImage, averageCorrelation } from '../../src/core/figures/cosineProxyFolder.ts';
import { COSINE_BINS, deviationByDistance, estimateDensity, listCommonDistances, meanByDistance, sampleHops, sumByDistance } from '../../src/core/figures/cosineProxyPairs.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import type { Layout } from '../../src/core/tokens.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { chartFolder, chartPhoto } from '../../src/ui/figures/cosineProxy/proxyCharts.ts';
import { drawCosineProxy } from '../../src/ui/figures/cosineProxy/cosineProxyDrawing.tsx';
import { toTable } from '../../src/ui/figures/cosineProxy/proxyTable.ts';
import { judgeCorrelation, judgeDistance, judgeHops, judgeSign } from '../../src/ui/figures/cosineProxy/verdicts.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

const CASES = ['grid-8x8', 'odd-width-13', 'llava15-576', 'pixel-doubled', 'zero-vectors', 'all-duplicates', 'single-token', 'rank-deficient', 'odd-7', 'high-similarity'];

/** A case in float64, as the equations have it. */
function loadProducts(name: string) {
  const { similarity, tokens, n, d, layout, localEntropy = [], similarityByManhattanDistance = [], geometry } = loadFigureCase(name);
  const norms = Float64Array.from({ length: n }, (_, i) => Math.hypot(...tokens.data.subarray(i * d, (i + 1) * d)));
  return { products: { n, similarity, norms }, geometry, layout, localEntropy, similarityByManhattanDistance };
}

function makeProducts(rows: number[][]) {
  const d = rows[0]?.length ?? 0;
  const similarity = computeSimilarity(Float32Array.from(rows.flat()), rows.length, d);
  return { n: rows.length, similarity, norms: rows.map((row) => Math.hypot(...row)) };
}

function layOut(...grids: [rows: number, cols: number][]): Layout {
  let offset = 0;
  const views = grids.map(([rows, cols]) => {
    const view = { kind: 'tile', rows, cols, offset, x: 0, y: 0, cellWidth: 10, cellHeight: 10 } as const;
    offset += rows * cols;
    return view;
  });
  return { width: 100, height: 100, views };
}

function analyseCase(name: string) {
  const { products, layout } = loadProducts(name);
  return runToEnd(analyseProxy(products, layout));
}

/** What a bin with a share p adds to the entropy. */
function share(p: number): number {
  return -(p + 1e-8) * Math.log(p + 1e-8);
}

/** Cosines of equal tokens as float32 has them. */
function noise(i: number, j: number): number {
  return i === j ? 1 : 1 - 6e-8 * ((i * 7 + j * 7) % 3);
}

function countPairs(...pairs: number[]) {
  return { pairs: Float64Array.from(pairs), cosines: new Float64Array(0), squares: new Float64Array(0) };
}

function withMeans(...mean: number[]) {
  return { pairs: new Float64Array(mean.length).fill(9), cosines: Float64Array.from(mean, (value) => 9 * value), squares: new Float64Array(mean.length) };
}

describe('local entropy', () => {
  it.each(CASES)('is that of the golden case %s', (name) => {
    const { products, layout, localEntropy } = loadProducts(name);
    const { entropy } = runToEnd(measureLocalEntropy(products, layout));
    expect(localEntropy).toHaveLength(products.n);
    localEntropy.forEach((value, token) => expect(entropy[token]).toBeCloseTo(value, 9));
  });

  it.each(CASES)('is nearly everywhere the same from float32 similarities: %s', (name) => {
    const { geometry, layout, localEntropy } = loadProducts(name);
    const { entropy } = runToEnd(measureLocalEntropy(geometry, layout));
    const differing = localEntropy.filter((value, token) => Math.abs(entropy[token] - value) > 1e-9).length;
    expect(differing).toBeLessThanOrEqual(Math.ceil(0.005 * geometry.n));
  });

  it('counts scores in 20 bins from the lowest to the highest', () => {
    expect(entropyOfScores([0, 1])).toBeCloseTo(2 * share(0.5) + 18 * share(0), 12);
    expect(entropyOfScores([0, 0.01, 1, 0.5])).toBeCloseTo(share(0.5) + 2 * share(0.25) + 17 * share(0), 12);
    expect(entropyOfScores([3, 3, 3])).toBeCloseTo(share(1) + 19 * share(0), 12);
    expect(entropyOfScores([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBeCloseTo(HIGHEST_ENTROPY, 12);
  });

  it('gives windows with the same counts the same number, so that ranks tie', () => {
    expect(entropyOfScores([0, 0, 1, 10])).toBe(entropyOfScores([0, 9, 10, 10]));
  });

  it('projects raw tokens, lengths included', () => {
    const scores = scoreFirstComponent(makeProducts([[1, 0], [2, 0], [5, 0]]), [0, 1, 2]);
    const range = scores[2] - scores[0];
    expect((scores[1] - scores[0]) / range).toBeCloseTo(0.25, 9);
    expect(Math.max(...scores.map(Math.abs))).toBe(scores[2]);
  });

  it('takes tokens that differ by rounding only as the same', () => {
    const similarity = Float32Array.from({ length: 16 }, (_, at) => noise(Math.floor(at / 4), at % 4));
    expect([...scoreFirstComponent({ n: 4, similarity, norms: [2, 2, 2, 2] }, [0, 1, 2, 3])]).toEqual([0, 0, 0, 0]);
  });

  it('finds the leading eigenvector of a symmetric matrix', () => {
    const vector = findLeadingVector(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 1), 3);
    expect(Math.abs(vector[0])).toBeCloseTo(Math.SQRT1_2, 12);
    expect(vector[1]).toBeCloseTo(vector[0], 12);
    expect(vector[2]).toBeCloseTo(0, 12);
  });
});

describe('cosine by Manhattan distance', () => {
  it.each(CASES)('is that of the golden case %s', (name) => {
    const { products, layout, similarityByManhattanDistance } = loadProducts(name);
    const mean = meanByDistance(runToEnd(sumByDistance(products.similarity, products.n, layout)));
    expect(mean).toHaveLength(similarityByManhattanDistance.length);
    similarityByManhattanDistance.forEach((value, distance) => expect(mean[distance]).toBeCloseTo(value, 9));
  });

  it('counts pairs inside views only', () => {
    const sums = runToEnd(sumByDistance(new Float64Array(36).fill(0.5), 6, layOut([2, 2], [1, 2])));
    expect([...sums.pairs]).toEqual([6, 5, 2]);
    expect([...meanByDistance(sums)]).toEqual([0.5, 0.5, 0.5]);
    expect([...deviationByDistance(sums)]).toEqual([0, 0, 0]);
  });

  it('looks at distances that at least one pair per token has', () => {
    expect(listCommonDistances(countPairs(9, 12, 14, 8, 2))).toEqual([1, 2]);
    expect(listCommonDistances(countPairs(3, 2, 1))).toEqual([1, 2]);
    expect(listCommonDistances(countPairs(1))).toEqual([]);
  });
});

describe('neighbours against random pairs', () => {
  it('takes every neighbour once and as many others, the same ones every time', () => {
    const { products, layout } = loadProducts('grid-8x8');
    const eight = sampleHops(products.similarity, products.n, layout, 8);
    expect(eight.neighbours.count).toBe(2 * 8 * 7 + 2 * 7 * 7);
    expect(eight.random.count).toBe(eight.neighbours.count);
    expect(sampleHops(products.similarity, products.n, layout, 8)).toEqual(eight);
    expect(sampleHops(products.similarity, products.n, layout, 4).neighbours.count).toBe(2 * 8 * 7);
  });

  it.each([8, 4] as const)('draws others from the whole rest of the view, with %i neighbours', (neighbourhood) => {
    const grid = layOut([3, 4]);
    const isNeighbour = (i: number, j: number) => {
      const [down, right] = [Math.abs(Math.floor(i / 4) - Math.floor(j / 4)), Math.abs((i % 4) - (j % 4))];
      return (neighbourhood === 8 ? Math.max(down, right) : down + right) === 1;
    };
    const similarity = Float64Array.from({ length: 144 }, (_, at) => (isNeighbour(Math.floor(at / 12), at % 12) ? 0.9 : 0.1));
    const { neighbours, random } = sampleHops(similarity, 12, grid, neighbourhood);
    expect(neighbours.sum / neighbours.count).toBeCloseTo(0.9, 12);
    expect(random.sum / random.count).toBeCloseTo(0.1, 12);
    expect([neighbours.similar, random.similar]).toEqual([neighbours.count, 0]);
  });

  it('knows views without any other pair', () => {
    const { neighbours, random } = sampleHops(new Float64Array(25).fill(1), 5, layOut([2, 2], [1, 1]), 8);
    expect([neighbours.count, random.count]).toEqual([6, 0]);
    expect(estimateDensity(random).every((value) => value === 0)).toBe(true);
  });

  it('estimates densities with an area of 1, also at the very end', () => {
    const { neighbours } = sampleHops(new Float64Array(81).fill(1), 9, layOut([3, 3]), 8);
    const density = estimateDensity(neighbours);
    expect((density.reduce((sum, value) => sum + value, 0) * 2) / COSINE_BINS).toBeCloseTo(1, 9);
    expect(density.indexOf(Math.max(...density))).toBe(COSINE_BINS - 1);
  });
});

describe('correlation', () => {
  it('is that of hand-computed pairs', () => {
    const { pearson, spearman } = correlate([1, 2, 3, 4], [1, 4, 9, 100]);
    expect(pearson).toBeCloseTo(151 / Math.sqrt(5 * 6849), 12);
    expect(spearman).toBeCloseTo(1, 12);
    expect([...rank([5, 1, 5, 3])]).toEqual([3.5, 1, 3.5, 2]);
    expect(correlate([1, 2, 3], [2, 2, 1]).spearman).toBeCloseTo(-Math.sqrt(3) / 2, 12);
  });

  it('is unknown where one side is the same everywhere', () => {
    expect(correlate([1, 2, 3], [5, 5, 5])).toEqual({ count: 3, pearson: null, spearman: null });
    expect(correlate([], [])).toEqual({ count: 0, pearson: null, spearman: null });
    expect(pearsonOf(sumMoments([1], [1]))).toBeNull();
  });
});

describe('the analysis of one image', () => {
  it('leaves pairs that do not exist out, for one token and for several views', () => {
    const single = runToEnd(analyseProxy(makeProducts([[1, 2]]), layOut([1, 1])));
    expect(single.byNeighbourhood[8].correlation).toEqual({ count: 0, pearson: null, spearman: null });
    const products = makeProducts(Array.from({ length: 13 }, (_, i) => [Math.sin(i * i), Math.cos(3 * i), 1]));
    const several = runToEnd(analyseProxy(products, layOut([3, 3], [1, 3], [1, 1])));
    expect(several.byNeighbourhood[4].correlation.count).toBe(12);
    expect([...several.isWhole].indexOf(1)).toBe(4);
    expect(several.byNeighbourhood[8].withoutBorder.count).toBe(1);
  });

  it('never falls back in its progress', () => {
    const { products, layout } = loadProducts('odd-width-13');
    const shares: number[] = [...analyseProxy(products, layout)];
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(0.95);
  });
});

describe('a folder of images', () => {
  it('has the same means when it holds an image twice', () => {
    const image = analyseCase('grid-8x8');
    const once = addImage(null, 'a.png', image);
    const twice = addImage(once, 'b.png', image);
    expect(once.names).toEqual(['a.png']);
    expect(twice.names).toEqual(['a.png', 'b.png']);
    expect(twice.tokens).toBe(128);
    meanByDistance(once.byDistance).forEach((value, distance) => expect(meanByDistance(twice.byDistance)[distance]).toBeCloseTo(value, 12));
    expect(twice.byNeighbourhood[8].hops.random.count).toBe(2 * once.byNeighbourhood[8].hops.random.count);
    const [first, second] = [once, twice].map((sums) => averageCorrelation(sums.byNeighbourhood[8].correlations));
    expect(second.pearson).toBeCloseTo(first.pearson ?? NaN, 12);
    expect(second.spearman).toBeCloseTo(first.spearman ?? NaN, 12);
    const [pooled, pooledTwice] = [once, twice].map((sums) => pearsonOf(sums.byNeighbourhood[8].moments));
    expect(pooledTwice).toBeCloseTo(pooled ?? NaN, 12);
    expect(twice.maps.images).toBe(2);
    expect(twice.maps.entropy[5] / 2).toBeCloseTo(once.maps.entropy[5], 12);
  });

  it('adds images of different grids, and averages maps of the first grid only', () => {
    const sums = addImage(addImage(null, 'a.png', analyseCase('grid-8x8')), 'b.png', analyseCase('odd-width-13'));
    expect(sums.byDistance.pairs).toHaveLength(25);
    expect(sums.maps.images).toBe(1);
    expect(sums.byNeighbourhood[4].cells.reduce((sum, count) => sum + count, 0)).toBe(64 + 169);
  });

  it('leaves images without a correlation out of the mean', () => {
    const sums = addImage(addImage(null, 'flat.png', analyseCase('all-duplicates')), 'a.png', analyseCase('grid-8x8'));
    const [flat, own] = sums.byNeighbourhood[8].correlations;
    expect(flat.pearson).toBeNull();
    expect(averageCorrelation(sums.byNeighbourhood[8].correlations).pearson).toBe(own.pearson);
  });
});

describe('the sentences', () => {
  it('tell a fall, a rise and their absence', () => {
    expect(judgeDistance(withMeans(1, 0.8, 0.4, 0.6))).toContain('Falls from 0.80 at distance 1 to 0.40 at 2, then rises again to 0.60 at 3 (9 pairs).');
    expect(judgeDistance(withMeans(1, 0.8, 0.4, 0.405))).toContain('does not rise again');
    expect(judgeDistance(withMeans(1, 0.5, 0.5))).toContain('Hardly falls');
    expect(judgeDistance(withMeans(1))).toBe('A single token has no pair to compare.');
  });

  it('tell when a photo disagrees with the paper', () => {
    expect(judgeSign({ pearson: -0.3, spearman: -0.2 })).toBe('agrees');
    expect(judgeSign({ pearson: 0.3, spearman: 0.2 })).toBe('disagrees');
    expect(judgeSign({ pearson: -0.3, spearman: 0.2 })).toBe('unclear');
    expect(judgeSign({ pearson: null, spearman: null })).toBe('unknown');
    const flat = chartPhoto(analyseCase('all-duplicates'), 'a.png', 8);
    expect(judgeCorrelation(flat)).toContain('No correlation can be computed');
    expect(judgeHops(flat.hops)).toContain('the same');
  });
});

describe('the drawing', () => {
  const options = { table: colourTable('inferno'), opacity: 0.7, style: LIGHT_STYLE };

  it('is the same bytes every time for a photo', async () => {
    const charts = chartPhoto(analyseCase('grid-8x8'), 'a.png', 8);
    await expect(drawSheet((width) => drawCosineProxy(charts, options, width))).toMatchFileSnapshot('snapshots/cosineProxy.svg');
  });

  it('is the same bytes every time for a folder', async () => {
    const sums = addImage(addImage(null, 'a.png', analyseCase('grid-8x8')), 'b.png', analyseCase('zero-vectors'));
    const charts = chartFolder(sums, 4);
    await expect(drawSheet((width) => drawCosineProxy(charts, options, width))).toMatchFileSnapshot('snapshots/cosineProxy.folder.svg');
  });

  it.each([...CASES])('has numbers only: %s', (name) => {
    const analysis = analyseCase(name);
    for (const charts of [chartPhoto(analysis, 'a.png', 8), chartFolder(addImage(null, 'a.png', analysis), 4)]) {
      const svg = drawSheet((width) => drawCosineProxy(charts, options, Math.min(width, 326)));
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(toTable(charts).rows.length).toBeGreaterThan(0);
    }
  });
});
