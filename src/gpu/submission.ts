/**
 * Submits work so that a mistake in it becomes an error here, not a silent wrong result.
 */

/**
 * Encodes and submits in one go, without giving way to other users of the device.
 * @throws Error with the device's message if the work is invalid or the memory is exhausted
 */
export async function submit(device: GPUDevice, encode: (encoder: GPUCommandEncoder) => void): Promise<void> {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  let scopes: Promise<GPUError | null>[];
  try {
    const encoder = device.createCommandEncoder();
    encode(encoder);
    device.queue.submit([encoder.finish()]);
  } finally {
    scopes = [device.popErrorScope(), device.popErrorScope()];
  }
  const failure = (await Promise.all(scopes)).find((error) => error !== null);
  if (failure) throw new Error(`The GPU refused the work: ${failure.message}`);
}
