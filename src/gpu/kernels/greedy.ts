import startCode from '../../../shaders/greedy_start.wgsl?raw';
import stepCode from '../../../shaders/greedy_step.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { PickedRows } from '../rowStore.ts';
import type { StepNumbers } from '../stepNumbers.ts';

const WORKGROUP_SIZE = 64;

/** Greedy state of one token range on the device. */
export interface GreedyBuffers {
  /** f32[n], of the tokens */
  norms: GPUBuffer;
  /** f32[n] */
  relevance: GPUBuffer;
  /** f32[n] */
  weights: GPUBuffer;
  /** f32[n] */
  residuals: GPUBuffer;
  /** f32[capacity, n] */
  columns: GPUBuffer;
  /** (f32, u32)[2, greedyGroups(n)] */
  candidates: GPUBuffer;
  /** (f32, u32)[capacity] */
  trace: GPUBuffer;
}

export interface Greedy {
  /** Makes room for the numbers of steps below `steps`; call before encoding them. */
  reserve(steps: number): Promise<void>;
  /** Sets weights, residuals and the first candidates. */
  encodeStart(kernelPass: KernelPass, n: number, relevanceExponent: number, buffers: GreedyBuffers): void;
  /** Takes the steps from ... from + count - 1, one dispatch each besides what the rows of S take. */
  encodeSteps(
    kernelPass: KernelPass,
    n: number,
    steps: { from: number; count: number; epsilon: number; stop: number },
    buffers: GreedyBuffers,
    rows: PickedRows,
  ): void;
}

/** Number of workgroups, hence of candidates per step. */
export function countGreedyGroups(n: number): number {
  return Math.ceil(n / WORKGROUP_SIZE);
}

export async function loadGreedy(pipelines: PipelineCache, stepNumbers: StepNumbers): Promise<Greedy> {
  const constants = { workgroupSize: WORKGROUP_SIZE };
  const layout = stepNumbers.createPipelineLayout('greedy step', [
    'uniform',
    'read-only-storage',
    'read-only-storage',
    'storage',
    'storage',
    'storage',
    'storage',
  ]);
  const [start, step] = await Promise.all([
    Kernel.load(pipelines, { file: 'greedy_start.wgsl', code: startCode, constants }),
    Kernel.load(pipelines, { file: 'greedy_step.wgsl', code: stepCode, constants, layout }),
  ]);
  return {
    reserve: (steps) => stepNumbers.reserve(steps),

    encodeStart(kernelPass, n, relevanceExponent, { relevance, norms, weights, residuals, candidates }) {
      start.dispatch(kernelPass, {
        parameters: { u32: [n], f32: [relevanceExponent] },
        buffers: [relevance, norms, weights, residuals, candidates],
        workgroups: [countGreedyGroups(n), 1],
      });
    },

    encodeSteps(kernelPass, n, { from, count, epsilon, stop }, buffers, rows) {
      const { weights, residuals, columns, candidates, trace } = buffers;
      const groups = countGreedyGroups(n);
      const group = step.createGroup(
        kernelPass,
        { u32: [n, groups, rows.stride], f32: [epsilon, stop] },
        [rows.buffer, weights, residuals, columns, candidates, trace],
      );
      for (let number = from; number < from + count; number++) {
        rows.encodeBefore(number);
        step.use(kernelPass, group);
        stepNumbers.bind(kernelPass.pass, number);
        kernelPass.pass.dispatchWorkgroups(groups);
      }
    },
  };
}
