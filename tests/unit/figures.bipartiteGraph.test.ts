import { describe, expect, it } from 'vitest';
import {
  binDegrees,
  findMovers,
  listNeighbours,
  markDropped,
  rankTokens,
  sampleEdges,
  splitTokens,
  sumSideEdges,
} from '../../src/core/figures/bipartiteGraph.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { layOutPhoto } from '../../src/core/layout.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { scoreRedundancy } from '../../src/core/reference/redundancy.ts';
import type { TokenRange } from '../../src/core/tokens.ts';
import { buildGraph, focusOn, orderNodes } from '../../src/ui/figures/bipartiteGraph/bipartiteData.ts';
import { drawBipartiteGraph } from '../../src/ui/figures/bipartiteGraph/bipartiteDrawing.tsx';
import { bandEdges } from '../../src/ui/figures/bipartiteGraph/edgeBands.ts';
import { describeDrawnEdges, describeFocus, describeSides } from '../../src/ui/figures/bipartiteGraph/graphTexts.ts';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

const PARAMETERS = { ...DEFAULT_PARAMETERS, budget: 8 };
const TABLE = colourTable('inferno');

function halves(n: number): TokenRange[] {
  return [{ start: 0, count: Math.floor(n / 2) }, { start: Math.floor(n / 2), count: Math.ceil(n / 2) }];
}

/** The graph as the figure builds it. */
function graphOf(name: string, change: Partial<typeof PARAMETERS> = {}, parity: Parameters<typeof buildGraph>[1] = 'index') {
  const { geometry, ranges, layout } = loadFigureCase(name);
  return runToEnd(buildGraph({ geometry, ranges, layout, parameters: { ...PARAMETERS, ...change } }, parity));
}

/** The sides of two rows of tokens as a text. */
function split(cols: number, parity: Parameters<typeof splitTokens>[2]): string {
  const layout = layOutPhoto({ width: cols, height: 2 }, { rows: 2, cols });
  return splitTokens(layout, [{ start: 0, count: 2 * cols }], parity).join('');
}

describe('the two sides', () => {
  it('are column stripes on an even grid and a checkerboard on an odd one, and the other way round with shifted rows', () => {
    expect([split(4, 'index'), split(4, 'shifted'), split(4, 'rows')]).toEqual(['01010101', '10101010', '01011010']);
    expect([split(3, 'index'), split(3, 'rows')]).toEqual(['010101', '010010']);
  });

  it('count from the start of every range', () => {
    const layout = { views: [] };
    expect([...splitTokens(layout, [{ start: 0, count: 3 }, { start: 3, count: 3 }], 'index')]).toEqual([0, 1, 0, 0, 1, 0]);
  });
});

