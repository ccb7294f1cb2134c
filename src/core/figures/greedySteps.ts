/**
 * Greedy MAP inference (Eq. 10-11) as something to leaf through: an order of the page, replayed in float64 with what every
 * step saw and did, and the walk of Sec. 4.3 along it. Tokens count from 0 inside their range here, and so do steps.
 */
import type { TokenRange } from '../tokens.ts';
import type { Sliced } from './slices.ts';

export interface ReplaySource {
  n: number;
  /** f[n, n], diagonal exactly 1 (0 for zero tokens) */
  similarity: ArrayLike<number>;
  /** f[n], normalized */
  relevance: ArrayLike<number>;
  epsilon: number;
  /** Exponent of r on either side of S. */
  relevanceExponent: number;
}

/**
 * The picks of an order with the Cholesky column e of each. Steps are only ever added, so that the residuals before any step
 * follow from the columns before it: they are folded anew when looked at, instead of being kept.
 */
export class GreedyReplay {
  readonly source: ReplaySource;
  /** Token of every step. */
  readonly picks: number[] = [];
  /** [v_j^2] of every pick at the moment of its selection. */
  readonly gains: number[] = [];
  /** Sum of ln gains up to and with every pick: ln det of L~ of the picks, as far as epsilon is negligible. */
  readonly logDeterminants: number[] = [];
  private readonly columns: Float64Array[] = [];
  private readonly weights: Float64Array;
  /** Residuals after the last pick; -1 for picked tokens. */
  private readonly residual: Float64Array;

  constructor(source: ReplaySource) {
    this.source = source;
    this.weights = Float64Array.from(source.relevance, (value) => value ** source.relevanceExponent);
    this.residual = this.weights.map((_, i) => this.kernel(i, i));
  }

  get length(): number {
    return this.picks.length;
  }

  /** [L~_ji] = r_j S_ji r_i, with the exponent of r. */
  kernel(j: number, i: number): number {
    return this.weights[j] * this.source.similarity[j * this.source.n + i] * this.weights[i];
  }

  /**
   * Adds token j as the next pick.
   * @throws Error if it is picked already, or no token
   */
  pick(j: number): void {
    const gain = this.residual[j];
    if (!(gain >= 0)) throw new Error(`Pick ${this.length + 1} of the order is token ${j}, which is picked already or does not exist.`);
    const column = this.weights.map((_, i) => this.kernel(j, i));
    for (const earlier of this.columns) {
      const factor = earlier[j];
      for (let i = 0; i < column.length; i++) column[i] -= factor * earlier[i];
    }
    const root = Math.sqrt(gain + this.source.epsilon);
    for (let i = 0; i < column.length; i++) {
      column[i] = this.residual[i] < 0 ? 0 : column[i] / root;
      if (this.residual[i] >= 0) this.residual[i] = subtractSquare(this.residual[i], column[i]);
    }
    this.residual[j] = -1;
    this.columns.push(column);
    this.picks.push(j);
    this.gains.push(gain);
    this.logDeterminants.push((this.logDeterminants.at(-1) ?? 0) + Math.log(gain));
  }

  /** [v_i^2] of all tokens before a step: f64[n], -1 for tokens picked earlier. Steps up to `length`. */
  residualsBefore(step: number): Float64Array {
    const residual = this.weights.map((_, i) => this.kernel(i, i));
    for (const column of this.columns.slice(0, step)) {
      for (let i = 0; i < residual.length; i++) residual[i] = subtractSquare(residual[i], column[i]);
    }
    for (const token of this.picks.slice(0, step)) residual[token] = -1;
    return residual;
  }

  /** [e_i] of a step for all tokens: f64[n], 0 for tokens picked earlier, which Eq. 11 leaves alone. */
  components(step: number): Float64Array {
    return this.columns[step];
  }

  /** [<u_j, u_i>] before a step, for its pick j: what of their product the earlier picks account for. */
  projection(step: number, i: number): number {
    const j = this.picks[step];
    return this.columns.slice(0, step).reduce((sum, column) => sum + column[j] * column[i], 0);
  }

  /** Largest residual after the last recorded pick; 0 if every token is picked. */
  get left(): number {
    return this.residual.reduce((best, value) => Math.max(best, value), 0);
  }

  /** True if the steps recorded so far are those of this order from the same beginning. */
  matches(source: ReplaySource, order: ArrayLike<number>): boolean {
    return sameSource(this.source, source) && this.picks.every((token, step) => step >= order.length || order[step] === token);
  }
}

/** Eq. 11's second half. Without the max, rounding could leave a duplicate a little below 0. */
function subtractSquare(residual: number, component: number): number {
  return Math.max(residual - component * component, 0);
}

function sameSource(a: ReplaySource, b: ReplaySource): boolean {
  if (a === b) return true;
  if (a.similarity !== b.similarity || a.epsilon !== b.epsilon || a.relevanceExponent !== b.relevanceExponent) return false;
  for (let i = 0; i < a.n; i++) if (a.relevance[i] !== b.relevance[i]) return false;
  return true;
}

/** Columns that are kept at most, in numbers of 8 bytes: 64 MB. */
const LARGEST_RECORD = 8e6;

