import { expect, test } from 'vitest';
import { computeDigest } from '../../src/encoders/hub/digest.ts';
import { createHub, parseBaseAddress } from '../../src/encoders/hub/hubApi.ts';
import { findPrecision, listPaths } from '../../src/encoders/hub/modelEntry.ts';
import { findModel, MODELS } from '../../src/encoders/hub/registry.ts';
import { DEFAULT_RETRIES } from '../../src/encoders/hub/request.ts';

const COMMIT = 'a'.repeat(40);
const SHA256 = 'b'.repeat(64);

/** A hub whose answers are given by address. */
function hubAnswering(answers: Record<string, { body: string; link?: string }>, asked: string[] = []) {
  const answer = async (input: RequestInfo | URL): Promise<Response> => {
    const address = String(input);
    asked.push(address);
    const found = answers[address];
    return found ? new Response(found.body, { headers: found.link === undefined ? {} : { Link: found.link } }) : new Response(null, { status: 404 });
  };
  return createHub({ base: new URL('https://mirror.test/hf/'), fetch: answer });
}

test('asks for the commit of main', async () => {
  const asked: string[] = [];
  const address = 'https://mirror.test/hf/api/models/owner/name/revision/main';
  const hub = hubAnswering({ [address]: { body: JSON.stringify({ id: 'owner/name', sha: COMMIT }) } }, asked);
  expect(await hub.resolveRevision('owner/name')).toBe(COMMIT);
  expect(asked).toEqual([address]);
});

test('lists the files of all pages with the hash that fits each, and stays at the mirror', async () => {
  const tree = `https://mirror.test/hf/api/models/owner/name/tree/${COMMIT}?recursive=true`;
  const hub = hubAnswering({
    [tree]: {
      body: JSON.stringify([
        { type: 'directory', oid: COMMIT, size: 0, path: 'onnx' },
        { type: 'file', oid: COMMIT, size: 12, path: 'config.json' },
      ]),
      link: `<https://huggingface.co/api/models/owner/name/tree/${COMMIT}?recursive=true&cursor=abc%3D>; rel="next"`,
    },
    [`${tree}&cursor=abc%3D`]: {
      body: JSON.stringify([{ type: 'file', oid: COMMIT, size: 134, path: 'onnx/model.onnx', lfs: { oid: SHA256, size: 5_000_000_000, pointerSize: 134 } }]),
    },
  });
  expect(await hub.listFiles('owner/name', COMMIT)).toEqual([
    { path: 'config.json', size: 12, digest: { algorithm: 'gitBlob', hex: COMMIT } },
    { path: 'onnx/model.onnx', size: 5_000_000_000, digest: { algorithm: 'sha256', hex: SHA256 } },
  ]);
  expect(hub.fileUrl('owner/name', COMMIT, 'onnx/a file.onnx').href).toBe(`https://mirror.test/hf/owner/name/resolve/${COMMIT}/onnx/a%20file.onnx`);
});

test.each([
  ['a page instead of JSON', '<!doctype html>', /^mirror\.test answered with something other than JSON for \/hf\/api/],
  ['another format', '{"sha":"main"}', /^mirror\.test answered in an unknown format for \/hf\/api\S* \(sha: Invalid format/],
])('gives a sentence for %s', async (_, body, sentence) => {
  const hub = hubAnswering({ 'https://mirror.test/hf/api/models/owner/name/revision/main': { body } });
  await expect(hub.resolveRevision('owner/name')).rejects.toThrow(sentence);
});

test('gives a sentence for a repository that is gone', async () => {
  await expect(hubAnswering({}).resolveRevision('owner/name')).rejects.toThrow('mirror.test does not have the model owner/name (status 404)');
});

test.each([
  ['https://mirror.test', 'https://mirror.test/'],
  [' mirror.test/hf ', 'https://mirror.test/hf/'],
  ['http://10.0.0.5:8080/a/', 'http://10.0.0.5:8080/a/'],
])('reads the base address %s', (text, href) => {
  expect(parseBaseAddress(text).href).toBe(href);
});

test.each(['', 'ftp://mirror.test', 'https://user:pass@mirror.test', 'https://mirror.test/?a=b', 'https://mirror.test/#a', 'not an address', 'javascript://alert(1)'])(
  'refuses the base address "%s"',
  (text) => {
    expect(() => parseBaseAddress(text)).toThrow(/is no base address of a model hub; expected one like https:\/\/huggingface\.co\//);
  },
);

test('hashes as Git and Git LFS do', async () => {
  const hello = new TextEncoder().encode('hello\n');
  expect(await computeDigest(hello, 'gitBlob')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  expect(await computeDigest(new Uint8Array(0), 'gitBlob')).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  expect(await computeDigest(hello, 'sha256')).toBe('5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03');
});

test('a pause between attempts ends when the download is cancelled', async () => {
  const cancel = new AbortController();
  const pause = DEFAULT_RETRIES.pause(60_000, cancel.signal);
  cancel.abort();
  await expect(pause).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await expect(DEFAULT_RETRIES.pause(60_000, cancel.signal)).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await DEFAULT_RETRIES.pause(1, new AbortController().signal);
});

test('the registry offers what it recommends, and every model says what it gives', () => {
  expect(new Set(MODELS.map(({ id }) => id)).size).toBe(MODELS.length);
  for (const { hub, gives, jointWidth, invert, family } of MODELS) {
    expect(jointWidth !== null).toBe(gives.textRelevance);
    // As the opened encoders describe themselves: a token is compared with text in the joint space.
    expect(gives.projection).toBe(gives.textRelevance);
    expect(invert.default).toBe(family === 'clip');
    expect(invert.reason).toMatch(/\.$/);
    if (!hub) continue;
    expect(hub.tokenizer !== null).toBe(gives.textRelevance);
    for (const precision of Object.values(hub.recommended)) {
      expect(precision).not.toBe('fp16');
      expect(findPrecision(hub, precision).megabytes).toBeGreaterThan(0);
    }
    for (const { precision, text } of hub.precisions) {
      const paths = listPaths(hub, precision);
      expect(paths).toHaveLength(text === null ? 3 : 5);
      expect(paths).not.toContain(null);
    }
  }
  expect(MODELS.filter(({ hub }) => hub === null).map(({ id }) => id)).toEqual(['starter']);
});

test('the grids are those of patch size and input size', () => {
  const grids = Object.fromEntries(MODELS.map(({ id, rows, cols }) => [id, rows * cols]));
  expect(grids).toMatchObject({ 'clip-vit-base-patch32': 49, 'clip-vit-large-patch14-336': 576, 'siglip-base-patch16-384': 576, 'siglip2-so400m-patch14-384': 729, 'dinov2-small': 256 });
});

test('unknown models and precisions are named', () => {
  expect(() => findModel('clip')).toThrow(/^There is no model "clip"; choose one of starter, clip-vit-base-patch32/);
  const { hub, title } = findModel('siglip2-so400m-patch14-384');
  expect(title).toBe('SigLIP 2 so400m/14 at 384 px (not LLaVA-Video’s weights)');
  if (!hub) throw new Error('It is on the hub.');
  expect(() => listPaths(hub, 'fp32')).toThrow('is not offered in fp32; choose fp16 or q8.');
});
