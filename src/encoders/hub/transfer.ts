/**
 * Brings one file of a hub onto the device: continues what is there, survives broken connections, checks what came.
 */
import type { HubFile } from './hubApi.ts';
import { isModelError, ModelError } from './modelError.ts';
import type { ModelStore } from './modelStore.ts';
import { type ConnectionWatch, requestHub, retryTransient, type RetrySettings, watchConnection } from './request.ts';

export interface Transfer {
  file: HubFile;
  url: URL;
  store: ModelStore;
  fetch: typeof fetch;
  signal: AbortSignal;
  retries: RetrySettings;
  /** A connection that gives no byte for this many milliseconds counts as broken. */
  patience: number;
  /** Told how many bytes of the file are there; falls if a server makes the transfer start anew. */
  onBytes: (bytes: number) => void;
  onChecking: () => void;
}

const HTTP_PARTIAL_CONTENT = 206;

/**
 * Transfers what is missing and checks size and hash. Cancelled or broken transfers leave what has come, to be continued;
 * wrong bytes are removed. A file that was continued and turns out wrong is fetched once more as a whole, because the part
 * from before may have been damaged.
 * @throws ModelError in one sentence; the signal's reason if it is aborted
 */
export async function transferFile(transfer: Transfer): Promise<void> {
  const { file, store } = transfer;
  const before = await store.keptBytes(file);
  if (before > file.size) await store.discard(file);
  const isOnePiece = await completeFile(transfer);
  try {
    await checkFile(transfer);
  } catch (error) {
    if (isOnePiece || !isModelError(error, 'corrupt')) throw error;
    await completeFile(transfer);
    await checkFile(transfer);
  }
}

/** @returns whether every byte came by one request */
async function completeFile(transfer: Transfer): Promise<boolean> {
  const { file, store, signal, retries, onBytes } = transfer;
  let isOnePiece = false;
  await retryTransient(
    async () => {
      signal.throwIfAborted();
      const kept = await store.keptBytes(file);
      onBytes(kept);
      if (kept < file.size || kept === 0) isOnePiece = (await fetchRest(transfer, kept)) === 0;
    },
    signal,
    retries,
  );
  return isOnePiece;
}

async function checkFile({ file, store, signal, onChecking }: Transfer): Promise<void> {
  signal.throwIfAborted();
  onChecking();
  await store.verify(file);
}

/**
 * One request from byte `kept` on, written as it comes.
 * @returns the byte that the answer began with
 */
async function fetchRest(transfer: Transfer, kept: number): Promise<number> {
  const { file, url, store, onBytes } = transfer;
  const watch = watchConnection(transfer.signal, transfer.patience, explainStall(transfer));
  try {
    const response = await requestHub({ url, subject: `"${file.path}"`, fetch: transfer.fetch, signal: watch.signal, from: kept });
    const start = findStart(response, kept);
    if (start === null) {
      await response.body?.cancel();
      await store.discard(file);
      throw new ModelError('unreachable', `${url.host} could not continue "${file.path}" at byte ${kept}; try again to load it as a whole.`);
    }
    let received = start;
    const writer = await store.openWriter(file, start);
    try {
      onBytes(received);
      for await (const part of readParts(response, transfer, watch)) {
        received += part.length;
        if (received > file.size) throw new ModelError('malformed', `${url.host} sends more than the ${file.size} bytes it lists for "${file.path}"; check the base address.`);
        writer.write(part);
        onBytes(received);
      }
    } finally {
      writer.close();
    }
    if (received < file.size) {
      throw new ModelError('unreachable', `The connection to ${url.host} ended after ${received} of ${file.size} bytes of "${file.path}"; try again: what has come is kept.`);
    }
    return start;
  } finally {
    watch.end();
  }
}

/** Byte that the answer begins with; null if it cannot be used. Servers that ignore ranges send the whole file again. */
function findStart(response: Response, kept: number): number | null {
  if (response.status === 200) return 0;
  if (response.status !== HTTP_PARTIAL_CONTENT) return null;
  // Other origins may hide this header; the hash decides in the end.
  const stated = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return stated === undefined || Number(stated) === kept ? kept : null;
}

async function* readParts(response: Response, { file, url }: Transfer, watch: ConnectionWatch): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      watch.renew();
      const { value, done } = await reader.read().catch((cause: unknown) => {
        watch.signal.throwIfAborted();
        throw new ModelError('unreachable', `The connection to ${url.host} broke while "${file.path}" was loading; try again: what has come is kept.`, { cause });
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function explainStall({ file, url, patience }: Transfer): string {
  return `Nothing came from ${url.host} for ${patience / 1000} seconds while "${file.path}" was loading; try again: what has come is kept.`;
}
