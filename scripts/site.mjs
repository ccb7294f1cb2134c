// What a static host can use beside the built page: compressed siblings of its files, and its headers.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CACHE_FOREVER, COMMON_HEADERS, describePolicy, ISOLATION_HEADERS } from './policy.mjs';

const compress = { br: promisify(brotliCompress), gz: promisify(gzip) };

/** Photos, fonts and model weights do not get smaller. */
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.mjs', '.svg', '.txt', '.wasm', '.webmanifest', '.wgsl']);

/** A packet or so: below, the name in the headers costs more than is saved. */
const LEAST_BYTES = 1024;

/** Above so many bytes brotli's best level takes a minute for a tenth less. */
const MOST_BYTES_FOR_BEST = 2_000_000;

/**
 * Writes a brotli and a gzip sibling (`x.js.br`, `x.js.gz`) of every file of a folder that gets smaller by it.
 * @param {string} folder
 * @returns {Promise<{ files: number, bytes: number, brotliBytes: number }>} how many files have siblings, their size, and with brotli
 */
export async function writeSiblings(folder) {
  const total = { files: 0, bytes: 0, brotliBytes: 0 };
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  for (const path of paths) {
    if (!COMPRESSIBLE.has(extname(path)) || !statSync(path).isFile()) continue;
    const content = readFileSync(path);
    if (content.length < LEAST_BYTES) continue;
    const [brotli, gzipped] = await Promise.all([compress.br(content, describeBrotli(content.length)), compress.gz(content, { level: 9 })]);
    if (gzipped.length < content.length) writeFileSync(`${path}.gz`, gzipped);
    if (brotli.length >= content.length) continue;
    writeFileSync(`${path}.br`, brotli);
    total.files += 1;
    total.bytes += content.length;
    total.brotliBytes += brotli.length;
  }
  return total;
}

/**
 * @param {number} size
 * @returns {import('node:zlib').BrotliOptions}
 */
function describeBrotli(size) {
  const quality = size > MOST_BYTES_FOR_BEST ? 9 : constants.BROTLI_MAX_QUALITY;
  return { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: size } };
}

/**
 * Headers in the form that Netlify and Cloudflare Pages read.
 * @param {string[]} modelHosts origins besides the hub that the page may ask
 * @param {{ isolated: boolean }} options whether the page is cross-origin isolated
 */
export function describeHeaders(modelHosts, { isolated }) {
  const headers = { 'Content-Security-Policy': describePolicy(modelHosts), ...COMMON_HEADERS, ...(isolated && ISOLATION_HEADERS) };
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`);
  const remark = isolated
    ? '# With cross-origin isolation, which WebAssembly threads need. _headers.not-isolated is the same without.'
    : '# Without cross-origin isolation, for hosts and frames that cannot have it: models run on one WebAssembly thread. Rename to _headers.';
  return [remark, '/*', ...lines, '/assets/*', `  Cache-Control: ${CACHE_FOREVER}`, ''].join('\n');
}

/**
 * Writes `_headers` and `_headers.not-isolated` into the build folder.
 * @param {string} folder
 * @param {string[]} modelHosts origins besides the hub that the page may ask
 */
export function writeHeaders(folder, modelHosts) {
  writeFileSync(join(folder, '_headers'), describeHeaders(modelHosts, { isolated: true }));
  writeFileSync(join(folder, '_headers.not-isolated'), describeHeaders(modelHosts, { isolated: false }));
}
