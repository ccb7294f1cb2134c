import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { readModelHosts } from './scripts/policy.mjs';
import { policyPlugin } from './scripts/policyPlugin.ts';
import { texPlugin } from './scripts/texPlugin.ts';
import { wgslPlugin } from './scripts/wgslPlugin.ts';

export default defineConfig({
  // Relative URLs, so that the build can be served from any sub-path.
  base: './',
  plugins: [react(), texPlugin(), wgslPlugin(), policyPlugin(readModelHosts(process.env))],
  worker: { format: 'es', plugins: () => [wgslPlugin()] },
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 1200, rolldownOptions: { input: ['index.html', 'bench.html'] } },
  // onnxruntime-web finds its .wasm beside its own module, which pre-bundling would move.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
});
