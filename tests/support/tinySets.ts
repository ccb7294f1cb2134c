/** Runs methods on token sets that are small enough to be written out. */
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import type { Selection } from '../../src/core/methods/method.ts';
import type { ParameterValues } from '../../src/core/methods/parameters.ts';
import { findMethod } from '../../src/core/methods/registry.ts';
import { runMethod } from '../../src/core/methods/runMethod.ts';
import type { ExtraTensor, Matrix, Query } from '../../src/core/tokens.ts';
import { openMethodContext } from './methodCases.ts';

type Rows = readonly (readonly number[])[];

export interface TinySet {
  tokens: Rows;
  joint?: Rows;
  /** Token states of a question. */
  states?: Rows;
  pooled?: readonly number[];
  /** One view of one row unless given. */
  grid?: { views: number; rows: number; cols: number };
  extras?: Record<string, Rows>;
  allowStandIns?: boolean;
}

/** Selects with a method on the CPU path. */
export async function selectTiny(id: string, set: TinySet, budget: number, parameters: ParameterValues = {}): Promise<Selection> {
  const { context, spaces } = openMethodContext(createCpuKernels(), openTinySet(set), { allowStandIns: set.allowStandIns ?? false });
  try {
    return await runMethod(findMethod(id), context, { budget, parameters });
  } finally {
    await spaces.destroy();
  }
}

/** n rows (1, 0, ... 0), (0, 1, ... 0), ... */
export function unitRows(n: number): number[][] {
  return Array.from({ length: n }, (_, row) => Array.from(new Uint8Array(n).fill(1, row, row + 1)));
}

function openTinySet({ tokens, joint, states, pooled, grid, extras = {} }: TinySet) {
  const query: Query | null = states
    ? { id: 'tiny', embeddings: toMatrix(states), pieces: [], truncated: false, ...(pooled && { pooled: Float32Array.from(pooled) }) }
    : null;
  return {
    tokens: toMatrix(tokens),
    joint: joint ? toMatrix(joint) : null,
    query,
    grid: grid ?? { views: 1, rows: 1, cols: tokens.length },
    extras: Object.fromEntries(Object.entries(extras).map(([name, rows]) => [name, toExtra(rows)])),
  };
}

function toMatrix(rows: Rows): Matrix {
  return { rows: rows.length, cols: rows[0].length, data: Float32Array.from(rows.flat()) };
}

function toExtra(rows: Rows): ExtraTensor {
  return { shape: [rows.length, rows[0].length], data: Float32Array.from(rows.flat()) };
}
