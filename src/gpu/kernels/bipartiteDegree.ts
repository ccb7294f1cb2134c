import code from '../../../shaders/bipartite_degree.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { SimilarityWindow } from '../similarities.ts';

const TILE_SIZE = 32;

/** Words per token in the totals: edges, edge sum (high, low), sum of all (high, low). */
export const TOTALS_PER_TOKEN = 5;

export interface BipartiteDegree {
  /** Adds to `totals`, u32[5, n], zero before, what every token of the window finds in it. */
  encode(
    kernelPass: KernelPass,
    n: number,
    window: SimilarityWindow,
    threshold: number,
    totals: GPUBuffer,
  ): void;
}

export async function loadBipartiteDegree(pipelines: PipelineCache): Promise<BipartiteDegree> {
  const kernel = await Kernel.load(pipelines, { file: 'bipartite_degree.wgsl', code });
  return {
    encode(kernelPass, n, window, threshold, totals) {
      kernel.dispatch(kernelPass, {
        parameters: {
          u32: [
            n,
            window.offset,
            window.rowStride,
            window.columnStride,
            window.rowCount,
            window.columnCount,
            window.firstRowToken,
            window.firstColumnToken,
            window.tokenStep,
            Number(window.graph === 'bipartite'),
          ],
          f32: [threshold],
        },
        buffers: [window.buffer, totals],
        workgroups: [Math.ceil(window.columnCount / TILE_SIZE), Math.ceil(window.rowCount / TILE_SIZE)],
      });
    },
  };
}
