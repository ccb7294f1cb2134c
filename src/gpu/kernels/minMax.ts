import code from '../../../shaders/min_max.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';

export interface MinMax {
  /** Min-max of raw, or of -raw, to [0, 1]: f32[n]. */
  encode(kernelPass: KernelPass, n: number, invert: boolean, raw: GPUBuffer, normalized: GPUBuffer): void;
}

export async function loadMinMax(pipelines: PipelineCache): Promise<MinMax> {
  const kernel = await Kernel.load(pipelines, { file: 'min_max.wgsl', code });
  return {
    encode(kernelPass, n, invert, raw, normalized) {
      kernel.dispatch(kernelPass, {
        parameters: { u32: [n, Number(invert)] },
        buffers: [raw, normalized],
        workgroups: [1, 1],
      });
    },
  };
}
