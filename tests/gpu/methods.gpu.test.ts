/** The methods that run on the kernels, against the independent reference cases, in WGSL. */
import { openGpuForTests } from '../support/adapter.ts';
import { judgeMethods } from '../support/judgeMethods.ts';

const gpu = openGpuForTests();

judgeMethods(() => gpu.kernels, ['script', 'script-released', 'gsp-only', 'dpp-only', 'relevance-only', 'trim', 'cdpruner', 'divprune', 'mmtok', 'tome']);
