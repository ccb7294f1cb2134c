import type { Graph } from '../kernels.ts';

/** Eq. 8-9 in float64; see `Redundancy` for the fields. */
export interface RedundancyReference {
  degree: Float64Array;
  meanSimilarity: Float64Array;
  score: Float64Array;
}

/**
 * Graph-structured redundancy (Eq. 8-9). Each token is compared with the other side of the even / odd split, or
 * with all other tokens for `full`. degree counts similarities >= threshold, meanSimilarity is their mean, and
 * score = degree exp(gamma (meanSimilarity - threshold)). An isolated token scores its mean similarity to the
 * whole other side, 0 if there is none.
 * @param similarity f[n, n], cosine between tokens
 */
export function scoreRedundancy(
  similarity: ArrayLike<number>,
  n: number,
  { graph, threshold, gamma }: { graph: Graph; threshold: number; gamma: number },
): RedundancyReference {
  const degree = new Float64Array(n);
  const meanSimilarity = new Float64Array(n);
  const score = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let edges = 0;
    let sumOfEdges = 0;
    let others = 0;
    let sumOfOthers = 0;
    for (let j = 0; j < n; j++) {
      if (graph === 'bipartite' ? (i - j) % 2 === 0 : i === j) continue;
      const value = similarity[i * n + j];
      others += 1;
      sumOfOthers += value;
      if (value >= threshold) {
        edges += 1;
        sumOfEdges += value;
      }
    }
    degree[i] = edges;
    if (edges > 0) {
      meanSimilarity[i] = sumOfEdges / edges;
      score[i] = edges * Math.exp(gamma * (meanSimilarity[i] - threshold));
    } else {
      meanSimilarity[i] = others > 0 ? sumOfOthers / others : 0;
      score[i] = meanSimilarity[i];
    }
  }
  return { degree, meanSimilarity, score };
}
