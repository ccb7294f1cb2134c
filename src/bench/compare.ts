/**
 * Whether two contestants computed the same, so that nobody wins by being wrong.
 */
import type { Outcome } from './contestant.ts';
import type { Task } from './work.ts';

export interface Agreement {
  /** Largest absolute difference from ours. */
  difference: number;
  agrees: boolean;
  /** Greedy only: picks that are the same token at the same step. */
  samePicks?: number;
}

type KernelTask = Exclude<Task, 'endToEnd'>;

/**
 * Sums of d products in float32, in whatever order, differ by some 1e-6. Redundancy is judged relative to the largest score:
 * a cosine that rounds to the other side of tau moves a degree by one. After a near-tie two greedy orders differ for good,
 * but their gains stay close.
 */
const TOLERANCES: Record<KernelTask, number> = { similarity: 1e-5, relevance: 1e-4, redundancy: 1e-2, greedy: 1e-3 };

/** null where either has no such result. */
export function compareOutcomes(task: Task, own: Outcome, reference: Outcome): Agreement | null {
  switch (task) {
    case 'similarity':
    case 'relevance':
      return judge(task, own[task], reference[task], 1);
    case 'redundancy':
      return judge(task, own.redundancy, reference.redundancy, Math.max(1e-6, findLargest(reference.redundancy ?? [])));
    case 'greedy': {
      const agreement = judge(task, own.gains, reference.gains, 1);
      return agreement && { ...agreement, samePicks: countSame(own.order ?? [], reference.order ?? []) };
    }
    case 'endToEnd':
      return null;
    default:
      return task satisfies never;
  }
}

function judge(task: KernelTask, own: Float32Array | undefined, reference: Float32Array | undefined, scale: number): Agreement | null {
  if (!own || !reference) return null;
  const difference = findDifference(own, reference) / scale;
  return { difference, agrees: difference <= TOLERANCES[task] };
}

/** Over the entries that both have, as orders may end at different residuals; Infinity where one is no number. */
function findDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

function findLargest(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}

function countSame(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let same = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] === b[i]) same += 1;
  return same;
}
