/** What a static host gets beside the built page. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describePolicy } from '../../scripts/policy.mjs';
import { describeHeaders, writeHeaders, writeSiblings } from '../../scripts/site.mjs';
import { createSeededRandom } from '../../src/core/random.ts';

const SCHOOL = 'https://models.school.example';
const TEXT = 'const tokens = keep(tokens);\n'.repeat(200);

let folder: string;
let written: Awaited<ReturnType<typeof writeSiblings>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'site test '));
  mkdirSync(join(folder, 'assets'));
  const random = createSeededRandom(1);
  const noise = Uint8Array.from({ length: 5000 }, () => Math.floor(256 * random()));
  writeFileSync(join(folder, 'index.html'), TEXT);
  writeFileSync(join(folder, 'assets', 'index-DiwrgTda.js'), TEXT);
  writeFileSync(join(folder, 'assets', 'small-DiwrgTda.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'noise-DiwrgTda.wasm'), noise);
  writeFileSync(join(folder, 'assets', 'large-DiwrgTda.wasm'), Buffer.alloc(2_500_000, 'wasm '));
  writeFileSync(join(folder, 'weights.onnx'), TEXT);
  writeFileSync(join(folder, 'photo.png'), TEXT);
  written = await writeSiblings(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('compressed siblings', () => {
  it('stand beside text and WebAssembly that they make smaller, and beside nothing else', () => {
    const siblings = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(?:br|gz)$/.test(path));
    const names = siblings.map((path) => path.replaceAll('\\', '/')).toSorted();
    expect(names).toEqual(['assets/index-DiwrgTda.js', 'assets/large-DiwrgTda.wasm', 'index.html'].flatMap((path) => [`${path}.br`, `${path}.gz`]));
    expect(written).toMatchObject({ files: 3, bytes: 2_500_000 + 2 * TEXT.length });
    expect(written.brotliBytes).toBeLessThan(written.bytes / 10);
  });

  it('hold the same bytes, and again after a second build', async () => {
    writeFileSync(join(folder, 'index.html'), `${TEXT}changed`);
    await writeSiblings(folder);
    for (const path of ['index.html', 'assets/index-DiwrgTda.js', 'assets/large-DiwrgTda.wasm']) {
      const content = readFileSync(join(folder, path));
      expect(brotliDecompressSync(readFileSync(join(folder, `${path}.br`))).equals(content), path).toBe(true);
      expect(gunzipSync(readFileSync(join(folder, `${path}.gz`))).equals(content), path).toBe(true);
    }
  });
});

/** Headers by path, as Netlify and Cloudflare Pages read them: an unindented path, then indented headers; # is a remark. */
function parseHeaders(text: string): Record<string, Record<string, string>> {
  const rules: Record<string, Record<string, string>> = {};
  let current: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (!line.startsWith(' ')) current = rules[line] = {};
    else current[line.slice(0, line.indexOf(':')).trim()] = line.slice(line.indexOf(':') + 1).trim();
  }
  return rules;
}

describe('headers', () => {
  it('carry the policy, isolate the page where they are asked to, and keep hashed files', () => {
    const isolated = parseHeaders(describeHeaders([SCHOOL], { isolated: true }));
    const plain = parseHeaders(describeHeaders([SCHOOL], { isolated: false }));
    expect(Object.keys(isolated)).toEqual(['/*', '/assets/*']);
    expect(isolated['/*']).toMatchObject({
      'Content-Security-Policy': describePolicy([SCHOOL]),
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
    expect(plain['/*']).toEqual({ 'Content-Security-Policy': describePolicy([SCHOOL]), 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff' });
    expect(isolated['/assets/*']).toEqual({ 'Cache-Control': 'public, max-age=31536000, immutable' });
    // Cloudflare Pages ignores longer lines.
    for (const line of describeHeaders([SCHOOL], { isolated: true }).split('\n')) expect(line.length).toBeLessThan(2000);
  });

  it('are written into the build', () => {
    writeHeaders(folder, [SCHOOL]);
    expect(readFileSync(join(folder, '_headers'), 'utf8')).toBe(describeHeaders([SCHOOL], { isolated: true }));
    expect(readFileSync(join(folder, '_headers.not-isolated'), 'utf8')).toBe(describeHeaders([SCHOOL], { isolated: false }));
  });
});
