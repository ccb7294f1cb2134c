/**
 * Byte files in the origin private file system. It was chosen over Cache Storage because a broken download is continued in
 * place (a cached response can only be replaced whole), and because a file is read piece by piece into memory that the
 * caller has laid out, without a second copy.
 */
import type { ByteFiles, ByteWriter } from './byteFiles.ts';

/** What dedicated workers have beyond pages: the lib for pages does not declare it. */
interface SyncAccessHandle {
  truncate(size: number): void;
  getSize(): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

type WorkerFileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };

const READ_STEP = 8 << 20;

/** Reading, listing and removing work in pages and workers; writing only in dedicated workers, in every browser with WebGPU. */
export function createOpfsFiles(folder: FileSystemDirectoryHandle): ByteFiles {
  return {
    async list() {
      const files: { name: string; size: number }[] = [];
      for await (const handle of folder.values()) {
        if (handle.kind === 'file') files.push({ name: handle.name, size: (await handle.getFile()).size });
      }
      return files;
    },
    async size(name) {
      return (await openFile(folder, name))?.size ?? null;
    },
    async read(name, target) {
      const file = await openFile(folder, name);
      if (!file || file.size < target.length) throw new Error(`The file ${name} has ${file?.size ?? 0} bytes, expected ${target.length}.`);
      for (let start = 0; start < target.length; start += READ_STEP) {
        const end = Math.min(start + READ_STEP, target.length);
        target.set(new Uint8Array(await file.slice(start, end).arrayBuffer()), start);
      }
    },
    async openWriter(name, keep) {
      const handle = await folder.getFileHandle(name, { create: true });
      if (!canWrite(handle)) throw new Error('Model files can be stored only from a dedicated worker.');
      return createWriter(await handle.createSyncAccessHandle(), keep);
    },
    async remove(name) {
      await folder.removeEntry(name).catch(ignoreMissing);
    },
  };
}

function createWriter(access: SyncAccessHandle, keep: number): ByteWriter {
  let end = Math.min(keep, access.getSize());
  access.truncate(end);
  return {
    write(bytes) {
      const written = access.write(bytes, { at: end });
      // Browsers need not throw when there is no room; Chromium 147 returns 2^32 - 8 then.
      if (written !== bytes.length) throw new DOMException(`${bytes.length} bytes were given, ${written} written.`, 'QuotaExceededError');
      end += written;
    },
    close() {
      access.flush();
      access.close();
    },
  };
}

function canWrite(handle: FileSystemFileHandle): handle is WorkerFileHandle {
  return 'createSyncAccessHandle' in handle;
}

async function openFile(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  const handle = await folder.getFileHandle(name).catch(ignoreMissing);
  return handle ? handle.getFile() : null;
}

function ignoreMissing(error: unknown): null {
  if (error instanceof DOMException && error.name === 'NotFoundError') return null;
  throw error;
}
