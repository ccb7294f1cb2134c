/**
 * What every computation on one token range needs from the device.
 */
import type { BufferAllocator } from './buffers.ts';
import type { KernelSet } from './kernelSet.ts';
import type { Session, Recording, RoundTrip } from './session.ts';
import type { Similarities } from './similarities.ts';

/** Memory, kernels and similarities of a token range, and the way to run work on them. Runs must not overlap. */
export class RangeContext {
  readonly n: number;
  readonly allocator: BufferAllocator;
  readonly kernels: KernelSet;
  readonly session: Session;
  /** Similarities, and the unit tokens and norms they are made of. */
  readonly similarities: Similarities;

  constructor(allocator: BufferAllocator, kernels: KernelSet, session: Session, similarities: Similarities) {
    this.n = similarities.tokens.rows;
    this.allocator = allocator;
    this.kernels = kernels;
    this.session = session;
    this.similarities = similarities;
  }

  /** One round trip, which first computes the similarities that were prepared if they are missing. */
  async run(encode: (recording: Recording) => void): Promise<RoundTrip> {
    const { session, similarities } = this;
    try {
      return await session.run((recording) => {
        if (similarities.isStale) recording.pass('similarity', (kernelPass) => similarities.encode(kernelPass));
        encode(recording);
      });
    } catch (error) {
      similarities.forget();
      throw error;
    }
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
}
