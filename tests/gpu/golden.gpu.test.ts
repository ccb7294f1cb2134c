import { describe, test } from 'vitest';
import { openGpuForTests } from '../support/adapter.ts';
import { judgeCase, loadGoldenCases } from '../support/goldenCases.ts';

describe('golden cases on the GPU', () => {
  const gpu = openGpuForTests();

  test.each(loadGoldenCases())('$name', async (golden) => {
    await judgeCase(gpu.kernels, golden);
  });
});
