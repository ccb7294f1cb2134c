/**
 * How GSP's set and the greedy DPP order meet (Sec. 4.3), for every step of the walk and for every prune ratio.
 */
import { FATES } from '../script/scriptSelection.ts';
import type { TokenGeometry } from '../kernels.ts';
import { rankDescending } from '../ranking.ts';
import { continueOrder, takeBlock } from './scriptOnGeometry.ts';
import { keepAfter, type SelectionPart } from './selectionParts.ts';
import type { Sliced } from './slices.ts';

/** What the two sets say of a token, and what became of it, in the order of the codes of `classifyTokens`. */
export const MEETINGS = ['both', 'supplement', 'dpp-only', 'gsp-only', 'neither'] as const;
export type Meeting = (typeof MEETINGS)[number];

/**
 * u8[n], an index into MEETINGS for every token. `both` and `supplement` are kept; a pick within the first m that GSP drops
 * and that returns after the order has ended is a supplement, too.
 */
export function classifyTokens(fate: Uint8Array, parts: readonly Pick<SelectionPart, 'range' | 'order' | 'budget'>[]): Uint8Array {
  const isFirstPick = new Uint8Array(fate.length);
  for (const { range, order, budget } of parts) {
    for (const token of order.subarray(0, budget)) isFirstPick[range.start + token] = 1;
  }
  return fate.map((code, token) => MEETINGS.indexOf(meet(code, isFirstPick[token] === 1)));
}

function meet(code: number, isFirstPick: boolean): Meeting {
  const fate = FATES[code];
  switch (fate) {
    case 'both':
      return 'both';
    case 'extended':
    case 'filled':
      return 'supplement';
    case 'redundant':
      return isFirstPick ? 'dpp-only' : 'neither';
    case 'unreached':
      return 'gsp-only';
    default:
      return fate satisfies never;
  }
}

/**
 * |GSP and DPP_k| for k = 0 ... the length of the order: u32[length + 1].
 * @param survives u8[n], 1 for tokens GSP keeps
 */
export function countMet(order: ArrayLike<number>, survives: ArrayLike<number>): Uint32Array {
  const met = new Uint32Array(order.length + 1);
  for (let step = 0; step < order.length; step++) met[step + 1] = met[step] + survives[order[step]];
  return met;
}

/** Where the walk ends: the first k at which m survivors have been met, else the order's length. */
export function findWalkEnd(met: Uint32Array, budget: number): number {
  const end = met.findIndex((count) => count >= budget);
  return end < 0 ? met.length - 1 : end;
}

/** One entry for every number of tokens that GSP can drop, 0 ... n - m. */
export interface PruneSweep {
  /** [k*] */
  kStar: Uint32Array;
  /** |final and DPP_m| */
  withDpp: Uint32Array;
  /** |final and the m least redundant tokens| */
  withGsp: Uint32Array;
}

/**
 * Slides GSP from dropping nothing ("DPP only") to leaving m tokens ("GSP only").
 * @param order all picks there are, or at least as many as the walk needs at every ratio
 * @param relevance f[n], normalized
 */
export function sweepPruning({ budget, ranking, relevance }: Pick<SelectionPart, 'budget' | 'ranking' | 'relevance'>, order: Uint32Array): PruneSweep {
  const n = ranking.length;
  const steps = n - budget + 1;
  const sweep: PruneSweep = { kStar: new Uint32Array(steps), withDpp: new Uint32Array(steps), withGsp: new Uint32Array(steps) };
  const walk = new Walk(order, ranking, budget);
  const unranked = listUnranked(order, relevance);
  for (let dropped = 0; dropped < steps; dropped++) {
    if (dropped > 0) walk.drop(ranking[dropped - 1]);
    walk.goOn();
    const filled = walk.kept < budget ? fill(walk, unranked, budget) : { withDpp: 0, withGsp: 0 };
    sweep.kStar[dropped] = walk.end;
    sweep.withDpp[dropped] = walk.keptFirst + filled.withDpp;
    sweep.withGsp[dropped] = walk.keptLeast + filled.withGsp;
  }
  return sweep;
}

/** The walk of one ratio, carried on to the next: dropping a token never brings its end forward. */
class Walk {
  /** [k*] */
  end = 0;
  kept = 0;
  /** Kept tokens among the first m picks. */
  keptFirst = 0;
  /** Kept tokens among the m least redundant ones, none of which is ever dropped. */
  keptLeast = 0;
  readonly survives: Uint8Array;
  readonly isLeast: Uint8Array;
  readonly order: Uint32Array;
  private readonly step: Int32Array;
  private readonly budget: number;

