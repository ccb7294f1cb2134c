/**
 * Labelled GPU buffers with an account of the memory in use.
 */

const MEGABYTE = 1e6;

/** Smallest buffer made: one vec4f, so that an empty array can still be bound. */
const SMALLEST_BUFFER = 16;

/** Allocates buffers on one device, knows how many bytes are in use, and can release all it made. */
export class BufferAllocator {
  readonly device: GPUDevice;
  private readonly account: { bytes: number };
  private readonly buffers = new Set<GPUBuffer>();

  constructor(device: GPUDevice, account = { bytes: 0 }) {
    this.device = device;
    this.account = account;
  }

  /** Bytes of all buffers that have not been released, those of forks included. */
  get bytesInUse(): number {
    return this.account.bytes;
  }

  /** Most bytes that a kernel can be given in one piece. */
  get bindingLimit(): number {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    return Math.min(maxStorageBufferBindingSize, maxBufferSize);
  }

  /** An allocator for buffers that will be released together, on the same account. */
  fork(): BufferAllocator {
    return new BufferAllocator(this.device, this.account);
  }

  /**
   * A zero-filled buffer that kernels can read and write and that can be copied from and to.
   * @throws Error with the sizes if the device cannot bind or hold it
   */
  async allocate(label: string, byteLength: number): Promise<GPUBuffer> {
    requireSize(label, byteLength, this.bindingLimit);
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    return this.create(label, byteLength, STORAGE | COPY_SRC | COPY_DST);
  }

  /** A buffer the CPU can read once results have been copied into it. */
  allocateStaging(label: string, byteLength: number): Promise<GPUBuffer> {
    return this.create(label, byteLength, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  /** A buffer for uniform parameters. */
  allocateUniform(label: string, byteLength: number): Promise<GPUBuffer> {
    return this.create(label, byteLength, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  }

  /** A storage buffer that holds `data`. */
  async upload(label: string, data: Float32Array | Uint32Array): Promise<GPUBuffer> {
    const buffer = await this.allocate(label, data.byteLength);
    this.device.queue.writeBuffer(buffer, 0, data.buffer, data.byteOffset, data.byteLength);
    return buffer;
  }

  /** Destroys a buffer made here; work already submitted may still use it. */
  release(buffer: GPUBuffer | null): void {
    if (!buffer || !this.buffers.delete(buffer)) return;
    this.account.bytes -= buffer.size;
    buffer.destroy();
  }

  /** Destroys every buffer made here. */
  releaseAll(): void {
    for (const buffer of this.buffers) this.release(buffer);
  }

  private async create(label: string, byteLength: number, usage: GPUBufferUsageFlags): Promise<GPUBuffer> {
    const size = Math.max(SMALLEST_BUFFER, Math.ceil(byteLength / 4) * 4);
    requireSize(label, size, this.device.limits.maxBufferSize);
    this.device.pushErrorScope('out-of-memory');
    const buffer = this.device.createBuffer({ label, size, usage });
    const failure = await this.device.popErrorScope();
    if (failure) {
      buffer.destroy();
      throw new Error(
        `GPU memory: ${megabytes(size)} for ${label} could not be had beyond the ${megabytes(this.account.bytes)} in use ` +
          `(${failure.message}). Use fewer tokens, close other pages, or switch the device to CPU.`,
      );
    }
    this.buffers.add(buffer);
    this.account.bytes += size;
    return buffer;
  }
}

/**
 * The GPU buffer behind a device tensor that somebody else made.
 * @throws Error if it is no buffer, is too small, or cannot be used as asked
 */
export function requireBuffer(handle: object, byteLength: number, usage: GPUBufferUsageFlags, name: string): GPUBuffer {
  if (!isBuffer(handle)) {
    throw new Error(`${name}: expected a GPUBuffer as device tensor, got ${handle.constructor.name}.`);
  }
  if (handle.size < byteLength) {
    throw new Error(`${name}: expected at least ${byteLength} bytes on the device, got ${handle.size}.`);
  }
  if ((handle.usage & usage) !== usage) {
    throw new Error(`${name}: expected a GPUBuffer with usage ${usage}, got ${handle.usage}.`);
  }
  return handle;
}

function isBuffer(handle: object): handle is GPUBuffer {
  return 'mapAsync' in handle && 'usage' in handle && 'size' in handle;
}

function requireSize(label: string, byteLength: number, limit: number): void {
  if (byteLength <= limit) return;
  throw new Error(
    `GPU memory: ${label} needs ${megabytes(byteLength)} in one piece, but this device allows ` +
      `${megabytes(limit)}. Use fewer tokens, select per view, or switch the device to CPU.`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
