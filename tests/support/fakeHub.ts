/**
 * A model hub on loopback, with the paths, redirects and CORS headers of the Hugging Face hub: small files come from the
 * hub's own origin by way of a redirect, large ones from another origin that allows everybody. It can misbehave on demand.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What goes wrong with the next answers. */
export interface Faults {
  /** The connection breaks after so many bytes of a large file; then the fault is over. */
  cutAfter: number | null;
  /** The whole file comes although a range was asked for. */
  ignoreRange: boolean;
  /** One bit of every large file is wrong. */
  wrongBytes: boolean;
  /** So many answers are refused with this status. */
  refuse: { status: number; times: number } | null;
  /** The hub itself accepts connections and says nothing more, or nothing after the head of its answer. */
  silent: 'at once' | 'after the head' | null;
  /** Milliseconds between pieces of 4 KiB. */
  slow: number;
}

export interface LoggedRequest {
  path: string;
  range: string | null;
  /** Bytes of file content that were sent. */
  sent: number;
}

export interface FakeHub {
  /** Base address; ends in "/". */
  base: URL;
  /** Origin of the large files. */
  contentOrigin: string;
  /** What `main` points to; every commit has the same files. */
  commit: string;
  faults: Faults;
  requests: LoggedRequest[];
  close(): Promise<void>;
}

/** Files of every repository by path. Those that end in .onnx are "large". */
export type Repositories = Record<string, Record<string, Uint8Array>>;

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const PIECE = 4096;
/** Bounds a forgotten slow answer. */
const MOST_PIECES = 4096;
const EXPOSED = 'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash';

/**
 * Starts both servers on free loopback ports.
 * @param prefix path below which a mirror serves everything, for example "/mirror"
 */
export async function startFakeHub(repositories: Repositories, prefix = ''): Promise<FakeHub> {
  const faults: Faults = { cutAfter: null, ignoreRange: false, wrongBytes: false, refuse: null, silent: null, slow: 0 };
  const requests: LoggedRequest[] = [];
  const state: State = { repositories, faults, requests, contentOrigin: '', commit: COMMIT };

  const content = await listen((request, response) => void answerContent(state, request, response));
  state.contentOrigin = `http://127.0.0.1:${portOf(content)}`;
  const hub = await listen((request, response) => answerHub(state, prefix, request, response));

  return {
    base: new URL(`http://127.0.0.1:${portOf(hub)}${prefix}/`),
    contentOrigin: state.contentOrigin,
    get commit() {
      return state.commit;
    },
    set commit(commit) {
      state.commit = commit;
    },
    faults,
    requests,
    close: async () => {
      await Promise.all([hub, content].map(stop));
    },
  };
}

interface State {
  repositories: Repositories;
  faults: Faults;
  requests: LoggedRequest[];
  contentOrigin: string;
  commit: string;
}

function answerHub(state: State, prefix: string, request: IncomingMessage, response: ServerResponse): void {
  const { origin = 'https://huggingface.co' } = request.headers;
  const cors = { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED, Vary: 'Origin' };
  const path = decodeURIComponent(request.url ?? '');
  const entry: LoggedRequest = { path, range: request.headers.range ?? null, sent: 0 };
  state.requests.push(entry);
  const { refuse, silent } = state.faults;
  if (silent === 'at once') return;
  if (silent === 'after the head') return void response.writeHead(200, cors).write('{');
  if (refuse && refuse.times > 0) {
    refuse.times -= 1;
    response.writeHead(refuse.status, cors).end();
    return;
  }
  const inside = path.startsWith(prefix) ? path.slice(prefix.length) : '';
  const [, revisionOf] = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/main$/.exec(inside) ?? [];
  const [, treeOf] = /^\/api\/models\/([^/]+\/[^/]+)\/tree\/[0-9a-f]{40}\?recursive=true$/.exec(inside) ?? [];
  const [, cachedIn, cachedPath] = /^\/api\/resolve-cache\/models\/([^/]+\/[^/]+)\/[0-9a-f]{40}\/(.+)$/.exec(inside) ?? [];
  const [, resolvedIn, resolvedAt, resolvedPath] = /^\/([^/]+\/[^/]+)\/resolve\/([0-9a-f]{40})\/(.+)$/.exec(inside) ?? [];
  const repository = state.repositories[revisionOf ?? treeOf ?? cachedIn ?? resolvedIn ?? ''];
  // The real hub does not tell strangers whether a repository exists.
  if (!repository) response.writeHead(401, { ...cors, 'X-Error-Message': 'Invalid username or password.' }).end();
  else if (revisionOf) sendJson(response, cors, { id: revisionOf, sha: state.commit, siblings: [] });
  else if (treeOf) sendJson(response, cors, describeTree(repository));
  else if (cachedPath && repository[cachedPath]) {
    entry.sent = repository[cachedPath].length;
    response.writeHead(200, { ...cors, 'Content-Length': entry.sent }).end(repository[cachedPath]);
  } else if (resolvedPath && repository[resolvedPath]) {
    const target = isLarge(resolvedPath) ? `${state.contentOrigin}/xet-bridge/${resolvedIn}/${resolvedPath}?Signature=s` : `${prefix}/api/resolve-cache/models/${resolvedIn}/${resolvedAt}/${resolvedPath}`;
    response.writeHead(isLarge(resolvedPath) ? 302 : 307, { ...cors, Location: target, 'X-Linked-Size': repository[resolvedPath].length }).end();
  } else response.writeHead(404, { ...cors, 'X-Error-Code': 'EntryNotFound' }).end();
}

