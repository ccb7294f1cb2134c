/**
 * The models on this device. Files are kept under their content hash, so that models share a tokenizer and a file that is
 * half there belongs to exactly one content; a record per model says which files it consists of. A stored model needs no
 * request: its record holds the commit, and its files carry their own check.
 */
import { allocateModel } from '../graft/appendSuffix.ts';
import { ActiveDownloads } from './activeDownloads.ts';
import { type ByteFiles, type ByteWriter, createMemoryFiles } from './byteFiles.ts';
import { computeDigest } from './digest.ts';
import type { HubFile } from './hubApi.ts';
import { explainWriteFailure, formatSize, isModelError, ModelError } from './modelError.ts';
import { createOpfsFiles } from './opfsFiles.ts';
import type { Precision } from './modelEntry.ts';
import { listRecords, nameRecord, readRecord, type StoredModel, writeRecord } from './modelRecords.ts';
import { findStorage } from './storageStatus.ts';

export interface ModelOnDevice extends StoredModel {
  /** Bytes of its files that are on this device, those it shares with other models included. */
  bytes: number;
}

export interface ModelStore {
  /** False if the models are gone with the page, because the browser gives it no lasting storage. */
  readonly durable: boolean;
  /** Newest first. */
  list(): Promise<ModelOnDevice[]>;
  /** Bytes of all model files on this device; shared ones count once. */
  totalBytes(): Promise<number>;
  find(repository: string, precision: Precision): Promise<StoredModel | null>;
  /** Does the work that makes a model complete, under a signal that is also aborted if the model is removed. */
  whileDownloading<T>(repository: string, precision: Precision, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Writes the model's record and drops files that no record names any more. */
  save(model: StoredModel): Promise<void>;
  /** Bytes of the file that are there. */
  keptBytes(file: HubFile): Promise<number>;
  /**
   * Appends to the file's first `keep` bytes.
   * @throws ModelError "locked" if another tab writes it; "full" from the writer if there is no room left
   */
  openWriter(file: HubFile, keep: number): Promise<ByteWriter>;
  /**
   * Checks size and hash, and removes the file if they are wrong.
   * @throws ModelError "corrupt"
   */
  verify(file: HubFile): Promise<void>;
  /**
   * A file in memory that `appendSuffix` can extend in place; the first read of a session checks it.
   * @throws ModelError "corrupt" if size or hash are wrong; the file is then removed
   */
  readFile(file: HubFile): Promise<Uint8Array<ArrayBuffer>>;
  discard(file: HubFile): Promise<void>;
  /**
   * Removes a model, but not the files that another one shares. Its download in this store is aborted first. If another tab
   * downloads it, what cannot be removed stays listed.
   * @throws ModelError "locked" in that case
   */
  remove(repository: string, precision: Precision): Promise<void>;
  /** Removes every model, each as `remove` does. */
  removeAll(): Promise<void>;
}

const FOLDER = 'models';

/** Opens the store of this origin; where the browser gives no lasting storage (some private windows), one in memory. */
export async function openModelStore(): Promise<ModelStore> {
  const root = await findStorage()?.getDirectory?.().catch(() => null);
  if (!root) return createMemoryStore();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const open = async (name: string): Promise<ByteFiles> => createOpfsFiles(await folder.getDirectoryHandle(name, { create: true }));
  return createModelStore({ contents: await open('contents'), records: await open('records'), durable: true });
}

/** A store that lasts as long as the object. */
export function createMemoryStore(contents: ByteFiles = createMemoryFiles()): ModelStore {
  return createModelStore({ contents, records: createMemoryFiles(), durable: false });
}

export interface ModelStoreOptions {
  /** Holds the files under their hashes. */
  contents: ByteFiles;
  /** Holds one JSON file per model. */
  records: ByteFiles;
  durable: boolean;
}

export function createModelStore({ contents, records, durable }: ModelStoreOptions): ModelStore {
  /** Names of files whose hash was right in this session. */
  const verified = new Set<string>();

  const downloads = new ActiveDownloads();

  const discard = async (name: string, path: string): Promise<void> => {
    verified.delete(name);
    await contents.remove(name).catch((cause: unknown) => {
      throw explainWriteFailure(cause, path);
    });
  };

  /**
   * Removes the files that none of the models names.
   * @returns names of those that stay, because another tab writes them
   */
  const dropUnnamed = async (models: StoredModel[]): Promise<Set<string>> => {
    const named = new Set(models.flatMap(({ files }) => files.map(nameOf)));
    const locked = new Set<string>();
    for (const { name } of await contents.list()) {
      if (named.has(name)) continue;
      await discard(name, name).catch((error: unknown) => {
        if (!isModelError(error, 'locked')) throw error;
        locked.add(name);
      });
    }
    return locked;
  };

  const removeModels = async (isAffected: (recordName: string) => boolean): Promise<void> => {
    await downloads.end(isAffected);
    const models = await listRecords(records);
    const isKept = (model: StoredModel): boolean => !isAffected(nameRecord(model));
    const locked = await dropUnnamed(models.filter(isKept));
    const stuck = models.filter((model) => !isKept(model) && model.files.some((file) => locked.has(nameOf(file))));
    const stuckNames = new Set(stuck.map(nameRecord));
    // Records go last, those of unreadable models too: as long as bytes are there, the list names them.
    for (const { name } of await records.list()) {
      if (isAffected(name) && !stuckNames.has(name)) await records.remove(name);
    }
    for (const model of stuck) await writeRecord(records, { ...model, complete: false });
    if (stuck.length > 0) throw explainStuck(stuck);
  };

  const readChecked = async (file: HubFile): Promise<Uint8Array<ArrayBuffer>> => {
    const name = nameOf(file);
    const size = (await contents.size(name)) ?? 0;
    if (size !== file.size) {
      await discard(name, file.path);
      throw new ModelError('corrupt', `The stored file ${file.path} has ${size} bytes, expected ${file.size}; it was removed and has to be downloaded again.`);
    }
    const bytes = allocate(file);
    await contents.read(name, bytes);
    if (verified.has(name)) return bytes;
    const actual = await computeDigest(bytes, file.digest.algorithm);
    if (actual !== file.digest.hex) {
      await discard(name, file.path);
      throw new ModelError('corrupt', `The file ${file.path} has the hash ${actual}, expected ${file.digest.hex}: its bytes are not those that the hub lists, so it was removed; try again, or name another base address.`);
    }
    verified.add(name);
    return bytes;
  };

  return {
    durable,
    async list() {
      const sizes = new Map((await contents.list()).map(({ name, size }) => [name, size]));
      const models = (await listRecords(records)).map((model) => ({ ...model, bytes: sumSizes(model.files, sizes) }));
      return models.toSorted((a, b) => b.storedAt.localeCompare(a.storedAt));
    },
    totalBytes: async () => (await contents.list()).reduce((sum, { size }) => sum + size, 0),
    find: (repository, precision) => readRecord(records, nameRecord({ repository, precision })),
    whileDownloading: (repository, precision, signal, work) => downloads.run(nameRecord({ repository, precision }), signal, work),
    async save(model) {
      await writeRecord(records, model);
      await dropUnnamed(await listRecords(records));
    },
    keptBytes: async (file) => (await contents.size(nameOf(file))) ?? 0,
    async openWriter(file, keep) {
      verified.delete(nameOf(file));
      return openExplained(contents, nameOf(file), keep, file.path);
    },
    async verify(file) {
      await readChecked(file);
    },
    readFile: readChecked,
    discard: (file) => discard(nameOf(file), file.path),
    async remove(repository, precision) {
      const affected = nameRecord({ repository, precision });
      await removeModels((name) => name === affected);
    },
    removeAll: () => removeModels(() => true),
  };
}

/** Opens a writer whose failures are sentences that name the path. */
async function openExplained(files: ByteFiles, name: string, keep: number, path: string): Promise<ByteWriter> {
  const writer = await files.openWriter(name, keep).catch((cause: unknown) => {
    throw explainWriteFailure(cause, path);
  });
  return {
    write(bytes) {
      try {
        writer.write(bytes);
      } catch (cause) {
        throw explainWriteFailure(cause, path);
      }
    },
    close: () => writer.close(),
  };
}

function nameOf({ digest }: HubFile): string {
  return `${digest.algorithm}-${digest.hex}`;
}

function explainStuck(models: StoredModel[]): ModelError {
  const titles = models.map(({ repository, precision }) => `${repository} (${precision})`).join(', ');
  return new ModelError('locked', `${titles} could not be deleted, because another tab of this page is downloading it; cancel the download there, then delete it again.`);
}

function sumSizes(files: HubFile[], sizes: Map<string, number>): number {
  return [...new Set(files.map(nameOf))].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
}

function allocate({ path, size }: HubFile): Uint8Array<ArrayBuffer> {
  try {
    return allocateModel(size);
  } catch (cause) {
    throw new ModelError('full', `The file ${path} needs ${formatSize(size)} of memory, which this page cannot get; close other tabs, or choose a smaller model or precision.`, { cause });
  }
}
