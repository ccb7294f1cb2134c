/**
 * Runs in a page what pages do with stored models: list them, without a worker.
 */
import { openModelStore } from '../../src/encoders/hub/modelStore.ts';
import { readStorageStatus } from '../../src/encoders/hub/storageStatus.ts';

async function listModels() {
  const store = await openModelStore();
  return { durable: store.durable, models: await store.list(), totalBytes: await store.totalBytes(), status: await readStorageStatus() };
}

export type ListModels = typeof listModels;

Object.assign(globalThis, { listModels });
