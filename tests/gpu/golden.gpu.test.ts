import { afterAll, beforeAll, describe, test } from 'vitest';
import { createGpuKernels, type GpuKernels } from '../../src/gpu/gpuKernels.ts';
import { openTestDevice, type TestDevice } from '../support/adapter.ts';
import { judgeCase, loadGoldenCases } from '../support/goldenCases.ts';

describe('golden cases on the GPU', () => {
  let opened: TestDevice;
  let kernels: GpuKernels;

  beforeAll(async () => {
    opened = await openTestDevice();
    kernels = await createGpuKernels(opened.device);
  });

  afterAll(() => {
    kernels?.destroy();
    opened?.close();
  });

  test.each(loadGoldenCases())('$name', async (golden) => {
    await judgeCase(kernels, golden);
  });
});
