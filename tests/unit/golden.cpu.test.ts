import { describe, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { judgeCase, loadGoldenCases } from '../support/goldenCases.ts';

describe('golden cases on the CPU path', () => {
  test.each(loadGoldenCases())('$name', async (golden) => {
    await judgeCase(createCpuKernels(), golden);
  });
});
