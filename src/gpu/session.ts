/**
 * One round trip to the device after another: encode, submit, read back, with the time each stage took.
 */
import type { Stage, Timing } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import type { KernelPass } from './kernel.ts';
import { ParameterArena } from './parameters.ts';
import { Readback, type Ticket } from './readback.ts';
import { submit } from './submission.ts';
import { StageTimer } from './timing.ts';

/** A submission being encoded. */
export interface Recording {
  encoder: GPUCommandEncoder;
  /** Encodes the compute pass of a stage. */
  pass(stage: Stage, encode: (kernelPass: KernelPass) => void): void;
}

export interface RoundTrip {
  /** The bytes of a ticket that `readback` gave before the run. */
  bytes(ticket: Ticket): ArrayBuffer;
  timings: Timing[];
}

export class Session {
  readonly readback: Readback;
  private readonly allocator: BufferAllocator;
  private readonly parameters: ParameterArena;
  private readonly timer: StageTimer;

  private constructor(allocator: BufferAllocator, parameters: ParameterArena, timer: StageTimer) {
    this.allocator = allocator;
    this.parameters = parameters;
    this.timer = timer;
    this.readback = new Readback(allocator);
  }

  static async create(allocator: BufferAllocator): Promise<Session> {
    return new Session(allocator, await ParameterArena.create(allocator), await StageTimer.create(allocator));
  }

  /**
   * Submits what `encode` records and brings back everything requested from `readback`. Runs must not overlap.
   * @throws Error if the device refuses the work or is lost
   */
  async run(encode: (recording: Recording) => void): Promise<RoundTrip> {
    const start = performance.now();
    try {
      const timestamps = this.timer.request(this.readback);
      await this.readback.reserve();
      await submit(this.allocator.device, (encoder) => {
        encode({ encoder, pass: (stage, encodePass) => this.encodePass(encoder, stage, encodePass) });
        this.timer.resolve(encoder);
        this.readback.encode(encoder);
        this.parameters.flush();
      });
      const bytes = await this.readback.read();
      const stages = this.timer.collect(timestamps && bytes(timestamps));
      const milliseconds = performance.now() - start;
      return { bytes, timings: [...stages, { stage: 'submission', milliseconds, device: 'gpu', clock: 'wall' }] };
    } catch (error) {
      this.readback.clear();
      this.parameters.clear();
      this.timer.collect(null);
      throw error;
    }
  }

  /** Frees the timestamps; buffers belong to the allocator. */
  destroy(): void {
    this.timer.destroy();
  }

  private encodePass(encoder: GPUCommandEncoder, stage: Stage, encode: (kernelPass: KernelPass) => void): void {
    const pass = this.timer.beginPass(encoder, stage);
    encode({ pass, parameters: this.parameters });
    pass.end();
  }
}
