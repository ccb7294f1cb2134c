/**
 * The downloads that run now, so that deleting a model can end its download first.
 */
import { ModelError } from './modelError.ts';

interface ActiveDownload {
  key: string;
  cancel: AbortController;
  /** Resolves when its files are closed, however it ended. */
  settled: Promise<unknown>;
}

export class ActiveDownloads {
  private readonly active = new Set<ActiveDownload>();

  /** Does the work under a signal that the caller and `end` can abort. */
  async run<T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const cancel = new AbortController();
    const running = work(AbortSignal.any([signal, cancel.signal]));
    const download = { key, cancel, settled: running.catch(() => undefined) };
    this.active.add(download);
    try {
      return await running;
    } finally {
      this.active.delete(download);
    }
  }

  /** Aborts the downloads of these keys and waits until none of them writes any more. */
  async end(isAffected: (key: string) => boolean): Promise<void> {
    const affected = [...this.active].filter(({ key }) => isAffected(key));
    for (const { cancel } of affected) {
      cancel.abort(new ModelError('deleted', 'The download was cancelled, because its model was deleted from this device.'));
    }
    await Promise.all(affected.map(({ settled }) => settled));
  }
}
