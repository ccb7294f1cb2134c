import type { TensorData } from '../core/tokens.ts';

/**
 * Brings f32 values to memory. A tensor on the device is freed, whatever happens; one in memory is given as it is.
 * @throws Error if the tensor is no buffer of a GPU, or the device was lost meanwhile
 */
export async function readTensor(device: GPUDevice, data: TensorData): Promise<Float32Array> {
  if (data instanceof Float32Array) return data;
  const { handle: source } = data;
  if (!(source instanceof GPUBuffer)) throw new Error('A tensor on the device is no GPU buffer.');
  const { size } = source;
  const staging = device.createBuffer({ label: `read ${source.label}`, size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder({ label: `read ${source.label}` });
    encoder.copyBufferToBuffer(source, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return new Float32Array(staging.getMappedRange().slice(0));
  } finally {
    staging.destroy();
    source.destroy();
  }
}
