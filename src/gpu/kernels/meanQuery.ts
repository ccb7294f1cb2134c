import code from '../../../shaders/mean_query.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';

export interface MeanQuery {
  /** The unit vector along the mean of f32[rows, columns], filled up with zeros to f32[4 vectors]. */
  encode(
    kernelPass: KernelPass,
    embeddings: GPUBuffer,
    shape: { rows: number; columns: number; vectors: number },
    unitQuery: GPUBuffer,
  ): void;
}

export async function loadMeanQuery(pipelines: PipelineCache): Promise<MeanQuery> {
  const kernel = await Kernel.load(pipelines, { file: 'mean_query.wgsl', code });
  return {
    encode(kernelPass, embeddings, { rows, columns, vectors }, unitQuery) {
      kernel.dispatch(kernelPass, {
        parameters: { u32: [rows, columns, 4 * vectors] },
        buffers: [embeddings, unitQuery],
        workgroups: [1, 1],
      });
    },
  };
}
