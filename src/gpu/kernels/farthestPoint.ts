import startCode from '../../../shaders/farthest_start.wgsl?raw';
import stepCode from '../../../shaders/farthest_step.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { StepNumbers } from '../stepNumbers.ts';

const WORKGROUP_SIZE = 64;

export interface FarthestPointBuffers {
  /** f32[n, n] */
  similarities: GPUBuffer;
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
  /** Picks `count` of n tokens, one dispatch each; the trace then holds distances and tokens. */
  encode(kernelPass: KernelPass, n: number, count: number, buffers: FarthestPointBuffers): void;
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

    encode(kernelPass, n, count, { similarities, distances, candidates, trace }) {
      const groups = countFarthestGroups(n);
      start.dispatch(kernelPass, {
        parameters: { u32: [n] },
        buffers: [similarities, distances, candidates],
        workgroups: [groups, 1],
      });
      step.bind(kernelPass, { u32: [n, groups] }, [similarities, distances, candidates, trace]);
      for (let number = 0; number < count; number++) {
        stepNumbers.bind(kernelPass.pass, number);
        kernelPass.pass.dispatchWorkgroups(groups);
      }
    },
  };
}
