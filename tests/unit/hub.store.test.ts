import { expect, test } from 'vitest';
import { createMemoryFiles } from '../../src/encoders/hub/byteFiles.ts';
import { computeDigest } from '../../src/encoders/hub/digest.ts';
import type { HubFile } from '../../src/encoders/hub/hubApi.ts';
import type { StoredModel } from '../../src/encoders/hub/modelRecords.ts';
import { createModelStore, type ModelStore, openModelStore } from '../../src/encoders/hub/modelStore.ts';
import { readStorageStatus, requestPersistence } from '../../src/encoders/hub/storageStatus.ts';

const BYTES = Uint8Array.of(1, 2, 3, 4, 5);

async function put(store: ModelStore, bytes: Uint8Array<ArrayBuffer>, path = 'model.onnx'): Promise<HubFile> {
  const file: HubFile = { path, size: bytes.length, digest: { algorithm: 'sha256', hex: await computeDigest(bytes, 'sha256') } };
  const writer = await store.openWriter(file, 0);
  writer.write(bytes);
  writer.close();
  return file;
}

function modelOf(files: HubFile[], storedAt = '2026-01-01T00:00:00.000Z', repository = 'owner/name'): StoredModel {
  return { repository, precision: 'q8', commit: 'c'.repeat(40), files, complete: true, storedAt };
}

test('checks a file again after it was written to', async () => {
  const store = createModelStore({ contents: createMemoryFiles(), records: createMemoryFiles(), durable: false });
  const file = await put(store, BYTES);
  expect([...(await store.readFile(file))]).toEqual([1, 2, 3, 4, 5]);
  const writer = await store.openWriter(file, 4);
  writer.write(Uint8Array.of(6));
  writer.close();
  await expect(store.readFile(file)).rejects.toThrow(/^The file model\.onnx has the hash/);
  expect(await store.keptBytes(file)).toBe(0);
});

test('counts a record that cannot be read as none, and lists the others, newest first', async () => {
  const records = createMemoryFiles();
  const store = createModelStore({ contents: createMemoryFiles(), records, durable: false });
  const file = await put(store, BYTES);
  await store.save(modelOf([file], '2026-01-01T00:00:00.000Z', 'owner/older'));
  await store.save(modelOf([file], '2026-02-01T00:00:00.000Z', 'owner/newer'));
  for (const [name, text] of [
    ['broken--json@q8.json', '{"repository"'],
    ['other--format@q8.json', '{"repository":"other/format"}'],
  ]) {
    const writer = await records.openWriter(name, 0);
    writer.write(new TextEncoder().encode(text));
    writer.close();
  }
  expect((await store.list()).map(({ repository, bytes }) => [repository, bytes])).toEqual([
    ['owner/newer', 5],
    ['owner/older', 5],
  ]);
  expect(await store.find('broken/json', 'q8')).toBe(null);
  expect(await store.totalBytes()).toBe(5);
});

test('drops files of an older commit when a newer one takes its place', async () => {
  const store = createModelStore({ contents: createMemoryFiles(), records: createMemoryFiles(), durable: false });
  const older = await put(store, BYTES);
  await store.save(modelOf([older]));
  const newer = await put(store, Uint8Array.of(9, 9));
  await store.save(modelOf([newer]));
  expect(await store.totalBytes()).toBe(2);
  expect(await store.keptBytes(older)).toBe(0);
});

test('deleting goes on past a file that another tab writes, and keeps its model listed', async () => {
  const contents = createMemoryFiles();
  const records = createMemoryFiles();
  const store = createModelStore({ contents, records, durable: false });
  const other = createModelStore({ contents, records, durable: false });
  const busy = await put(other, BYTES, 'busy.onnx');
  const idle = await put(store, Uint8Array.of(9, 9), 'idle.onnx');
  await store.save(modelOf([busy], '2026-01-01T00:00:00.000Z', 'owner/busy'));
  await store.save(modelOf([idle], '2026-01-01T00:00:00.000Z', 'owner/idle'));
  const writer = await other.openWriter(busy, 3);

  await expect(store.removeAll()).rejects.toThrow(
    'owner/busy (q8) could not be deleted, because another tab of this page is downloading it; cancel the download there, then delete it again.',
  );
  expect((await store.list()).map(({ repository, complete, bytes }) => [repository, complete, bytes])).toEqual([['owner/busy', false, 3]]);
  expect(await store.totalBytes()).toBe(3);
  // What no record names does not keep others from being saved.
  await records.remove('owner--busy@q8.json');
  await store.save(modelOf([]));
  writer.close();
  await store.removeAll();
  expect(await records.list()).toEqual([]);
  expect(await contents.list()).toEqual([]);
});

test('without lasting storage there is a store in memory, and nothing is promised', async () => {
  expect((await openModelStore()).durable).toBe(false);
  expect(await readStorageStatus()).toEqual({ usage: null, quota: null, persisted: false });
  expect(await requestPersistence()).toBe(false);
});
