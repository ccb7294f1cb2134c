/**
 * Brings tokens to the device, or takes them where they already are, and scales them to unit rows.
 */
import type { TensorData } from '../core/tokens.ts';
import { requireBuffer, type BufferAllocator } from './buffers.ts';
import type { UnitRows } from './kernels/normalizeRows.ts';

/** Rows on the device before normalization, and the place for them after it. */
export interface PendingRows {
  source: GPUBuffer;
  columns: number;
  target: UnitRows;
  /** Frees the copy of the source that was made here, if one was. */
  releaseSource(): void;
}

/**
 * Allocates unit rows for f32[rows, columns].
 * @throws Error if the data are of another size or do not fit the device
 */
export async function prepareRows(
  allocator: BufferAllocator,
  name: string,
  data: TensorData,
  [rows, columns]: [number, number],
): Promise<PendingRows> {
  const { source, releaseSource } = await bringToDevice(allocator, name, data, rows * columns);
  const vectors = Math.ceil(columns / 4);
  const unit = await allocator.allocate(`unit ${name}`, 16 * rows * vectors);
  const norms = await allocator.allocate(`norms of ${name}`, 4 * rows);
  return { source, columns, target: { rows, vectors, unit, norms }, releaseSource };
}

async function bringToDevice(
  allocator: BufferAllocator,
  name: string,
  data: TensorData,
  length: number,
): Promise<Pick<PendingRows, 'source' | 'releaseSource'>> {
  if (!(data instanceof Float32Array)) {
    const source = requireBuffer(data.handle, 4 * length, GPUBufferUsage.STORAGE, name);
    return { source, releaseSource: () => undefined };
  }
  if (data.length !== length) {
    throw new Error(`${name}: expected ${length} numbers, got ${data.length}.`);
  }
  const source = await allocator.upload(name, data);
  return { source, releaseSource: () => allocator.release(source) };
}
