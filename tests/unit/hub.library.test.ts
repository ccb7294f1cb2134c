/** Several models in one store: shared files, shared commits, deletion. */
import { expect, test } from 'vitest';
import { createMemoryFiles } from '../../src/encoders/hub/byteFiles.ts';
import { downloadModel } from '../../src/encoders/hub/download.ts';
import { createMemoryStore } from '../../src/encoders/hub/modelStore.ts';
import { expectBytes, FILES, fileOf, FP32_TOTAL, Q8_PATHS, REPOSITORY, setUp, TOKENIZER, VISION } from './hubSetup.ts';

test('takes another precision from the commit of what is stored, until nothing is', async () => {
  const { fake, request } = await setUp();
  const q8 = { ...request, precision: 'q8', paths: Q8_PATHS } as const;
  const { commit: first } = await downloadModel(request);
  fake.commit = 'f'.repeat(40);
  expect((await downloadModel(q8)).commit).toBe(first);
  expect(fake.requests.filter(({ path }) => path.includes('/tree/') || path.includes('/resolve/')).every(({ path }) => path.includes(first))).toBe(true);
  expect(fake.requests.filter(({ path }) => path.endsWith('/revision/main'))).toHaveLength(1);

  await request.store.removeAll();
  expect((await downloadModel(q8)).commit).toBe(fake.commit);
});

test('shares equal files between precisions and removes them with the last model', async () => {
  const { fake, request } = await setUp();
  const { store } = request;
  const fp32 = await downloadModel(request);
  fake.requests.length = 0;
  const q8 = await downloadModel({ ...request, precision: 'q8', paths: Q8_PATHS });
  expect(fake.requests.some(({ path }) => path.endsWith(TOKENIZER))).toBe(false);
  const shared = FP32_TOTAL - 200_000;
  expect(await store.totalBytes()).toBe(FP32_TOTAL + 50_000);
  expect((await store.list()).map(({ precision, bytes }) => [precision, bytes]).toSorted()).toEqual([
    ['fp32', FP32_TOTAL],
    ['q8', shared + 50_000],
  ]);

  await store.remove(REPOSITORY, 'fp32');
  expect(await store.find(REPOSITORY, 'fp32')).toBe(null);
  expect(await store.totalBytes()).toBe(shared + 50_000);
  expectBytes(await store.readFile(fileOf(q8, TOKENIZER)), FILES[TOKENIZER]);
  await expect(store.readFile(fileOf(fp32, VISION))).rejects.toThrow('has 0 bytes, expected 200000');
  await store.removeAll();
  expect(await store.list()).toEqual([]);
  expect(await store.totalBytes()).toBe(0);
});

test.each(['all', 'fp32'] as const)('deleting %s during a download ends it first and leaves nothing of it', async (which) => {
  const { fake, request } = await setUp();
  const contents = createMemoryFiles();
  const store = createMemoryStore(contents);
  await downloadModel({ ...request, store, precision: 'q8', paths: Q8_PATHS });
  fake.faults.slow = 1;
  let deletion: Promise<void> | null = null;
  const download = downloadModel({
    ...request,
    store,
    report({ received }) {
      if (received > 60_000) deletion ??= which === 'all' ? store.removeAll() : store.remove(REPOSITORY, which);
    },
  });
  await expect(download).rejects.toThrow(expect.objectContaining({ kind: 'deleted', message: 'The download was cancelled, because its model was deleted from this device.' }));
  await deletion;
  expect((await store.list()).map(({ precision, complete }) => [precision, complete])).toEqual(which === 'all' ? [] : [['q8', true]]);
  expect(await store.totalBytes()).toBe(which === 'all' ? 0 : FP32_TOTAL - 200_000 + 50_000);
});

test('a full device gives a sentence and leaves nothing behind', async () => {
  const { request } = await setUp();
  const contents = createMemoryFiles({ capacity: 100_000 });
  const store = createMemoryStore(contents);
  await expect(downloadModel({ ...request, store })).rejects.toThrow(/^There is no room left on this device for "onnx\/vision_model\.onnx"/);
  expect(await store.list()).toEqual([]);
  expect(await contents.list()).toEqual([]);
});
