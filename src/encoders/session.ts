/**
 * The one place that talks to onnxruntime-web: chooses its build, shares our GPU device with it, runs one thing at a time.
 */
import type * as Ort from 'onnxruntime-web';
import { decodeFloat16, encodeFloat16 } from '../core/float16.ts';
import type { DeviceTensor, TensorData } from '../core/tokens.ts';
import { assertDeviceIsShared } from './deviceProbe.ts';

export type Engine = 'wasm' | 'webgpu';

export interface InputTensor {
  type: 'float32' | 'int64';
  /** A device tensor's handle is a GPUBuffer (storage, copy) of the shared device; it stays the caller's. Only for the webgpu engine. */
  data: Float32Array | BigInt64Array | DeviceTensor;
  dims: number[];
}

export interface OutputTensor {
  /** A device tensor's handle is a GPUBuffer (storage, copy) that belongs to the caller, who destroys it. */
  data: TensorData;
  dims: readonly number[];
}

/** What a model declares about an input or output; a dimension that is not fixed has a name instead of a number. */
export interface TensorDeclaration {
  name: string;
  type: string;
  dims: readonly (number | string)[];
}

/** A loaded model. */
export interface Session {
  readonly engine: Engine;
  readonly inputs: readonly TensorDeclaration[];
  readonly outputs: readonly TensorDeclaration[];
  /**
   * Float32 outputs by name, all of them or the wanted ones; runs of all sessions are executed one after the other.
   * Inputs and outputs that the model has in float16 are converted.
   */
  run(feeds: Record<string, InputTensor>, wanted?: readonly string[]): Promise<Record<string, OutputTensor>>;
  release(): Promise<void>;
}

/** The values of an output that was not asked to stay on the device. */
export function inMemory(name: string, { data }: OutputTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error(`Output "${name}" stayed on the device, expected it in memory.`);
}

export interface SessionRequest {
  model: Uint8Array;
  engine: Engine;
  /** Outputs that stay on the GPU; the others are read back. Only for the webgpu engine. */
  outputsOnDevice?: readonly string[];
}

/** One build of onnxruntime-web. A runtime for webgpu also runs sessions on the wasm engine, which saves a second build. */
export interface Runtime {
  createSession(request: SessionRequest): Promise<Session>;
}

export interface RuntimeOptions {
  engine: Engine;
  /** Needed for webgpu: the device whose buffers the sessions take and give. */
  device?: GPUDevice;
}

type OrtModule = typeof Ort;

const MOST_THREADS = 4;
/** onnxruntime's log level that leaves out its warnings about nodes that run on the CPU, which is where they belong. */
const ERRORS_ONLY = 3;

/**
 * In Node: the package's own Node build, which is the wasm engine reading its files from disk. Loaded with this module,
 * because the runner of our programs imports nothing after their start.
 */
const NODE_BUILD: OrtModule | null = import.meta.env.SSR ? await import('onnxruntime-web') : null;

/** Creation and runs never overlap: onnxruntime-web refuses a run while another session is busy. */
let queue: Promise<unknown> = Promise.resolve();

function enqueue<T>(work: () => Promise<T>): Promise<T> {
  const result = queue.then(work);
  queue = result.catch(() => undefined);
  return result;
}

const modules = new Map<Engine, Promise<OrtModule>>();

/**
 * Loads the build of onnxruntime-web for an engine.
 * @throws Error if webgpu is asked for without a device, or if onnxruntime-web does not work on that device.
 */
export async function loadRuntime({ engine, device }: RuntimeOptions): Promise<Runtime> {
  const loading = modules.get(engine) ?? importBuild(engine);
  modules.set(engine, loading);
  // A failed download may succeed the next time.
  const ort = await loading.catch((error: unknown) => {
    modules.delete(engine);
    throw error;
  });
  if (engine === 'webgpu') {
    if (!device) throw new Error('The webgpu engine needs a GPU device, got none.');
    await enqueue(() => assertDeviceIsShared(ort, device));
  }
  return { createSession: (request) => enqueue(() => createSession(ort, request, device)) };
}

/** The runtime for an engine that needs no device, if something has loaded it before; never loads it. */
export function findRuntime(engine: 'wasm'): Promise<Runtime> | null {
  return modules.has(engine) ? loadRuntime({ engine }) : null;
}

