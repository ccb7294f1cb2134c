import code from '../../../shaders/similarity_among.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';

const WORKGROUP_SIDE = 8;

export interface SimilarityAmong {
  /** Gathers f32[k, k] from S, f32[n, n], for u32[k] tokens. */
  encode(
    kernelPass: KernelPass,
    size: { n: number; k: number },
    buffers: { tokens: GPUBuffer; similarities: GPUBuffer; block: GPUBuffer },
  ): void;
}

export async function loadSimilarityAmong(pipelines: PipelineCache): Promise<SimilarityAmong> {
  const kernel = await Kernel.load(pipelines, { file: 'similarity_among.wgsl', code });
  return {
    encode(kernelPass, { n, k }, { tokens, similarities, block }) {
      const side = Math.ceil(k / WORKGROUP_SIDE);
      kernel.dispatch(kernelPass, {
        parameters: { u32: [n, k] },
        buffers: [tokens, similarities, block],
        workgroups: [side, side],
      });
    },
  };
}
