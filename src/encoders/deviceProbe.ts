/**
 * Checks that onnxruntime-web computes on our GPU device, not on one of its own.
 */
import type * as Ort from 'onnxruntime-web';

/** An ONNX model (opset 17) that says y = Relu(x) for f32[4]. */
const RELU_MODEL = Uint8Array.from(
  atob('CAg6SwoPCgF4EgFyGgFyIgRSZWx1ChMKAXISAXkaAXkiCElkZW50aXR5EgFwWg8KAXgSCgoICAESBAoCCARiDwoBeRIKCggIARIECgIIBEIECgAQEQ=='),
  (character) => character.charCodeAt(0),
);

const INPUT = Float32Array.of(-1, 2, -3, 4);
const EXPECTED = Float32Array.of(0, 2, 0, 4);

const checkedDevices = new WeakSet<GPUDevice>();

/**
 * Runs a four-number model on a buffer of our device and reads the result through our device. Once per device.
 * @throws Error if onnxruntime-web refuses the device or its buffers, or computes something else.
 */
export async function assertDeviceIsShared(ort: typeof Ort, device: GPUDevice): Promise<void> {
  if (checkedDevices.has(device)) return;
  let result: Float32Array;
  try {
    result = await runProbe(ort, device);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`onnxruntime-web does not work on this GPU device (${reason}); choose the CPU instead.`, { cause });
  }
  if (result.some((value, index) => value !== EXPECTED[index])) {
    throw new Error(`onnxruntime-web computed [${result.join(', ')}] on this GPU device, expected [${EXPECTED.join(', ')}]; choose the CPU instead.`);
  }
  checkedDevices.add(device);
}

async function runProbe(ort: typeof Ort, device: GPUDevice): Promise<Float32Array> {
  const size = INPUT.byteLength;
  const input = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  device.queue.writeBuffer(input, 0, INPUT);
  device.pushErrorScope('validation');
  let isScopeOpen = true;
  const session = await ort.InferenceSession.create(RELU_MODEL, {
    executionProviders: [{ name: 'webgpu', device }],
    preferredOutputLocation: 'gpu-buffer',
  });
  try {
    const { y } = await session.run({ x: ort.Tensor.fromGpuBuffer(input, { dataType: 'float32', dims: [INPUT.length] }) });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(y.gpuBuffer, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    y.dispose();
    const error = await device.popErrorScope();
    isScopeOpen = false;
    if (error) throw new Error(error.message);
    await staging.mapAsync(GPUMapMode.READ);
    return new Float32Array(staging.getMappedRange().slice(0));
  } finally {
    if (isScopeOpen) await device.popErrorScope();
    await session.release();
    input.destroy();
    staging.destroy();
  }
}
