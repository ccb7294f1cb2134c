/**
 * Downloads the files of one model, with progress over the whole set.
 */
import type { Hub, HubFile } from './hubApi.ts';
import { formatSize, isModelError, ModelError } from './modelError.ts';
import type { StoredModel } from './modelRecords.ts';
import type { ModelStore } from './modelStore.ts';
import type { Precision } from './modelEntry.ts';
import { DEFAULT_RETRIES, type RetrySettings } from './request.ts';
import { readStorageStatus } from './storageStatus.ts';
import { transferFile } from './transfer.ts';

export interface DownloadProgress {
  /**
   * `looking`: the hub is asked which files there are; `waiting`: a connection broke and is tried again soon;
   * `checking`: at least one file is being hashed.
   */
  phase: 'looking' | 'downloading' | 'waiting' | 'checking';
  /** Bytes of the whole set that are on this device, those of earlier attempts included. */
  received: number;
  /** Bytes of the whole set; null while that is not known. */
  total: number | null;
}

export interface DownloadRequest {
  repository: string;
  precision: Precision;
  /** Paths of the wanted files in the repository. */
  paths: readonly string[];
  hub: Hub;
  store: ModelStore;
  report?: (progress: DownloadProgress) => void;
  signal?: AbortSignal;
  fetch?: typeof fetch;
  retries?: RetrySettings;
  /** A connection that gives no byte for this many milliseconds counts as broken. */
  patience?: number;
}

/** More connections do not make one large file come faster. */
const PARALLEL_FILES = 2;
const PATIENCE = 30_000;

/**
 * Makes the model complete on this device. A model that already is needs no request; one that was begun is continued at
 * the commit it was begun with. If the device is full, everything that came is removed; on any other failure it is kept.
 * @throws ModelError in one sentence, "deleted" if the model is removed meanwhile; the signal's reason if it is aborted
 */
export async function downloadModel(request: DownloadRequest): Promise<StoredModel> {
  const { repository, precision, store, signal = new AbortController().signal } = request;
  try {
    return await store.whileDownloading(repository, precision, signal, (shared) => completeModel(request, shared));
  } catch (error) {
    if (isModelError(error, 'full')) await store.remove(repository, precision);
    throw error;
  }
}

async function completeModel(request: DownloadRequest, signal: AbortSignal): Promise<StoredModel> {
  const { repository, precision, paths, store, report = () => undefined } = request;
  const stored = await store.find(repository, precision);
  const isUsable = stored && paths.every((path) => stored.files.some((file) => file.path === path));
  if (isUsable && stored.complete && (await isPresent(stored, store))) return stored;

  report({ phase: 'looking', received: 0, total: null });
  const plan = isUsable ? { ...stored, complete: false } : await planDownload(request, signal);
  await store.save(plan);
  await transferAll(plan, { ...request, report, signal });
  const complete: StoredModel = { ...plan, complete: true, storedAt: new Date().toISOString() };
  await store.save(complete);
  signal.throwIfAborted();
  return complete;
}

async function isPresent({ files }: StoredModel, store: ModelStore): Promise<boolean> {
  const sizes = await Promise.all(files.map((file) => store.keptBytes(file)));
  return files.every(({ size }, index) => sizes[index] === size);
}

/** `main` is resolved once per repository: what is stored of it, in whatever precision, says from which commit the rest comes. */
async function planDownload({ repository, precision, paths, hub, store }: DownloadRequest, signal: AbortSignal): Promise<StoredModel> {
  const sibling = (await store.list()).find((model) => model.repository === repository);
  const commit = sibling?.commit ?? (await hub.resolveRevision(repository, signal));
  const listed = new Map((await hub.listFiles(repository, commit, signal)).map((file) => [file.path, file]));
  const missing = paths.filter((path) => !listed.has(path));
  if (missing.length > 0) {
    throw new ModelError('missing', `The model ${repository} has no ${missing.join(', ')} (commit ${commit.slice(0, 8)}); choose another precision or model.`);
  }
  const files = paths.flatMap((path) => listed.get(path) ?? []);
  return { repository, precision, commit, files, complete: false, storedAt: new Date().toISOString() };
}

type TransferContext = DownloadRequest & Required<Pick<DownloadRequest, 'report' | 'signal'>>;

async function transferAll(plan: StoredModel, context: TransferContext): Promise<void> {
  const { hub, store, report, fetch: fetchFile = globalThis.fetch.bind(globalThis), retries = DEFAULT_RETRIES, patience = PATIENCE } = context;
  const files = distinctContents(plan.files);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const received = new Map(await Promise.all(files.map(async (file) => [file, Math.min(await store.keptBytes(file), file.size)] as const)));
  const tell = (phase: DownloadProgress['phase']): void => report({ phase, received: [...received.values()].reduce((sum, bytes) => sum + bytes, 0), total });
  await requireRoom(total - [...received.values()].reduce((sum, bytes) => sum + bytes, 0), store);
  tell('downloading');

  // The first failure ends the other transfers too; each closes its file before this returns.
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const queue = files.values();
  const work = async (): Promise<void> => {
    for (const file of queue) {
      await transferFile({
        file,
        url: hub.fileUrl(plan.repository, plan.commit, file.path),
        store,
        fetch: fetchFile,
        signal,
        retries: {
          ...retries,
          pause(milliseconds, pauseSignal) {
            tell('waiting');
            return retries.pause(milliseconds, pauseSignal);
          },
        },
        patience,
        onBytes(bytes) {
          received.set(file, bytes);
          tell('downloading');
        },
        onChecking: () => tell('checking'),
      });
    }
  };
  await Promise.allSettled(Array.from({ length: PARALLEL_FILES }, () => work().catch((error: unknown) => failure.abort(error))));
  signal.throwIfAborted();
}

/** Small files first: they fail early. Files of the same content share one place. */
function distinctContents(files: HubFile[]): HubFile[] {
  const byHash = new Map(files.map((file) => [file.digest.hex, file]));
  return [...byHash.values()].toSorted((a, b) => a.size - b.size);
}

/** Says so before hundreds of megabytes have come, where the browser tells how much it will keep. */
async function requireRoom(needed: number, store: ModelStore): Promise<void> {
  if (!store.durable) return;
  const { quota, usage } = await readStorageStatus();
  if (quota === null || usage === null || needed <= quota - usage) return;
  throw new ModelError('full', `The model needs ${formatSize(needed)} more, but the browser gives this page only ${formatSize(Math.max(quota - usage, 0))}; delete other models or free disk space, then try again.`);
}
