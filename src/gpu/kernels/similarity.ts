import workgroupCode from '../../../shaders/similarity.wgsl?raw';
import subgroupCode from '../../../shaders/similarity_subgroup.wgsl?raw';
import type { SimilarityVariant } from '../../core/kernels.ts';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache, ShaderSource } from '../pipelines.ts';
import type { UnitRows } from './normalizeRows.ts';

/** Rows of a result that one row of workgroups computes, in either variant. */
export const TILE_ROWS = 64;
const TILE_COLUMNS = 32;

/** Two shaders of one interface, whose results have the same bits. */
export const SIMILARITY_SHADERS: Record<SimilarityVariant, ShaderSource> = {
  workgroup: { file: 'similarity.wgsl', code: workgroupCode },
  subgroups: { file: 'similarity_subgroup.wgsl', code: subgroupCode },
};

/** The tokens start, start + step, ... */
export interface TokenSeries {
  start: number;
  step: number;
  count: number;
}

/** Rows of tiles first ... first + count - 1 of a result. */
export interface TileRows {
  first: number;
  count: number;
}

export interface Similarity {
  /** S of all tokens, or some rows of tiles of it: f32[n, n], symmetric, diagonal exactly 1 (0 for a zero token). */
  encodeFull(kernelPass: KernelPass, tokens: UnitRows, target: GPUBuffer, part?: TileRows): void;
  /** The block of S with these rows and columns, or some rows of tiles of it: f32[rows.count, columns.count]. */
  encodeBlock(
    kernelPass: KernelPass,
    tokens: UnitRows,
    rows: TokenSeries,
    columns: TokenSeries,
    target: GPUBuffer,
    part?: TileRows,
  ): void;
}

/** Rows of tiles that a result of so many rows consists of. */
export function countTileRows(rows: number): number {
  return Math.ceil(rows / TILE_ROWS);
}

/** What a device can choose from. */
export interface OfferedSimilarities {
  workgroup: Similarity;
  /** null where the device has no subgroups, or its driver does not take the shader. */
  subgroups: Similarity | null;
}

/** @throws Error naming the shader if the variant that every device needs does not compile */
export async function loadSimilarities(pipelines: PipelineCache): Promise<OfferedSimilarities> {
  const hasSubgroups = pipelines.device.features.has('subgroups');
  const [workgroup, subgroups] = await Promise.all([
    loadSimilarity(pipelines, 'workgroup'),
    // The results are those of the other variant, so that a driver which refuses this one costs nobody anything.
    hasSubgroups ? loadSimilarity(pipelines, 'subgroups').catch(() => null) : null,
  ]);
  return { workgroup, subgroups };
}

/** @throws Error naming the shader if it does not compile; the variant `subgroups` needs the feature of that name */
export async function loadSimilarity(pipelines: PipelineCache, variant: SimilarityVariant): Promise<Similarity> {
  const kernel = await Kernel.load(pipelines, SIMILARITY_SHADERS[variant]);

  function encode(
    kernelPass: KernelPass,
    tokens: UnitRows,
    [rows, columns]: [TokenSeries, TokenSeries],
    mirror: boolean,
    target: GPUBuffer,
    part: TileRows = { first: 0, count: countTileRows(rows.count) },
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
          part.first,
        ],
      },
      buffers: [tokens.unit, tokens.norms, target],
      workgroups: [Math.ceil(columns.count / TILE_COLUMNS), part.count],
    });
  }

  return {
    encodeFull(kernelPass, tokens, target, part) {
      const all = { start: 0, step: 1, count: tokens.rows };
      encode(kernelPass, tokens, [all, all], true, target, part);
    },
    encodeBlock(kernelPass, tokens, rows, columns, target, part) {
      encode(kernelPass, tokens, [rows, columns], false, target, part);
    },
  };
}
