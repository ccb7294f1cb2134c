import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeAdapter } from '../../src/gpu/device.ts';
import { openTestDevice, type TestDevice } from '../support/adapter.ts';

let opened: TestDevice;
beforeAll(async () => {
  opened = await openTestDevice();
});
afterAll(() => opened?.close());

function makeInfo(info: Partial<GPUAdapterInfo>): GPUAdapterInfo {
  return { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info } as GPUAdapterInfo;
}

test.each([
  [makeInfo({ vendor: 'nvidia', architecture: 'hopper' }), 'nvidia hopper', false],
  [makeInfo({ vendor: 'apple', architecture: 'metal-3' }), 'apple metal-3', false],
  [makeInfo({ vendor: 'google', architecture: 'swiftshader' }), 'google swiftshader', true],
  [makeInfo({ vendor: 'mesa', description: 'llvmpipe (LLVM 17.0.6, 256 bits)' }), 'mesa', true],
  [makeInfo({ description: 'Microsoft Basic Render Driver' }), 'Microsoft Basic Render Driver', true],
  [makeInfo({ vendor: 'intel', isFallbackAdapter: true }), 'intel', true],
  [makeInfo({ vendor: 'amd', description: 'AMD Radeon Warpdrive' }), 'amd', false],
  [makeInfo({}), 'unnamed adapter', false],
])('%o is called %s, software: %s', (info, adapter, software) => {
  expect(describeAdapter(info)).toEqual({ kind: 'gpu', adapter, software });
});

test('the device has what the adapter has of the limits and features that matter', () => {
  const { adapter, device } = opened;
  for (const limit of ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxStorageBuffersPerShaderStage'] as const) {
    expect(device.limits[limit]).toBe(adapter.limits[limit]);
  }
  for (const feature of ['timestamp-query', 'subgroups', 'shader-f16'] as const) {
    expect(device.features.has(feature)).toBe(adapter.features.has(feature));
  }
});
