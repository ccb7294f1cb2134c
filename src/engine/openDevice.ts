/**
 * Finds the device for the page: WebGPU on a real adapter, the faster of two on a software adapter, else the CPU path.
 */
import type { MultiplyRows } from '../core/cpu/similarity.ts';
import type { Kernels } from '../core/kernels.ts';
import type { TensorData } from '../core/tokens.ts';
import { requestGpuDevice } from '../gpu/device.ts';
import { createGpuKernels } from '../gpu/gpuKernels.ts';
import { readTensor } from '../gpu/readTensor.ts';
import { deviceMemory } from './deviceMemory.ts';
import type { OpenEncoder } from './encoderShelf.ts';
import type { OpenedDevice } from './engine.ts';
import type { DeviceChoice } from './protocol.ts';
import { timeKernels } from './selfTest.ts';

/** Gives what opens encoders on an engine of onnxruntime-web, and on our device where that engine shares it. */
export type BindEncoders = (engine: 'webgpu' | 'wasm', device: GPUDevice | undefined) => OpenEncoder;

interface OpenedGpu {
  device: GPUDevice;
  kernels: Kernels;
}

/**
 * @param onLost called with a sentence if the GPU device is lost for another reason than our own `destroy`
 * @throws Error if `gpu` is named and there is no adapter
 */
export async function openDevice(
  choice: DeviceChoice,
  bindEncoders: BindEncoders,
  onLost: (message: string) => void,
): Promise<OpenedDevice> {
  if (choice === 'cpu') return openCpu('You chose the CPU path.', bindEncoders);
  const gpu = await openGpu(onLost).catch((error: unknown) => {
    if (choice === 'gpu') throw error;
    return error instanceof Error ? error.message : String(error);
  });
  if (typeof gpu === 'string') return openCpu(`${gpu} The kernels run on the CPU instead.`, bindEncoders);
  if (choice === 'gpu' || !gpu.kernels.device.software) {
    return useGpu(gpu, choice === 'gpu' ? 'You chose WebGPU.' : 'WebGPU runs on this machine’s GPU.', bindEncoders);
  }
  return chooseFaster(gpu, bindEncoders);
}

/** On a software adapter WebGPU and the CPU path both run on the processor: a short race decides. */
async function chooseFaster(gpu: OpenedGpu, bindEncoders: BindEncoders): Promise<OpenedDevice> {
  const gpuTime = await timeKernels(gpu.kernels);
  const cpuTime = await timeKernels(await openCpuKernels());
  const figures = `${gpuTime.toFixed(0)} ms against ${cpuTime.toFixed(0)} ms in a short test`;
  if (gpuTime <= cpuTime) {
    return useGpu(gpu, `WebGPU runs in software here and is faster than the CPU path (${figures}).`, bindEncoders);
  }
  gpu.kernels.destroy();
  gpu.device.destroy();
  return openCpu(`WebGPU runs only in software here and is slower than the CPU path (${figures}).`, bindEncoders);
}

async function openGpu(onLost: (message: string) => void): Promise<OpenedGpu> {
  if (!('gpu' in navigator)) {
    throw new Error('This browser has no WebGPU (Chrome and Edge have it, Safari from version 26, Firefox on Windows and macOS).');
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('This browser has WebGPU but found no GPU adapter; its GPU may be blocked or its driver too old.');
  const device = await requestGpuDevice(adapter);
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') onLost(`The GPU device was lost${message ? ` (${message})` : ''}.`);
  });
  return { device, kernels: await createGpuKernels(device, adapter.info, { memory: deviceMemory }) };
}

function useGpu({ device, kernels }: OpenedGpu, reason: string, bindEncoders: BindEncoders): OpenedDevice {
  // A software adapter is far slower than WebAssembly for a vision encoder.
  const encoderEngine = kernels.device.software ? 'wasm' : 'webgpu';
  return {
    kernels,
    encoderEngine,
    reason,
    openEncoder: bindEncoders(encoderEngine, encoderEngine === 'webgpu' ? device : undefined),
    readTensor: (data) => readTensor(device, data),
  };
}

async function openCpu(reason: string, bindEncoders: BindEncoders): Promise<OpenedDevice> {
  return {
    kernels: await openCpuKernels(),
    encoderEngine: 'wasm',
    reason,
    openEncoder: bindEncoders('wasm', undefined),
    readTensor: requireMemory,
  };
}

/** Most people never need this code. */
async function openCpuKernels(): Promise<Kernels> {
  const { createCpuKernels } = await import('../core/cpu/cpuKernels.ts');
  let product: Promise<MultiplyRows> | null = null;
  return createCpuKernels({
    multiply: async (a, b, d) => {
      // Encoders load onnxruntime-web's wasm engine on this path; for the product alone it would be too much to load.
      product ??= import('../encoders/multiplyRows.ts').then(({ createMultiplyRows }) => createMultiplyRows({ worthLoading: Infinity }));
      return (await product)(a, b, d);
    },
  });
}

async function requireMemory(data: TensorData): Promise<Float32Array> {
  if (data instanceof Float32Array) return data;
  throw new Error('The encoder left its tokens on a device; the wasm engine must return them in memory.');
}
