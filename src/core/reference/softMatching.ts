/**
 * Float64 reference of repeated bipartite soft matching (Bolya et al., Token Merging, ICLR 2023) on final features, with
 * every group's vector written out, and the replay that judges any float32 run.
 */
import { ZERO_NORM } from '../numerics.ts';
import { followMerges, planMergeRounds, type MergeRound } from '../mergeRounds.ts';
import type { MergePlan } from '../searches.ts';
import { rowNorm } from './similarity.ts';

/** A token of an even position, the one of an odd position that it is most similar to, and their cosine. */
interface Match {
  from: number;
  into: number;
  cosine: number;
}

/** Groups of tokens in a list; each stands at the place of one of its tokens. Zero tokens count as exactly zero. */
class Groups {
  /** Places in the order of the list. */
  list: number[];
  /** Sum of the rows of the group at each place; its mean has the same direction. */
  private readonly sums: Float64Array[];
  /** Squared lengths of the sums. */
  private readonly squares: number[];
  private readonly sizes: number[];

  constructor(tokens: ArrayLike<number>, n: number, d: number) {
    this.list = Array.from({ length: n }, (_, token) => token);
    const norms = this.list.map((token) => rowNorm(tokens, token, d));
    this.sums = norms.map((norm, token) =>
      Float64Array.from({ length: d }, (_, k) => (norm < ZERO_NORM ? 0 : tokens[token * d + k])),
    );
    this.sizes = norms.map(() => 1);
    this.squares = this.sums.map((sum) => multiply(sum, sum));
  }

  /** Groups at even positions of the list. */
  get sources(): number[] {
    return this.list.filter((_, position) => position % 2 === 0);
  }

  /** Groups at odd positions of the list. */
  get targets(): number[] {
    return this.list.filter((_, position) => position % 2 === 1);
  }

  /** Cosine between the means of two groups; 0 if one of them is zero. */
  cosine(a: number, b: number): number {
    if (this.isZero(a) || this.isZero(b)) return 0;
    // One square root: of equal vectors it gives exactly 1, so ties stay ties.
    return multiply(this.sums[a], this.sums[b]) / Math.sqrt(this.squares[a] * this.squares[b]);
  }

  /** The best target of every source, the earlier one among equals. */
  match(): Match[] {
    const { targets } = this;
    return this.sources.map((from) => {
      let best: Match = { from, into: -1, cosine: -Infinity };
      for (const into of targets) {
        const cosine = this.cosine(from, into);
        if (cosine > best.cosine) best = { from, into, cosine };
      }
      return best;
    });
  }

  /** Merges groups into others; what is left of the list is the other sources, then all targets. */
  merge(pairs: readonly Pick<Match, 'from' | 'into'>[]): void {
    const merged = new Set(pairs.map(({ from }) => from));
    this.list = [...this.sources.filter((source) => !merged.has(source)), ...this.targets];
    for (const { from, into } of pairs) {
      const sum = this.sums[into].map((value, k) => value + this.sums[from][k]);
      this.sums[into] = sum;
      this.squares[into] = multiply(sum, sum);
      this.sizes[into] += this.sizes[from];
    }
  }

  private isZero(place: number): boolean {
    return Math.sqrt(this.squares[place]) / this.sizes[place] < ZERO_NORM;
  }
}

/**
 * Merges n tokens down to `plan.target` groups. Each round compares the groups at even positions of the list with those at
 * odd positions; the even ones of highest best cosine, the earlier among equals, join the odd ones they are most similar to.
 * A group is the mean of its tokens.
 * @param tokens f[n, d] row-major
 * @returns the pairs (from, into) as in `Merging.merges`, and `assignment` i32[n]
 */
export function runSoftMatching(
  tokens: ArrayLike<number>,
  n: number,
  d: number,
  plan: MergePlan,
): { merges: number[]; assignment: Int32Array } {
  const groups = new Groups(tokens, n, d);
  const merges: number[] = [];
  for (const { mergeCount } of planMergeRounds(n, plan)) {
    // Sorting is stable: of equal cosines the earlier source goes first.
    const chosen = groups.match().toSorted((a, b) => b.cosine - a.cosine).slice(0, mergeCount);
    merges.push(...chosen.flatMap(({ from, into }) => [from, into]));
    groups.merge(chosen);
  }
  return { merges, assignment: followMerges(n, merges) };
}

/**
 * Replays merges in float64 and tells how far each is from the best at its round.
 * @param merges pairs (from, into) in order, as many as the plan asks for
 * @returns for each merge how much its cosine is below the best of its source, or that one below the last best cosine that is
 *   good enough for the round, whichever is more; 0 for a perfect merge
 * @throws Error if a merge does not join an even position with an odd one, or their number is wrong
 */
export function replayMerging(
  tokens: ArrayLike<number>,
  n: number,
  d: number,
  plan: MergePlan,
  merges: ArrayLike<number>,
): number[] {
  if (merges.length !== 2 * (n - plan.target)) {
    throw new Error(`Merge replay: expected ${n - plan.target} merges, got ${merges.length / 2}.`);
  }
  const groups = new Groups(tokens, n, d);
  return planMergeRounds(n, plan).flatMap((round) => {
    const pairs = takeRound(groups, round, merges);
    const matches = groups.match();
    const bests = new Map(matches.map(({ from, cosine }) => [from, cosine]));
    const last = matches.map(({ cosine }) => cosine).toSorted((a, b) => b - a)[round.mergeCount - 1];
    const shortfalls = pairs.map(({ from, into }) => {
      const best = bests.get(from) ?? NaN;
      return Math.max(best - groups.cosine(from, into), last - best, 0);
    });
    groups.merge(pairs);
    return shortfalls;
  });
}

function takeRound(groups: Groups, { mergeCount, mergedBefore }: MergeRound, merges: ArrayLike<number>) {
  const pairs = Array.from({ length: mergeCount }, (_, i) => {
    const pair = 2 * (mergedBefore + i);
    return { from: merges[pair], into: merges[pair + 1] };
  });
  const sources = new Set(groups.sources);
  const targets = new Set(groups.targets);
  for (const { from, into } of pairs) {
    if (!sources.delete(from)) throw new Error(`Merge replay: ${from} stands at no even position, or merges twice.`);
    if (!targets.has(into)) throw new Error(`Merge replay: ${into} stands at no odd position.`);
  }
  return pairs;
}

function multiply(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k] * y[k];
  return sum;
}
