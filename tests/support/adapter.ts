/**
 * Opens Dawn for tests. A missing adapter is an error, never a reason to skip.
 */
import { afterAll, beforeAll } from 'vitest';
import type { Kernels } from '../../src/core/kernels.ts';
import { openNodeGpu } from '../../src/cli/nodeGpu.ts';
import { requestGpuDevice } from '../../src/gpu/device.ts';
import { createGpuKernels } from '../../src/gpu/gpuKernels.ts';

export interface TestDevice {
  adapter: GPUAdapter;
  device: GPUDevice;
  close(): void;
}

/** A device on the machine's own adapter or on SwiftShader. */
export function openTestDevice(): Promise<TestDevice> {
  return openDevice([]);
}

/** A device of Dawn's null backend, which compiles and validates but computes nothing. */
export function openNullDevice(): Promise<TestDevice> {
  return openDevice(['backend=null']);
}

async function openDevice(dawnOptions: string[]): Promise<TestDevice> {
  const { adapter, close } = await openNodeGpu(dawnOptions);
  const device = await requestGpuDevice(adapter);
  return {
    adapter,
    device,
    close: () => {
      device.destroy();
      close();
    },
  };
}

/** Opens device and kernels before the tests of a file and closes them after; read the fields inside tests only. */
export function openGpuForTests(): { device: GPUDevice; kernels: Kernels } {
  const gpu = {} as { device: GPUDevice; kernels: Kernels };
  let opened: TestDevice | null = null;
  beforeAll(async () => {
    opened = await openTestDevice();
    gpu.device = opened.device;
    gpu.kernels = await createGpuKernels(opened.device);
  });
  afterAll(() => {
    gpu.kernels?.destroy();
    opened?.close();
  });
  return gpu;
}
