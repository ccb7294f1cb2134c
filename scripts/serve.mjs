// Serves the built page to this machine only. Node's built-in modules only.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from './commands.mjs';
import { CACHE_FOREVER, COMMON_HEADERS, describePolicy, ISOLATION_HEADERS, writePolicy } from './policy.mjs';

/** @type {Record<string, string>} */
const MEDIA_TYPES = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.onnx': 'application/octet-stream',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.wgsl': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Who may show the page in a frame: slides on this machine. Only a header can say so. */
const FRAME_ANCESTORS = "frame-ancestors 'self' http://localhost:* http://127.0.0.1:* file:";

/** Sent with every response, beside the policy. */
const HEADERS = { ...ISOLATION_HEADERS, ...COMMON_HEADERS, 'Cross-Origin-Resource-Policy': 'same-origin' };

/** Another site's name that was made to resolve to 127.0.0.1 (DNS rebinding) must not reach the page. */
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/** Vite puts a hash of the content into these names, so that they never change. */
const HASHED_NAME = /^\/assets\/.+-[\w-]{8}\.\w+$/;

/** Pages by the addresses that people type. @type {Record<string, string>} */
const PAGES = { '/': '/index.html', '/bench': '/bench.html' };

/**
 * File that a request path names; null if it names nothing that may be served.
 * @param {string} root real path of the build folder
 * @param {string} path decoded path of the request
 * @returns {Promise<string | null>} real path, inside root
 */
async function locateFile(root, path) {
  const parts = path.split('/').slice(1);
  // Backslashes and colons are separators and drive letters on Windows; dot names are never part of the page.
  if (parts.some((part) => /^$|^\.|[\\:]/.test(part))) return null;
  try {
    const file = await realpath(join(root, ...parts));
    return file.startsWith(root + sep) && (await stat(file)).isFile() ? file : null;
  } catch {
    return null;
  }
}

/**
 * Decoded path of a request target, without the query; null if it is malformed.
 * @param {string | undefined} target
 */
function decodePath(target) {
  if (!target?.startsWith('/')) return null;
  try {
    const path = decodeURIComponent(target.split(/[?#]/, 1)[0]);
    return path.includes('\0') ? null : path;
  } catch {
    return null;
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} sentence
 */
function refuse(response, status, sentence) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${sentence}\n`);
}

/**
 * @param {string} root
 * @param {string[]} modelHosts origins besides the hub that the page may ask
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(root, modelHosts, request, response) {
  if (!LOCAL_HOST.test(request.headers.host ?? '')) return refuse(response, 403, 'This server answers to localhost and 127.0.0.1 only.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, 405, `Only GET and HEAD are possible, not ${request.method}.`);
  }
  const path = decodePath(request.url);
  if (path === null) return refuse(response, 400, 'The address is malformed.');
  const file = await locateFile(root, PAGES[path] ?? path);
  if (file === null) return refuse(response, 404, 'There is no such file.');
  const handle = await open(file);
  try {
    const { size, mtimeMs } = await handle.stat();
    const page = extname(file) === '.html' ? Buffer.from(writePolicy(await handle.readFile('utf8'), modelHosts)) : null;
    const tag = page ? `"${createHash('sha256').update(page).digest('hex')}"` : `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
    const headers = {
      'Cache-Control': HASHED_NAME.test(path) ? CACHE_FOREVER : 'no-cache',
      ETag: tag,
    };
    if (request.headers['if-none-match']?.split(/,\s*/).includes(tag)) {
      response.writeHead(304, headers).end();
      return;
    }
    const mediaType = MEDIA_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
    response.writeHead(200, { ...headers, 'Content-Type': mediaType, 'Content-Length': page?.length ?? size });
    if (request.method === 'HEAD') response.end();
    else if (page) response.end(page);
    else await pipeline(handle.createReadStream({ autoClose: false }), response);
  } finally {
    await handle.close();
  }
}

/**
 * Starts to serve a folder on 127.0.0.1.
 * @param {string} folder build folder; nothing outside it is ever served, symbolic links included
 * @param {{ port: number, attempts: number, modelHosts?: string[] }} options first port to try (0 for any free one), how many to
 *   try, one after the other, and origins besides the hub that the page may fetch models from
 * @returns {Promise<{ address: string, close: () => Promise<void> }>} `address` ends in "/"
 */
export async function serveFolder(folder, { port, attempts, modelHosts = [] }) {
  const root = await realpath(folder);
  const policy = `${describePolicy(modelHosts)}; ${FRAME_ANCESTORS}`;
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', policy);
    answer(root, modelHosts, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The file could not be read.');
    });
  });
  const bound = await bindPort(server, port, attempts);
  return {
    address: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((resolvePromise) => {
        server.close(() => resolvePromise());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {import('node:http').Server} server
 * @param {number} first
 * @param {number} attempts
 * @returns {Promise<number>} the port
 */
async function bindPort(server, first, attempts) {
  for (let port = first; port < first + attempts; port += 1) {
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    }
  }
  const tried = attempts === 1 ? `Port ${first} is` : `Ports ${first} to ${first + attempts - 1} are all`;
  throw new Failure(`${tried} taken or not allowed: choose another one with --port.`);
}
