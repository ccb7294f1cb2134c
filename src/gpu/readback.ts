/**
 * Brings results back to memory: all copies of one submission go through one staging buffer, mapped once.
 */
import type { BufferAllocator } from './buffers.ts';

/** Where a requested range will lie in the staging buffer. */
export interface Ticket {
  offset: number;
  byteLength: number;
}

interface Copy extends Ticket {
  source: GPUBuffer;
  sourceOffset: number;
}

/** A reusable staging buffer; one submission at a time. */
export class Readback {
  private readonly allocator: BufferAllocator;
  private staging: GPUBuffer | null = null;
  private copies: Copy[] = [];
  private byteLength = 0;

  constructor(allocator: BufferAllocator) {
    this.allocator = allocator;
  }

  /** Asks for `byteLength` bytes (a multiple of 4) of a buffer, as they are at the end of the submission. */
  request(source: GPUBuffer, sourceOffset: number, byteLength: number): Ticket {
    const ticket = { offset: this.byteLength, byteLength };
    this.copies.push({ ...ticket, source, sourceOffset });
    // Query results may only be written at multiples of 8.
    this.byteLength += Math.ceil(byteLength / 8) * 8;
    return ticket;
  }

  /** Makes the staging buffer large enough for everything requested so far. */
  async reserve(): Promise<void> {
    if (this.byteLength === 0 || (this.staging && this.staging.size >= this.byteLength)) return;
    this.allocator.release(this.staging);
    this.staging = null;
    // Room to spare, as far as a buffer may be that large.
    const roomy = Math.min(2 * this.byteLength, this.allocator.device.limits.maxBufferSize);
    this.staging = await this.allocator.allocateStaging('the copy of results', Math.max(this.byteLength, roomy));
  }

  /** Appends the copies to a submission. */
  encode(encoder: GPUCommandEncoder): void {
    for (const { source, sourceOffset, offset, byteLength } of this.copies) {
      encoder.copyBufferToBuffer(source, sourceOffset, this.requireStaging(), offset, byteLength);
    }
  }

  /**
   * Waits for the submission and returns the bytes of each ticket; starts anew. Does not wait if nothing was requested.
   * @throws Error if the device was lost meanwhile
   */
  async read(): Promise<(ticket: Ticket) => ArrayBuffer> {
    if (this.byteLength === 0) return () => new ArrayBuffer(0);
    const staging = this.requireStaging();
    const { byteLength } = this;
    this.clear();
    try {
      await staging.mapAsync(GPUMapMode.READ, 0, byteLength);
    } catch (cause) {
      throw new Error('The GPU did not return results; the device was lost. Reload the tokens to continue.', { cause });
    }
    const bytes = staging.getMappedRange(0, byteLength).slice(0);
    staging.unmap();
    return (ticket) => bytes.slice(ticket.offset, ticket.offset + ticket.byteLength);
  }

  /** Forgets what was requested, after a failure. */
  clear(): void {
    this.copies = [];
    this.byteLength = 0;
  }

  private requireStaging(): GPUBuffer {
    if (!this.staging) throw new Error('Readback: reserve() must come before encode() and read().');
    return this.staging;
  }
}