/** How many steps of an order over n tokens are recorded at most. */
export function countRecorded(n: number, length: number): number {
  return Math.min(length, Math.max(1, Math.floor(LARGEST_RECORD / Math.max(1, n))));
}

/** Multiply-adds that are done before anything is shown: a few milliseconds. */
const FIRST_WORK = 4e6;

/** Begins a replay with the steps that take no time. */
export function openReplay(source: ReplaySource, order: ArrayLike<number>): GreedyReplay {
  const replay = new GreedyReplay(source);
  const length = countRecorded(source.n, order.length);
  for (let work = 0; replay.length < length && work < FIRST_WORK; work += source.n * replay.length) replay.pick(order[replay.length]);
  return replay;
}

/** Adds what is missing of an order; yields after every step. */
export function* extendReplay(replay: GreedyReplay, order: ArrayLike<number>): Sliced<GreedyReplay> {
  const length = countRecorded(replay.source.n, order.length);
  while (replay.length < length) {
    replay.pick(order[replay.length]);
    // A step costs as much as there are steps before it.
    yield (replay.length / length) ** 2;
  }
  return replay;
}

/** Every number of Eq. 11 for the pick j of a step and another token i. */
export interface TokenUpdate {
  pick: number;
  token: number;
  pickRelevance: number;
  tokenRelevance: number;
  /** [S_ji] */
  cosine: number;
  /** [L~_ji] */
  kernel: number;
  /** [<u_j, u_i>] */
  projection: number;
  /** [v_j^2] */
  gain: number;
  /** [e_i] */
  component: number;
  /** [v_i^2] before and after the step. */
  before: number;
  after: number;
}

export function explainUpdate(replay: GreedyReplay, step: number, token: number): TokenUpdate {
  const { n, similarity, relevance } = replay.source;
  const pick = replay.picks[step];
  const component = replay.components(step)[token];
  const before = replay.residualsBefore(step)[token];
  return {
    pick,
    token,
    pickRelevance: relevance[pick],
    tokenRelevance: relevance[token],
    cosine: similarity[pick * n + token],
    kernel: replay.kernel(pick, token),
    projection: replay.projection(step, token),
    gain: replay.gains[step],
    component,
    before,
    after: subtractSquare(before, component),
  };
}

/** The token that a step takes most from, besides its pick; -1 if no other token is left. */
export function mostAffected(replay: GreedyReplay, step: number): number {
  const picked = new Set(replay.picks.slice(0, step + 1));
  const components = replay.components(step);
  let most = -1;
  for (let i = 0; i < components.length; i++) {
    if (!picked.has(i) && (most < 0 || components[i] ** 2 > components[most] ** 2)) most = i;
  }
  return most;
}

/** Cosines of the pick of a step with the picks before it, and the step of the largest; -1 for the first pick. */
export function compareWithEarlier(replay: GreedyReplay, step: number): { cosines: number[]; largest: number } {
  const { n, similarity } = replay.source;
  const cosines = replay.picks.slice(0, step).map((earlier) => similarity[replay.picks[step] * n + earlier]);
  return { cosines, largest: cosines.length === 0 ? -1 : cosines.indexOf(Math.max(...cosines)) };
}

/** `kept`: survives GSP and is reached; `dropped`: GSP drops it; `beyond`: survives GSP, but the budget was full before. */
export type PickFate = 'kept' | 'dropped' | 'beyond';

/** The walk of Sec. 4.3 along an order. */
export interface Walk {
  /** [m] of the range */
  budget: number;
  fates: PickFate[];
  /** Tokens kept after every step. */
  kept: Uint32Array;
  /** [k*] how far the walk goes; the length of the order if that ends it. */
  kStar: number;
}

/** @param survives u8[n], 1 for tokens GSP keeps */
export function walkOrder(order: ArrayLike<number>, survives: ArrayLike<number>, budget: number): Walk {
  const walk: Walk = { budget, fates: [], kept: new Uint32Array(order.length), kStar: 0 };
  let kept = 0;
  for (let step = 0; step < order.length; step++) {
    const isOpen = kept < budget;
    if (isOpen) walk.kStar = step + 1;
    if (isOpen && survives[order[step]]) kept += 1;
    walk.fates.push(!survives[order[step]] ? 'dropped' : isOpen ? 'kept' : 'beyond');
    walk.kept[step] = kept;
  }
  return walk;
}

/** The picks of one range out of an order over all of them. */
export function takeTrace(
  { order, gains }: { order: Uint32Array; gains: Float32Array },
  { start, count }: TokenRange,
): { order: Uint32Array; gains: Float32Array } {
  const isInside = (token: number) => token >= start && token < start + count;
  return {
    order: order.filter(isInside).map((token) => token - start),
    gains: gains.filter((_, step) => isInside(order[step])),
  };
}

/** [m] of one range: an equal share of the budget, the remainder going to the first ranges. */
export function shareBudget(budget: number, ranges: readonly TokenRange[], index: number): number {
  const share = Math.floor(budget / ranges.length) + (index < budget % ranges.length ? 1 : 0);
  return Math.min(share, ranges[index].count);
}
