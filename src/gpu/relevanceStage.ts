/**
 * Query-conditioned relevance of one token range (Eq. 3-4), or given weights in its place, on the device.
 */
import type { Relevance, RelevanceSource } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import type { MeanQuery } from './kernels/meanQuery.ts';
import type { MinMax } from './kernels/minMax.ts';
import type { UnitRows } from './kernels/normalizeRows.ts';
import type { Relevance as RelevanceKernel } from './kernels/relevance.ts';
import type { Readback, Ticket } from './readback.ts';
import type { Recording, RoundTrip } from './session.ts';

type Question = Extract<RelevanceSource, { kind: 'question' }>;

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
  readonly joint: UnitJoint | null;
  private readonly allocator: BufferAllocator;
  private readonly kernels: Kernels;
  private readonly n: number;
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

  /** Uploads the question of a plan, if there is one. */
  async prepare(source: RelevanceSource): Promise<void> {
    if (source.kind !== 'question') return;
    const { rows, cols, data } = source.embeddings;
    if (cols !== this.joint?.columns) {
      throw new Error(
        `The question has ${cols} dimensions, the tokens have ${this.joint?.columns ?? 'no'} joint ones; ` +
          'both must come from the same model.',
      );
    }
    if (rows < 1 || data.length !== rows * cols) {
      throw new Error(
        `The question holds ${data.length} numbers, expected ${rows} rows of ${cols} and at least one row.`,
      );
    }
    this.releaseQuery();
    this.embeddings = await this.allocator.upload('query embeddings', data);
  }

  encode(recording: Recording, source: RelevanceSource): void {
    switch (source.kind) {
      case 'none':
        return this.write(new Float32Array(this.n).fill(1));
      case 'given':
        return this.write(source.values);
      case 'question':
        return this.encodeQuestion(recording, source);
      default:
        source satisfies never;
    }
  }

  request(readback: Readback, { kind }: RelevanceSource): { raw: Ticket | null; normalized: Ticket } {
    return {
      raw: kind === 'question' ? readback.request(this.raw, 0, 4 * this.n) : null,
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

  /** Takes effect before the submission that is being encoded. */
  private write(values: Float32Array): void {
    this.allocator.device.queue.writeBuffer(this.normalized, 0, values.buffer, values.byteOffset, values.byteLength);
  }

  private encodeQuestion(recording: Recording, { embeddings: query, invert }: Question): void {
    const { joint, embeddings, unitQuery, raw, normalized } = this;
    if (!joint || !embeddings) throw new Error('Relevance: prepare() must come first.');
    recording.pass('relevance', (kernelPass) => {
      const shape = { rows: query.rows, columns: query.cols, vectors: joint.vectors };
      this.kernels.meanQuery.encode(kernelPass, embeddings, shape, unitQuery);
      this.kernels.relevance.encode(kernelPass, joint, unitQuery, raw);
      this.kernels.minMax.encode(kernelPass, this.n, invert, raw, normalized);
    });
  }
}
