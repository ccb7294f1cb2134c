import assignCode from '../../../shaders/peaks_assign.wgsl?raw';
import centreCode from '../../../shaders/peaks_centre.wgsl?raw';
import densityCode from '../../../shaders/peaks_density.wgsl?raw';
import distanceCode from '../../../shaders/peaks_distance.wgsl?raw';
import scoreCode from '../../../shaders/peaks_score.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';

const WORKGROUP_SIZE = 64;

export interface PeakSize {
  n: number;
  d: number;
  /** Tokens that take part. */
  t: number;
  clusters: number;
  /** 1 to t - 1 */
  neighbours: number;
}

export interface PeakBuffers {
  /** u32[t] */
  tokens: GPUBuffer;
  /** f32[n, n] */
  similarities: GPUBuffer;
  /** f32[n] */
  norms: GPUBuffer;
  /** f32[t, t] */
  squares: GPUBuffer;
  /** f32[t] */
  spreads: GPUBuffer;
  /** f32[t] */
  scores: GPUBuffer;
  /** u32[clusters], indices among the tokens that take part */
  centres: GPUBuffer;
  /** i32[t] */
  assignment: GPUBuffer;
}

export interface DensityPeaks {
  /** Finds centres and assigns all tokens that take part to them. */
  encode(kernelPass: KernelPass, size: PeakSize, buffers: PeakBuffers): void;
}

export async function loadDensityPeaks(pipelines: PipelineCache): Promise<DensityPeaks> {
  const load = (file: string, code: string) =>
    Kernel.load(pipelines, { file, code, constants: { workgroupSize: WORKGROUP_SIZE } });
  const [distance, density, score, centre, assign] = await Promise.all([
    load('peaks_distance.wgsl', distanceCode),
    load('peaks_density.wgsl', densityCode),
    load('peaks_score.wgsl', scoreCode),
    load('peaks_centre.wgsl', centreCode),
    load('peaks_assign.wgsl', assignCode),
  ]);
  return {
    encode(kernelPass, { n, d, t, clusters, neighbours }, buffers) {
      const { tokens, similarities, norms, squares, spreads, scores, centres, assignment } = buffers;
      const groups = Math.ceil(t / WORKGROUP_SIZE);
      distance.dispatch(kernelPass, {
        parameters: { u32: [n, t, d] },
        buffers: [tokens, similarities, norms, squares],
        workgroups: [groups, t],
      });
      density.dispatch(kernelPass, {
        parameters: { u32: [t, neighbours] },
        buffers: [squares, spreads],
        workgroups: [groups, 1],
      });
      score.dispatch(kernelPass, {
        parameters: { u32: [t] },
        buffers: [squares, spreads, scores],
        workgroups: [groups, 1],
      });
      centre.dispatch(kernelPass, {
        parameters: { u32: [t, clusters] },
        buffers: [scores, centres],
        workgroups: [groups, 1],
      });
      assign.dispatch(kernelPass, {
        parameters: { u32: [t, clusters] },
        buffers: [squares, centres, assignment],
        workgroups: [groups, 1],
      });
    },
  };
}
