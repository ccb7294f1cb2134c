/**
 * What float64 references of greedy searches have in common, and the replay that judges any float32 order.
 */

/** A search between two picks. */
export interface SearchState {
  /** For each token what picking it next is worth, never negative; -1 for picked tokens. */
  readonly values: Float64Array;
  pick(token: number): void;
}

/** The token worth most, the lower index among equals; -1 if all are picked. */
export function findBest({ values }: SearchState): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= 0 && (best < 0 || values[i] > values[best])) best = i;
  }
  return best;
}

/** Picks the best token `count` times, or until all are picked; `values` holds what each was worth. */
export function runSearch(state: SearchState, count: number): { order: number[]; values: number[] } {
  const order: number[] = [];
  const values: number[] = [];
  for (let best = findBest(state); best >= 0 && order.length < count; best = findBest(state)) {
    order.push(best);
    values.push(state.values[best]);
    state.pick(best);
  }
  return { order, values };
}

/**
 * Follows an order from the start of a search.
 * @returns `shortfalls[t]` = best value minus the value of pick t (0 for a perfect pick), and `values[t]` of pick t
 */
export function replaySearch(state: SearchState, order: ArrayLike<number>): { shortfalls: number[]; values: number[] } {
  const shortfalls: number[] = [];
  const values: number[] = [];
  for (let step = 0; step < order.length; step++) {
    const token = order[step];
    if (!(state.values[token] >= 0)) {
      const fault = token < state.values.length ? 'picked already' : `beyond the ${state.values.length} tokens`;
      throw new Error(`Replay: pick ${step} is token ${token}, which is ${fault}.`);
    }
    shortfalls.push(state.values[findBest(state)] - state.values[token]);
    values.push(state.values[token]);
    state.pick(token);
  }
  return { shortfalls, values };
}
