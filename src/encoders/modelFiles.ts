/**
 * Fetches a model's files for the page: same origin, with progress over all of them, checked, and kept for the next visit.
 */
import type { ReportProgress } from './encoder.ts';
import { type FileRecord, parseStarterManifest } from './starterManifest.ts';

/** Where fetched files are kept between visits; Cache Storage has this shape. */
export interface FileStore {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
  keys(): Promise<readonly Request[]>;
  delete(url: string): Promise<boolean>;
}

export interface ModelFilesOptions {
  /** Folder of the model, ending in "/". */
  base: URL;
  report: ReportProgress;
  fetch?: typeof fetch;
  /** null keeps nothing. Default: Cache Storage where the page has it. */
  store?: FileStore | null;
}

const STORE_NAME = 'models';
const ACTIVITY = 'Loading the model';

/**
 * Opens the folder by its manifest.json and returns a function that gives a file by name. Progress is the share of
 * the whole folder's bytes that have come; files kept from an earlier visit come at once.
 * @throws Error in one sentence if the page is offline, a file is missing, or its bytes are not those of the manifest.
 */
export async function openModelFiles({
  base,
  report,
  fetch: fetchFile = globalThis.fetch.bind(globalThis),
  store,
}: ModelFilesOptions): Promise<(name: string) => Promise<Uint8Array>> {
  const kept = store === undefined ? await openStore() : store;
  const manifestBytes = new Uint8Array(await (await request(fetchFile, new URL('manifest.json', base))).arrayBuffer());
  const records = new Map(parseStarterManifest(manifestBytes).files.map((record) => [record.name, record]));
  const progress = createProgress([...records.values()], report);

  return async (name) => {
    if (name === 'manifest.json') return manifestBytes;
    const record = records.get(name);
    if (!record) throw new Error(`The model has no file "${name}"; its manifest lists ${[...records.keys()].join(', ')}.`);
    const address = new URL(name, base);
    // The hash in the address makes a rebuilt file a different one.
    const key = new URL(`?sha256=${record.sha256}`, address).href;
    const held = await kept?.match(key);
    if (held) {
      const bytes = new Uint8Array(await held.arrayBuffer());
      if (bytes.length === record.bytes) {
        progress(name, bytes.length);
        return bytes;
      }
    }
    const bytes = await download(await request(fetchFile, address), record, progress);
    await checkHash(bytes, record);
    if (kept) await keep(kept, address, key, bytes);
    return bytes;
  };
}

/** Cache Storage exists only in secure contexts, and a browser may refuse it in private windows. */
async function openStore(): Promise<FileStore | null> {
  if (!('caches' in globalThis)) return null;
  return caches.open(STORE_NAME).catch(() => null);
}

async function request(fetchFile: typeof fetch, address: URL): Promise<Response> {
  const response = await fetchFile(address).catch((cause: unknown) => {
    throw new Error(`The model's file ${address.pathname} could not be fetched; check that the server of this page still runs, then try again.`, { cause });
  });
  // A server that answers every path with its page would otherwise hand us HTML.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (response.status === 404 || (response.ok && isPage)) {
    throw new Error(`The model's file ${address.pathname} is missing; run "npm start" to prepare the model, then reload.`);
  }
  if (!response.ok) throw new Error(`The server answered ${response.status} for the model's file ${address.pathname}, expected 200; try again.`);
  return response;
}

/** Tells how many bytes of a file have come. */
type CountBytes = (name: string, received: number) => void;

function createProgress(records: FileRecord[], report: ReportProgress): CountBytes {
  const total = records.reduce((sum, { bytes }) => sum + bytes, 0);
  const received = new Map<string, number>();
  return (name, bytes) => {
    received.set(name, bytes);
    report(ACTIVITY, [...received.values()].reduce((sum, count) => sum + count, 0) / total);
  };
}

/** Sizes come from the manifest, because a compressed response does not state its own. */
async function download(response: Response, { name, bytes: expected }: FileRecord, progress: CountBytes): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) throw new Error(`The model's file ${name} came without content, expected ${expected} bytes; try again.`);
  const result = new Uint8Array(expected);
  const reader = response.body.getReader();
  let received = 0;
  for (let part = await readPart(reader, name); part; part = await readPart(reader, name)) {
    if (received + part.length <= expected) result.set(part, received);
    received += part.length;
    progress(name, Math.min(received, expected));
  }
  if (received !== expected) {
    throw new Error(`The model's file ${name} has ${received} bytes, expected ${expected}; run "npm start" to prepare the model again, then reload.`);
  }
  return result;
}

async function readPart(reader: ReadableStreamDefaultReader<Uint8Array>, name: string): Promise<Uint8Array | null> {
  const { value, done } = await reader.read().catch((cause: unknown) => {
    throw new Error(`The connection broke while the model's file ${name} was loading; try again.`, { cause });
  });
  return done ? null : value;
}

/** Browsers offer hashing only in secure contexts; elsewhere the length has to do. */
async function checkHash(bytes: Uint8Array<ArrayBuffer>, { name, sha256 }: FileRecord): Promise<void> {
  if (!('subtle' in crypto)) return;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const actual = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (actual !== sha256) {
    throw new Error(`The model's file ${name} has SHA-256 ${actual}, expected ${sha256}; run "npm start" to prepare the model again, then reload.`);
  }
}

/** Keeps the file and drops its older versions; a full disk only means that the next visit loads it again. */
async function keep(store: FileStore, address: URL, key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    for (const { url } of await store.keys()) {
      if (url.startsWith(`${address.href}?`) && url !== key) await store.delete(url);
    }
    await store.put(key, new Response(bytes));
  } catch {
    await store.delete(key).catch(() => false);
  }
}
