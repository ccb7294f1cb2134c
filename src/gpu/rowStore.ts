/**
 * Rows of S that are computed when a search first picks their token, for token ranges whose S is not stored.
 */
import type { BufferAllocator } from './buffers.ts';
import type { KernelPass } from './kernel.ts';
import type { UnitRows } from './kernels/normalizeRows.ts';
import { NOTE_BYTES, type RowBuffers, type SimilarityRow } from './kernels/similarityRow.ts';

/** Most bytes of rows that are kept: all rows of a search of 1024 tokens out of 32,768. */
const LARGEST_STORE = 2 ** 27;

/** The row of S that a search reads at each step, wherever it comes from. */
export interface PickedRows {
  /** Holds the row of token j from j stride on. */
  buffer: GPUBuffer;
  /** n for S, 0 where the buffer holds nothing but the row of the token that the step picks. */
  stride: number;
  /** Encodes what a step needs before it. */
  encodeBefore(step: number): void;
}

export class RowStore {
  private readonly allocator: BufferAllocator;
  private readonly kernel: SimilarityRow;
  private readonly tokens: UnitRows;
  private buffers: RowBuffers | null = null;
  private capacity = 0;
  /** Dispatches so far; each leaves its note in the half of `pending` that the next one reads. */
  private dispatched = 0;

  constructor(allocator: BufferAllocator, kernel: SimilarityRow, tokens: UnitRows) {
    this.allocator = allocator;
    this.kernel = kernel;
    this.tokens = tokens;
  }

  /** Makes room for the rows of `steps` picks, as far as there may be; a store that grows begins anew. */
  async prepare(steps: number): Promise<void> {
    const { rows: n } = this.tokens;
    await this.kernel.reserve(steps);
    const most = Math.floor(Math.min(LARGEST_STORE, this.allocator.bindingLimit) / (4 * n));
    const capacity = Math.min(n, most, Math.max(steps, 2 * this.capacity));
    if (this.buffers && Math.min(steps, most) <= this.capacity) return;
    this.clear();
    this.buffers = {
      row: await this.allocator.allocate('a row of similarities', 4 * n),
      kept: await this.allocator.allocate(`similarities of ${capacity} picked tokens with all ${n}`, 4 * capacity * n),
      places: await this.allocator.allocate('places of similarity rows', 4 * n),
      pending: await this.allocator.allocate('note of the last row', 2 * NOTE_BYTES),
    };
    this.capacity = capacity;
  }

  /** Rows for the steps from ... of a search whose candidates decide what is picked. */
  read(kernelPass: KernelPass, candidates: GPUBuffer, { from, count }: { from: number; count: number }): PickedRows {
    const { buffers, capacity } = this;
    if (!buffers) throw new Error('Similarities: rows were read without having been prepared.');
    const phase = (this.dispatched + from) % 2;
    this.dispatched += count;
    const encodeBefore = this.kernel.prepareSteps(kernelPass, this.tokens, { capacity, phase, candidates }, buffers);
    return { buffer: buffers.row, stride: 0, encodeBefore };
  }

  /** Forgets and frees all rows. */
  clear(): void {
    const { row, kept, places, pending } = this.buffers ?? {};
    for (const buffer of [row, kept, places, pending]) this.allocator.release(buffer ?? null);
    this.buffers = null;
    this.capacity = 0;
    this.dispatched = 0;
  }
}
