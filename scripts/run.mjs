// Runs a TypeScript program of this repository in Node: `node scripts/run.mjs FILE.ts [ARGUMENTS]`.
// Vite's module runner compiles it, so that programs and page share one source, `?raw` imports included.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const [file, ...programArguments] = process.argv.slice(2);
const { module } = await runnerImport(resolve(root, file), {
  root,
  configFile: false,
  logLevel: 'error',
});
process.exitCode = await module.main(programArguments);
