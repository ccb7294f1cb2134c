/**
 * The bipartite graph of Eq. 8-9 as a graph: sides, edges, degrees, and what gamma makes of them. The sides are given, so that
 * other ways to halve the tokens can be compared with the paper's.
 */
import { scoreEdges, type EdgeSums } from '../cpu/redundancy.ts';
import { countDiscarded } from '../script/finalSelection.ts';
import { rankDescending } from '../ranking.ts';
import type { TokenGeometry } from '../kernels.ts';
import { divideBudget } from '../divideBudget.ts';
import type { Layout, TokenRange } from '../tokens.ts';
import type { Sliced } from './slices.ts';

/**
 * How tokens are halved. `index`: even and odd indices, as in the paper; `shifted`: index + 1, as one more token in front of
 * all would make it; `rows`: every odd row of a view moved by one, which turns column stripes into a checkerboard and back.
 */
export type Parity = 'index' | 'shifted' | 'rows';

/** An edge of the graph, or of a token to a neighbour. */
export interface Edge {
  even: number;
  odd: number;
  /** cosine */
  similarity: number;
}

export interface Neighbour {
  token: number;
  similarity: number;
}

/** u8[n], 0 for tokens on the even side, 1 for those on the odd one; indices count from the start of a range. */
export function splitTokens({ views }: Pick<Layout, 'views'>, ranges: readonly TokenRange[], parity: Parity): Uint8Array {
  const side = new Uint8Array(ranges.reduce((end, { start, count }) => Math.max(end, start + count), 0));
  for (const { start, count } of ranges) {
    for (let local = 0; local < count; local++) side[start + local] = (local + Number(parity === 'shifted')) % 2;
  }
  if (parity !== 'rows') return side;
  for (const { offset, rows, cols } of views) {
    for (let local = 0; local < rows * cols; local++) side[offset + local] ^= Math.floor(local / cols) % 2;
  }
  return side;
}

/** Degree and mean similarity of every token against the other side of its range (Eq. 8). */
export function* sumSideEdges(
  { n, similarity }: TokenGeometry,
  ranges: readonly TokenRange[],
  side: Uint8Array,
  threshold: number,
): Sliced<EdgeSums> {
  const degree = new Uint32Array(side.length);
  const meanSimilarity = new Float32Array(side.length);
  for (const { start, count } of ranges) {
    for (let token = start; token < start + count; token++) {
      let sumOfEdges = 0;
      let others = 0;
      let sumOfOthers = 0;
      for (let other = start; other < start + count; other++) {
        if (side[other] === side[token]) continue;
        const value = similarity[token * n + other];
        others += 1;
        sumOfOthers += value;
        if (value >= threshold) {
          degree[token] += 1;
          sumOfEdges += value;
        }
      }
      if (degree[token] > 0) meanSimilarity[token] = sumOfEdges / degree[token];
      else meanSimilarity[token] = others > 0 ? sumOfOthers / others : 0;
      yield (token + 1) / side.length;
    }
  }
  return { degree, meanSimilarity };
}

/** The edges of one token, strongest first, then by index. */
export function listNeighbours(
  { n, similarity }: TokenGeometry,
  ranges: readonly TokenRange[],
  side: Uint8Array,
  { token, threshold }: { token: number; threshold: number },
): Neighbour[] {
  const range = ranges.find(({ start, count }) => token >= start && token < start + count);
  const neighbours: Neighbour[] = [];
  for (let other = range?.start ?? 0; other < (range ? range.start + range.count : 0); other++) {
    const value = similarity[token * n + other];
    if (side[other] !== side[token] && value >= threshold) neighbours.push({ token: other, similarity: value });
  }
  return neighbours.toSorted((a, b) => b.similarity - a.similarity || a.token - b.token);
}

/**
 * At most `limit` edges, evenly spaced in the order of their even, then odd tokens, so that what is drawn is as dense as what
 * there is, and the same every time.
 * @param total edges that there are: half of the sum of all degrees
 */
export function* sampleEdges(
  { n, similarity }: TokenGeometry,
  ranges: readonly TokenRange[],
  side: Uint8Array,
  { threshold, total, limit }: { threshold: number; total: number; limit: number },
): Sliced<Edge[]> {
  const edges: Edge[] = [];
  const wanted = Math.min(limit, total);
  let seen = 0;
  for (const { start, count } of ranges) {
    for (let even = start; even < start + count; even++) {
      if (side[even] !== 0) continue;
      for (let odd = start; odd < start + count; odd++) {
        const value = similarity[even * n + odd];
        if (side[odd] !== 1 || value < threshold) continue;
        // The middle of each of `wanted` equal stretches.
        if (seen === Math.floor(((edges.length + 0.5) * total) / wanted)) edges.push({ even, odd, similarity: value });
        seen += 1;
      }
      yield (even + 1) / side.length;
    }
  }
  return edges;
}

export interface DegreeBin {
  from: number;
  /** Inclusive. */
  to: number;
  even: number;
  odd: number;
}

/** Tokens of both sides by degree, in at most `limit` bins of equal width from 0 to the largest degree. */
export function binDegrees(degree: Uint32Array, side: Uint8Array, limit: number): DegreeBin[] {
  const largest = degree.reduce((high, value) => Math.max(high, value), 0);
  const width = Math.ceil((largest + 1) / limit);
  const bins: DegreeBin[] = Array.from({ length: Math.ceil((largest + 1) / width) }, (_, index) => ({
    from: index * width,
    to: (index + 1) * width - 1,
    even: 0,
    odd: 0,
  }));
  degree.forEach((value, token) => (bins[Math.floor(value / width)][side[token] === 0 ? 'even' : 'odd'] += 1));
  return bins;
}

/** u32[n], rank of the score of every token within its range (Eq. 9); 1 is the most redundant. */
export function rankTokens(edges: EdgeSums, ranges: readonly TokenRange[], { threshold, gamma }: { threshold: number; gamma: number }): Uint32Array {
  const rank = new Uint32Array(edges.degree.length);
  const { score } = scoreEdges(edges, threshold, gamma);
  for (const { start, count } of ranges) {
    rankDescending(score.subarray(start, start + count)).forEach((token, place) => (rank[start + token] = place + 1));
  }
  return rank;
}

/** The tokens whose rank changes most, the largest change first, then by index; none that stays where it is. */
export function findMovers(before: Uint32Array, after: Uint32Array, limit: number): number[] {
  const change = (token: number) => Math.abs(before[token] - after[token]);
  return Array.from(before, (_, token) => token)
    .filter((token) => change(token) > 0)
    .toSorted((a, b) => change(b) - change(a) || a - b)
    .slice(0, limit);
}

/** u8[n], 1 for what GSP drops with these ranks. */
export function markDropped(
  rank: Uint32Array,
  ranges: readonly TokenRange[],
  { budget, pruneRatio }: { budget: number; pruneRatio: number },
): Uint8Array {
  const dropped = new Uint8Array(rank.length);
  const budgets = divideBudget(budget, ranges.length);
  ranges.forEach(({ start, count }, index) => {
    const discarded = countDiscarded(count, Math.min(budgets[index], count), pruneRatio);
    for (let token = start; token < start + count; token++) dropped[token] = Number(rank[token] <= discarded);
  });
  return dropped;
}
