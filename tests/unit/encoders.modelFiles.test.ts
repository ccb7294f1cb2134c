import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type FileStore, openModelFiles } from '../../src/encoders/modelFiles.ts';

const BASE = new URL('http://localhost/sub/models/starter/');
const CONTENT = { 'vision.onnx': Uint8Array.of(1, 2, 3, 4, 5, 6), 'text.onnx': Uint8Array.of(7, 8) };

function recordOf(name: string, data: Uint8Array) {
  return { name, bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') };
}

const MANIFEST = JSON.stringify({
  build: 'b',
  files: Object.entries(CONTENT).map(([name, data]) => recordOf(name, data)),
  labels: ['cat'],
  labelMean: [0],
  credits: [],
});

/** A server of the files above, with some answers replaced. */
function serve(replaced: Record<string, () => Response> = {}) {
  const requests: string[] = [];
  const files: Record<string, () => Response> = {
    'manifest.json': () => new Response(MANIFEST),
    'vision.onnx': () => new Response(CONTENT['vision.onnx']),
    'text.onnx': () => new Response(CONTENT['text.onnx']),
    ...replaced,
  };
  const fetchFile = async (address: RequestInfo | URL): Promise<Response> => {
    const name = String(address).slice(BASE.href.length);
    requests.push(name);
    return files[name]?.() ?? new Response('not found', { status: 404 });
  };
  return { requests, fetchFile };
}

function createStore() {
  const held = new Map<string, Uint8Array<ArrayBuffer>>();
  const store: FileStore = {
    match: async (url) => {
      const bytes = held.get(url);
      return bytes && new Response(bytes);
    },
    put: async (url, response) => {
      held.set(url, new Uint8Array(await response.arrayBuffer()));
    },
    keys: async () => [...held.keys()].map((url) => new Request(url)),
    delete: async (url) => held.delete(url),
  };
  return { held, store };
}

function respondWithPage(): Response {
  return new Response('<html>', { headers: { 'content-type': 'text/html' } });
}

function open(server: ReturnType<typeof serve>, store: FileStore | null = null, fractions: (number | null)[] = []) {
  return openModelFiles({ base: BASE, report: (_, fraction) => fractions.push(fraction), fetch: server.fetchFile, store });
}

describe('openModelFiles', () => {
  it('gives the files and reports the share of all bytes', async () => {
    const fractions: (number | null)[] = [];
    const load = await open(serve(), null, fractions);
    expect(await load('vision.onnx')).toEqual(CONTENT['vision.onnx']);
    expect(fractions).toEqual([0.75]);
    expect(await load('text.onnx')).toEqual(CONTENT['text.onnx']);
    expect(fractions).toEqual([0.75, 1]);
    expect(new TextDecoder().decode(await load('manifest.json'))).toBe(MANIFEST);
  });

  it('keeps files between visits and drops their older versions', async () => {
    const { held, store } = createStore();
    const stale = `${BASE.href}vision.onnx?sha256=old`;
    held.set(stale, Uint8Array.of(0));
    await (await open(serve(), store))('vision.onnx');
    expect(held.has(stale)).toBe(false);
    const second = serve();
    expect(await (await open(second, store))('vision.onnx')).toEqual(CONTENT['vision.onnx']);
    expect(second.requests).toEqual(['manifest.json']);
  });

  it('still works when the store is full', async () => {
    const { store } = createStore();
    const full: FileStore = { ...store, put: () => Promise.reject(new Error('quota exceeded')) };
    expect(await (await open(serve(), full))('text.onnx')).toEqual(CONTENT['text.onnx']);
  });

  it('says that a file is missing, also where the server answers with its page', async () => {
    await expect(open(serve({ 'manifest.json': respondWithPage }))).rejects.toThrow('manifest.json is missing; run "npm start" to prepare the model');
    const gone = await open(serve({ 'text.onnx': () => new Response('', { status: 404 }) }));
    await expect(gone('text.onnx')).rejects.toThrow('/sub/models/starter/text.onnx is missing; run "npm start"');
    const failing = await open(serve({ 'text.onnx': () => new Response('', { status: 500 }) }));
    await expect(failing('text.onnx')).rejects.toThrow('answered 500 for the model\'s file /sub/models/starter/text.onnx, expected 200');
  });

  it('says that the server cannot be reached', async () => {
    const offline = { requests: [], fetchFile: () => Promise.reject(new TypeError('Failed to fetch')) };
    await expect(open(offline)).rejects.toThrow('could not be fetched; check that the server of this page still runs');
  });

  it('refuses files of another length or content, and unknown names', async () => {
    const short = await open(serve({ 'vision.onnx': () => new Response(Uint8Array.of(1, 2)) }));
    await expect(short('vision.onnx')).rejects.toThrow('vision.onnx has 2 bytes, expected 6');
    const long = await open(serve({ 'text.onnx': () => new Response(Uint8Array.of(7, 8, 9)) }));
    await expect(long('text.onnx')).rejects.toThrow('text.onnx has 3 bytes, expected 2');
    const changed = await open(serve({ 'text.onnx': () => new Response(Uint8Array.of(7, 9)) }));
    await expect(changed('text.onnx')).rejects.toThrow(/text\.onnx has SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}/);
    await expect(changed('other.bin')).rejects.toThrow('has no file "other.bin"; its manifest lists vision.onnx, text.onnx');
  });

  it('refuses a manifest of another format', async () => {
    await expect(open(serve({ 'manifest.json': () => new Response('{}') }))).rejects.toThrow('unknown format');
    await expect(open(serve({ 'manifest.json': () => new Response('no') }))).rejects.toThrow('is no JSON');
  });
});
