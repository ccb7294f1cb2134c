/**
 * What takes part in the benchmark: a program that does some of the tasks.
 */
import type { BenchInputs } from './inputs.ts';
import type { Task } from './work.ts';

/** One measured repetition of one task, in milliseconds. */
export interface Sample {
  /** From the call until a first number of the result is back; results that are large stay where they were made. */
  wall: number;
  /** Between GPU timestamps; null where there are none. */
  gpu: number | null;
}

/** What a contestant computed, for the comparison with the others. */
export interface Outcome {
  /** f32[c, c], cosines between the c checked tokens. */
  similarity?: Float32Array;
  /** f32[n], normalized. */
  relevance?: Float32Array;
  /** f32[n], redundancy scores (Eq. 9). */
  redundancy?: Float32Array;
  /** u32[k] */
  order?: Uint32Array;
  /** f32[k], residual of each pick. */
  gains?: Float32Array;
}

export interface Repetition {
  samples: Partial<Record<Task, Sample>>;
  /** Only if asked for. */
  outcome: Outcome;
}

/** A contestant that holds the inputs of one size. */
export interface OpenContestant {
  /**
   * Does each of its tasks once and frees what came out.
   * @param wantsOutcome whether to hand over the results as well; that is no part of any time
   */
  repeat(wantsOutcome: boolean): Promise<Repetition>;
  close(): Promise<void>;
}

export interface Contestant {
  id: string;
  title: string;
  processor: 'gpu' | 'cpu';
  /** What is special about how it was run. */
  note: string;
  /** Whether its similarity computes one half and mirrors it. */
  halves: boolean;
  open(inputs: BenchInputs): Promise<OpenContestant>;
}

/** One that cannot take part here. */
export interface Absentee {
  id: string;
  title: string;
  reason: string;
}

/** Milliseconds that `work` takes, and what it gives. */
export async function time<Value>(work: () => Value | Promise<Value>): Promise<{ wall: number; value: Value }> {
  const start = performance.now();
  const value = await work();
  return { wall: performance.now() - start, value };
}

/** Entries of a row-major matrix f32[n, n] between the given rows. */
export function takeAmong(matrix: Float32Array, n: number, indices: Uint32Array): Float32Array {
  const k = indices.length;
  const among = new Float32Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) among[a * k + b] = matrix[indices[a] * n + indices[b]];
  }
  return among;
}
