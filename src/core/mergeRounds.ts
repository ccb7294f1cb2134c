/**
 * What soft matching knows before any similarity, and what follows from its merges; every path shares it.
 */
import type { MergePlan } from './searches.ts';

/** One round of soft matching. */
export interface MergeRound {
  /** Groups in the list when the round begins. */
  listLength: number;
  /** Groups that the round merges into others. */
  mergeCount: number;
  /** Groups that earlier rounds have merged. */
  mergedBefore: number;
}

/**
 * The rounds of soft matching: each merges min(perRound, t - target, floor(t / 2)) of the t groups left.
 * @throws RangeError if the plan cannot be met
 */
export function planMergeRounds(n: number, { target, perRound }: MergePlan): MergeRound[] {
  if (!Number.isInteger(target) || target < 1 || target > n) {
    throw new RangeError(`Soft matching was asked for ${target} tokens; expected a whole number from 1 to ${n}.`);
  }
  if (!Number.isInteger(perRound) || perRound < 1) {
    throw new RangeError(`Soft matching was asked for ${perRound} merges per round; expected a whole number of at least 1.`);
  }
  const rounds: MergeRound[] = [];
  for (let listLength = n; listLength > target; ) {
    const mergeCount = Math.min(perRound, listLength - target, Math.floor(listLength / 2));
    rounds.push({ listLength, mergeCount, mergedBefore: n - listLength });
    listLength -= mergeCount;
  }
  return rounds;
}

/**
 * Where the group of every token stands in the end: i32[n].
 * @param merges u32[2 merges], pairs of places as in `Merging.merges`
 */
export function followMerges(n: number, merges: ArrayLike<number>): Int32Array {
  const place = Int32Array.from({ length: n }, (_, token) => token);
  // Backwards, so that the place joined has been followed to its end before.
  for (let pair = merges.length - 2; pair >= 0; pair -= 2) place[merges[pair]] = place[merges[pair + 1]];
  return place;
}