describe('edges', () => {
  it.each(['grid-8x8', 'odd-7', 'odd-width-13', 'zero-vectors', 'all-duplicates', 'single-token'])('of %s are those of the float64 reference', (name) => {
    const { geometry, ranges, layout, similarity, n } = loadFigureCase(name);
    const { degree, meanSimilarity } = runToEnd(sumSideEdges(geometry, ranges, splitTokens(layout, ranges, 'index'), 0.43));
    const reference = scoreRedundancy(similarity, n, { graph: 'bipartite', threshold: 0.43, gamma: 0 });
    expect([...degree]).toEqual([...reference.degree]);
    reference.meanSimilarity.forEach((value, token) => expect(meanSimilarity[token]).toBeCloseTo(value, 6));
  });

  it('do not change when the sides swap', () => {
    const { geometry, ranges, layout } = loadFigureCase('odd-7');
    const [paper, shifted] = (['index', 'shifted'] as const).map((parity) => runToEnd(sumSideEdges(geometry, ranges, splitTokens(layout, ranges, parity), 0.3)));
    expect(shifted).toEqual(paper);
  });

  it('of a token are as many as its degree, strongest first, and stay in its range', () => {
    const { geometry, layout, n } = loadFigureCase('grid-8x8');
    const ranges = halves(n);
    const side = splitTokens(layout, ranges, 'index');
    const { degree } = runToEnd(sumSideEdges(geometry, ranges, side, 0.2));
    for (let token = 0; token < n; token++) {
      const neighbours = listNeighbours(geometry, ranges, side, { token, threshold: 0.2 });
      expect(neighbours).toHaveLength(degree[token]);
      expect(neighbours.every((one) => side[one.token] !== side[token] && one.token < n / 2 === token < n / 2)).toBe(true);
      const cosines = neighbours.map(({ similarity }) => similarity);
      expect(cosines).toEqual(cosines.toSorted((a, b) => b - a));
    }
    expect(listNeighbours(geometry, ranges, side, { token: n, threshold: 0 })).toEqual([]);
  });

  it.each([1, 7, 300, 10_000])('are thinned out to %i, evenly and without doubles', (limit) => {
    const { geometry, ranges, layout } = loadFigureCase('grid-8x8');
    const side = splitTokens(layout, ranges, 'index');
    const total = runToEnd(sumSideEdges(geometry, ranges, side, -0.2)).degree.reduce((sum, value) => sum + value, 0) / 2;
    const edges = runToEnd(sampleEdges(geometry, ranges, side, { threshold: -0.2, total, limit }));
    expect(edges).toHaveLength(Math.min(limit, total));
    expect(new Set(edges.map(({ even, odd }) => `${even} ${odd}`)).size).toBe(edges.length);
    expect(edges.every(({ even, odd }) => side[even] === 0 && side[odd] === 1)).toBe(true);
    expect(edges.map(({ even, odd }) => 64 * even + odd)).toEqual(edges.map(({ even, odd }) => 64 * even + odd).toSorted((a, b) => a - b));
  });

  it('are drawn in bands from faint to solid', () => {
    const bands = bandEdges([1, 0.98, 0.7, 0.5].map((similarity, token) => ({ token, similarity })), 0.5);
    expect(bands.map(({ neighbours }) => neighbours.map(({ token }) => token))).toEqual([[3], [2], [0, 1]]);
    expect(bands.map(({ opacity }) => opacity)).toEqual(bands.map(({ opacity }) => opacity).toSorted((a, b) => a - b));
    expect(bandEdges([{ token: 0, similarity: 1 }], 1)).toHaveLength(1);
  });
});

