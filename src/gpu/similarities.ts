/**
 * The similarities of one token range: B or S, whichever is needed, computed once and kept on the device; or, where S is
 * too large to be stored, B and the rows of S that searches ask for. Every entry has the same bits in every form.
 */
import type { Graph } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import type { KernelPass } from './kernel.ts';
import type { KernelSet } from './kernelSet.ts';
import type { UnitRows } from './kernels/normalizeRows.ts';
import { countTileRows, TILE_ROWS, type TileRows } from './kernels/similarity.ts';
import { RowStore, type PickedRows } from './rowStore.ts';

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
  /** Whether S shall be stored for those who need no more than some of its rows. */
  readonly storesAll: boolean;
  private readonly allocator: BufferAllocator;
  private readonly kernels: Pick<KernelSet, 'similarity' | 'similarityRow'>;
  private readonly rowStore: RowStore;
  private full: GPUBuffer | null = null;
  private block: GPUBuffer | null = null;
  /** What is computed, or being computed, and how many rows of tiles of it are done. */
  private progress: { buffer: GPUBuffer; done: number } | null = null;

  /** @param storedLimit most bytes of S to store where its rows would do */
  constructor(
    allocator: BufferAllocator,
    kernels: Pick<KernelSet, 'similarity' | 'similarityRow'>,
    tokens: UnitRows,
    storedLimit = Infinity,
  ) {
    this.allocator = allocator;
    this.kernels = kernels;
    this.tokens = tokens;
    this.storesAll = 4 * tokens.rows ** 2 <= Math.min(storedLimit, allocator.bindingLimit);
    this.rowStore = new RowStore(allocator, kernels.similarityRow, tokens);
  }

  /**
   * Allocates what the coming submission will read: `full` for S, else B at least.
   * @throws Error with the sizes if it does not fit the device
   */
  async prepare(need: Graph): Promise<void> {
    const { rows: n } = this.tokens;
    if (this.full) return;
    if (need === 'full') {
      this.full = await this.allocator.allocate(`the similarity of all pairs of ${n} tokens`, 4 * n * n);
      this.allocator.release(this.block);
      this.block = null;
      this.rowStore.clear();
    } else if (!this.block) {
      const entries = Math.ceil(n / 2) * Math.floor(n / 2);
      this.block = await this.allocator.allocate(`the bipartite similarity of ${n} tokens`, 4 * entries);
    }
  }

  /** Allocates what a search over tokens that picks `steps` of them reads: S, or room for as many of its rows. */
  async preparePicked(steps: number): Promise<void> {
    if (this.hasAll) await this.prepare('full');
    else await this.rowStore.prepare(steps);
  }

  /** Rows of tiles that are yet to be computed of what was prepared. */
  get tileRowsLeft(): number {
    const buffer = this.full ?? this.block;
    if (!buffer) return 0;
    const done = this.progress?.buffer === buffer ? this.progress.done : 0;
    return countTileRows(this.full ? this.tokens.rows : Math.ceil(this.tokens.rows / 2)) - done;
  }

  /** Multiplications that a row of tiles takes, of B, or of S on average. */
  get multiplicationsPerTileRow(): number {
    const { rows: n, vectors } = this.tokens;
    return (4 * vectors * n * TILE_ROWS) / 2;
  }

  /** Computes some of what was prepared, all that is left by default. */
  encode(kernelPass: KernelPass, tileRows = this.tileRowsLeft): void {
    const { rows: n } = this.tokens;
    const buffer = this.full ?? this.block;
    if (!buffer || tileRows === 0) return;
    const first = this.progress?.buffer === buffer ? this.progress.done : 0;
    const part = { first, count: tileRows };
    if (this.full) this.kernels.similarity.encodeFull(kernelPass, this.tokens, this.full, part);
    else if (n > 1) this.encodeBipartite(kernelPass, buffer, part);
    this.progress = { buffer, done: first + tileRows };
  }

  /** S, f32[n, n]. */
  requireFull(): GPUBuffer {
    if (!this.full) throw new Error('Similarities: S was read without having been prepared.');
    return this.full;
  }

  /** Whether S is on the device, or will be. */
  get hasAll(): boolean {
    return this.full !== null || this.storesAll;
  }

  /** The row of S of whatever token each of the steps picks. */
  readPicked(kernelPass: KernelPass, candidates: GPUBuffer, steps: { from: number; count: number }): PickedRows {
    if (!this.full) return this.rowStore.read(kernelPass, candidates, steps);
    return { buffer: this.full, stride: this.tokens.rows, encodeBefore: () => undefined };
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
    this.progress = null;
    this.rowStore.clear();
  }

  private encodeBipartite(kernelPass: KernelPass, target: GPUBuffer, part: TileRows): void {
    const { rows: n } = this.tokens;
    const evenTokens = { start: 0, step: 2, count: Math.ceil(n / 2) };
    const oddTokens = { start: 1, step: 2, count: Math.floor(n / 2) };
    this.kernels.similarity.encodeBlock(kernelPass, this.tokens, evenTokens, oddTokens, target, part);
  }
}
