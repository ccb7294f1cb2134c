import type { GreedyOrder } from '../kernels.ts';

export interface GreedyStart {
  /** f32[n, n] */
  similarity: Float32Array;
  /** f32[n], normalized */
  relevance: Float32Array;
  relevanceExponent: number;
  epsilon: number;
  /** Ends when the best residual is at most this. */
  stop: number;
}

/** Incremental greedy MAP inference (Eq. 10-11) whose state survives between calls, so that an order can grow. */
export class GreedyInference {
  private readonly start: GreedyStart;
  private readonly weights: Float32Array;
  private readonly residual: Float32Array;
  /** Cholesky columns of the picks so far, f32[n] each. */
  private readonly columns: Float32Array[] = [];

  constructor(start: GreedyStart) {
    this.start = start;
    const n = start.relevance.length;
    this.weights = start.relevance.map((value) => value ** start.relevanceExponent);
    this.residual = this.weights.map((weight, i) => weight * weight * start.similarity[i * n + i]);
  }

  /** The next `count` picks, fewer if the order ends. */
  extend(count: number): GreedyOrder {
    const order: number[] = [];
    const gains: number[] = [];
    while (order.length < count) {
      const best = this.findBest();
      if (best < 0) break;
      order.push(best);
      gains.push(this.residual[best]);
      this.pick(best);
    }
    return { order: Uint32Array.from(order), gains: Float32Array.from(gains), ended: this.findBest() < 0 };
  }

  /** Picks the given tokens in their order, so that `extend` goes on from an order that was begun elsewhere. */
  follow(order: ArrayLike<number>): void {
    for (let step = 0; step < order.length; step++) this.pick(order[step]);
  }

  /** Largest residual above the stop value, the lower index among equals; -1 if there is none. */
  private findBest(): number {
    let best = -1;
    let value = this.start.stop;
    for (let i = 0; i < this.residual.length; i++) {
      if (this.residual[i] > value) {
        best = i;
        value = this.residual[i];
      }
    }
    return best;
  }

  private pick(j: number): void {
    const { similarity, epsilon } = this.start;
    const n = this.residual.length;
    const projection = new Float64Array(n);
    for (let i = 0; i < n; i++) projection[i] = this.weights[j] * similarity[j * n + i] * this.weights[i];
    for (const column of this.columns) {
      const factor = column[j];
      for (let i = 0; i < n; i++) projection[i] -= factor * column[i];
    }
    const scale = 1 / Math.sqrt(this.residual[j] + epsilon);
    const column = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      column[i] = projection[i] * scale;
      if (this.residual[i] >= 0) this.residual[i] = Math.max(this.residual[i] - column[i] * column[i], 0);
    }
    this.residual[j] = -1;
    this.columns.push(column);
  }
}
