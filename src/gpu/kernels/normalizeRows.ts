import code from '../../../shaders/normalize_rows.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';

/** Unit rows on the device: f32[rows, 4 vectors], filled up with zeros, and the norms they had, f32[rows]. */
export interface UnitRows {
  rows: number;
  /** Row stride in vectors of four numbers. */
  vectors: number;
  unit: GPUBuffer;
  norms: GPUBuffer;
}

export interface NormalizeRows {
  /** Fills `target` from f32[target.rows, columns]. */
  encode(kernelPass: KernelPass, source: GPUBuffer, columns: number, target: UnitRows): void;
}

export async function loadNormalizeRows(pipelines: PipelineCache): Promise<NormalizeRows> {
  const kernel = await Kernel.load(pipelines, { file: 'normalize_rows.wgsl', code });
  return {
    encode(kernelPass, source, columns, { rows, vectors, unit, norms }) {
      kernel.dispatch(kernelPass, {
        parameters: { u32: [rows, columns, 4 * vectors] },
        buffers: [source, unit, norms],
        workgroups: kernel.layOut(rows),
      });
    },
  };
}
