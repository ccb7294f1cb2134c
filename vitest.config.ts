import { defineConfig } from 'vitest/config';
import { texPlugin } from './scripts/texPlugin.ts';

/** `unit` needs nothing but Node, `gpu` a Vulkan adapter for Dawn, `e2e` a Chromium with WebGPU; see scripts/test.mjs. */
export default defineConfig({
  test: {
    projects: [
      { plugins: [texPlugin()], test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 30_000 } },
      {
        test: {
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/support/globalSetup.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
