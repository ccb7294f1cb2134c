import code from '../../../shaders/redundancy_score.wgsl?raw';
import type { Graph } from '../../core/kernels.ts';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';

const WORKGROUP_SIZE = 64;

export interface RedundancyBuffers {
  /** u32[5, n] as bipartite_degree.wgsl leaves them. */
  totals: GPUBuffer;
  /** f32[n] */
  meanSimilarity: GPUBuffer;
  /** f32[n] */
  score: GPUBuffer;
}

export interface RedundancyScore {
  encode(
    kernelPass: KernelPass,
    n: number,
    parameters: { graph: Graph; threshold: number; gamma: number },
    buffers: RedundancyBuffers,
  ): void;
}

export async function loadRedundancyScore(pipelines: PipelineCache): Promise<RedundancyScore> {
  const constants = { workgroupSize: WORKGROUP_SIZE };
  const kernel = await Kernel.load(pipelines, { file: 'redundancy_score.wgsl', code, constants });
  return {
    encode(kernelPass, n, { graph, threshold, gamma }, { totals, meanSimilarity, score }) {
      const others = graph === 'bipartite' ? [Math.floor(n / 2), Math.ceil(n / 2)] : [n - 1, n - 1];
      kernel.dispatch(kernelPass, {
        parameters: { u32: [n, ...others], f32: [threshold, gamma] },
        buffers: [totals, meanSimilarity, score],
        workgroups: kernel.layOut(Math.ceil(n / WORKGROUP_SIZE)),
      });
    },
  };
}
