import startCode from '../../../shaders/farthest_start.wgsl?raw';
import stepCode from '../../../shaders/farthest_step.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { PickedRows } from '../rowStore.ts';
import type { StepNumbers } from '../stepNumbers.ts';

const WORKGROUP_SIZE = 64;

export interface FarthestPointBuffers {
  /** f32[n] */
  distances: GPUBuffer;
  /** (f32, u32)[2, countFarthestGroups(n)] */
  candidates: GPUBuffer;
  /** (f32, u32)[count] */
  trace: GPUBuffer;
}

export interface FarthestPoint {
  /** Makes room for the numbers of steps below `count`; call before encoding them. */
  reserve(count: number): Promise<void>;
  /** Measures every token's distance to those of a band of S, f32[band.count, n], and to those of bands before. */
  encodeStart(
    kernelPass: KernelPass,
    n: number,
    band: { first: number; count: number; similarities: GPUBuffer },
    buffers: FarthestPointBuffers,
  ): void;
  /**
   * Takes the steps from ... from + count - 1, one dispatch each besides what the rows of S take; the trace then holds
   * distances and tokens.
   */
  encodeSteps(
    kernelPass: KernelPass,
    n: number,
    steps: { from: number; count: number },
    buffers: FarthestPointBuffers,
    rows: PickedRows,
  ): void;
}

/** Number of workgroups, hence of candidates per step. */
export function countFarthestGroups(n: number): number {
  return Math.ceil(n / WORKGROUP_SIZE);
}

export async function loadFarthestPoint(pipelines: PipelineCache, stepNumbers: StepNumbers): Promise<FarthestPoint> {
  const constants = { workgroupSize: WORKGROUP_SIZE };
  const layout = stepNumbers.createPipelineLayout('farthest-point step', [
    'uniform',
    'read-only-storage',
    'storage',
    'storage',
    'storage',
  ]);
  const [start, step] = await Promise.all([
    Kernel.load(pipelines, { file: 'farthest_start.wgsl', code: startCode, constants }),
    Kernel.load(pipelines, { file: 'farthest_step.wgsl', code: stepCode, constants, layout }),
  ]);
  return {
    reserve: (count) => stepNumbers.reserve(count),

    encodeStart(kernelPass, n, { first, count, similarities }, { distances, candidates }) {
      start.dispatch(kernelPass, {
        parameters: { u32: [n, first, count] },
        buffers: [similarities, distances, candidates],
        workgroups: [countFarthestGroups(n), 1],
      });
    },

    encodeSteps(kernelPass, n, { from, count }, { distances, candidates, trace }, rows) {
      const groups = countFarthestGroups(n);
      const group = step.createGroup(kernelPass, { u32: [n, groups, rows.stride] }, [rows.buffer, distances, candidates, trace]);
      for (let number = from; number < from + count; number++) {
        rows.encodeBefore(number);
        step.use(kernelPass, group);
        stepNumbers.bind(kernelPass.pass, number);
        kernelPass.pass.dispatchWorkgroups(groups);
      }
    },
  };
}
