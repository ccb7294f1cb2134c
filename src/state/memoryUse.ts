/**
 * How much memory the page takes, as far as anyone can tell.
 */
import type { EngineLink } from './engineLink.ts';

export interface MemoryUse {
  /** Bytes of GPU memory that the kernels hold, by their allocator's own count; 0 on the CPU path. */
  gpuBytes: number;
  /** Bytes of the page's JavaScript heap, without the worker's; null where the browser does not tell. */
  heapBytes: number | null;
}

/** Chromium's own, coarse and without the buffers that live outside the heap. */
interface HeapMeter {
  memory?: { usedJSHeapSize: number };
}

/** @throws EngineError if the engine does not run */
export async function readMemoryUse(link: EngineLink): Promise<MemoryUse> {
  const { gpuBytes } = await link.client().request('memory', {});
  return { gpuBytes, heapBytes: (performance as HeapMeter).memory?.usedJSHeapSize ?? null };
}
