/**
 * A browser's worker as a place for the benchmark.
 */
import { requestGpuDevice } from '../gpu/device.ts';
import { countThreads } from '../encoders/session.ts';
import type { Tfjs, TfjsBackend } from './contestants/tfjs.ts';
import type { Machine } from './lineup.ts';
import { VERSIONS } from './versions.ts';

type Load<Module> = Record<string, () => Promise<Module>>;

/** TensorFlow.js is a package for development: these are empty where it was not installed when the page was built. */
const CORE = import.meta.glob('/node_modules/@tensorflow/tfjs-core/dist/index.js') as Load<Tfjs>;
const WASM = import.meta.glob('/node_modules/@tensorflow/tfjs-backend-wasm/dist/index.js') as Load<TfjsWasm>;
const WEBGPU = import.meta.glob('/node_modules/@tensorflow/tfjs-backend-webgpu/dist/index.js');
const WASM_FILES = import.meta.glob<string>('/node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/*.wasm', { query: '?url', import: 'default' });

interface TfjsWasm {
  setWasmPaths(paths: Record<string, string>): void;
}

export async function openBrowserMachine(): Promise<{ machine: Machine; close(): void }> {
  const gpu = await openGpu();
  return {
    machine: {
      gpu,
      environment: { browser: navigator.userAgent, threads: String(navigator.hardwareConcurrency), ...VERSIONS },
      onnxThreads: countThreads(),
      onnxWebgpuReason: typeof gpu === 'string' ? gpu : null,
      loadTfjs: (backend) => loadTfjs(backend, gpu),
    },
    close: () => {
      if (typeof gpu !== 'string') gpu.destroy();
    },
  };
}

async function openGpu(): Promise<GPUDevice | string> {
  if (!('gpu' in navigator)) return 'This browser has no WebGPU.';
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ? requestGpuDevice(adapter) : 'This browser has WebGPU but found no GPU adapter.';
}

async function loadTfjs(backend: TfjsBackend, gpu: GPUDevice | string): Promise<Tfjs> {
  const tf = await loadOnly(CORE);
  switch (backend) {
    case 'webgpu':
      if (typeof gpu === 'string') throw new Error(gpu);
      await loadOnly(WEBGPU);
      return tf;
    case 'wasm': {
      const { setWasmPaths } = await loadOnly(WASM);
      // Its threads start from a script made on the fly, which the page's content security policy does not allow.
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
      const files = Object.entries(WASM_FILES).map(async ([path, locate]) => [path.slice(path.lastIndexOf('/') + 1), new URL(await locate(), import.meta.url).href]);
      setWasmPaths(Object.fromEntries(await Promise.all(files)));
      return tf;
    }
    default:
      return backend satisfies never;
  }
}

async function loadOnly<Module>(modules: Load<Module>): Promise<Module> {
  const [load] = Object.values(modules);
  if (!load) throw new Error('This page was built without TensorFlow.js; "npm install" with development dependencies, then "npm start", adds it.');
  return load();
}
