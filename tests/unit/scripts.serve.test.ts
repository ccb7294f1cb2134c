import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFolder } from '../../scripts/serve.mjs';

const SECRET = 'must never be served';
const PAGE = '<!doctype html><meta charset="utf-8" /><title>page</title>';
const LARGE = Buffer.alloc(3_000_000, 'weights ');

let workspace: string;
let root: string;
let address: string;
let close: () => Promise<void>;

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'serve test '));
  root = join(workspace, 'dist');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(workspace, 'dist-other'));
  writeFileSync(join(workspace, 'secret.txt'), SECRET);
  writeFileSync(join(workspace, 'dist-other', 'secret.txt'), SECRET);
  writeFileSync(join(root, '.inputs'), SECRET);
  writeFileSync(join(root, 'index.html'), PAGE);
  writeFileSync(join(root, 'bench.html'), '<!doctype html><meta charset="utf-8" /><title>benchmark</title>');
  writeFileSync(join(root, 'ünïcode name.json'), '{}');
  writeFileSync(join(root, 'model.onnx'), LARGE);
  writeFileSync(join(root, 'assets', 'index-DiwrgTda.js'), 'export {};');
  writeFileSync(join(root, 'assets', 'ort-wasm-simd-threaded-B0T3yYHD.wasm'), 'wasm');
  writeFileSync(join(root, 'assets', 'worker.mjs'), 'export {};');
  // A junction, because Windows lets everybody make one.
  symlinkSync(workspace, join(root, 'up'), 'junction');
  symlinkSync(join(root, 'up'), join(root, 'assets', 'further'), 'junction');
  ({ address, close } = await serveFolder(root, { port: 0, attempts: 1 }));
});

afterAll(async () => {
  await close();
  rmSync(workspace, { recursive: true });
});

