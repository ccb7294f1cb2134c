/**
 * The number of a step, for kernels that are dispatched many times with nothing else changing in between.
 */
import type { BufferAllocator } from './buffers.ts';
import { UNIFORM_ALIGNMENT } from './parameters.ts';

/** A uniform buffer that holds 0, 1, 2, ..., each where a dynamic offset can point; kernels find it in group 1. */
export class StepNumbers {
  private readonly allocator: BufferAllocator;
  private readonly layout: GPUBindGroupLayout;
  private capacity = 0;
  private buffer: GPUBuffer | null = null;
  private group: GPUBindGroup | null = null;

  constructor(allocator: BufferAllocator) {
    this.allocator = allocator;
    this.layout = allocator.device.createBindGroupLayout({
      label: 'step number',
      entries: [
        {
          binding: 0,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: 4 },
        },
      ],
    });
  }

  /** Layout of a pipeline whose group 0 binds buffers of the given types in order, parameters first. */
  createPipelineLayout(label: string, types: GPUBufferBindingType[]): GPUPipelineLayout {
    const { device } = this.allocator;
    const visibility = GPUShaderStage.COMPUTE;
    const state = device.createBindGroupLayout({
      label,
      entries: types.map((type, binding) => ({ binding, visibility, buffer: { type } })),
    });
    return device.createPipelineLayout({ label, bindGroupLayouts: [state, this.layout] });
  }

  /** Makes room for the numbers below `steps`; call before encoding them. */
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
      label: 'step number',
      layout: this.layout,
      entries: [{ binding: 0, resource: { buffer, size: 4 } }],
    });
  }

  bind(pass: GPUComputePassEncoder, number: number): void {
    pass.setBindGroup(1, this.group, [number * UNIFORM_ALIGNMENT]);
  }
}
