/** Every method against the independent reference cases, on the CPU path. */
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { judgeMethods } from '../support/judgeMethods.ts';

judgeMethods(createCpuKernels);
