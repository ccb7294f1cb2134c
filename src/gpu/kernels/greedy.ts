import startCode from '../../../shaders/greedy_start.wgsl?raw';
import stepCode from '../../../shaders/greedy_step.wgsl?raw';
import type { BufferAllocator } from '../buffers.ts';
import { Kernel, type KernelPass } from '../kernel.ts';
import { UNIFORM_ALIGNMENT } from '../parameters.ts';
import type { PipelineCache } from '../pipelines.ts';

const WORKGROUP_SIZE = 64;

/** Greedy state of one token range on the device. */
export interface GreedyBuffers {
  similarities: GPUBuffer;
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
  /** Takes the steps from ... from + count - 1, one dispatch each. */
  encodeSteps(
    kernelPass: KernelPass,
    n: number,
    steps: { from: number; count: number; epsilon: number; stop: number },
    buffers: GreedyBuffers,
  ): void;
}

/** Number of workgroups, hence of candidates per step. */
export function countGreedyGroups(n: number): number {
  return Math.ceil(n / WORKGROUP_SIZE);
}

export async function loadGreedy(pipelines: PipelineCache, allocator: BufferAllocator): Promise<Greedy> {
  const constants = { workgroupSize: WORKGROUP_SIZE };
  const stepLayout = createStepLayout(pipelines.device);
  const [start, step] = await Promise.all([
    Kernel.load(pipelines, { file: 'greedy_start.wgsl', code: startCode, constants }),
    Kernel.load(pipelines, { file: 'greedy_step.wgsl', code: stepCode, constants, layout: stepLayout.pipeline }),
  ]);
  const stepNumbers = new StepNumbers(allocator, stepLayout.step);
  return {
    reserve: (steps) => stepNumbers.reserve(steps),

    encodeStart(kernelPass, n, relevanceExponent, { relevance, similarities, weights, residuals, candidates }) {
      start.dispatch(kernelPass, {
        parameters: { u32: [n], f32: [relevanceExponent] },
        buffers: [relevance, similarities, weights, residuals, candidates],
        workgroups: [countGreedyGroups(n), 1],
      });
    },

    encodeSteps(kernelPass, n, { from, count, epsilon, stop }, buffers) {
      const { similarities, weights, residuals, columns, candidates, trace } = buffers;
      const groups = countGreedyGroups(n);
      step.bind(
        kernelPass,
        { u32: [n, groups], f32: [epsilon, stop] },
        [similarities, weights, residuals, columns, candidates, trace],
      );
      for (let number = from; number < from + count; number++) {
        stepNumbers.bind(kernelPass.pass, number);
        kernelPass.pass.dispatchWorkgroups(groups);
      }
    },
  };
}

/** Group 0 as in every kernel; group 1 is the step's number, at an offset that changes from dispatch to dispatch. */
function createStepLayout(device: GPUDevice): { pipeline: GPUPipelineLayout; step: GPUBindGroupLayout } {
  const types: GPUBufferBindingType[] = [
    'uniform',
    'read-only-storage',
    'read-only-storage',
    'storage',
    'storage',
    'storage',
    'storage',
  ];
  const visibility = GPUShaderStage.COMPUTE;
  const state = device.createBindGroupLayout({
    label: 'greedy state',
    entries: types.map((type, binding) => ({ binding, visibility, buffer: { type } })),
  });
  const step = device.createBindGroupLayout({
    label: 'greedy step',
    entries: [{ binding: 0, visibility, buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: 4 } }],
  });
  const pipeline = device.createPipelineLayout({ label: 'greedy step', bindGroupLayouts: [state, step] });
  return { pipeline, step };
}

/** A uniform buffer that holds 0, 1, 2, ..., each where a dynamic offset can point. */
class StepNumbers {
  private readonly allocator: BufferAllocator;
  private readonly layout: GPUBindGroupLayout;
  private capacity = 0;
  private buffer: GPUBuffer | null = null;
  private group: GPUBindGroup | null = null;

  constructor(allocator: BufferAllocator, layout: GPUBindGroupLayout) {
    this.allocator = allocator;
    this.layout = layout;
  }

  async reserve(steps: number): Promise<void> {
    if (steps <= this.capacity) return;
    const { device } = this.allocator;
    const capacity = Math.max(steps, 2 * this.capacity);
    const buffer = await this.allocator.allocateUniform('step numbers', capacity * UNIFORM_ALIGNMENT);
    if (capacity <= this.capacity) {
      // Another token range has made more room in the meantime.
      this.allocator.release(buffer);
      return;
    }
    const numbers = new Uint32Array((capacity * UNIFORM_ALIGNMENT) / 4);
    for (let number = 0; number < capacity; number++) numbers[(number * UNIFORM_ALIGNMENT) / 4] = number;
    device.queue.writeBuffer(buffer, 0, numbers);
    this.allocator.release(this.buffer);
    this.buffer = buffer;
    this.capacity = capacity;
    this.group = device.createBindGroup({
      label: 'greedy step',
      layout: this.layout,
      entries: [{ binding: 0, resource: { buffer, size: 4 } }],
    });
  }

  bind(pass: GPUComputePassEncoder, number: number): void {
    pass.setBindGroup(1, this.group, [number * UNIFORM_ALIGNMENT]);
  }
}
