/**
 * A priority queue of tokens over values that may only shrink: higher values first, the lower index among equals.
 */
export class TokenQueue {
  private readonly values: Float32Array;
  /** A binary heap: the token at place p goes before those at 2 p + 1 and 2 p + 2. */
  private readonly heap: Uint32Array;
  private size: number;

  /**
   * @param values of all tokens; they stay the caller's, who may lower that of the first token and then calls `settleFirst`
   * @param tokens those that wait in the queue
   */
  constructor(values: Float32Array, tokens: Uint32Array) {
    this.values = values;
    this.heap = tokens.slice();
    this.size = tokens.length;
    for (let place = (this.size >> 1) - 1; place >= 0; place--) this.settle(place);
  }

  /** The token with the highest value; -1 if none waits. */
  get first(): number {
    return this.size === 0 ? -1 : this.heap[0];
  }

  /** The second highest value; -Infinity if fewer than two tokens wait. */
  get runnerUp(): number {
    const { heap, size, values } = this;
    if (size < 2) return -Infinity;
    return size === 2 ? values[heap[1]] : Math.max(values[heap[1]], values[heap[2]]);
  }

  removeFirst(): void {
    this.size -= 1;
    this.heap[0] = this.heap[this.size];
    this.settle(0);
  }

  /** Moves the first token to where its lowered value belongs. */
  settleFirst(): void {
    this.settle(0);
  }

  private settle(start: number): void {
    const { heap, size } = this;
    const token = heap[start];
    let place = start;
    for (let child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && this.goesBefore(heap[child + 1], heap[child])) child += 1;
      if (!this.goesBefore(heap[child], token)) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = token;
  }

  private goesBefore(a: number, b: number): boolean {
    return this.values[a] > this.values[b] || (this.values[a] === this.values[b] && a < b);
  }
}
