import code from '../../../shaders/similarity_histogram.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { SimilarityWindow } from '../similarities.ts';

const WORKGROUP_SIZE = 64;
const ENTRIES_PER_THREAD = 64;
const MAXIMUM_WORKGROUPS = 1024;

/** Counters in workgroup memory; finer bins than 1/128 are of no use in a histogram of cosines. */
export const MAXIMUM_BINS = 256;

export interface SimilarityHistogram {
  /** Adds to `histogram`, u32[bins], zero before. */
  encode(kernelPass: KernelPass, window: SimilarityWindow, bins: number, histogram: GPUBuffer): void;
}

export async function loadSimilarityHistogram(pipelines: PipelineCache): Promise<SimilarityHistogram> {
  const constants = { workgroupSize: WORKGROUP_SIZE, maximumBins: MAXIMUM_BINS };
  const kernel = await Kernel.load(pipelines, { file: 'similarity_histogram.wgsl', code, constants });
  return {
    encode(kernelPass, window, bins, histogram) {
      const { offset, rowStride, columnStride, rowCount, columnCount } = window;
      const workgroups = Math.ceil((rowCount * columnCount) / (WORKGROUP_SIZE * ENTRIES_PER_THREAD));
      kernel.dispatch(kernelPass, {
        parameters: { u32: [offset, rowStride, columnStride, rowCount, columnCount, bins] },
        buffers: [window.buffer, histogram],
        workgroups: [Math.min(workgroups, MAXIMUM_WORKGROUPS), 1],
      });
    },
  };
}
