import type { TokenGeometry } from '../kernels.ts';
import { ZERO_NORM } from '../numerics.ts';
import { followMerges, planMergeRounds } from '../mergeRounds.ts';
import type { MergePlan, Merging } from '../searches.ts';

/** A group of tokens: the token at whose place it stands, and how many it holds. */
interface Group {
  place: number;
  size: number;
}

/** A group at an even position of the list, and the one at an odd position that it is most similar to. */
interface Match {
  from: Group;
  into: Group;
  cosine: number;
}

/**
 * Repeated bipartite soft matching (Bolya et al. 2023); see `MergePlan`. A group is the size-weighted mean of what it was
 * merged from, so its products with other groups are means of theirs: rows and columns of the Gram matrix are averaged
 * instead of tokens.
 * @throws Error if the plan cannot be met
 */
export function mergeSimilar(geometry: TokenGeometry, plan: MergePlan): Merging {
  const { n } = geometry;
  const gram = new GroupProducts(geometry);
  let list: Group[] = Array.from({ length: n }, (_, place) => ({ place, size: 1 }));
  const merges: number[] = [];
  for (const { mergeCount } of planMergeRounds(n, plan)) {
    const sources = list.filter((_, position) => position % 2 === 0);
    const targets = list.filter((_, position) => position % 2 === 1);
    // Sorting is stable: of equal cosines the earlier source goes first.
    const chosen = matchGroups(gram, sources, targets).toSorted((a, b) => b.cosine - a.cosine).slice(0, mergeCount);
    merges.push(...chosen.flatMap(({ from, into }) => [from.place, into.place]));
    const merged = new Set(chosen.map(({ from }) => from));
    list = [...sources.filter((source) => !merged.has(source)), ...targets];
    for (const into of new Set(chosen.map((match) => match.into))) {
      const joining = chosen.filter((match) => match.into === into).map(({ from }) => from);
      into.size = gram.merge([into, ...joining]);
    }
  }
  return { merges: Uint32Array.from(merges), assignment: followMerges(n, merges) };
}

/** The best target of every source, the earlier one among equals. */
function matchGroups(gram: GroupProducts, sources: readonly Group[], targets: readonly Group[]): Match[] {
  return sources.map((from) => {
    let best: Match = { from, into: targets[0], cosine: -Infinity };
    for (const into of targets) {
      const cosine = gram.cosine(from.place, into.place);
      if (cosine > best.cosine) best = { from, into, cosine };
    }
    return best;
  });
}

/** Dot products between groups, row and column by place: at first G_ij = S_ij |x_i| |x_j|, 0 for zero tokens. */
class GroupProducts {
  private readonly n: number;
  private readonly products: Float32Array;
  /** Lengths of the groups; 0 for zero groups. */
  private readonly lengths: Float32Array;

  constructor({ n, similarity, norms }: TokenGeometry) {
    this.n = n;
    this.lengths = norms.map((norm) => (norm < ZERO_NORM ? 0 : norm));
    this.products = new Float32Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) this.products[i * n + j] = similarity[i * n + j] * this.lengths[i] * this.lengths[j];
    }
  }

  /** Cosine between two groups; 0 if one of them is zero. */
  cosine(a: number, b: number): number {
    const lengths = this.lengths[a] * this.lengths[b];
    if (lengths === 0) return 0;
    return Math.max(-1, Math.min(this.products[a * this.n + b] / lengths, 1));
  }

  /** Puts the size-weighted mean of some groups at the place of the first; returns its size. */
  merge(groups: readonly Group[]): number {
    const { n, products } = this;
    const [{ place }] = groups;
    const size = groups.reduce((sum, group) => sum + group.size, 0);
    const parts = groups.map((group) => ({ place: group.place, weight: group.size / size }));
    for (let j = 0; j < n; j++) {
      let mean = 0;
      for (const part of parts) mean += part.weight * products[part.place * n + j];
      products[place * n + j] = mean;
    }
    for (let i = 0; i < n; i++) {
      let mean = 0;
      for (const part of parts) mean += part.weight * products[i * n + part.place];
      products[i * n + place] = mean;
    }
    const length = Math.sqrt(Math.max(products[place * n + place], 0));
    this.lengths[place] = length < ZERO_NORM ? 0 : length;
    return size;
  }
}
