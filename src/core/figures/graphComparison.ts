/**
 * Table 1: redundancy scored on all pairs, on the bipartite half of them, and drawn at random; how far the sets agree that are
 * kept when the K highest scores are dropped.
 */
import type { EdgeSums } from '../cpu/redundancy.ts';
import { scoreEdges } from '../cpu/redundancy.ts';
import { floorShare } from '../numerics.ts';
import { drawRandomScores } from '../random.ts';
import { rankDescending } from '../ranking.ts';
import type { Graph, TokenGeometry } from '../kernels.ts';
import type { TokenRange } from '../tokens.ts';
import { countEdges, takeBlock } from './scriptOnGeometry.ts';
import type { Sliced } from './slices.ts';

/** Tokens of every range from the most to the least redundant, counted from the start of the range. */
export type Rankings = readonly Uint32Array[];

/** Similarities that a method computes, each pair once. */
export interface PairCount {
  pairs: number;
  /** Of all ordered pairs, n^2 in a range of n tokens: the entries of S. */
  ofOrdered: number;
  /** Of the n (n - 1) / 2 pairs of different tokens. */
  ofUnique: number;
}

/** How much two sets of dropped tokens, and what they leave, have in common: intersection over union. */
export interface Agreement {
  /** Tokens that are dropped [K], over all ranges. */
  count: number;
  /** NaN where nothing is kept. */
  kept: number;
  /** NaN where nothing is dropped. */
  dropped: number;
}

export function rankRandomly(ranges: readonly TokenRange[], seed: number): Rankings {
  return ranges.map(({ start, count }) => rankDescending(drawRandomScores(count, seed + start)));
}

/** Eq. 8-9 on a graph inside every range. */
export function rankByGraph(
  geometry: TokenGeometry,
  ranges: readonly TokenRange[],
  graph: Graph,
  { threshold, gamma }: { threshold: number; gamma: number },
): Rankings {
  return ranges.map((range) => {
    const edges = countEdges(takeBlock(geometry, range), { graph, threshold });
    return rankDescending(scoreEdges(edges, threshold, gamma).score);
  });
}

export function countPairs(ranges: readonly TokenRange[], graph: Graph): PairCount {
  let pairs = 0;
  let ordered = 0;
  let unique = 0;
  for (const { count } of ranges) {
    const all = (count * (count - 1)) / 2;
    pairs += graph === 'full' ? all : Math.ceil(count / 2) * Math.floor(count / 2);
    ordered += count * count;
    unique += all;
  }
  // The exhaustive method knows both directions of a pair from one similarity, and the diagonal without any.
  return { pairs, ofOrdered: graph === 'full' ? 1 : pairs / ordered, ofUnique: unique > 0 ? pairs / unique : NaN };
}

/** u8[n], 1 for what is left of all tokens when every range drops its share. */
export function keepRest(n: number, ranges: readonly TokenRange[], rankings: Rankings, share: number): Uint8Array {
  const kept = new Uint8Array(n).fill(1);
  ranges.forEach(({ start, count }, index) => {
    for (const token of rankings[index].subarray(0, floorShare(share, count))) kept[start + token] = 0;
  });
  return kept;
}

/**
 * Tokens that both rankings drop when each drops K, for every K at once: a token is in both from the K on that is its later place.
 * @returns u32[n + 1]
 */
export function countCommon(first: Uint32Array, second: Uint32Array): Uint32Array {
  const n = first.length;
  const place = new Uint32Array(n);
  first.forEach((token, position) => (place[token] = position));
  const common = new Uint32Array(n + 1);
  second.forEach((token, position) => (common[Math.max(position, place[token]) + 1] += 1));
  for (let dropped = 1; dropped <= n; dropped++) common[dropped] += common[dropped - 1];
  return common;
}

/** Agreement of two methods for each of the shares. */
export function compareRankings(first: Rankings, second: Rankings, shares: readonly number[]): Agreement[] {
  const common = first.map((ranking, index) => countCommon(ranking, second[index]));
  return shares.map((share) => {
    let n = 0;
    let count = 0;
    let both = 0;
    for (const ofRange of common) {
      const dropped = floorShare(share, ofRange.length - 1);
      n += ofRange.length - 1;
      count += dropped;
      both += ofRange[dropped];
    }
    return { count, dropped: both / (2 * count - both), kept: (n - 2 * count + both) / (n - both) };
  });
}

