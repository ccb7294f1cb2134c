/**
 * Who takes part on a machine, and why the others cannot.
 */
import { createCpuKernels } from '../core/cpu/cpuKernels.ts';
import { toWorkspaceSource } from '../core/openParts.ts';
import type { TensorData } from '../core/tokens.ts';
import { createMultiplyRows } from '../encoders/multiplyRows.ts';
import { loadRuntime, type Engine, type Runtime } from '../encoders/session.ts';
import { BufferAllocator } from '../gpu/buffers.ts';
import { createGpuKernels } from '../gpu/gpuKernels.ts';
import { measureCeilings, type Ceilings } from './ceilings.ts';
import type { Absentee, Contestant } from './contestant.ts';
import { createOnnxContestant } from './contestants/onnxMatMul.ts';
import { createOurContestant, type TokenPlace } from './contestants/ours.ts';
import { plainLoops } from './contestants/plainLoops.ts';
import { createTfjsContestant, type Tfjs, type TfjsBackend } from './contestants/tfjs.ts';
import type { BenchDevice } from './report.ts';

const OURS_GPU = { id: 'ours-gpu', title: 'Ours, WebGPU', processor: 'gpu', note: 'WGSL kernels' } as const;
const OURS_CPU = { id: 'ours-cpu', title: 'Ours, CPU path', processor: 'cpu', note: 'similarity by onnxruntime-web’s wasm engine' } as const;

/** What the benchmark has to know about where it runs. */
export interface Machine {
  /** A device that is the caller's to destroy, or why there is none. */
  gpu: GPUDevice | string;
  environment: Record<string, string>;
  /** How many threads onnxruntime-web takes for its wasm engine. */
  onnxThreads: number;
  /** Why onnxruntime-web's webgpu engine cannot run here; null if it can. */
  onnxWebgpuReason: string | null;
  /** @throws Error with the reason if that backend cannot run here */
  loadTfjs(backend: TfjsBackend): Promise<Tfjs>;
}

export interface Lineup {
  device: BenchDevice;
  environment: Record<string, string>;
  /** Ours first: the others are compared with it. */
  contestants: Contestant[];
  absentees: Absentee[];
  /** null without a GPU. */
  measureCeilings: (() => Promise<Ceilings>) | null;
  close(): void;
}

/** Opens whatever can run. */
export async function openLineup(machine: Machine): Promise<Lineup> {
  const { gpu, environment } = machine;
  const contestants: Contestant[] = [];
  const absentees: Absentee[] = [];
  const invite = async (id: string, title: string, open: () => Promise<Contestant>): Promise<void> => {
    try {
      contestants.push(await open());
    } catch (error) {
      absentees.push({ id, title, reason: error instanceof Error ? error.message.split('\n')[0] : String(error) });
    }
  };

  // As in the page: the product of another engine once that is loaded, which its contestant sees to.
  const cpuKernels = createCpuKernels({ multiply: createMultiplyRows({ worthLoading: Infinity }) });
  const gpuKernels = typeof gpu === 'string' ? null : await createGpuKernels(gpu);
  await invite(OURS_GPU.id, OURS_GPU.title, async () => createOurContestant(OURS_GPU, gpuKernels ?? cpuKernels, createGpuPlace(requireDevice(gpu))));
  contestants.push(createOurContestant(OURS_CPU, cpuKernels, CPU_PLACE));
  for (const engine of ['webgpu', 'wasm'] as const) {
    await invite(`onnxruntime-${engine}`, `onnxruntime-web, ${engine}`, () => openOnnx(machine, engine));
  }
  for (const backend of ['webgpu', 'wasm'] as const) {
    await invite(`tfjs-${backend}`, `TensorFlow.js, ${backend}`, async () =>
      createTfjsContestant(await machine.loadTfjs(backend), backend, backend === 'wasm' ? 'one thread' : 'a device of its own'),
    );
  }
  contestants.push(plainLoops);

  const { device } = gpuKernels ?? cpuKernels;
  return {
    device: { ...device, timestamps: typeof gpu !== 'string' && gpu.features.has('timestamp-query') },
    environment,
    contestants,
    absentees,
    measureCeilings: typeof gpu === 'string' ? null : () => measureCeilings(gpu),
    close: () => gpuKernels?.destroy(),
  };
}

async function openOnnx({ gpu, onnxThreads, onnxWebgpuReason }: Machine, engine: Engine): Promise<Contestant> {
  if (engine === 'wasm') {
    const note = onnxThreads === 1 ? 'one thread' : `${onnxThreads} threads`;
    const runtime = await loadWasmRuntime(gpu, onnxWebgpuReason);
    return createOnnxContestant({ runtime, engine, note, bring: (_, data) => Promise.resolve(data), free: () => undefined });
  }
  if (onnxWebgpuReason !== null) throw new Error(onnxWebgpuReason);
  const device = requireDevice(gpu);
  const runtime = await loadRuntime({ engine, device });
  const allocator = new BufferAllocator(device);
  const bring = (label: string, data: Float32Array) => upload(allocator, label, data);
  return createOnnxContestant({ runtime, engine, note: 'on the same device', bring, free: () => allocator.releaseAll() });
}

/** A runtime that runs on the GPU has the wasm engine too, so that a page loads one build of it. */
function loadWasmRuntime(gpu: GPUDevice | string, onnxWebgpuReason: string | null): Promise<Runtime> {
  if (typeof gpu === 'string' || onnxWebgpuReason !== null) return loadRuntime({ engine: 'wasm' });
  return loadRuntime({ engine: 'webgpu', device: gpu }).catch(() => loadRuntime({ engine: 'wasm' }));
}

const CPU_PLACE: TokenPlace = { bring: (inputs) => Promise.resolve(toWorkspaceSource(inputs)), free: () => undefined };

function createGpuPlace(device: GPUDevice): TokenPlace {
  const allocator = new BufferAllocator(device);
  return {
    async bring({ size: { n, d }, tokens, joint }) {
      const jointRows = { e: d, data: await upload(allocator, 'bench joint embeddings', joint.data) };
      return { n, d, tokens: await upload(allocator, 'bench tokens', tokens.data), joint: jointRows };
    },
    free: () => allocator.releaseAll(),
  };
}

async function upload(allocator: BufferAllocator, label: string, data: Float32Array): Promise<TensorData> {
  return { location: 'device', handle: await allocator.upload(label, data) };
}

function requireDevice(gpu: GPUDevice | string): GPUDevice {
  if (typeof gpu === 'string') throw new Error(gpu);
  return gpu;
}
