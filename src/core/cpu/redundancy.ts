import type { Graph, Redundancy } from '../kernels.ts';

/** Edges of every token, before gamma enters. */
export interface EdgeSums {
  degree: Uint32Array;
  /** Mean similarity over the edges; over the whole other side where there is no edge. */
  meanSimilarity: Float32Array;
}

/**
 * Degree and mean similarity of every token (Eq. 8) from a resident similarity matrix.
 * @param similarity f32[n, n]
 */
export function sumEdges(similarity: Float32Array, n: number, graph: Graph, threshold: number): EdgeSums {
  return sumLines(similarity, n, threshold, (i) => {
    if (graph === 'full') return { start: i * n, step: 1, end: (i + 1) * n, self: i * n + i };
    return { start: i * n + 1 - (i % 2), step: 2, end: (i + 1) * n, self: -1 };
  });
}

/**
 * The same for the bipartite graph from its block alone: rows for even tokens, columns for odd ones.
 * @param block f32[ceil(n / 2), floor(n / 2)]
 */
export function sumBlockEdges(block: Float32Array, n: number, threshold: number): EdgeSums {
  const columns = Math.floor(n / 2);
  return sumLines(block, n, threshold, (i) => {
    const half = Math.floor(i / 2);
    if (i % 2 === 0) return { start: half * columns, step: 1, end: (half + 1) * columns, self: -1 };
    return { start: half, step: columns, end: block.length, self: -1 };
  });
}

/** Where the similarities of a token lie in a matrix: from `start` in steps, before `end`, without the one with itself. */
interface Line {
  start: number;
  step: number;
  end: number;
  self: number;
}

function sumLines(similarity: Float32Array, n: number, threshold: number, lineOf: (i: number) => Line): EdgeSums {
  const degree = new Uint32Array(n);
  const meanSimilarity = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let edges = 0;
    let sumOfEdges = 0;
    let others = 0;
    let sumOfOthers = 0;
    const { start, step, end, self } = lineOf(i);
    for (let place = start; place < end; place += step) {
      if (place === self) continue;
      const value = similarity[place];
      others += 1;
      sumOfOthers += value;
      if (value >= threshold) {
        edges += 1;
        sumOfEdges += value;
      }
    }
    degree[i] = edges;
    if (edges > 0) meanSimilarity[i] = sumOfEdges / edges;
    else meanSimilarity[i] = others > 0 ? sumOfOthers / others : 0;
  }
  return { degree, meanSimilarity };
}

/** Redundancy score (Eq. 9): degree exp(gamma (mean - tau)), or the mean alone for an isolated token. */
export function scoreEdges({ degree, meanSimilarity }: EdgeSums, threshold: number, gamma: number): Redundancy {
  const score = meanSimilarity.map((mean, i) =>
    degree[i] > 0 ? degree[i] * Math.exp(gamma * (mean - threshold)) : mean,
  );
  return { degree, meanSimilarity, score };
}

/**
 * Histogram of the similarities between even and odd tokens.
 * @returns u32[bins] over equal bins of [-1, 1]
 */
export function countSimilarities(similarity: Float32Array, n: number, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (let i = 0; i < n; i += 2) {
    for (let j = 1; j < n; j += 2) {
      const bin = Math.floor(((similarity[i * n + j] + 1) / 2) * bins);
      counts[Math.min(Math.max(bin, 0), bins - 1)] += 1;
    }
  }
  return counts;
}
