/**
 * The similarities of one token range: B or S, whichever is needed, computed once and kept on the device.
 */
import type { Graph } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import type { KernelPass } from './kernel.ts';
import type { UnitRows } from './kernels/normalizeRows.ts';
import type { Similarity } from './kernels/similarity.ts';

/** A strided window into a matrix of similarities: entry (i, j) at offset + i rowStride + j columnStride. */
export interface SimilarityWindow {
  graph: Graph;
  buffer: GPUBuffer;
  offset: number;
  rowStride: number;
  columnStride: number;
  rowCount: number;
  columnCount: number;
  /** Row i is token firstRowToken + i tokenStep. */
  firstRowToken: number;
  /** Column j is token firstColumnToken + j tokenStep. */
  firstColumnToken: number;
  tokenStep: number;
}

/** Holds S as soon as anything needs it (then B is read from within S), and B alone as long as nothing does. */
export class Similarities {
  readonly tokens: UnitRows;
  private readonly allocator: BufferAllocator;
  private readonly kernel: Similarity;
  private full: GPUBuffer | null = null;
  private block: GPUBuffer | null = null;
  private computed = new Set<GPUBuffer>();

  constructor(allocator: BufferAllocator, kernel: Similarity, tokens: UnitRows) {
    this.allocator = allocator;
    this.kernel = kernel;
    this.tokens = tokens;
  }

  /** Allocates what the coming submission will read: `full` for S, else B at least. */
  async prepare(need: Graph): Promise<void> {
    const { rows: n } = this.tokens;
    if (this.full) return;
    if (need === 'full') {
      this.full = await this.allocator.allocate(`the similarity of all pairs of ${n} tokens`, 4 * n * n);
      this.dropBlock();
    } else if (!this.block) {
      const entries = Math.ceil(n / 2) * Math.floor(n / 2);
      this.block = await this.allocator.allocate(`the bipartite similarity of ${n} tokens`, 4 * entries);
    }
  }

  /** True if the submission being encoded has similarities to compute. */
  get isStale(): boolean {
    const buffer = this.full ?? this.block;
    return buffer !== null && !this.computed.has(buffer);
  }

  /** Computes what was prepared. */
  encode(kernelPass: KernelPass): void {
    const { rows: n } = this.tokens;
    const evenTokens = { start: 0, step: 2, count: Math.ceil(n / 2) };
    const oddTokens = { start: 1, step: 2, count: Math.floor(n / 2) };
    if (this.full) {
      this.kernel.encodeFull(kernelPass, this.tokens, this.full);
      this.computed.add(this.full);
    } else if (this.block) {
      if (n > 1) this.kernel.encodeBlock(kernelPass, this.tokens, evenTokens, oddTokens, this.block);
      this.computed.add(this.block);
    }
  }

  /** S, f32[n, n]. */
  requireFull(): GPUBuffer {
    if (!this.full) throw new Error('Similarities: S was read without having been prepared.');
    return this.full;
  }

  /** What scores redundancy in a graph; null if no token has anything to be compared with. */
  window(graph: Graph): SimilarityWindow | null {
    const { rows: n } = this.tokens;
    if (n === 1) return null;
    if (graph === 'full') {
      return {
        graph,
        buffer: this.requireFull(),
        offset: 0,
        rowStride: n,
        columnStride: 1,
        rowCount: n,
        columnCount: n,
        firstRowToken: 0,
        firstColumnToken: 0,
        tokenStep: 1,
      };
    }
    const columnCount = Math.floor(n / 2);
    const strides = this.block
      ? { buffer: this.block, offset: 0, rowStride: columnCount, columnStride: 1 }
      : { buffer: this.requireFull(), offset: 1, rowStride: 2 * n, columnStride: 2 };
    return {
      graph,
      ...strides,
      rowCount: Math.ceil(n / 2),
      columnCount,
      firstRowToken: 0,
      firstColumnToken: 1,
      tokenStep: 2,
    };
  }

  /** Computes everything anew next time, after a failed submission. */
  forget(): void {
    this.computed.clear();
  }

  private dropBlock(): void {
    this.allocator.release(this.block);
    this.block = null;
  }
}