async function importBuild(engine: Engine): Promise<OrtModule> {
  const ort = await importModule(engine);
  ort.env.wasm.numThreads = countThreads();
  return ort;
}

/** Each build finds its .wasm beside its own module, so no path has to be set. */
async function importModule(engine: Engine): Promise<OrtModule> {
  if (NODE_BUILD) return NODE_BUILD;
  if (engine === 'wasm') return import('onnxruntime-web/wasm');
  // The build for JavaScript Promise Integration is 10 MB smaller, but only some browsers can run it.
  return 'Suspending' in WebAssembly ? import('onnxruntime-web/jspi') : import('onnxruntime-web/webgpu');
}

/** Threads need shared memory, which browsers give only to cross-origin isolated pages. In Node one thread: with more, sharp stalls. */
export function countThreads(): number {
  return globalThis.crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1;
}

async function createSession(ort: OrtModule, { model, engine, outputsOnDevice = [] }: SessionRequest, device?: GPUDevice): Promise<Session> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [engine === 'webgpu' ? { name: 'webgpu', device } : 'wasm'],
    logSeverityLevel: ERRORS_ONLY,
    ...(engine === 'webgpu' && {
      preferredOutputLocation: Object.fromEntries(outputsOnDevice.map((name) => [name, 'gpu-buffer' as const])),
    }),
  });
  const inputs = session.inputMetadata.flatMap(declareTensor);
  const outputs = session.outputMetadata.flatMap(declareTensor);
  const run = async (feeds: Record<string, InputTensor>, wanted: readonly string[]) => {
    const tensors = Object.entries(feeds).map(([name, tensor]) => [name, makeInput(ort, tensor, inputs.find((input) => input.name === name))] as const);
    const results = await session.run(Object.fromEntries(tensors), wanted);
    const taken = Object.entries(results).map(async ([name, tensor]) => [name, await takeOutput(name, tensor, device)] as const);
    return Object.fromEntries(await Promise.all(taken));
  };
  return {
    engine,
    inputs,
    outputs,
    run: (feeds, wanted = session.outputNames) => enqueue(() => run(feeds, wanted)),
    release: () => enqueue(() => session.release()),
  };
}

function declareTensor(metadata: Ort.InferenceSession.ValueMetadata): TensorDeclaration[] {
  return metadata.isTensor ? [{ name: metadata.name, type: metadata.type, dims: metadata.shape }] : [];
}

function makeInput(ort: OrtModule, { type, data, dims }: InputTensor, declared?: TensorDeclaration): Ort.Tensor {
  if ('location' in data) return ort.Tensor.fromGpuBuffer(data.handle as GPUBuffer, { dataType: type, dims });
  if (declared?.type === 'float16' && data instanceof Float32Array) return new ort.Tensor('float16', encodeFloat16(data), dims);
  return new ort.Tensor(type, data, dims);
}

/** onnxruntime-web reuses an output's buffer once the tensor is disposed, so what stays on the device is copied. */
async function takeOutput(name: string, tensor: Ort.Tensor, device?: GPUDevice): Promise<OutputTensor> {
  if (tensor.type === 'float16') return { data: widen(await tensor.getData(true)), dims: tensor.dims };
  if (tensor.type !== 'float32') throw new Error(`Output "${name}" has type ${tensor.type}, expected float32.`);
  const { dims } = tensor;
  if (tensor.location === 'gpu-buffer' && device) {
    const data = copyToOwnBuffer(device, name, tensor.gpuBuffer, 4 * tensor.size);
    tensor.dispose();
    return { data, dims };
  }
  const { data } = tensor;
  if (!(data instanceof Float32Array)) throw new Error(`Output "${name}" is no float array.`);
  return { data, dims };
}

/** Half-precision numbers come as bit patterns or, in newer engines, as a Float16Array. */
function widen(data: Ort.Tensor.DataType): Float32Array {
  return data instanceof Uint16Array ? decodeFloat16(data) : Float32Array.from(data as Iterable<number>);
}

function copyToOwnBuffer(device: GPUDevice, label: string, source: GPUBuffer, size: number): DeviceTensor {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const handle = device.createBuffer({ label, size, usage });
  const encoder = device.createCommandEncoder({ label: `copy ${label}` });
  encoder.copyBufferToBuffer(source, 0, handle, 0, size);
  device.queue.submit([encoder.finish()]);
  return { location: 'device', handle };
}
