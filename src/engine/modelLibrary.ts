/**
 * The picker's list: every model of the registry with what of it is kept on this device.
 */
import type { ModelEntry } from '../encoders/hub/modelEntry.ts';
import type { ModelOnDevice, ModelStore } from '../encoders/hub/modelStore.ts';
import { findModel, MODELS } from '../encoders/hub/registry.ts';
import { readStorageStatus } from '../encoders/hub/storageStatus.ts';
import type { Engine } from '../encoders/session.ts';
import type { ModelLibrary } from './engine.ts';
import type { ModelStatus } from './modelRequests.ts';

/** @param openStore gives the store of models, opened when it is first needed */
export function createModelLibrary(openStore: () => Promise<ModelStore>): ModelLibrary {
  return {
    async list(engine) {
      const store = await openStore();
      const [kept, usedBytes, { quota }] = await Promise.all([store.list(), store.totalBytes(), readStorageStatus()]);
      const models = MODELS.map((entry) => describeModel(entry, kept, engine));
      return { models, durable: store.durable, usedBytes, quotaBytes: quota };
    },

    async remove(which) {
      const store = await openStore();
      if (which === 'all') return store.removeAll();
      const { hub } = findModel(which.modelId);
      if (hub) await store.remove(hub.repository, which.precision);
    },
  };
}

function describeModel({ hub, ...about }: ModelEntry, kept: ModelOnDevice[], engine: Engine): ModelStatus {
  return {
    ...about,
    repository: hub?.repository ?? null,
    precisions: hub?.precisions.map(({ precision, megabytes }) => ({ precision, megabytes })) ?? [],
    recommended: hub?.recommended[engine] ?? null,
    stored: kept
      .filter(({ repository }) => repository === hub?.repository)
      .map(({ precision, bytes, complete, storedAt }) => ({ precision, bytes, complete, storedAt })),
  };
}
