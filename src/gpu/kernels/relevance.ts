import code from '../../../shaders/relevance.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { UnitRows } from './normalizeRows.ts';

export interface Relevance {
  /** Cosine of every unit row with the unit query: f32[rows]. */
  encode(kernelPass: KernelPass, joint: UnitRows, unitQuery: GPUBuffer, raw: GPUBuffer): void;
}

export async function loadRelevance(pipelines: PipelineCache): Promise<Relevance> {
  const kernel = await Kernel.load(pipelines, { file: 'relevance.wgsl', code });
  return {
    encode(kernelPass, { rows, vectors, unit }, unitQuery, raw) {
      kernel.dispatch(kernelPass, {
        parameters: { u32: [rows, vectors] },
        buffers: [unit, unitQuery, raw],
        workgroups: kernel.layOut(rows),
      });
    },
  };
}
