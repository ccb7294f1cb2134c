/**
 * A model's files for a session: downloaded if needed, read from the device, fetched again if they were damaged.
 */
import { type DownloadRequest, downloadModel } from './download.ts';
import { isModelError } from './modelError.ts';
import type { StoredModel } from './modelRecords.ts';

export interface HubModel {
  readonly model: StoredModel;
  /**
   * A file by its path in the repository, checked, in memory that `appendSuffix` can extend in place.
   * @throws ModelError in one sentence
   */
  readFile(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Makes the model complete on this device and opens it. Without network this works for models that are already there.
 * @throws ModelError in one sentence; the signal's reason if it is aborted
 */
export async function openHubModel(request: DownloadRequest): Promise<HubModel> {
  const { store } = request;
  const model = await downloadModel(request);
  return {
    model,
    async readFile(path) {
      const file = model.files.find((candidate) => candidate.path === path);
      if (!file) throw new Error(`The model ${model.repository} was stored without "${path}"; it has ${model.files.map((candidate) => candidate.path).join(', ')}.`);
      try {
        return await store.readFile(file);
      } catch (error) {
        // The damaged file is gone now, so the download brings it again.
        if (!isModelError(error, 'corrupt')) throw error;
        await downloadModel(request);
        return store.readFile(file);
      }
    },
  };
}
