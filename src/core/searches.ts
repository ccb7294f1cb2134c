/**
 * Iterative searches over the similarities of one token range, besides the DPP's: like it they take one decision after
 * another, so a device runs a whole search in one submission and brings back only its outcome.
 */
import type { Matrix } from './tokens.ts';

/** Tokens in the order in which a greedy search picked them, and the value of each at its pick. */
export interface SearchOrder {
  /** u32[k] */
  order: Uint32Array;
  /** f32[k] */
  values: Float32Array;
}

/** Repeated bipartite soft matching (Bolya et al. 2023) down to a number of tokens. */
export interface MergePlan {
  /** Tokens, or groups of them, that shall be left: 1 to n. */
  target: number;
  /** Most tokens merged in one round; never more than half of those left. */
  perRound: number;
}

/** Which token every token was merged into. */
export interface Merging {
  /** u32[n - target, 2]: which place's group joined which, in order; within a round the most similar pair first. */
  merges: Uint32Array;
  /** i32[n], for each token the one whose place its group has in the end; a token of its own group's place names itself. */
  assignment: Int32Array;
}

/** Facility location: pick what raises the sum over rows of each row's best value most. */
export interface CoverPlan {
  count: number;
  /** Rows made of S: softmax over columns of S_ij / temperature, times weight / n; null for none. */
  similarityRows: { temperature: number; weight: number } | null;
  /** Further rows f32[m, n], all values >= 0; null for none. */
  givenRows: Matrix | null;
}

/** Density-peak clustering with k nearest neighbours (DPC-KNN, Du et al. 2016) of some of the tokens. */
export interface ClusterPlan {
  /** u32[t], ascending: the tokens to cluster. */
  tokens: Uint32Array;
  /** Clusters, 1 to t. */
  clusters: number;
  /** Nearest neighbours that make up a density, 1 to t - 1 (0 for t = 1). */
  neighbours: number;
}

export interface Clusters {
  /** u32[clusters], the tokens that are centres, best first. */
  centres: Uint32Array;
  /** i32[t], for each clustered token the index of its centre in `centres`. */
  assignment: Int32Array;
}

/** What a backend searches for on its tokens. Ties go to the lower index everywhere. */
export interface Searches {
  /**
   * Farthest-point order by cosine distance 1 - S_ij: first the token whose nearest other token is farthest, then always
   * the one whose nearest picked token is farthest. `values` are those distances.
   */
  orderFarthest(count: number): Promise<SearchOrder>;
  /** Merges tokens by size-weighted mean; see `MergePlan`. */
  mergeSimilar(plan: MergePlan): Promise<Merging>;
  /** Greedy facility location. `values` are the gains. */
  orderCovering(plan: CoverPlan): Promise<SearchOrder>;
  /** Distances between tokens are Euclidean over sqrt(d), from similarities and norms. */
  clusterTokens(plan: ClusterPlan): Promise<Clusters>;
}
