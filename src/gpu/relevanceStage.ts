/**
 * Query-conditioned relevance of one token range (Eq. 3-4) on the device.
 */
import type { Relevance, StagePlan } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import type { MeanQuery } from './kernels/meanQuery.ts';
import type { MinMax } from './kernels/minMax.ts';
import type { UnitRows } from './kernels/normalizeRows.ts';
import type { Relevance as RelevanceKernel } from './kernels/relevance.ts';
import type { Readback, Ticket } from './readback.ts';
import type { Recording, RoundTrip } from './session.ts';

type RelevancePlan = NonNullable<StagePlan['relevance']>;

interface Kernels {
  meanQuery: MeanQuery;
  relevance: RelevanceKernel;
  minMax: MinMax;
}

/** Unit joint embeddings and how many of their columns are not filling. */
export interface UnitJoint extends UnitRows {
  columns: number;
}

export class RelevanceStage {
  /** f32[n], 1 everywhere before the first question. */
  readonly normalized: GPUBuffer;
  private readonly allocator: BufferAllocator;
  private readonly kernels: Kernels;
  private readonly n: number;
  private readonly joint: UnitJoint | null;
  private readonly raw: GPUBuffer;
  private readonly unitQuery: GPUBuffer;
  private embeddings: GPUBuffer | null = null;

  private constructor(
    allocator: BufferAllocator,
    kernels: Kernels,
    n: number,
    joint: UnitJoint | null,
    buffers: { raw: GPUBuffer; normalized: GPUBuffer; unitQuery: GPUBuffer },
  ) {
    this.allocator = allocator;
    this.kernels = kernels;
    this.n = n;
    this.joint = joint;
    this.raw = buffers.raw;
    this.normalized = buffers.normalized;
    this.unitQuery = buffers.unitQuery;
  }

  static async create(
    allocator: BufferAllocator,
    kernels: Kernels,
    n: number,
    joint: UnitJoint | null,
  ): Promise<RelevanceStage> {
    return new RelevanceStage(allocator, kernels, n, joint, {
      raw: await allocator.allocate('raw relevance', 4 * n),
      normalized: await allocator.upload('normalized relevance', new Float32Array(n).fill(1)),
      unitQuery: await allocator.allocate('query vector', 16 * (joint?.vectors ?? 0)),
    });
  }

  /** Uploads the question of a plan. */
  async prepare({ query }: RelevancePlan): Promise<void> {
    if (!query) return;
    if (query.cols !== this.joint?.columns) {
      throw new Error(
        `The question has ${query.cols} dimensions, the tokens have ${this.joint?.columns ?? 'no'} joint ones; ` +
          'both must come from the same model.',
      );
    }
    if (query.rows < 1 || query.data.length !== query.rows * query.cols) {
      throw new Error(
        `The question holds ${query.data.length} numbers, expected ${query.rows} rows of ${query.cols} and at least one row.`,
      );
    }
    this.releaseQuery();
    this.embeddings = await this.allocator.upload('query embeddings', query.data);
  }

  encode(recording: Recording, { query, invert }: RelevancePlan): void {
    const { joint, embeddings, unitQuery, raw, normalized } = this;
    if (!query || !joint || !embeddings) {
      this.allocator.device.queue.writeBuffer(normalized, 0, new Float32Array(this.n).fill(1));
      return;
    }
    recording.pass('relevance', (kernelPass) => {
      const shape = { rows: query.rows, columns: query.cols, vectors: joint.vectors };
      this.kernels.meanQuery.encode(kernelPass, embeddings, shape, unitQuery);
      this.kernels.relevance.encode(kernelPass, joint, unitQuery, raw);
      this.kernels.minMax.encode(kernelPass, this.n, invert, raw, normalized);
    });
  }

  request(readback: Readback, { query }: RelevancePlan): { raw: Ticket | null; normalized: Ticket } {
    return {
      raw: query && readback.request(this.raw, 0, 4 * this.n),
      normalized: readback.request(this.normalized, 0, 4 * this.n),
    };
  }

  read({ bytes }: RoundTrip, { raw, normalized }: { raw: Ticket | null; normalized: Ticket }): Relevance {
    return {
      raw: raw && new Float32Array(bytes(raw)),
      normalized: new Float32Array(bytes(normalized)),
    };
  }

  /** Frees the question's embeddings; after the submission. */
  releaseQuery(): void {
    this.allocator.release(this.embeddings);
    this.embeddings = null;
  }
}
