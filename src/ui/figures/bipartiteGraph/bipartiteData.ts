/**
 * The bipartite graph of the tokens at hand, and what it says of one token.
 */
import {
  binDegrees,
  findMovers,
  listNeighbours,
  markDropped,
  rankTokens,
  sampleEdges,
  splitTokens,
  sumSideEdges,
  type DegreeBin,
  type Edge,
  type Neighbour,
  type Parity,
} from '../../../core/figures/bipartiteGraph.ts';
import { scaleProgress, type Sliced } from '../../../core/figures/slices.ts';
import type { TokenGeometry } from '../../../core/kernels.ts';
import type { ScriptParameters } from '../../../core/script/scriptSelection.ts';
import { PARAMETER_RANGES } from '../../../core/script/scriptParameters.ts';
import type { Layout, TokenRange } from '../../../core/tokens.ts';

/** Edges beyond which a drawing is a grey patch. */
export const MOST_EDGES = 300;
const MOST_BINS = 24;
const MOVERS = 12;

export type NodeOrder = 'degree' | 'score' | 'index';

export interface RanksAtGamma {
  gamma: number;
  /** u32[n], 1 is the most redundant of its range. */
  rank: Uint32Array;
}

export interface BipartiteGraph {
  geometry: TokenGeometry;
  ranges: readonly TokenRange[];
  layout: Layout;
  parity: Parity;
  threshold: number;
  gamma: number;
  pageGraph: ScriptParameters['graph'];
  /** u8[n], 0 even, 1 odd. */
  side: Uint8Array;
  degree: Uint32Array;
  meanSimilarity: Float32Array;
  /** With the gamma of the page. */
  rank: Uint32Array;
  edgeCount: number;
  /** Pairs of an even and an odd token. */
  pairCount: number;
  drawnEdges: Edge[];
  bins: DegreeBin[];
  /** Without gamma, with that of the page, and with the largest one. */
  ranks: RanksAtGamma[];
  movers: number[];
  /** Tokens that GSP would drop with these sides, and how many of them it keeps with the paper's. */
  dropped: { count: number; others: number };
}

export interface GraphInputs {
  geometry: TokenGeometry;
  ranges: readonly TokenRange[];
  layout: Layout;
  parameters: Pick<ScriptParameters, 'threshold' | 'gamma' | 'graph' | 'budget' | 'pruneRatio'>;
}

/** Every step goes through all pairs once, and is a third of the work. */
export function* buildGraph({ geometry, ranges, layout, parameters }: GraphInputs, parity: Parity): Sliced<BipartiteGraph> {
  const { threshold, gamma, graph } = parameters;
  const side = splitTokens(layout, ranges, parity);
  const edges = yield* scaleProgress(sumSideEdges(geometry, ranges, side, threshold), 0, 1 / 3);
  const edgeCount = edges.degree.reduce((sum, value) => sum + value, 0) / 2;
  const gammas = [...new Set([0, gamma, PARAMETER_RANGES.gamma.max])].toSorted((a, b) => a - b);
  const ranks = gammas.map((value) => ({ gamma: value, rank: rankTokens(edges, ranges, { threshold, gamma: value }) }));
  const rank = rankTokens(edges, ranges, { threshold, gamma });
  const drawnEdges = yield* scaleProgress(sampleEdges(geometry, ranges, side, { threshold, total: edgeCount, limit: MOST_EDGES }), 1 / 3, 2 / 3);
  const sidesOfPaper = splitTokens(layout, ranges, 'index');
  const edgesOfPaper = parity === 'index' ? edges : yield* scaleProgress(sumSideEdges(geometry, ranges, sidesOfPaper, threshold), 2 / 3, 1);
  return {
    geometry,
    ranges,
    layout,
    parity,
    threshold,
    gamma,
    pageGraph: graph,
    side,
    ...edges,
    rank,
    edgeCount,
    pairCount: countPairs(ranges, side),
    drawnEdges,
    bins: binDegrees(edges.degree, side, MOST_BINS),
    ranks,
    // With gamma = 0 on the page, the largest one is what there is to compare with.
    movers: findMovers(ranks[0].rank, gamma === 0 ? ranks[ranks.length - 1].rank : rank, MOVERS),
    dropped: compareDropped(rank, rankTokens(edgesOfPaper, ranges, { threshold, gamma }), { ranges, parameters }),
  };
}

function countPairs(ranges: readonly TokenRange[], side: Uint8Array): number {
  return ranges.reduce((sum, { start, count }) => {
    const odd = side.subarray(start, start + count).reduce((total, value) => total + value, 0);
    return sum + odd * (count - odd);
  }, 0);
}

function compareDropped(
  rank: Uint32Array,
  rankOfPaper: Uint32Array,
  { ranges, parameters }: Pick<GraphInputs, 'ranges' | 'parameters'>,
): BipartiteGraph['dropped'] {
  const byPaper = markDropped(rankOfPaper, ranges, parameters);
  const here = markDropped(rank, ranges, parameters);
  const count = here.reduce((sum, value) => sum + value, 0);
  return { count, others: here.reduce((sum, value, token) => sum + Number(value === 1 && byPaper[token] === 0), 0) };
}

/** One token in the graph. */
export interface FocusedToken {
  token: number;
  /** Strongest first; at most MOST_EDGES are drawn. */
  neighbours: Neighbour[];
  /** Tokens on the other side of its range. */
  others: number;
  /** Tokens of its range. */
  count: number;
}

/** null for no token, or one that belongs to another photo. */
export function focusOn({ geometry, ranges, side, threshold }: BipartiteGraph, token: number | null): FocusedToken | null {
  const range = token === null ? undefined : ranges.find(({ start, count }) => token >= start && token < start + count);
  if (token === null || !range) return null;
  const sides = side.subarray(range.start, range.start + range.count);
  const others = sides.reduce((sum, value) => sum + Number(value !== side[token]), 0);
  return { token, neighbours: listNeighbours(geometry, ranges, side, { token, threshold }), others, count: range.count };
}

/** Both columns of the drawn graph from top to bottom. */
export function orderNodes({ side, degree, rank }: BipartiteGraph, order: NodeOrder): { even: number[]; odd: number[] } {
  const tokens = Array.from(side, (_, token) => token);
  const keys: Record<NodeOrder, (token: number) => number> = {
    degree: (token) => -degree[token],
    score: (token) => rank[token],
    index: (token) => token,
  };
  const key = keys[order];
  const sorted = tokens.toSorted((a, b) => key(a) - key(b) || a - b);
  return { even: sorted.filter((token) => side[token] === 0), odd: sorted.filter((token) => side[token] === 1) };
}

export function nameSide(side: number): 'even' | 'odd' {
  return side === 0 ? 'even' : 'odd';
}
