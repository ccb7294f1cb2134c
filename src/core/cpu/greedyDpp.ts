import type { GreedyOrder } from '../kernels.ts';
import { TokenQueue } from './tokenQueue.ts';

export interface GreedyStart {
  /** f32[n, n], symmetric */
  similarity: Float32Array;
  /** f32[n], normalized */
  relevance: Float32Array;
  relevanceExponent: number;
  epsilon: number;
  /** Ends when the best residual is at most this. */
  stop: number;
}

/** Picks that one inner loop takes into account. */
const BLOCK = 4;
/** Components that a row has room for at first. */
const FIRST_ROOM = 32;

/**
 * Incremental greedy MAP inference (Eq. 10-11) whose state survives between calls, so that an order can grow.
 *
 * Evaluated lazily (Hemmi et al., Lazy and Fast Greedy MAP Inference for Determinantal Point Process, 2022): a residual only
 * shrinks from pick to pick, in float32 too, so the one that was computed last bounds the one that a token has now. Tokens
 * wait in order of these bounds, and only the first is brought closer to the present, until the first one is up to date.
 * The order and its gains are to the last bit those of evaluating every token after every pick, which takes n k^2 / 2
 * multiplications; the worst case here takes as many, photos take a small part of them.
 */
export class GreedyInference {
  private readonly start: GreedyStart;
  private readonly weights: Float32Array;
  /** f32[n], v_i^2 after the first `evaluated[i]` picks. */
  private readonly residual: Float32Array;
  private readonly evaluated: Uint32Array;
  private readonly picks: number[] = [];
  /** 1 / sqrt(v_j^2 + epsilon) of every pick. */
  private readonly scales: number[] = [];
  /** Columns of `rows` and `pickRows`. */
  private room = FIRST_ROOM;
  /** f32[n, room], the Cholesky rows u_i, of which the first `evaluated[i]` components are known. */
  private rows: Float32Array;
  /** f32[room, room], the rows of the picks side by side, as every evaluation reads them. */
  private pickRows = new Float32Array(FIRST_ROOM * FIRST_ROOM);
  /** What `projectBlock` computes: f64[BLOCK]. */
  private readonly projections = new Float64Array(BLOCK);
  /** Tokens that have not been picked; null until it is needed after picks that were made elsewhere. */
  private queue: TokenQueue | null = null;

  constructor(start: GreedyStart) {
    this.start = start;
    const n = start.relevance.length;
    this.weights = start.relevance.map((value) => value ** start.relevanceExponent);
    this.residual = this.weights.map((weight, i) => weight * weight * start.similarity[i * n + i]);
    this.evaluated = new Uint32Array(n);
    this.rows = new Float32Array(n * FIRST_ROOM);
  }

  /** The next `count` picks, fewer if the order ends. */
  extend(count: number): GreedyOrder {
    const queue = (this.queue ??= this.queueRemaining());
    const order: number[] = [];
    const gains: number[] = [];
    while (order.length < count) {
      const best = this.findBest(queue);
      if (best < 0) break;
      order.push(best);
      gains.push(this.residual[best]);
      queue.removeFirst();
      this.pick(best);
    }
    return { order: Uint32Array.from(order), gains: Float32Array.from(gains), ended: this.findBest(queue) < 0 };
  }

  /** Picks the given tokens in their order, so that `extend` goes on from an order that was begun elsewhere. */
  follow(order: ArrayLike<number>): void {
    for (let step = 0; step < order.length; step++) {
      this.evaluate(order[step], 0);
      this.pick(order[step]);
    }
    this.queue = null;
  }

  /** Largest residual above the stop value, the lower index among equals; -1 if there is none. */
  private findBest(queue: TokenQueue): number {
    for (;;) {
      const { first } = queue;
      if (first < 0 || this.residual[first] <= this.start.stop) return -1;
      if (this.evaluated[first] === this.picks.length) return first;
      this.evaluate(first, queue.runnerUp);
      queue.settleFirst();
    }
  }

  /**
   * Takes picks j into account that token i has not seen, e_i = (L~_ji - <u_j, u_i>) / sqrt(v_j^2 + epsilon), until it has
   * seen them all or its residual has fallen below a value.
   */
  private evaluate(i: number, enough: number): void {
    const { picks, scales, room, rows, pickRows, projections } = this;
    const row = i * room;
    let residual = this.residual[i];
    let step = this.evaluated[i];
    while (step < picks.length && residual >= enough) {
      const end = Math.min(step + BLOCK, picks.length);
      this.projectBlock(i, step);
      for (let next = step; next < end; next++) {
        let projection = projections[next - step];
        for (let k = step; k < next; k++) projection -= pickRows[next * room + k] * rows[row + k];
        rows[row + next] = projection * scales[next];
        residual = Math.fround(Math.max(residual - rows[row + next] ** 2, 0));
      }
      step = end;
    }
    this.residual[i] = residual;
    this.evaluated[i] = step;
  }

  /** L~_ji - <u_j, u_i> for the picks j from `step` on, over components before `step`; the last pick stands for missing ones. */
  private projectBlock(i: number, step: number): void {
    const { room, rows, pickRows, projections } = this;
    const last = this.picks.length - 1;
    const row = i * room;
    const row0 = step * room;
    const row1 = Math.min(step + 1, last) * room;
    const row2 = Math.min(step + 2, last) * room;
    const row3 = Math.min(step + 3, last) * room;
    let p0 = this.kernelEntry(i, step);
    let p1 = this.kernelEntry(i, Math.min(step + 1, last));
    let p2 = this.kernelEntry(i, Math.min(step + 2, last));
    let p3 = this.kernelEntry(i, Math.min(step + 3, last));
    for (let k = 0; k < step; k++) {
      const value = rows[row + k];
      p0 -= pickRows[row0 + k] * value;
      p1 -= pickRows[row1 + k] * value;
      p2 -= pickRows[row2 + k] * value;
      p3 -= pickRows[row3 + k] * value;
    }
    projections[0] = p0;
    projections[1] = p1;
    projections[2] = p2;
    projections[3] = p3;
  }

  /** L~_ji = r_j S_ji r_i for the pick j of a step. */
  private kernelEntry(i: number, step: number): number {
    const { weights, start, picks } = this;
    const j = picks[step];
    return weights[j] * start.similarity[i * weights.length + j] * weights[i];
  }

  /** @param token up to date */
  private pick(token: number): void {
    const step = this.picks.length;
    if (step === this.room) this.makeRoom();
    const row = token * this.room;
    this.pickRows.set(this.rows.subarray(row, row + step), step * this.room);
    this.scales.push(1 / Math.sqrt(this.residual[token] + this.start.epsilon));
    this.picks.push(token);
  }

  private makeRoom(): void {
    const room = 2 * this.room;
    this.rows = widenRows(this.rows, this.residual.length, this.room, this.residual.length, room);
    this.pickRows = widenRows(this.pickRows, this.room, this.room, room, room);
    this.room = room;
  }

  private queueRemaining(): TokenQueue {
    const isPicked = new Uint8Array(this.residual.length);
    for (const token of this.picks) isPicked[token] = 1;
    return new TokenQueue(this.residual, Uint32Array.from(isPicked.keys()).filter((token) => !isPicked[token]));
  }
}

function widenRows(matrix: Float32Array, count: number, cols: number, rows: number, widerCols: number): Float32Array<ArrayBuffer> {
  const wider = new Float32Array(rows * widerCols);
  for (let row = 0; row < count; row++) wider.set(matrix.subarray(row * cols, (row + 1) * cols), row * widerCols);
  return wider;
}