describe('degrees and ranks', () => {
  it('bins every token once', () => {
    expect(binDegrees(Uint32Array.of(0, 1, 2, 5, 5), Uint8Array.of(0, 1, 0, 1, 0), 3)).toEqual([
      { from: 0, to: 1, even: 1, odd: 1 },
      { from: 2, to: 3, even: 1, odd: 0 },
      { from: 4, to: 5, even: 1, odd: 1 },
    ]);
    expect(binDegrees(Uint32Array.of(0), Uint8Array.of(0), 24)).toEqual([{ from: 0, to: 0, even: 1, odd: 0 }]);
  });

  it('without gamma rank by degree, and gamma lifts close neighbours', () => {
    const edges = { degree: Uint32Array.of(3, 2, 1), meanSimilarity: Float32Array.of(0.5, 0.6, 0.9) };
    const ranges = [{ start: 0, count: 3 }];
    const before = rankTokens(edges, ranges, { threshold: 0.5, gamma: 0 });
    const after = rankTokens(edges, ranges, { threshold: 0.5, gamma: 20 });
    expect([[...before], [...after]]).toEqual([[1, 2, 3], [3, 2, 1]]);
    expect(findMovers(before, after, 5)).toEqual([0, 2]);
    expect(findMovers(before, after, 1)).toEqual([0]);
    expect([...markDropped(after, ranges, { budget: 1, pruneRatio: 0.4 })]).toEqual([0, 0, 1]);
  });

  it('are ranked within every range', () => {
    const { geometry, layout, n } = loadFigureCase('grid-8x8');
    const ranges = halves(n);
    const rank = rankTokens(runToEnd(sumSideEdges(geometry, ranges, splitTokens(layout, ranges, 'index'), 0.4)), ranges, { threshold: 0.4, gamma: 10 });
    for (const { start, count } of ranges) {
      expect([...rank.subarray(start, start + count)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    }
  });
});

describe('the figure', () => {
  it('orders both columns as asked', () => {
    const graph = graphOf('odd-7', { threshold: 0.2 });
    expect(orderNodes(graph, 'index')).toEqual({ even: [0, 2, 4, 6], odd: [1, 3, 5] });
    const { even } = orderNodes(graph, 'degree');
    expect(even.map((token) => graph.degree[token])).toEqual(even.map((token) => graph.degree[token]).toSorted((a, b) => b - a));
    const { odd } = orderNodes(graph, 'score');
    expect(odd.map((token) => graph.rank[token])).toEqual(odd.map((token) => graph.rank[token]).toSorted((a, b) => a - b));
  });

  it('says how many edges of how many are drawn, and what the sides are', () => {
    const dense = graphOf('grid-8x8', { threshold: -0.2 });
    expect(describeDrawnEdges(dense)).toMatch(/^300 of \d+ edges, .* of the pairs, evenly picked\.$/u);
    expect(describeDrawnEdges(graphOf('grid-8x8', { threshold: 1 }))).toBe('No pair reaches τ: there are no edges.');
    expect(describeDrawnEdges(graphOf('single-token'))).toBe('One side is empty: there are no edges.');
    expect(describeSides(graphOf('grid-8x8', {}, 'shifted'))).toContain('edges, degrees and scores stay as they are');
    expect(describeSides(graphOf('grid-8x8', {}, 'rows'))).toMatch(/checkerboard of column stripes\. Of the 32 tokens that GSP drops, \d+ would be others/u);
    expect(graphOf('grid-8x8', {}, 'shifted').dropped.others).toBe(0);
  });

  it('says of every kind of token what it has', () => {
    const texts = (name: string, change = {}) => {
      const graph = graphOf(name, change);
      const focus = focusOn(graph, 0);
      return focus && describeFocus(graph, focus);
    };
    expect(texts('single-token')).toBe('Token 0, even: there is no odd token to compare it with; rank 1 of 1.');
    expect(texts('grid-8x8', { threshold: 1 })).toMatch(/^Token 0, even: no edge to the 32 odd tokens, mean cosine/u);
    expect(texts('all-duplicates')).toMatch(/^Token 0, even: \d+ edges to the \d+ odd tokens, μ.=.1\.00, strongest 1\.00; rank 1 of/u);
    expect(focusOn(graphOf('odd-7'), 7)).toBeNull();
    expect(focusOn(graphOf('odd-7'), null)).toBeNull();
  });

  it.each([326, 560, 830, 1200])('has no broken number at %i pixels', (width) => {
    for (const name of ['single-token', 'all-duplicates', 'zero-vectors', 'odd-7']) {
      for (const gamma of [0, 10, 20]) {
        const graph = graphOf(name, { gamma });
        const svg = drawSheet(() => drawBipartiteGraph(graph, { order: 'score', table: TABLE, token: 0 }, width));
        expect(svg).not.toMatch(/NaN|undefined|Infinity/u);
      }
    }
  });

  it('works with several views, and without a token in focus', () => {
    const { geometry, layout, n } = loadFigureCase('grid-8x8');
    const graph = runToEnd(buildGraph({ geometry, ranges: halves(n), layout, parameters: { ...PARAMETERS, graph: 'full' } }, 'rows'));
    const svg = drawSheet((width) => drawBipartiteGraph(graph, { order: 'index', table: TABLE, token: null }, width));
    expect(svg).toContain('The page scores with the full graph; this is the bipartite one.');
    expect(svg).toContain('No token is in focus.');
    expect(svg).not.toMatch(/NaN|undefined/u);
  });

  it('draws the same bytes every time', async () => {
    const graph = graphOf('odd-width-13', { threshold: 0.4 });
    const svg = drawSheet((width) => drawBipartiteGraph(graph, { order: 'degree', table: TABLE, token: 7 }, width));
    await expect(svg).toMatchFileSnapshot('snapshots/bipartite-graph.svg');
  });
});
