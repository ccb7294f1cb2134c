/**
 * Uniform parameters of the kernels of one submission, written to the device in one go.
 */
import type { BufferAllocator } from './buffers.ts';

/** Every device allows uniform bindings to start at multiples of this. */
export const UNIFORM_ALIGNMENT = 256;

/** More than any submission dispatches with parameters of its own. */
const SLOTS = 32;

/** Values of a kernel's `Parameters` struct: first its u32 fields in order, then its f32 fields. */
export interface ParameterValues {
  u32: number[];
  f32?: number[];
}

/** Collects the parameters of the dispatches being encoded. */
export class ParameterArena {
  private readonly allocator: BufferAllocator;
  private readonly buffer: GPUBuffer;
  private readonly bytes = new ArrayBuffer(SLOTS * UNIFORM_ALIGNMENT);
  private used = 0;

  private constructor(allocator: BufferAllocator, buffer: GPUBuffer) {
    this.allocator = allocator;
    this.buffer = buffer;
  }

  static async create(allocator: BufferAllocator): Promise<ParameterArena> {
    return new ParameterArena(
      allocator,
      await allocator.allocateUniform('kernel parameters', SLOTS * UNIFORM_ALIGNMENT),
    );
  }

  /** Adds one struct and tells where it will be on the device. */
  add({ u32, f32 = [] }: ParameterValues): GPUBufferBinding {
    if (this.used === SLOTS) {
      throw new Error(`A submission has room for ${SLOTS} parameter structs; flush before adding more.`);
    }
    const offset = this.used * UNIFORM_ALIGNMENT;
    this.used += 1;
    new Uint32Array(this.bytes, offset, u32.length).set(u32);
    new Float32Array(this.bytes, offset + 4 * u32.length, f32.length).set(f32);
    return { buffer: this.buffer, offset, size: UNIFORM_ALIGNMENT };
  }

  /** Queues the write of all that was added; call right before submitting. */
  flush(): void {
    this.allocator.device.queue.writeBuffer(this.buffer, 0, this.bytes, 0, this.used * UNIFORM_ALIGNMENT);
    this.used = 0;
  }

  /** Forgets what was added, after a failure. */
  clear(): void {
    this.used = 0;
  }
}
