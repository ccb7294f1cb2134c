import { createCpuKernels } from '../core/cpu/cpuKernels.ts';
import type { Kernels } from '../core/kernels.ts';
import { requestGpuDevice } from '../gpu/device.ts';
import { createMultiplyRows } from '../encoders/multiplyRows.ts';
import { createGpuKernels } from '../gpu/gpuKernels.ts';
import { openNodeGpu } from './nodeGpu.ts';

/** Multiplications of one band of rows; of fewer, loading the faster engine takes longer than it saves. */
const WORTH_LOADING = 1e9;

export interface OpenKernels {
  kernels: Kernels;
  /** Frees kernels, device and driver; Node exits only after this. */
  close(): void;
}

/**
 * Opens the kernels in Node.
 * @throws Error if `gpu` is asked for and there is no adapter
 */
export async function openKernels(device: 'gpu' | 'cpu'): Promise<OpenKernels> {
  if (device === 'cpu') {
    return { kernels: createCpuKernels({ multiply: createMultiplyRows({ worthLoading: WORTH_LOADING }) }), close: () => undefined };
  }
  const { adapter, close } = await openNodeGpu();
  const gpuDevice = await requestGpuDevice(adapter);
  const kernels = await createGpuKernels(gpuDevice, adapter.info);
  return {
    kernels,
    close: () => {
      kernels.destroy();
      gpuDevice.destroy();
      close();
    },
  };
}
