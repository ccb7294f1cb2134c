/**
 * Node as a place for the benchmark: Dawn for WebGPU, and what else is installed.
 */
import { createRequire } from 'node:module';
import { arch, cpus, platform } from 'node:os';
import type { Tfjs } from '../bench/contestants/tfjs.ts';
import type { Machine } from '../bench/lineup.ts';
import { DAWN_VERSION, VERSIONS } from '../bench/versions.ts';
import { countThreads } from '../encoders/session.ts';
import { requestGpuDevice } from '../gpu/device.ts';
import { openNodeGpu } from './nodeGpu.ts';

/** CommonJS, as the runner of our programs imports nothing after their start. */
const require = createRequire(import.meta.url);

export async function openNodeMachine(): Promise<{ machine: Machine; close(): void }> {
  const opened = await openNodeGpu().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const gpu = typeof opened === 'string' ? opened : await requestGpuDevice(opened.adapter);
  return {
    machine: {
      gpu,
      environment: describeEnvironment(),
      onnxThreads: countThreads(),
      onnxWebgpuReason: 'The build of onnxruntime-web for Node has the wasm engine only; the page /bench runs the other one.',
      loadTfjs,
    },
    close() {
      if (typeof opened === 'string' || typeof gpu === 'string') return;
      gpu.destroy();
      opened.close();
    },
  };
}

function describeEnvironment(): Record<string, string> {
  const processors = cpus();
  return {
    Node: process.versions.node,
    platform: `${platform()} ${arch()}`,
    processor: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    Dawn: DAWN_VERSION,
    ...VERSIONS,
  };
}

async function loadTfjs(backend: 'wasm' | 'webgpu'): Promise<Tfjs> {
  if (backend === 'webgpu') throw new Error('The webgpu backend of TensorFlow.js needs a browser; the page /bench runs it.');
  try {
    require('@tensorflow/tfjs-backend-wasm');
    return require('@tensorflow/tfjs-core') as Tfjs;
  } catch (cause) {
    throw new Error('TensorFlow.js is not installed; "npm install" with development dependencies brings it.', { cause });
  }
}
