/**
 * What every computation on one token range needs from the device.
 */
import type { Graph, Timing } from '../core/kernels.ts';
import { Pacer } from '../core/pacer.ts';
import type { BufferAllocator } from './buffers.ts';
import type { KernelSet } from './kernelSet.ts';
import type { Session, Recording, RoundTrip } from './session.ts';
import type { Similarities } from './similarities.ts';

/** Multiplications of similarities that a slow device gets before its pace is known. */
const FIRST_MULTIPLICATIONS = 2 ** 28;

/** Units of a longer piece of work. */
export interface Part {
  from: number;
  count: number;
}

/** Memory, kernels and similarities of a token range, and the way to run work on them. Runs must not overlap. */
export class RangeContext {
  readonly n: number;
  readonly allocator: BufferAllocator;
  readonly kernels: KernelSet;
  readonly session: Session;
  /** Similarities, and the unit tokens and norms they are made of. */
  readonly similarities: Similarities;
  private readonly similarityPacer: Pacer;
  /** Timings of parts that ran before the submission they belong to. */
  private earlierTimings: Timing[] = [];

  constructor(allocator: BufferAllocator, kernels: KernelSet, session: Session, similarities: Similarities) {
    this.n = similarities.tokens.rows;
    this.allocator = allocator;
    this.kernels = kernels;
    this.session = session;
    this.similarities = similarities;
    this.similarityPacer = new Pacer(FIRST_MULTIPLICATIONS / similarities.multiplicationsPerTileRow);
  }

  /**
   * Prepares similarities for the coming run. Many of them are computed here, in parts between which the device and this
   * thread are free for others; no readback may have been requested yet.
   * @throws Error with the sizes if they do not fit the device; DOMException "AbortError", what is computed is kept
   */
  async prepareSimilarities(need: Graph, signal?: AbortSignal): Promise<void> {
    const { similarities } = this;
    await similarities.prepare(need);
    await this.computeMost(signal);
  }

  /** As `prepareSimilarities`, for a search that picks `steps` tokens and reads their rows of S alone. */
  async preparePicked(steps: number, signal?: AbortSignal): Promise<void> {
    await this.similarities.preparePicked(steps);
    await this.computeMost(signal);
  }

  /** One round trip, which first computes what is left of the similarities that were prepared. */
  async run(encode: (recording: Recording) => void): Promise<RoundTrip> {
    const { bytes, timings } = await this.runOrForget((recording) => {
      this.encodeSimilaritiesLeft(recording);
      encode(recording);
    });
    const earlier = this.earlierTimings;
    this.earlierTimings = [];
    return { bytes, timings: [...earlier, ...timings] };
  }

  /**
   * Runs the parts of a longer piece of work, each on its own and the first with what is left of the similarities, all but
   * the last: that one is for the submission that brings results back.
   * @returns what is left
   */
  runAllButLast(pacer: Pacer, total: number, encode: (recording: Recording, part: Part) => void): Promise<Part> {
    return this.runParts(pacer, total, (recording, part) => {
      this.encodeSimilaritiesLeft(recording);
      encode(recording, part);
    });
  }

  /** Works with memory of its own, an allocator whose buffers are all released in the end. */
  async withScratch<Value>(work: (scratch: BufferAllocator) => Promise<Value>): Promise<Value> {
    const scratch = this.allocator.fork();
    try {
      return await work(scratch);
    } finally {
      scratch.releaseAll();
    }
  }

  private async computeMost(signal?: AbortSignal): Promise<void> {
    const { similarities, similarityPacer } = this;
    await this.runParts(
      similarityPacer,
      similarities.tileRowsLeft,
      ({ pass }, { count }) => pass('similarity', (kernelPass) => similarities.encode(kernelPass, count)),
      signal,
    );
  }

  private encodeSimilaritiesLeft(recording: Recording): void {
    const { similarities } = this;
    if (similarities.tileRowsLeft > 0) recording.pass('similarity', (kernelPass) => similarities.encode(kernelPass));
  }

  private async runParts(
    pacer: Pacer,
    total: number,
    encode: (recording: Recording, part: Part) => void,
    signal?: AbortSignal,
  ): Promise<Part> {
    let from = 0;
    while (total - from > pacer.next()) {
      signal?.throwIfAborted();
      const part = { from, count: pacer.next() };
      const start = performance.now();
      const { timings } = await this.runOrForget((recording) => encode(recording, part));
      await this.allocator.device.queue.onSubmittedWorkDone();
      pacer.note(part.count, performance.now() - start);
      this.earlierTimings.push(...timings.filter(({ stage }) => stage !== 'submission'));
      from += part.count;
    }
    return { from, count: total - from };
  }

  /** After a failure the device may hold half of the similarities. */
  private async runOrForget(encode: (recording: Recording) => void): Promise<RoundTrip> {
    try {
      return await this.session.run(encode);
    } catch (error) {
      this.similarities.forget();
      throw error;
    }
  }
}
