/**
 * How long each stage took on the GPU, from timestamp queries; without them only submissions are timed, by wall clock.
 */
import type { Stage, Timing } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import type { Readback, Ticket } from './readback.ts';

const MAXIMUM_PASSES = 16;
const BYTES_PER_TIMESTAMP = 8;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Begins compute passes, one per stage, and times them where the device can. */
export class StageTimer {
  private readonly querySet: GPUQuerySet | null;
  private readonly resolved: GPUBuffer | null;
  private stages: Stage[] = [];

  private constructor(device: GPUDevice, resolved: GPUBuffer | null) {
    this.resolved = resolved;
    this.querySet = resolved && device.createQuerySet({ type: 'timestamp', count: 2 * MAXIMUM_PASSES });
  }

  static async create(allocator: BufferAllocator): Promise<StageTimer> {
    const { device } = allocator;
    if (!device.features.has('timestamp-query')) return new StageTimer(device, null);
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
    const size = 2 * MAXIMUM_PASSES * BYTES_PER_TIMESTAMP;
    return new StageTimer(device, device.createBuffer({ label: 'timestamps', size, usage }));
  }

  /** Begins the compute pass of a stage. */
  beginPass(encoder: GPUCommandEncoder, stage: Stage): GPUComputePassEncoder {
    if (!this.querySet || this.stages.length === MAXIMUM_PASSES) return encoder.beginComputePass({ label: stage });
    const index = 2 * this.stages.length;
    this.stages.push(stage);
    return encoder.beginComputePass({
      label: stage,
      timestampWrites: {
        querySet: this.querySet,
        beginningOfPassWriteIndex: index,
        endOfPassWriteIndex: index + 1,
      },
    });
  }

  /** Asks for the timestamps of the coming submission; null where the device has none. */
  request(readback: Readback): Ticket | null {
    return this.resolved && readback.request(this.resolved, 0, this.resolved.size);
  }

  /** Ends the passes of a submission. */
  resolve(encoder: GPUCommandEncoder): void {
    if (!this.querySet || !this.resolved || this.stages.length === 0) return;
    encoder.resolveQuerySet(this.querySet, 0, 2 * this.stages.length, this.resolved, 0);
  }

  /** Reads the timestamps of the submission and starts anew. Adapters may give a negative time; that one is dropped. */
  collect(timestamps: ArrayBuffer | null): Timing[] {
    const stages = this.stages;
    this.stages = [];
    if (!timestamps) return [];
    const times = new BigUint64Array(timestamps);
    return stages.flatMap((stage, index) => {
      const milliseconds = Number(times[2 * index + 1] - times[2 * index]) / NANOSECONDS_PER_MILLISECOND;
      return milliseconds < 0 ? [] : [{ stage, milliseconds, device: 'gpu', clock: 'gpu-timestamp' } satisfies Timing];
    });
  }

  destroy(): void {
    this.querySet?.destroy();
    this.resolved?.destroy();
  }
}
