/**
 * The WebGPU implementation of the kernels.
 */
import type { Kernels } from '../core/kernels.ts';
import { openGpuBackend } from './backend.ts';
import { BufferAllocator } from './buffers.ts';
import { describeAdapter } from './device.ts';
import { loadKernels } from './kernelSet.ts';
import { PipelineCache } from './pipelines.ts';

/** Kernels on a GPU, which also tell how much memory they hold. */
export interface GpuKernels extends Kernels {
  /** Bytes of GPU memory in use by all token ranges. */
  readonly bytesInUse: number;
}

/**
 * Compiles all kernels on a device, which may be shared with others and stays theirs: `destroy` frees only what was
 * made here. Device tensors given to `createBackend` must be GPUBuffers of this device.
 * @throws Error naming the shader that does not compile
 */
export async function createGpuKernels(
  device: GPUDevice,
  info: GPUAdapterInfo = device.adapterInfo,
): Promise<GpuKernels> {
  const allocator = new BufferAllocator(device);
  const kernels = await loadKernels(new PipelineCache(device), allocator);
  return {
    device: describeAdapter(info),
    get bytesInUse() {
      return allocator.bytesInUse;
    },
    createBackend: (source) => openGpuBackend(allocator.fork(), kernels, source),
    destroy: () => allocator.releaseAll(),
  };
}
