/**
 * How much arithmetic and memory traffic each task needs at least, so that a time becomes a rate.
 */
import type { BenchSize } from './sizes.ts';

/** The kernels in order of data flow, and everything after encoding: tokens on the device to selection. */
export const TASKS = ['similarity', 'relevance', 'redundancy', 'greedy', 'endToEnd'] as const;
export type Task = (typeof TASKS)[number];

export const TASK_TITLES: Record<Task, string> = {
  similarity: 'Similarity',
  relevance: 'Relevance',
  redundancy: 'Redundancy',
  greedy: 'Greedy DPP',
  endToEnd: 'End to end',
};

export interface Work {
  /** Floating-point operations; a multiply-add counts as two. */
  flop: number;
  /** Bytes read and written if every input is read once and every result written once. */
  bytes: number;
}

const BYTES = 4;

/**
 * Work of one task.
 * - Similarity: n (n + 1) d operations where only half of the symmetric result is computed, else 2 n^2 d.
 * - Relevance: one dot product per token, with joint embeddings of d dimensions, then min-max.
 * - Redundancy: a comparison, a count and a sum for each of the n^2 / 4 pairs of the bipartite graph.
 * - Greedy: step t subtracts t columns, n k^2 operations in all; every column is read once in each later step, 4 n k^2 / 2
 *   bytes, and every pick reads its row of S.
 * - End to end: the sum, with tokens and joint embeddings normalized first.
 * @param halves whether the similarity computes one half and mirrors it
 */
export function countWork(task: Task, { n, d, k }: BenchSize, halves: boolean): Work {
  switch (task) {
    case 'similarity':
      return { flop: halves ? n * (n + 1) * d : 2 * n * n * d, bytes: BYTES * (n * d + n * n) };
    case 'relevance':
      return { flop: 2 * n * d + 4 * n, bytes: BYTES * (n * d + 2 * n) };
    case 'redundancy':
      return { flop: (3 * n * n) / 4, bytes: BYTES * ((n * n) / 4 + 3 * n) };
    case 'greedy':
      return { flop: n * k * k + 6 * n * k, bytes: BYTES * ((n * k * k) / 2 + n * k) };
    case 'endToEnd': {
      const kernels = TASKS.filter((kernel) => kernel !== 'endToEnd').map((kernel) => countWork(kernel, { n, d, k }, halves));
      const normalization = { flop: 6 * n * d, bytes: BYTES * 4 * n * d };
      return [normalization, ...kernels].reduce((sum, { flop, bytes }) => ({ flop: sum.flop + flop, bytes: sum.bytes + bytes }));
    }
    default:
      return task satisfies never;
  }
}