/** Sends a request exactly as written, which no HTTP client would, and returns the whole response. */
function sendRaw(target: string, { method = 'GET', host = 'localhost' } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () => {
      socket.write(`${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    });
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => (text += chunk));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}

describe('what is served', () => {
  it('answers "/" with the page', async () => {
    const response = await fetch(address);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<title>page</title>');
  });

  it.each(['bench', 'bench.html'])('answers "/%s" with the benchmark', async (path) => {
    const response = await fetch(`${address}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<title>benchmark</title>');
  });

  it.each([
    ['assets/index-DiwrgTda.js', 'text/javascript; charset=utf-8'],
    ['assets/worker.mjs', 'text/javascript; charset=utf-8'],
    ['assets/ort-wasm-simd-threaded-B0T3yYHD.wasm', 'application/wasm'],
    ['model.onnx', 'application/octet-stream'],
    ['%C3%BCn%C3%AFcode%20name.json?v=1', 'application/json; charset=utf-8'],
  ])('gives %s the media type %s', async (path, type) => {
    const response = await fetch(address + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    await response.arrayBuffer();
  });

  it('sends a large file whole', async () => {
    const response = await fetch(`${address}model.onnx`);
    expect(response.headers.get('content-length')).toBe(String(LARGE.length));
    expect(LARGE.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
  });

  it('survives a client that leaves in the middle', async () => {
    const controller = new AbortController();
    const response = await fetch(`${address}model.onnx`, { signal: controller.signal });
    controller.abort();
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect((await fetch(address)).status).toBe(200);
  });

  it('answers HEAD with the headers alone', async () => {
    const response = await fetch(`${address}model.onnx`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(LARGE.length));
    expect(await response.text()).toBe('');
  });
});

describe('headers', () => {
  it('isolates the page and lets it load nothing but itself', async () => {
    for (const path of ['', 'assets/worker.mjs', 'absent']) {
      const { headers } = await fetch(address + path);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).toContain("connect-src 'self' https://huggingface.co https://*.huggingface.co https://*.hf.co;");
      expect(policy).toMatch(/; frame-ancestors 'self' http:\/\/localhost:\* http:\/\/127\.0\.0\.1:\* file:$/);
      expect(policy.replace(/connect-src [^;]*;|frame-ancestors .*$/g, '')).not.toMatch(/https?:|\*|'unsafe-eval'/);
    }
  });

  it('lets the page fetch models from hosts that were named, and from nowhere else', async () => {
    const mirrored = await serveFolder(root, { port: 0, attempts: 1, modelHosts: ['https://models.school.example'] });
    const response = await fetch(mirrored.address);
    const { headers } = response;
    const policyOfPage = /content="([^"]*)"/.exec(await response.text())?.[1];
    await mirrored.close();
    expect(headers.get('content-security-policy')?.startsWith(`${policyOfPage}; frame-ancestors `)).toBe(true);
    // What a browser has kept of the page that may ask fewer hosts is out of date.
    expect(headers.get('etag')).not.toBe((await fetch(address)).headers.get('etag'));
    expect(headers.get('content-security-policy')).toMatch(/connect-src 'self'[^;]* https:\/\/models\.school\.example;/);
  });

  it('lets browsers keep hashed files and ask again for all others', async () => {
    const paths = ['assets/index-DiwrgTda.js', 'assets/ort-wasm-simd-threaded-B0T3yYHD.wasm', 'assets/worker.mjs', '', 'model.onnx'];
    const responses = await Promise.all(paths.map((path) => fetch(address + path, { method: 'HEAD' })));
    const forever = 'public, max-age=31536000, immutable';
    expect(responses.map(({ headers }) => headers.get('cache-control'))).toEqual([forever, forever, 'no-cache', 'no-cache', 'no-cache']);
  });

  it('answers 304 as long as the file has not changed', async () => {
    const path = join(root, 'changing.json');
    writeFileSync(path, '{"a":1}');
    const tag = (await fetch(`${address}changing.json`)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]+"$/);
    const again = await fetch(`${address}changing.json`, { headers: { 'If-None-Match': tag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    writeFileSync(path, '{"a":12}');
    const changed = await fetch(`${address}changing.json`, { headers: { 'If-None-Match': tag } });
    expect(changed.status).toBe(200);
    expect(await changed.text()).toBe('{"a":12}');
  });
});

describe('what is refused', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/../dist-other/secret.txt',
    '//secret.txt',
    '/C:/secret.txt',
    '/up/secret.txt',
    '/assets/further/secret.txt',
    '/up/dist-other/secret.txt',
    '/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/.%2e/secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/%e0%80%ae%e0%80%ae/secret.txt',
    '/..%00/secret.txt',
    '/%00',
    '/..;/secret.txt',
    '/./index.html',
    '/%5c%5clocalhost%5cshare%5csecret.txt',
    '/file:///etc/passwd',
    '/up/dist/index.html%00',
    '/.inputs',
    '/%2einputs',
    '/assets',
    '/assets/',
    '/absent.js',
    '/index.html/',
    '/index.html%00.js',
    '/%zz',
    'secret.txt',
    'http://localhost/secret.txt',
  ])('answers %s with 400 or 404', async (target) => {
    const response = await sendRaw(target);
    expect(response).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(response).not.toContain(SECRET);
  });

  it('answers addresses of any length', async () => {
    expect(await sendRaw(`/${'a'.repeat(5000)}`)).toMatch(/^HTTP\/1\.1 404 /);
    expect(await sendRaw(`/${'a/'.repeat(5000)}`)).toMatch(/^HTTP\/1\.1 404 /);
    expect(await sendRaw(`/${'../'.repeat(3000)}secret.txt`)).toMatch(/^HTTP\/1\.1 404 /);
    expect(await sendRaw(`/${'a'.repeat(100_000)}`)).toMatch(/^HTTP\/1\.1 431 /);
    expect((await fetch(address)).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('answers %s with 405', async (method) => {
    expect(await sendRaw('/', { method })).toMatch(/^HTTP\/1\.1 405 [^]*Allow: GET, HEAD/);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '192.168.0.1', ''])('does not answer to the name "%s"', async (host) => {
    expect(await sendRaw('/', { host })).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  it.each(['localhost', 'LOCALHOST:4173', '127.0.0.1:1', '[::1]:4173'])('answers to the name "%s"', async (host) => {
    expect(await sendRaw('/', { host })).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('ports', () => {
  it('listens on the loopback interface only', () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('takes the next free port, or says that the port is taken', async () => {
    const taken = Number(new URL(address).port);
    const next = await serveFolder(root, { port: taken, attempts: 5 });
    expect(Number(new URL(next.address).port)).toBeGreaterThan(taken);
    expect((await fetch(next.address)).status).toBe(200);
    await next.close();
    await expect(serveFolder(root, { port: taken, attempts: 1 })).rejects.toThrow(`Port ${taken} is taken or not allowed: choose another one with --port.`);
  });
});
