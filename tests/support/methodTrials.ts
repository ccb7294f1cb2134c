/** Runs methods on a handful of tokens whose outcome can be worked out by hand. */
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import type { Selection } from '../../src/core/methods/method.ts';
import type { ParameterValues } from '../../src/core/methods/parameters.ts';
import { findMethod } from '../../src/core/methods/registry.ts';
import { runMethod } from '../../src/core/methods/runMethod.ts';
import type { ExtraTensor, Grid, Matrix } from '../../src/core/tokens.ts';
import { openMethodContext } from './methodCases.ts';

const KERNELS = createCpuKernels();

export interface Trial {
  tokens: Matrix;
  budget: number;
  parameters?: ParameterValues;
  /** One row of tokens unless given. */
  grid?: Grid;
  extras?: Record<string, ExtraTensor>;
  allowStandIns?: boolean;
}

export async function tryMethod(id: string, { tokens, budget, parameters = {}, grid, extras = {}, allowStandIns = false }: Trial): Promise<Selection> {
  const own = { tokens, joint: null, query: null, grid: grid ?? { views: 1, rows: 1, cols: tokens.rows }, extras };
  const { context, spaces } = openMethodContext(KERNELS, own, { allowStandIns });
  try {
    return await runMethod(findMethod(id), context, { budget, parameters });
  } finally {
    await spaces.destroy();
  }
}

/** Kept tokens as a plain list. */
export async function keepWith(id: string, trial: Trial): Promise<number[]> {
  return Array.from((await tryMethod(id, trial)).indices);
}

/** Tokens of a role, or null where there is no such role. */
export function tokensOf({ roles }: Selection, wanted: string): number[] | null {
  const role = roles.find(({ title }) => title === wanted);
  return role ? Array.from(role.tokens) : null;
}

/** Unit tokens in the plane at the given angles in degrees. */
export function atAngles(...degrees: number[]): Matrix {
  const radians = degrees.map((degree) => (degree * Math.PI) / 180);
  return { rows: degrees.length, cols: 2, data: Float32Array.from(radians.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])) };
}

/** n tokens without any similarity to each other. */
export function orthogonal(n: number): Matrix {
  return { rows: n, cols: n, data: Float32Array.from({ length: n * n }, (_, index) => (index % (n + 1) === 0 ? 1 : 0)) };
}

/** A tensor of one value per token. */
export function perToken(...values: number[]): ExtraTensor {
  return { shape: [values.length], data: Float32Array.from(values) };
}

/** A tensor of one row per token. */
export function asExtra({ rows, cols, data }: Matrix): ExtraTensor {
  return { shape: [rows, cols], data };
}
