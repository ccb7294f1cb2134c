/**
 * Requests the one GPU device that kernels and onnxruntime-web share, and describes its adapter.
 */
import type { DeviceDescription } from '../core/kernels.ts';

/** Limits that onnxruntime-web expects to be raised to what the adapter has; large token sets need them too. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBuffersPerShaderStage',
] as const;

/** All optional: kernels give the same results without them. */
const WANTED_FEATURES = ['timestamp-query', 'subgroups', 'shader-f16'] as const;

/** Names under which software adapters are known; not every browser marks them as fallback adapters. */
const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|microsoft basic render/i;

/**
 * Requests a device with the optional features that the adapter has.
 * @param limits of the adapter, or those that every WebGPU device has (128 MiB in one binding, 8 storage buffers)
 */
export function requestGpuDevice(adapter: GPUAdapter, limits: 'adapter' | 'default' = 'adapter'): Promise<GPUDevice> {
  const raised = limits === 'adapter' ? RAISED_LIMITS : [];
  return adapter.requestDevice({
    label: 'script kernels',
    requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(raised.map((limit) => [limit, adapter.limits[limit]])),
  });
}

/** Names an adapter and tells whether it computes in software. */
export function describeAdapter(info: GPUAdapterInfo): DeviceDescription {
  const names = [info.vendor, info.architecture, info.device, info.description];
  const adapter = [info.vendor, info.architecture].filter(Boolean).join(' ') || info.description || info.device;
  return {
    kind: 'gpu',
    adapter: adapter || 'unnamed adapter',
    software: info.isFallbackAdapter || names.some((name) => SOFTWARE_ADAPTER.test(name)),
  };
}
