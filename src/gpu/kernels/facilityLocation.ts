import rowsCode from '../../../shaders/cover_rows.wgsl?raw';
import stepCode from '../../../shaders/cover_step.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { StepNumbers } from '../stepNumbers.ts';

/** As in cover_step.wgsl. */
const TOKENS_PER_GROUP = 16;

export interface CoverBuffers {
  /** f32[rowCount, n] */
  rows: GPUBuffer;
  /** f32[2, rowCount], zero */
  bests: GPUBuffer;
  /** f32[n], zero */
  gains: GPUBuffer;
  /** (f32, u32)[2, countCoverGroups(n)] */
  candidates: GPUBuffer;
  /** (f32, u32)[count] */
  trace: GPUBuffer;
}

export interface FacilityLocation {
  /** Makes room for the numbers of the dispatches that `count` picks take; call before encoding them. */
  reserve(count: number): Promise<void>;
  /** Fills rows firstRow ... firstRow + n - 1 with the softmax of S / temperature, times weight / n. */
  encodeRows(
    kernelPass: KernelPass,
    n: number,
    options: { firstRow: number; temperature: number; weight: number },
    buffers: { similarities: GPUBuffer; rows: GPUBuffer },
  ): void;
  /** Picks `count` of n tokens, one dispatch each and one before; the trace then holds gains and tokens. */
  encodeSteps(
    kernelPass: KernelPass,
    size: { n: number; rowCount: number; count: number },
    buffers: CoverBuffers,
  ): void;
}

/** Number of workgroups, hence of candidates per step. */
export function countCoverGroups(n: number): number {
  return Math.ceil(n / TOKENS_PER_GROUP);
}

export async function loadFacilityLocation(pipelines: PipelineCache, stepNumbers: StepNumbers): Promise<FacilityLocation> {
  const layout = stepNumbers.createPipelineLayout('facility location step', [
    'uniform',
    'read-only-storage',
    'storage',
    'storage',
    'storage',
    'storage',
  ]);
  const [fill, step] = await Promise.all([
    Kernel.load(pipelines, { file: 'cover_rows.wgsl', code: rowsCode }),
    Kernel.load(pipelines, { file: 'cover_step.wgsl', code: stepCode, layout }),
  ]);
  return {
    reserve: (count) => stepNumbers.reserve(count + 1),

    encodeRows(kernelPass, n, { firstRow, temperature, weight }, { similarities, rows }) {
      fill.dispatch(kernelPass, {
        parameters: { u32: [n, firstRow], f32: [temperature, weight / n] },
        buffers: [similarities, rows],
        workgroups: fill.layOut(n),
      });
    },

    encodeSteps(kernelPass, { n, rowCount, count }, { rows, bests, gains, candidates, trace }) {
      const groups = countCoverGroups(n);
      step.bind(kernelPass, { u32: [n, rowCount, groups] }, [rows, bests, gains, candidates, trace]);
      for (let number = 0; number <= count; number++) {
        stepNumbers.bind(kernelPass.pass, number);
        kernelPass.pass.dispatchWorkgroups(groups);
      }
    },
  };
}