/** What two independent random drops of a share s have in common on average: s^2 dropped by both, (1 - s)^2 kept by both. */
export function expectAgreement(share: number): Pick<Agreement, 'kept' | 'dropped'> {
  return { kept: (1 - share) / (1 + share), dropped: share / (2 - share) };
}

/** The share that two independent random drops must have for their dropped sets to overlap so much; the inverse of the above. */
export function shareOfOverlap(overlap: number): number {
  return (2 * overlap) / (1 + overlap);
}

/** Rankings of both graphs at one threshold. */
export interface ThresholdRankings {
  threshold: number;
  full: Rankings;
  bipartite: Rankings;
}

/**
 * Both graphs at many thresholds, in one pass over the similarities.
 * @param thresholds ascending
 */
export function* sweepThresholds(
  geometry: TokenGeometry,
  ranges: readonly TokenRange[],
  { thresholds, gamma }: { thresholds: readonly number[]; gamma: number },
): Sliced<ThresholdRankings[]> {
  const swept = thresholds.map((threshold) => ({ threshold, full: [] as Uint32Array[], bipartite: [] as Uint32Array[] }));
  const all = ranges.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  for (const range of ranges) {
    const { n, similarity } = takeBlock(geometry, range);
    const tables = { full: createTable(n, thresholds), bipartite: createTable(n, thresholds) };
    for (let token = 0; token < n; token++) {
      addRow(tables, similarity.subarray(token * n, (token + 1) * n), token);
      yield (0.7 * (done + token)) / all;
    }
    for (const [index, { threshold, full, bipartite }] of swept.entries()) {
      full.push(rankDescending(scoreEdges(sumAbove(tables.full, index), threshold, gamma).score));
      bipartite.push(rankDescending(scoreEdges(sumAbove(tables.bipartite, index), threshold, gamma).score));
      yield (0.7 * (done + n) + (0.3 * (index + 1) * n) / swept.length) / all;
    }
    done += n;
  }
  return swept;
}

/** Similarities of every token by the highest threshold that they reach; below the first one in the last column. */
interface EdgeTable {
  n: number;
  thresholds: readonly number[];
  /** u32[n, t + 1] */
  counts: Uint32Array;
  /** f64[n, t + 1] */
  sums: Float64Array;
}

function createTable(n: number, thresholds: readonly number[]): EdgeTable {
  const size = n * (thresholds.length + 1);
  return { n, thresholds, counts: new Uint32Array(size), sums: new Float64Array(size) };
}

function addRow({ full, bipartite }: Record<Graph, EdgeTable>, row: Float32Array, token: number): void {
  const { thresholds } = full;
  const columns = thresholds.length + 1;
  const first = token * columns;
  const [low, high] = [thresholds[0], thresholds[thresholds.length - 1]];
  const perUnit = (thresholds.length - 1) / (high - low || 1);
  for (let other = 0; other < row.length; other++) {
    if (other === token) continue;
    const value = row[other];
    // A guess from even steps, corrected by comparing with the thresholds themselves.
    let at = Math.min(thresholds.length - 1, Math.max(-1, Math.floor((value - low) * perUnit)));
    while (at + 1 < thresholds.length && value >= thresholds[at + 1]) at += 1;
    while (at >= 0 && value < thresholds[at]) at -= 1;
    const place = first + (at < 0 ? columns - 1 : at);
    full.counts[place] += 1;
    full.sums[place] += value;
    if ((other ^ token) & 1) {
      bipartite.counts[place] += 1;
      bipartite.sums[place] += value;
    }
  }
}

/** Degree and mean similarity at one of the thresholds, as `sumEdges` has them. */
function sumAbove({ n, thresholds, counts, sums }: EdgeTable, index: number): EdgeSums {
  const columns = thresholds.length + 1;
  const degree = new Uint32Array(n);
  const meanSimilarity = new Float32Array(n);
  for (let token = 0; token < n; token++) {
    const first = token * columns;
    let sum = 0;
    for (let at = thresholds.length - 1; at >= index; at--) {
      degree[token] += counts[first + at];
      sum += sums[first + at];
    }
    if (degree[token] > 0) meanSimilarity[token] = sum / degree[token];
    else meanSimilarity[token] = meanOfAll(counts.subarray(first, first + columns), sums.subarray(first, first + columns));
  }
  return { degree, meanSimilarity };
}

function meanOfAll(counts: Uint32Array, sums: Float64Array): number {
  const count = counts.reduce((total, value) => total + value, 0);
  return count > 0 ? sums.reduce((total, value) => total + value, 0) / count : 0;
}
