/**
 * Runs in a real worker of the browser what the end-to-end test of model downloads asks for.
 */
import { type DownloadProgress, downloadModel } from '../../src/encoders/hub/download.ts';
import { computeDigest } from '../../src/encoders/hub/digest.ts';
import { createHub } from '../../src/encoders/hub/hubApi.ts';
import { openHubModel } from '../../src/encoders/hub/hubModel.ts';
import { openModelStore } from '../../src/encoders/hub/modelStore.ts';

const REPOSITORY = 'owner/clip';
const PATHS = ['config.json', 'onnx/vision_model.onnx'];

/** Names of the tasks and what they give. */
const tasks = {
  /** Downloads; cancels once more than `cancelAfter` bytes are there. */
  async download(base: string, cancelAfter: number) {
    const cancel = new AbortController();
    const steps: DownloadProgress[] = [];
    const model = await downloadModel({
      ...(await open(base)),
      signal: cancel.signal,
      report(step) {
        steps.push(step);
        if (step.received > cancelAfter) cancel.abort();
      },
    });
    return { commit: model.commit, complete: model.complete, steps: steps.length, last: steps.at(-1) };
  },
  /** Reads the large file from the device. */
  async read(base: string) {
    const { readFile } = await openHubModel(await open(base));
    const bytes = await readFile(PATHS[1]);
    return { size: bytes.length, sha256: await computeDigest(bytes, 'sha256') };
  },
  /** Changes one byte of the stored large file behind the store's back. */
  async damage() {
    const root = await navigator.storage.getDirectory();
    const contents = await (await root.getDirectoryHandle('models')).getDirectoryHandle('contents');
    for await (const handle of contents.values()) {
      if (!(handle instanceof FileSystemFileHandle) || (await handle.getFile()).size < 100_000) continue;
      const writable = await handle.createWritable({ keepExistingData: true });
      await writable.write({ type: 'write', position: 1000, data: Uint8Array.of(1, 2, 3) });
      await writable.close();
    }
    return null;
  },
  async removeAll() {
    await (await openModelStore()).removeAll();
    return null;
  },
};

export type Tasks = typeof tasks;

async function open(base: string) {
  const hub = createHub({ base: new URL(base), retries: { attempts: 1, pause: async () => undefined } });
  return { repository: REPOSITORY, precision: 'fp32' as const, paths: PATHS, hub, store: await openModelStore(), retries: { attempts: 1, pause: async () => undefined } };
}

globalThis.addEventListener('message', ({ data }: MessageEvent<{ task: keyof Tasks; base: string; cancelAfter: number }>) => {
  tasks[data.task](data.base, data.cancelAfter).then(
    (value) => globalThis.postMessage({ value }),
    (error: unknown) => globalThis.postMessage({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }),
  );
});