  constructor(order: Uint32Array, ranking: Uint32Array, budget: number) {
    const n = ranking.length;
    this.order = order;
    this.budget = budget;
    this.survives = new Uint8Array(n).fill(1);
    this.isLeast = new Uint8Array(n);
    for (const token of ranking.subarray(n - budget)) this.isLeast[token] = 1;
    this.step = new Int32Array(n).fill(-1);
    order.forEach((token, step) => (this.step[token] = step));
  }

  drop(token: number): void {
    this.survives[token] = 0;
    const step = this.step[token];
    if (step < 0 || step >= this.end) return;
    this.kept -= 1;
    if (step < this.budget) this.keptFirst -= 1;
  }

  goOn(): void {
    for (; this.kept < this.budget && this.end < this.order.length; this.end++) {
      const token = this.order[this.end];
      if (!this.survives[token]) continue;
      this.kept += 1;
      if (this.end < this.budget) this.keptFirst += 1;
      this.keptLeast += this.isLeast[token];
    }
  }
}

/** Tokens outside the order, most relevant first. */
function listUnranked(order: Uint32Array, relevance: ArrayLike<number>): Uint32Array {
  const ranked = new Uint8Array(relevance.length);
  for (const token of order) ranked[token] = 1;
  return rankDescending(relevance).filter((token) => ranked[token] === 0);
}

/**
 * What fills the budget after the order has ended: survivors outside of it by relevance, then skipped picks in their order.
 * The rest by relevance comes last and belongs to neither set.
 */
function fill(walk: Walk, unranked: Uint32Array, budget: number): { withDpp: number; withGsp: number } {
  let missing = budget - walk.kept;
  let withGsp = 0;
  for (const token of unranked) {
    if (missing === 0) break;
    if (!walk.survives[token]) continue;
    withGsp += walk.isLeast[token];
    missing -= 1;
  }
  const skippedFirst = Math.min(budget, walk.order.length) - walk.keptFirst;
  return { withDpp: Math.min(missing, skippedFirst), withGsp };
}

/** All that a greedy order follows from, and the picks that are known already. */
export interface OrderRun {
  geometry: TokenGeometry;
  /** f32[n], normalized */
  relevance: Float32Array;
  epsilon: number;
  relevanceExponent: number;
  parts: readonly SelectionPart[];
}

/** Greedy orders to their ends, one per part; the known picks stay as they are. */
export function* completeOrders(run: OrderRun): Sliced<Uint32Array[]> {
  const orders: Uint32Array[] = [];
  let done = 0;
  for (const part of run.parts) {
    const order = Array.from(part.order);
    for (const token of hasEnded(part) ? [] : continueOrder(takeBlock(run.geometry, part.range), part, run)) {
      if (token !== null) order.push(token);
      yield (done + order.length) / run.geometry.n;
    }
    orders.push(Uint32Array.from(order));
    done += part.range.count;
  }
  return orders;
}

/** A walk that met too few survivors has seen the end of the order; more picks would contradict it. */
function hasEnded({ order, ranking, discarded, budget }: SelectionPart): boolean {
  const met = countMet(order, keepAfter(ranking, discarded));
  return order.length === ranking.length || met[order.length] < budget;
}

/** True if both runs have the same order, apart from how much of it was known. */
export function isSameRun(first: OrderRun, second: OrderRun): boolean {
  return (
    first.geometry === second.geometry &&
    first.epsilon === second.epsilon &&
    first.relevanceExponent === second.relevanceExponent &&
    first.parts.length === second.parts.length &&
    first.parts.every(({ range }, index) => range.start === second.parts[index].range.start && range.count === second.parts[index].range.count) &&
    first.relevance.every((value, token) => value === second.relevance[token])
  );
}

/** True if every order begins with the picks that a part knows. */
export function continues(orders: readonly Uint32Array[], parts: readonly Pick<SelectionPart, 'order'>[]): boolean {
  return parts.every(({ order }, index) => order.every((token, step) => orders[index]?.[step] === token));
}

/** Prune ratios from "DPP only" to "GSP only": quarters, and the largest that leaves m tokens. */
export function listRatios(n: number, budget: number): number[] {
  const largest = 1 - budget / n;
  return [...[0, 0.25, 0.5, 0.75].filter((ratio) => ratio === 0 || ratio < largest), ...(largest > 0 ? [largest] : [])];
}

/** The part that holds a token; the first one without a token. */
export function findPart<Part extends Pick<SelectionPart, 'range'>>(parts: readonly Part[], token: number | null): number {
  if (token === null) return 0;
  return Math.max(0, parts.findIndex(({ range: { start, count } }) => token >= start && token < start + count));
}

/** Numbers of tokens of every kind. */
export function countMeetings(classes: Uint8Array): Record<Meeting, number> {
  const counts: Record<Meeting, number> = { both: 0, supplement: 0, 'dpp-only': 0, 'gsp-only': 0, neither: 0 };
  for (const code of classes) counts[MEETINGS[code]] += 1;
  return counts;
}
