import code from '../../../shaders/similarity.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { UnitRows } from './normalizeRows.ts';

const TILE_SIZE = 32;

/** The tokens start, start + step, ... */
export interface TokenSeries {
  start: number;
  step: number;
  count: number;
}

export interface Similarity {
  /** S of all tokens: f32[n, n], symmetric, diagonal exactly 1 (0 for a zero token). */
  encodeFull(kernelPass: KernelPass, tokens: UnitRows, target: GPUBuffer): void;
  /** The block of S with these rows and columns: f32[rows.count, columns.count]. */
  encodeBlock(
    kernelPass: KernelPass,
    tokens: UnitRows,
    rows: TokenSeries,
    columns: TokenSeries,
    target: GPUBuffer,
  ): void;
}

export async function loadSimilarity(pipelines: PipelineCache): Promise<Similarity> {
  const kernel = await Kernel.load(pipelines, { file: 'similarity.wgsl', code });

  function encode(
    kernelPass: KernelPass,
    tokens: UnitRows,
    [rows, columns]: [TokenSeries, TokenSeries],
    mirror: boolean,
    target: GPUBuffer,
  ): void {
    kernel.dispatch(kernelPass, {
      parameters: {
        u32: [
          tokens.vectors,
          rows.start,
          rows.step,
          rows.count,
          columns.start,
          columns.step,
          columns.count,
          Number(mirror),
        ],
      },
      buffers: [tokens.unit, tokens.norms, target],
      workgroups: [Math.ceil(columns.count / TILE_SIZE), Math.ceil(rows.count / TILE_SIZE)],
    });
  }

  return {
    encodeFull(kernelPass, tokens, target) {
      const all = { start: 0, step: 1, count: tokens.rows };
      encode(kernelPass, tokens, [all, all], true, target);
    },
    encodeBlock(kernelPass, tokens, rows, columns, target) {
      encode(kernelPass, tokens, [rows, columns], false, target);
    },
  };
}
