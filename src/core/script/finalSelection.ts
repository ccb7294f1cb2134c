/**
 * From scores and a greedy order to the final token set (section 4.3), for one token range.
 */
import { floorShare } from '../numerics.ts';
import { rankDescending } from '../ranking.ts';
import { FATES, type Fate } from './scriptSelection.ts';

const CODES: Record<Fate, number> = {
  both: FATES.indexOf('both'),
  extended: FATES.indexOf('extended'),
  filled: FATES.indexOf('filled'),
  redundant: FATES.indexOf('redundant'),
  unreached: FATES.indexOf('unreached'),
};

/**
 * Number of tokens that GSP discards: min(floor(p n + 1e-9), n - m), so that at least m survive.
 */
export function countDiscarded(n: number, budget: number, pruneRatio: number): number {
  return Math.max(0, Math.min(floorShare(pruneRatio, n), n - budget));
}

export interface FinalSelection {
  /** u32, kept tokens in ascending order. */
  indices: Uint32Array;
  /** Index into FATES for every token. */
  fate: Uint8Array;
  kStar: number;
  intersectionAtM: number;
  /** Tokens taken after the greedy order had ended. */
  supplemented: number;
}

/**
 * True if walking `order` meets `budget` survivors, so that computing more of it changes nothing.
 */
export function walkIsComplete(order: ArrayLike<number>, survives: Uint8Array, budget: number): boolean {
  let kept = 0;
  for (let step = 0; step < order.length && kept < budget; step++) kept += survives[order[step]];
  return kept >= budget;
}

/**
 * Walks the greedy order and keeps GSP survivors until there are `budget`. Where the order ends first: survivors the
 * order never reached by relevance, then the skipped tokens in greedy order, then the rest by relevance; higher
 * relevance first, then lower index.
 * @param order greedy picks; must hold `budget` survivors or be the whole ended order
 * @param survives u8[n], 1 for tokens GSP keeps
 * @param relevance f[n], normalized
 */
export function selectFinal(
  order: ArrayLike<number>,
  survives: Uint8Array,
  relevance: ArrayLike<number>,
  budget: number,
): FinalSelection {
  const n = survives.length;
  const fate = new Uint8Array(n);
  for (let i = 0; i < n; i++) fate[i] = survives[i] ? CODES.unreached : CODES.redundant;

  const kept: number[] = [];
  let intersectionAtM = 0;
  let kStar = 0;
  for (; kStar < order.length && kept.length < budget; kStar++) {
    const token = order[kStar];
    if (!survives[token]) continue;
    fate[token] = kStar < budget ? CODES.both : CODES.extended;
    if (kStar < budget) intersectionAtM += 1;
    kept.push(token);
  }

  const supplement = kept.length < budget ? listSupplement(order, survives, relevance) : [];
  const filled = supplement.slice(0, budget - kept.length);
  for (const token of filled) fate[token] = CODES.filled;
  const indices = Uint32Array.from([...kept, ...filled]).toSorted();
  return { indices, fate, kStar, intersectionAtM, supplemented: filled.length };
}

/** Tokens outside the walk in the order in which they fill the budget. */
function listSupplement(order: ArrayLike<number>, survives: Uint8Array, relevance: ArrayLike<number>): number[] {
  const inOrder = new Uint8Array(survives.length);
  const skipped: number[] = [];
  for (let step = 0; step < order.length; step++) {
    inOrder[order[step]] = 1;
    if (!survives[order[step]]) skipped.push(order[step]);
  }
  const byRelevance = rankDescending(relevance);
  const neverRanked = Array.from(byRelevance).filter((token) => !inOrder[token]);
  return [
    ...neverRanked.filter((token) => survives[token]),
    ...skipped,
    ...neverRanked.filter((token) => !survives[token]),
  ];
}
