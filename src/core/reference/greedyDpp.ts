/**
 * Float64 reference of greedy MAP inference for the query-conditioned DPP (Eq. 10-11), and the replay that judges
 * any float32 order.
 */
import { stopResidual } from '../numerics.ts';

export interface GreedyParameters {
  /** [epsilon] under the square root of Eq. 11. */
  epsilon: number;
  /** Exponent of r on either side of S. */
  relevanceExponent: number;
}

/**
 * One run of the incremental Cholesky update. `residual` starts as the diagonal of L~ and is never negative;
 * picked tokens are marked -1.
 */
export class GreedyState {
  readonly residual: Float64Array;
  private readonly similarity: ArrayLike<number>;
  private readonly parameters: GreedyParameters;
  private readonly weights: Float64Array;
  private readonly columns: Float64Array[] = [];

  /**
   * @param similarity f[n, n] with a diagonal of exactly 1 (0 for zero tokens)
   * @param relevance f[n], normalized
   */
  constructor(
    similarity: ArrayLike<number>,
    relevance: ArrayLike<number>,
    parameters: GreedyParameters,
  ) {
    this.similarity = similarity;
    this.parameters = parameters;
    const n = relevance.length;
    this.weights = Float64Array.from(relevance, (value) => value ** parameters.relevanceExponent);
    this.residual = new Float64Array(n);
    for (let i = 0; i < n; i++) this.residual[i] = this.weights[i] ** 2 * similarity[i * n + i];
  }

  /** The token with the largest residual, the lower index among equals; -1 if all are picked. */
  best(): number {
    let best = -1;
    for (let i = 0; i < this.residual.length; i++) {
      if (this.residual[i] >= 0 && (best < 0 || this.residual[i] > this.residual[best])) best = i;
    }
    return best;
  }

  /** Picks token j: e_i = (L~_ji - <u_j, u_i>) / sqrt(v_j^2 + epsilon), v_i^2 = max(v_i^2 - e_i^2, 0). */
  pick(j: number): void {
    const n = this.residual.length;
    const scale = 1 / Math.sqrt(this.residual[j] + this.parameters.epsilon);
    const column = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let projection = this.weights[j] * this.similarity[j * n + i] * this.weights[i];
      for (const earlier of this.columns) projection -= earlier[j] * earlier[i];
      column[i] = projection * scale;
    }
    this.columns.push(column);
    for (let i = 0; i < n; i++) {
      if (this.residual[i] >= 0) this.residual[i] = Math.max(this.residual[i] - column[i] ** 2, 0);
    }
    this.residual[j] = -1;
  }
}

/**
 * Greedy order of at most `length` tokens, ended early when the best residual is <= max(1e-4, 10 epsilon).
 * @returns picks in order, the residual of each at its selection, and whether the order ended
 */
export function runGreedy(
  similarity: ArrayLike<number>,
  relevance: ArrayLike<number>,
  parameters: GreedyParameters,
  length: number,
): { order: number[]; gains: number[]; ended: boolean } {
  const state = new GreedyState(similarity, relevance, parameters);
  const order: number[] = [];
  const gains: number[] = [];
  while (order.length < length) {
    const j = state.best();
    if (j < 0 || state.residual[j] <= stopResidual(parameters.epsilon)) return { order, gains, ended: true };
    order.push(j);
    gains.push(state.residual[j]);
    state.pick(j);
  }
  const next = state.best();
  return { order, gains, ended: next < 0 || state.residual[next] <= stopResidual(parameters.epsilon) };
}

/**
 * Replays an order in float64 and tells how far each pick is from the best value at its step.
 * @returns `shortfalls[t]` = best residual minus the residual of pick t (0 for a perfect pick), `residuals[t]` the
 *   float64 gain of pick t, and `left` the best residual after the last pick (0 if every token is picked)
 */
export function replayGreedy(
  similarity: ArrayLike<number>,
  relevance: ArrayLike<number>,
  parameters: GreedyParameters,
  order: ArrayLike<number>,
): { shortfalls: number[]; residuals: number[]; left: number } {
  const state = new GreedyState(similarity, relevance, parameters);
  const shortfalls: number[] = [];
  const residuals: number[] = [];
  for (let step = 0; step < order.length; step++) {
    const j = order[step];
    if (!(state.residual[j] >= 0)) {
      const fault = j < state.residual.length ? 'picked already' : `beyond the ${state.residual.length} tokens`;
      throw new Error(`Greedy replay: pick ${step} is token ${j}, which is ${fault}.`);
    }
    shortfalls.push(state.residual[state.best()] - state.residual[j]);
    residuals.push(state.residual[j]);
    state.pick(j);
  }
  const next = state.best();
  return { shortfalls, residuals, left: next < 0 ? 0 : state.residual[next] };
}
