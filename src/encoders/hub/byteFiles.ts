/**
 * A flat folder of byte files, as far as a model store needs one.
 */

export interface ByteFiles {
  list(): Promise<{ name: string; size: number }[]>;
  /** In bytes; null if there is no such file. */
  size(name: string): Promise<number | null>;
  /**
   * Fills the whole target with the file's first bytes.
   * @throws Error if the file is shorter
   */
  read(name: string, target: Uint8Array): Promise<void>;
  /**
   * Opens a file to append to its first `keep` bytes; what lies beyond them is dropped. One writer per file at a time.
   * @throws DOMException "NoModificationAllowedError" if another writer has it open
   */
  openWriter(name: string, keep: number): Promise<ByteWriter>;
  /**
   * Does nothing if there is no such file.
   * @throws DOMException "NoModificationAllowedError" if a writer has it open
   */
  remove(name: string): Promise<void>;
}

export interface ByteWriter {
  /** @throws DOMException "QuotaExceededError" if there is no room left */
  write(bytes: Uint8Array): void;
  /** Until then nothing is certain to outlive the page. */
  close(): void;
}

export interface MemoryFilesOptions {
  /** Bytes that fit in all. */
  capacity?: number;
}

/** Keeps files in memory: for browsers that give no lasting storage, and for tests. */
export function createMemoryFiles({ capacity = Number.POSITIVE_INFINITY }: MemoryFilesOptions = {}): ByteFiles {
  const files = new Map<string, Uint8Array[]>();
  const open = new Set<string>();
  const used = (): number => [...files.values()].reduce((sum, parts) => sum + sizeOf(parts), 0);

  return {
    list: async () => [...files].map(([name, parts]) => ({ name, size: sizeOf(parts) })),
    async size(name) {
      const parts = files.get(name);
      return parts ? sizeOf(parts) : null;
    },
    async read(name, target) {
      const parts = files.get(name) ?? [];
      if (sizeOf(parts) < target.length) throw new Error(`The file ${name} has ${sizeOf(parts)} bytes, expected ${target.length}.`);
      copyParts(parts, target);
    },
    async openWriter(name, keep) {
      if (open.has(name)) throw new DOMException(`The file ${name} is open.`, 'NoModificationAllowedError');
      open.add(name);
      const before = new Uint8Array(keep);
      copyParts(files.get(name) ?? [], before);
      const parts = [before];
      files.set(name, parts);
      return {
        write(bytes) {
          if (used() + bytes.length > capacity) throw new DOMException(`Only ${capacity} bytes fit.`, 'QuotaExceededError');
          parts.push(bytes.slice());
        },
        close: () => void open.delete(name),
      };
    },
    async remove(name) {
      if (open.has(name)) throw new DOMException(`The file ${name} is open.`, 'NoModificationAllowedError');
      files.delete(name);
    },
  };
}

function sizeOf(parts: Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Copies as much as both sides have. */
function copyParts(parts: Uint8Array[], target: Uint8Array): void {
  let offset = 0;
  for (const part of parts) {
    const taken = part.subarray(0, target.length - offset);
    target.set(taken, offset);
    offset += taken.length;
  }
}