async function answerContent(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { faults, repositories } = state;
  const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': '*' };
  const path = decodeURIComponent(request.url ?? '');
  const [, name = '', file = ''] = /^\/xet-bridge\/([^/]+\/[^/]+)\/(.+)\?/.exec(path) ?? [];
  const range = request.headers.range ?? null;
  const entry: LoggedRequest = { path, range, sent: 0 };
  state.requests.push(entry);
  const original = repositories[name]?.[file];
  // A browser would ask first if the range were not of the simple form.
  if (request.method !== 'GET' || !original) return void response.writeHead(404, cors).end();
  const bytes = faults.wrongBytes ? flipBit(original) : original;
  const start = range !== null && !faults.ignoreRange ? Number(/^bytes=(\d+)-$/.exec(range)?.[1]) : 0;
  if (start >= bytes.length && start > 0) return void response.writeHead(416, cors).end();
  const part = bytes.subarray(start);
  const headers = { ...cors, 'Content-Length': part.length, ...(start > 0 && { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }) };
  response.writeHead(start > 0 ? 206 : 200, headers);
  await sendPieces(part, response, faults, entry);
}

async function sendPieces(bytes: Uint8Array, response: ServerResponse, faults: Faults, entry: LoggedRequest): Promise<void> {
  const cut = faults.cutAfter ?? Number.POSITIVE_INFINITY;
  const size = Math.max(PIECE, Math.ceil(bytes.length / MOST_PIECES));
  for (let offset = 0; offset < bytes.length; offset += size) {
    const piece = bytes.subarray(offset, Math.min(offset + size, cut));
    if (response.destroyed) return;
    if (piece.length > 0) await new Promise<void>((resolve) => response.write(piece, () => resolve()));
    entry.sent += piece.length;
    if (entry.sent >= cut) {
      faults.cutAfter = null;
      // What was written has to arrive before the connection breaks.
      await wait(20);
      return void response.destroy();
    }
    if (faults.slow > 0) await wait(faults.slow);
  }
  response.end();
}

function describeTree(repository: Record<string, Uint8Array>): object[] {
  const folders = [...new Set(Object.keys(repository).flatMap((path) => (path.includes('/') ? [path.slice(0, path.lastIndexOf('/'))] : [])))];
  return [
    ...folders.map((path) => ({ type: 'directory', oid: hash('sha1', new TextEncoder().encode(path)), size: 0, path })),
    ...Object.entries(repository).map(([path, bytes]) => ({ type: 'file', path, size: bytes.length, ...describeContent(path, bytes) })),
  ];
}

function describeContent(path: string, bytes: Uint8Array): object {
  if (!isLarge(path)) return { oid: hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes])) };
  const oid = hash('sha256', bytes);
  return { oid: hash('sha1', Buffer.from(`pointer to ${oid}`)), lfs: { oid, size: bytes.length, pointerSize: 134 }, xetHash: oid };
}

function isLarge(path: string): boolean {
  return path.endsWith('.onnx');
}

function flipBit(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[copy.length >> 1] ^= 1;
  return copy;
}

function hash(algorithm: 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function sendJson(response: ServerResponse, headers: Record<string, string>, value: object): void {
  response.writeHead(200, { ...headers, 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`The server has the address ${address}, expected a port.`);
  return address.port;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
