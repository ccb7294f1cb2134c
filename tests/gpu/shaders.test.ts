/**
 * Every shader compiles without a message, and a broken one is reported by file and line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PipelineCache } from '../../src/gpu/pipelines.ts';
import { openNullDevice, type TestDevice } from '../support/adapter.ts';

const folder = fileURLToPath(new URL('../../shaders/', import.meta.url));
const files = readdirSync(folder);

let opened: TestDevice;
let pipelines: PipelineCache;

beforeAll(async () => {
  opened = await openNullDevice();
  pipelines = new PipelineCache(opened.device);
});
afterAll(() => opened.close());

test('the folder holds shaders and nothing else', () => {
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !file.endsWith('.wgsl'))).toEqual([]);
});

test.each(files)('%s compiles without a message', async (file) => {
  const code = readFileSync(folder + file, 'utf8');
  await expect(pipelines.get({ file, code })).resolves.toBeDefined();
});

test.each(files)('%s says what it computes and lists every binding', (file) => {
  const code = readFileSync(folder + file, 'utf8');
  const header = code.slice(0, code.search(/\n\n(enable|struct) /));
  expect(header.split('\n').every((line) => line.startsWith('//'))).toBe(true);
  expect(header, 'where it comes from').toMatch(/Eq\. \d|Sec\. \d|et al\. \d{4}/);
  const declared = [...code.matchAll(/@group\(\d\) @binding\((\d)\) var<[^>]+> (\w+)/g)];
  expect(declared.length).toBeGreaterThan(2);
  for (const [, binding, name] of declared) {
    expect(header).toMatch(new RegExp(`^// ${binding}  ${name}\\b`, 'm'));
  }
});

test('a shader that does not parse is reported with its file, line and text', async () => {
  const code = 'fn fine() {}\n\nfn broken() { let x = ; }\n';
  await expect(pipelines.get({ file: 'broken.wgsl', code })).rejects.toThrow(
    /broken\.wgsl:3:\d+: error: [^]*fn broken\(\)/,
  );
});

test('a shader that fails only as a pipeline is reported with its file', async () => {
  const code = 'override size: u32 = 64;\n@compute @workgroup_size(size) fn run() {}\n';
  await expect(pipelines.get({ file: 'too_large.wgsl', code, constants: { size: 1 << 20 } })).rejects.toThrow(
    /too_large\.wgsl/,
  );
});

test('a pipeline is compiled once, also while it is being compiled', () => {
  const [file] = files;
  const code = readFileSync(folder + file, 'utf8');
  expect(pipelines.get({ file, code })).toBe(pipelines.get({ file, code }));
});
