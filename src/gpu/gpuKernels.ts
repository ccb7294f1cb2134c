/**
 * The WebGPU implementation of the kernels.
 */
import type { Kernels } from '../core/kernels.ts';
import { openGpuBackend, type GpuBackendOptions } from './backend.ts';
import { BufferAllocator } from './buffers.ts';
import { describeAdapter } from './device.ts';
import { loadKernels } from './kernelSet.ts';
import { PipelineCache } from './pipelines.ts';

/**
 * Most bytes of S that a software adapter stores for searches that read some rows of it, 4096 tokens: there, memory is as
 * fast as elsewhere and multiplications are not, and a search multiplies k rows of n.
 */
const SOFTWARE_STORED_LIMIT = 2 ** 26;

/**
 * Compiles all kernels on a device, which may be shared with others and stays theirs: `destroy` frees only what was
 * made here. Device tensors given to `createBackend` must be GPUBuffers of this device.
 * @throws Error naming the shader that does not compile
 */
export async function createGpuKernels(
  device: GPUDevice,
  info: GPUAdapterInfo = device.adapterInfo,
  options: GpuBackendOptions = {},
): Promise<Kernels> {
  const description = describeAdapter(info);
  const storedLimit = options.storedLimit ?? (description.software ? SOFTWARE_STORED_LIMIT : Infinity);
  const allocator = new BufferAllocator(device);
  const kernels = await loadKernels(new PipelineCache(device), allocator);
  return {
    device: description,
    get bytesInUse() {
      return allocator.bytesInUse;
    },
    createBackend: (source) => openGpuBackend(allocator.fork(), kernels, source, { storedLimit }),
    destroy: () => allocator.releaseAll(),
  };
}
