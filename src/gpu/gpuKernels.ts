/**
 * The WebGPU implementation of the kernels.
 */
import type { Kernels, SimilarityVariant } from '../core/kernels.ts';
import { openGpuBackend, type GpuBackendOptions } from './backend.ts';
import { BufferAllocator } from './buffers.ts';
import { describeAdapter } from './device.ts';
import { loadKernels } from './kernelSet.ts';
import { loadSimilarities } from './kernels/similarity.ts';
import { PipelineCache } from './pipelines.ts';
import { chooseSimilarity, type ChoiceMemory } from './similarityChoice.ts';
import { raceSimilarities } from './similarityRace.ts';

/**
 * Most bytes of S that a software adapter stores for searches that read some rows of it, 4096 tokens: there, memory is as
 * fast as elsewhere and multiplications are not, and a search multiplies k rows of n.
 */
const SOFTWARE_STORED_LIMIT = 2 ** 26;

export interface GpuKernelsOptions extends GpuBackendOptions {
  /** Takes this variant of the similarity kernel, without measuring which is faster. */
  similarity?: SimilarityVariant;
  /** Remembers which variant was faster on an adapter; without it, the two are measured each time. */
  memory?: ChoiceMemory;
}

/**
 * Compiles all kernels on a device, which may be shared with others and stays theirs: `destroy` frees only what was
 * made here. Device tensors given to `createBackend` must be GPUBuffers of this device.
 * @throws Error naming the shader that does not compile, or the variant that the device does not offer
 */
export async function createGpuKernels(
  device: GPUDevice,
  info: GPUAdapterInfo = device.adapterInfo,
  options: GpuKernelsOptions = {},
): Promise<Kernels> {
  const description = describeAdapter(info);
  const storedLimit = options.storedLimit ?? (description.software ? SOFTWARE_STORED_LIMIT : Infinity);
  const allocator = new BufferAllocator(device);
  const pipelines = new PipelineCache(device);
  const [offered, others] = await Promise.all([loadSimilarities(pipelines), loadKernels(pipelines, allocator)]);
  const variant = options.similarity ?? (await chooseSimilarity(info, offered, options.memory, () => raceSimilarities(allocator, offered)));
  const similarity = offered[variant];
  if (!similarity) throw new Error(`Similarity: this device has no subgroups that the kernel could use, so the variant "${variant}" is not offered.`);
  const kernels = { ...others, similarity };
  return {
    device: { ...description, similarity: variant },
    get bytesInUse() {
      return allocator.bytesInUse;
    },
    createBackend: (source) => openGpuBackend(allocator.fork(), kernels, source, { storedLimit }),
    destroy: () => allocator.releaseAll(),
  };
}
