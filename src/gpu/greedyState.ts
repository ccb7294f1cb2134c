/**
 * The greedy search of one token range: its state stays on the device, so that an order can be extended later.
 */
import type { GreedyOrder, StagePlan } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import { CANDIDATE_BYTES, readCandidates } from './candidates.ts';
import type { KernelPass } from './kernel.ts';
import { countGreedyGroups, type Greedy, type GreedyBuffers } from './kernels/greedy.ts';
import type { Readback, Ticket } from './readback.ts';
import type { Similarities } from './similarities.ts';

export type GreedyPlan = NonNullable<StagePlan['greedy']>;

/** What the kernel notes instead of a token once the search has ended. */
const NOBODY = 0xffffffff;

type Inputs = Pick<GreedyBuffers, 'norms' | 'relevance'>;
type Buffers = Omit<GreedyBuffers, keyof Inputs>;

export class GreedyState {
  private readonly allocator: BufferAllocator;
  private readonly kernel: Greedy;
  private readonly n: number;
  private buffers: Buffers | null = null;
  private capacity = 0;
  private outgrown: Buffers | null = null;
  private taken = 0;

  constructor(allocator: BufferAllocator, kernel: Greedy, n: number) {
    this.allocator = allocator;
    this.kernel = kernel;
    this.n = n;
  }

  /** The steps of a plan that exist: never more than there are tokens left. */
  clip(plan: GreedyPlan): GreedyPlan {
    if (plan.from !== 0 && plan.from !== this.taken) {
      throw new Error(`Greedy order: asked to continue at pick ${plan.from}, but ${this.taken} have been made.`);
    }
    return { ...plan, count: Math.max(0, Math.min(plan.count, this.n - plan.from)) };
  }

  /** Makes room on the device for the steps of a clipped plan. */
  async prepare(plan: GreedyPlan): Promise<void> {
    const length = countExpected(plan, this.n);
    await this.kernel.reserve(length);
    if (this.buffers && length <= this.capacity) return;
    const capacity = Math.max(length, Math.min(2 * this.capacity, this.n));
    const columns = await this.allocator.allocate(`${capacity} greedy steps over ${this.n} tokens`, 4 * capacity * this.n);
    const trace = await this.allocator.allocate('greedy trace', CANDIDATE_BYTES * capacity);
    const kept = this.buffers ?? {
      weights: await this.allocator.allocate('greedy weights', 4 * this.n),
      residuals: await this.allocator.allocate('greedy residuals', 4 * this.n),
      candidates: await this.allocator.allocate('greedy candidates', 2 * CANDIDATE_BYTES * countGreedyGroups(this.n)),
    };
    this.outgrown = this.buffers;
    this.buffers = { ...kept, columns, trace };
    this.capacity = capacity;
  }

  /** Carries the components of earlier steps over into a larger buffer; before the compute pass. */
  encodeGrowth(encoder: GPUCommandEncoder, { from }: GreedyPlan): void {
    if (!this.outgrown || from === 0) return;
    encoder.copyBufferToBuffer(this.outgrown.columns, 0, this.requireBuffers().columns, 0, 4 * from * this.n);
  }

  encode(kernelPass: KernelPass, plan: GreedyPlan, inputs: Inputs, similarities: Similarities): void {
    const buffers = { ...this.requireBuffers(), ...inputs };
    if (plan.from === 0) this.kernel.encodeStart(kernelPass, this.n, plan.relevanceExponent, buffers);
    const rows = similarities.readPicked(kernelPass, buffers.candidates, plan);
    this.kernel.encodeSteps(kernelPass, this.n, plan, buffers, rows);
    this.taken = plan.from + plan.count;
  }

  /** Frees what `encodeGrowth` copied from; after the submission. */
  releaseOutgrown(): void {
    this.allocator.release(this.outgrown?.columns ?? null);
    this.allocator.release(this.outgrown?.trace ?? null);
    this.outgrown = null;
  }

  /** Asks for the picks of a plan and for the candidates of the step after it. */
  request(readback: Readback, { from, count }: GreedyPlan): { trace: Ticket; candidates: Ticket } {
    const { trace, candidates } = this.requireBuffers();
    const half = CANDIDATE_BYTES * countGreedyGroups(this.n);
    return {
      trace: readback.request(trace, CANDIDATE_BYTES * from, CANDIDATE_BYTES * count),
      candidates: readback.request(candidates, ((from + count) % 2) * half, half),
    };
  }

  private requireBuffers(): Buffers {
    if (!this.buffers) throw new Error('Greedy order: prepare() must come first.');
    return this.buffers;
  }
}

/** Picks that the order will come to, as far as the plan knows; never more than there are tokens. */
export function countExpected({ from, count, upTo = 0 }: GreedyPlan, n: number): number {
  return Math.max(from + count, Math.min(upTo, n));
}

/** Reads the picks of a plan from the kernel's trace; the order ended if no candidate is above the stop value. */
export function readOrder(trace: ArrayBuffer, candidates: ArrayBuffer, stop: number): GreedyOrder {
  const { tokens, values: gains } = readCandidates(trace);
  const end = tokens.indexOf(NOBODY);
  const count = end < 0 ? tokens.length : end;
  const { values: residuals } = readCandidates(candidates);
  return {
    order: tokens.slice(0, count),
    gains: gains.slice(0, count),
    ended: residuals.every((residual) => residual <= Math.fround(stop)),
  };
}
