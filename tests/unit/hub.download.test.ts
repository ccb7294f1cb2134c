import { expect, test } from 'vitest';
import { appendSuffix } from '../../src/encoders/graft/appendSuffix.ts';
import { createMemoryFiles } from '../../src/encoders/hub/byteFiles.ts';
import { downloadModel } from '../../src/encoders/hub/download.ts';
import { createHub, type HubFile } from '../../src/encoders/hub/hubApi.ts';
import { openHubModel } from '../../src/encoders/hub/hubModel.ts';
import { createMemoryStore } from '../../src/encoders/hub/modelStore.ts';
import { contentRequests, expectBytes, FILES, fileOf, FP32_PATHS, FP32_TOTAL, QUICK_RETRIES, REPOSITORY, type Setup, setUp, VISION, VISION_Q8 } from './hubSetup.ts';

/** Cancels the download once more than so many bytes are there. */
async function cancelAfter({ request }: Setup, bytes: number): Promise<void> {
  const cancel = new AbortController();
  const download = downloadModel({
    ...request,
    signal: cancel.signal,
    report({ received }) {
      if (received > bytes) cancel.abort();
    },
  });
  await expect(download).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
}

async function fetchOneByteMore(...[url, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(url, init);
  return new Response(new Uint8Array([...new Uint8Array(await response.arrayBuffer()), 0]));
}

/** The file as it was listed when the download began. */
async function plannedFile({ request }: Setup, path: string): Promise<HubFile> {
  const plan = await request.store.find(REPOSITORY, 'fp32');
  if (!plan) throw new Error('No download was begun.');
  return fileOf(plan, path);
}

test('downloads a set of files across the redirect to another origin, with progress over all bytes', async () => {
  const { fake, request, progress } = await setUp();
  fake.faults.slow = 1;
  const model = await downloadModel(request);

  expect(model).toMatchObject({ repository: REPOSITORY, precision: 'fp32', commit: fake.commit, complete: true });
  for (const path of FP32_PATHS) expectBytes(await request.store.readFile(fileOf(model, path)), FILES[path]);
  expect(progress[0]).toEqual({ phase: 'looking', received: 0, total: null });
  const received = progress.map((step) => step.received);
  expect(received).toEqual(received.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toEqual({ phase: 'checking', received: FP32_TOTAL, total: FP32_TOTAL });
  expect(new Set(received).size).toBeGreaterThan(10);
  expect(contentRequests(fake)).toEqual([{ path: `/xet-bridge/${REPOSITORY}/${VISION}?Signature=s`, range: null, sent: 200_000 }]);
  expect(fake.requests.filter(({ path }) => path.startsWith('/api/models/'))).toHaveLength(2);
});

test('cancelling keeps what came, and the next download asks only for the rest', async () => {
  const setup = await setUp();
  const { fake, request } = setup;
  fake.faults.slow = 1;
  await cancelAfter(setup, 60_000);
  fake.faults.slow = 0;

  const kept = await request.store.keptBytes(await plannedFile(setup, VISION));
  expect(kept).toBeGreaterThan(40_000);
  expect(kept).toBeLessThan(200_000);
  const [unfinished] = await request.store.list();
  expect(unfinished).toMatchObject({ complete: false, bytes: kept + FP32_TOTAL - 200_000 });

  fake.requests.length = 0;
  const model = await downloadModel(request);
  expect(contentRequests(fake)).toEqual([expect.objectContaining({ range: `bytes=${kept}-`, sent: 200_000 - kept })]);
  expect(fake.requests.some(({ path }) => path.startsWith('/api/models/'))).toBe(false);
  expectBytes(await request.store.readFile(fileOf(model, VISION)), FILES[VISION]);
});

test('continues a broken connection by itself', async () => {
  const { fake, request, progress } = await setUp();
  Object.assign(fake.faults, { cutAfter: 81_920, slow: 1 });
  const model = await downloadModel(request);
  const [first, second, ...more] = contentRequests(fake);
  const kept = Number(/^bytes=(\d+)-$/.exec(second.range ?? '')?.[1]);
  expect(first.range).toBe(null);
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(81_920);
  expect(second.sent).toBe(200_000 - kept);
  expect(more).toEqual([]);
  expect(progress.filter(({ phase }) => phase === 'waiting')).toHaveLength(1);
  expectBytes(await request.store.readFile(fileOf(model, VISION)), FILES[VISION]);
});

test('starts anew if the server ignores the range', async () => {
  const setup = await setUp();
  const { fake, request, progress } = setup;
  fake.faults.slow = 1;
  await cancelAfter(setup, 60_000);
  Object.assign(fake.faults, { slow: 0, ignoreRange: true });
  fake.requests.length = 0;

  const model = await downloadModel(request);
  expect(contentRequests(fake)).toEqual([expect.objectContaining({ range: expect.stringMatching(/^bytes=\d+-$/) as string, sent: 200_000 })]);
  expectBytes(await request.store.readFile(fileOf(model, VISION)), FILES[VISION]);
  expect(progress.at(-1)?.received).toBe(FP32_TOTAL);
});

test('refuses and removes a file whose hash is wrong', async () => {
  const setup = await setUp();
  const { fake, request } = setup;
  fake.faults.wrongBytes = true;
  await expect(downloadModel(request)).rejects.toThrow(/^The file onnx\/vision_model\.onnx has the hash [0-9a-f]{64}, expected [0-9a-f]{64}: its bytes are not those that the hub lists/);
  expect(contentRequests(fake)).toHaveLength(1);
  expect(await request.store.keptBytes(await plannedFile(setup, VISION))).toBe(0);
  expect((await request.store.find(REPOSITORY, 'fp32'))?.complete).toBe(false);

  fake.faults.wrongBytes = false;
  await expect(downloadModel(request)).resolves.toMatchObject({ complete: true });
});

test('fetches a file anew if the part from an earlier attempt was damaged', async () => {
  const setup = await setUp();
  const { fake, request } = setup;
  fake.faults.slow = 1;
  await cancelAfter(setup, 60_000);
  fake.faults.slow = 0;
  const file = await plannedFile(setup, VISION);
  const writer = await request.store.openWriter(file, 1000);
  writer.write(new Uint8Array(30_000));
  writer.close();
  fake.requests.length = 0;

  const model = await downloadModel(request);
  expect(contentRequests(fake).map(({ range, sent }) => [range, sent])).toEqual([
    ['bytes=31000-', 169_000],
    [null, 200_000],
  ]);
  expectBytes(await request.store.readFile(fileOf(model, VISION)), FILES[VISION]);
});

test('takes everything from a mirror below its own path', async () => {
  const { fake, request } = await setUp('/school/models');
  await downloadModel(request);
  const own = fake.requests.filter(({ path }) => !path.startsWith('/xet-bridge/'));
  expect(own.length).toBeGreaterThan(4);
  for (const { path } of own) expect(path).toMatch(/^\/school\/models\//);
});

test('a stored model works without any request', async () => {
  const { fake, request } = await setUp();
  await downloadModel(request);
  fake.requests.length = 0;
  // Another session: nothing is remembered but what is stored.
  const { readFile } = await openHubModel({ ...request, hub: createHub({ base: fake.base, retries: QUICK_RETRIES }) });
  const vision = await readFile(VISION);
  expectBytes(vision, FILES[VISION]);
  const suffix = Uint8Array.of(7, 8, 9);
  const extended = appendSuffix(vision, suffix);
  expect(extended.buffer, 'extended without a copy').toBe(vision.buffer);
  expectBytes(extended, Buffer.concat([FILES[VISION], suffix]));
  await expect(readFile(VISION_Q8)).rejects.toThrow('was stored without "onnx/vision_model_quantized.onnx"; it has config.json, tokenizer.json, onnx/vision_model.onnx.');
  expect(fake.requests).toEqual([]);
});

test('detects a damaged stored file and downloads it again', async () => {
  const { fake, request } = await setUp();
  const contents = createMemoryFiles();
  const model = await downloadModel({ ...request, store: createMemoryStore(contents) });
  const file = fileOf(model, VISION);
  for (const damage of ['changed', 'shortened'] as const) {
    // A new store has not checked anything yet; records live as long as the old one, so the model is saved again.
    const store = createMemoryStore(contents);
    await store.save(model);
    const writer = await store.openWriter(file, 199_999);
    if (damage === 'changed') writer.write(Uint8Array.of(FILES[VISION][199_999] ^ 1));
    writer.close();
    fake.requests.length = 0;
    const { readFile } = await openHubModel({ ...request, store });
    expectBytes(await readFile(VISION), FILES[VISION]);
    expect(contentRequests(fake)).toHaveLength(1);
  }
});

test('says that another tab is writing the same file', async () => {
  const setup = await setUp();
  const { fake, request } = setup;
  fake.faults.slow = 1;
  await cancelAfter(setup, 60_000);
  const writer = await request.store.openWriter(await plannedFile(setup, VISION), 0);
  await expect(downloadModel(request)).rejects.toThrow(/^"onnx\/vision_model\.onnx" is being downloaded, perhaps in another tab/);
  writer.close();
});

test('waits and tries again when the hub limits requests, a limited number of times', async () => {
  const { fake, request } = await setUp();
  const pauses: number[] = [];
  const retries = { attempts: 4, pause: async (milliseconds: number) => void pauses.push(milliseconds) };
  const patient = { ...request, retries, hub: createHub({ base: fake.base, retries }) };
  fake.faults.refuse = { status: 429, times: 2 };
  await downloadModel(patient);
  expect(pauses).toEqual([1000, 2000]);

  await request.store.removeAll();
  fake.faults.refuse = { status: 503, times: 1000 };
  fake.requests.length = 0;
  await expect(downloadModel({ ...patient, hub: createHub({ base: fake.base, retries }) })).rejects.toThrow(/is out of order \(status 503 for the model owner\/clip\)/);
  expect(fake.requests).toHaveLength(4);
});

test('treats a connection that gives nothing more as broken', async () => {
  const setup = await setUp();
  const { fake, request } = setup;
  fake.faults.slow = 400;
  await expect(downloadModel({ ...request, patience: 60, retries: { ...QUICK_RETRIES, attempts: 2 } })).rejects.toThrow(/^Nothing came from 127\.0\.0\.1:\d+ for 0\.06 seconds while "onnx\/vision_model\.onnx" was loading/);
  expect(contentRequests(fake).map(({ range }) => range)).toEqual([null, 'bytes=4096-']);
  expect(await request.store.keptBytes(await plannedFile(setup, VISION))).toBe(8192);
});

test('refuses more bytes than the hub lists', async () => {
  const { request } = await setUp();
  await expect(downloadModel({ ...request, fetch: fetchOneByteMore })).rejects.toThrow(/sends more than the \d+ bytes it lists for "(config|tokenizer)\.json"/);
});

test.each([
  ['a repository that is private or does not exist', { repository: 'owner/none' }, /^127\.0\.0\.1:\d+ does not give the model owner\/none without an account \(status 401\)/],
  ['files that the repository lacks', { paths: [...FP32_PATHS, 'onnx/text_model.onnx'] }, /^The model owner\/clip has no onnx\/text_model\.onnx \(commit 01234567\); choose another precision or model\.$/],
])('gives a sentence for %s', async (_, change, sentence) => {
  const { request } = await setUp();
  await expect(downloadModel({ ...request, ...change })).rejects.toThrow(sentence);
  expect(await request.store.list()).toEqual([]);
});

test('gives a sentence when nothing answers', async () => {
  const { fake, request } = await setUp();
  await fake.close();
  await expect(downloadModel(request)).rejects.toThrow(/^127\.0\.0\.1:\d+ could not be reached: the network may be down or filtered/);
});

test.each(['at once', 'after the head'] as const)('gives up on a hub that accepts the question and falls silent %s', async (silent) => {
  const { fake, request } = await setUp();
  fake.faults.silent = silent;
  const hub = createHub({ base: fake.base, retries: QUICK_RETRIES, patience: 60 });
  await expect(downloadModel({ ...request, hub })).rejects.toThrow(
    expect.objectContaining({ kind: 'unreachable', message: expect.stringMatching(/^127\.0\.0\.1:\d+ did not answer about the model owner\/clip within 0\.06 seconds; try again later/) as string }),
  );
  expect(fake.requests).toHaveLength(1);
});
