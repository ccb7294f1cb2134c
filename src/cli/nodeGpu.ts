/**
 * Opens WebGPU in Node (Dawn): the machine's own adapter, or, where a Linux machine has none, SwiftShader, a Vulkan
 * driver in software.
 */
import { existsSync } from 'node:fs';
import { create, globals } from 'webgpu';
import { loadVulkanLoader, unpackSwiftShader } from './swiftShader.ts';

export interface NodeGpu {
  gpu: GPU;
  adapter: GPUAdapter;
  /** Lets go of Dawn; Node exits only after this. Destroy the devices first. */
  close(): void;
}

/** Dawn crashes if the object that `create` returned is collected before its devices: this keeps it reachable. */
const openInstances = new Set<GPU>();

/**
 * Requests an adapter from Dawn, the machine's own before a software one, and defines the WebGPU globals.
 * @param dawnOptions options of Dawn's `create`, for example `backend=null` for a device that only validates
 * @throws Error if there is no adapter
 */
export async function openNodeGpu(dawnOptions: string[] = []): Promise<NodeGpu> {
  Object.assign(globalThis, globals);
  const runsSwiftShader = process.platform === 'linux' && process.arch === 'x64' && dawnOptions.length === 0;
  if (runsSwiftShader) loadVulkanLoader();
  if (!runsSwiftShader || mayHaveDriver()) {
    const own = await requestAdapter(dawnOptions, { powerPreference: 'high-performance' });
    if (own) return own;
  }

  if (runsSwiftShader) process.env.VK_ICD_FILENAMES = unpackSwiftShader().driver;
  const software =
    (await requestAdapter(dawnOptions, {})) ?? (await requestAdapter(dawnOptions, { forceFallbackAdapter: true }));
  if (software) return software;
  throw new Error(
    `No WebGPU adapter: Dawn found neither a GPU driver nor a software driver on ${process.platform} ${process.arch}. ` +
      'Install a Vulkan driver (on Linux for example mesa-vulkan-drivers), or use the CPU path.',
  );
}

async function requestAdapter(dawnOptions: string[], options: GPURequestAdapterOptions): Promise<NodeGpu | null> {
  const gpu = create(dawnOptions);
  const adapter = await gpu.requestAdapter(options);
  if (!adapter) return null;
  openInstances.add(gpu);
  return { gpu, adapter, close: () => void openInstances.delete(gpu) };
}

/** Dawn prints warnings when it is asked for an adapter where there is no driver at all; so look first. */
function mayHaveDriver(): boolean {
  const chosen = process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES;
  return Boolean(chosen) || ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some((device) => existsSync(device));
}
