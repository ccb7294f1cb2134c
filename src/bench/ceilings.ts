/**
 * What the device can do at best: the memory and the arithmetic ceiling, measured in the same session as the kernels.
 */
import { BufferAllocator } from '../gpu/buffers.ts';
import { Kernel, type KernelPass } from '../gpu/kernel.ts';
import { PipelineCache } from '../gpu/pipelines.ts';
import { Session } from '../gpu/session.ts';
import type { Timing } from '../core/kernels.ts';
import copyCode from './copy.wgsl?raw';
import fmaCode from './fma.wgsl?raw';

export interface Ceilings {
  /** Bytes read plus bytes written, in 10^9 per second. */
  copyGigabytesPerSecond: number;
  /** Multiply-adds count as two, in 10^9 per second. */
  fmaGigaflops: number;
  clock: Timing['clock'];
}

const WORKGROUP_SIZE = 256;
/** More than the caches of today's GPUs hold, and the largest binding that every device allows. */
const MOST_COPY_BYTES = 2 ** 27;
/** Enough for a software adapter. */
const FIRST_COPY_BYTES = 2 ** 24;
/** Threads enough for any GPU, few enough that starting them costs a software adapter little. */
const COPY_WORKGROUPS = 2048;
const BYTES_PER_VECTOR = 16;
const FMA_WORKGROUPS = 4096;
const FLOP_PER_ROUND = 64;
const FIRST_ROUNDS = 16;
const MOST_ROUNDS = 2 ** 20;
/** Long enough for the clock and for the GPU to leave its idle frequency, short enough for any watchdog. */
const LEAST_MILLISECONDS = 30;
const REPETITIONS = 5;
/** A software adapter needs seconds for one run, and gains nothing from more. */
const MOST_MILLISECONDS = 2000;

/** Takes the best of several runs each, as a ceiling is what was reached once. */
export async function measureCeilings(device: GPUDevice): Promise<Ceilings> {
  const allocator = new BufferAllocator(device);
  const session = await Session.create(allocator);
  const pipelines = new PipelineCache(device);
  const measure = async (encode: (kernelPass: KernelPass) => void): Promise<Timing> => {
    const { timings } = await session.run(({ pass }) => pass('ceiling', encode));
    // Without timestamps there is the submission alone.
    return timings[0];
  };
  try {
    const copy = await measureCopy(allocator, pipelines, measure);
    const fma = await measureFma(allocator, pipelines, measure);
    return { copyGigabytesPerSecond: copy.rate, fmaGigaflops: fma.rate, clock: fma.clock };
  } finally {
    session.destroy();
    allocator.releaseAll();
  }
}

type Measure = (encode: (kernelPass: KernelPass) => void) => Promise<Timing>;

async function measureCopy(allocator: BufferAllocator, pipelines: PipelineCache, measure: Measure) {
  const kernel = await Kernel.load(pipelines, { file: 'copy.wgsl', code: copyCode });
  const buffers = [await allocator.allocate('copy source', MOST_COPY_BYTES), await allocator.allocate('copy destination', MOST_COPY_BYTES)];
  const run = (bytes: number) =>
    measure((kernelPass) =>
      kernel.dispatch(kernelPass, { parameters: { u32: [bytes / BYTES_PER_VECTOR] }, buffers, workgroups: [COPY_WORKGROUPS, 1] }),
    );
  let bytes = FIRST_COPY_BYTES;
  while (bytes < MOST_COPY_BYTES && (await run(bytes)).milliseconds < LEAST_MILLISECONDS) bytes *= 2;
  const best = await takeBest(() => run(bytes));
  for (const buffer of buffers) allocator.release(buffer);
  return { rate: toRate(2 * bytes, best), clock: best.clock };
}

async function measureFma(allocator: BufferAllocator, pipelines: PipelineCache, measure: Measure) {
  const kernel = await Kernel.load(pipelines, { file: 'fma.wgsl', code: fmaCode });
  const threads = FMA_WORKGROUPS * WORKGROUP_SIZE;
  const buffers = [await allocator.allocate('sums', 4 * threads)];
  const run = (rounds: number) =>
    measure((kernelPass) => kernel.dispatch(kernelPass, { parameters: { u32: [rounds], f32: [0.999, 0.001] }, buffers, workgroups: [FMA_WORKGROUPS, 1] }));
  let rounds = FIRST_ROUNDS;
  while (rounds < MOST_ROUNDS && (await run(rounds)).milliseconds < LEAST_MILLISECONDS) rounds *= 2;
  const best = await takeBest(() => run(rounds));
  return { rate: toRate(FLOP_PER_ROUND * rounds * threads, best), clock: best.clock };
}

async function takeBest(run: () => Promise<Timing>): Promise<Timing> {
  let best = await run();
  let spent = best.milliseconds;
  for (let repetition = 1; repetition < REPETITIONS && spent < MOST_MILLISECONDS; repetition++) {
    const next = await run();
    spent += next.milliseconds;
    if (next.milliseconds < best.milliseconds) best = next;
  }
  return best;
}

/** In 10^9 per second. */
function toRate(amount: number, { milliseconds }: Timing): number {
  return amount / (milliseconds * 1e6);
}
