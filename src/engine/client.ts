/**
 * The page's side of the engine protocol: typed requests, lanes, cancellation, and one sentence for every failure.
 */
import type { Exchanges, FromWorker, Kind, Progress, ToWorker } from './protocol.ts';

/** The part of a Worker that the client uses; tests bring their own. */
export interface WorkerPort {
  postMessage(message: ToWorker): void;
  addEventListener(type: 'message', listener: (event: { data: FromWorker }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  addEventListener(type: 'messageerror', listener: () => void): void;
  terminate(): void;
}

/** A newer request of the same lane took over, or the caller cancelled: nothing the person has to be told. */
export class SupersededError extends Error {
  override name = 'SupersededError';
}

/** The engine refused or failed; the message is a sentence for the person. */
export class EngineError extends Error {
  override name = 'EngineError';
}

export interface RequestOptions {
  /** Requests of one lane supersede one another; the kind by default. */
  lane?: string;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

interface Pending {
  lane: string;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  onProgress: ((progress: Progress) => void) | undefined;
  release: () => void;
}

export interface EngineClient {
  /**
   * Sends one request.
   * @throws SupersededError if a newer request of the lane took over or `signal` aborted, EngineError if it failed
   */
  request<K extends Kind>(
    kind: K,
    request: Omit<Exchanges[K]['request'], 'kind'>,
    options?: RequestOptions,
  ): Promise<Exchanges[K]['result']>;
  /** Ends the worker; whatever is pending is rejected as superseded. */
  destroy(): void;
}

/** Starts the one module worker that owns the device, onnxruntime-web and the kernels. */
export function spawnEngineWorker(): WorkerPort {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

/**
 * Wraps a worker.
 * @param onBroken told once, with a sentence, when the worker crashed or its device was lost; nothing works afterwards
 */
export function createEngineClient(worker: WorkerPort, onBroken: (message: string) => void): EngineClient {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let broken: string | null = null;

  function settle(id: number): Pending | null {
    const entry = pending.get(id);
    if (!entry) return null;
    pending.delete(id);
    entry.release();
    return entry;
  }

  function cancel(id: number): void {
    const entry = settle(id);
    if (!entry) return;
    worker.postMessage({ type: 'cancel', id });
    entry.reject(new SupersededError('Cancelled.'));
  }

  function fail(message: string): void {
    if (broken !== null) return;
    broken = message;
    // Told first, so that whoever awaits a rejected request already finds the state that explains it.
    onBroken(message);
    for (const id of pending.keys()) settle(id)?.reject(new EngineError(message));
  }

  worker.addEventListener('message', ({ data }) => {
    switch (data.type) {
      case 'progress':
        pending.get(data.id)?.onProgress?.(data.progress);
        return;
      case 'result':
        settle(data.id)?.resolve(data.result);
        return;
      case 'superseded':
        settle(data.id)?.reject(new SupersededError('A newer request took over.'));
        return;
      case 'error':
        settle(data.id)?.reject(new EngineError(data.message));
        return;
      case 'deviceLost':
        fail(data.message);
        return;
      default:
        data satisfies never;
    }
  });
  worker.addEventListener('error', (event) => {
    const detail = event.message ? ` (${event.message})` : '';
    fail(`The engine stopped unexpectedly${detail}. Your photo and settings are kept; restart the engine to go on.`);
  });
  worker.addEventListener('messageerror', () => {
    fail('The engine sent a message that this browser cannot read. Restart the engine to go on.');
  });

  return {
    request(kind, request, options = {}) {
      const lane = options.lane ?? kind;
      if (broken !== null) return Promise.reject(new EngineError(broken));
      if (options.signal?.aborted) return Promise.reject(new SupersededError('Cancelled.'));
      const id = nextId++;
      for (const [other, entry] of pending) {
        if (entry.lane === lane) settle(other)?.reject(new SupersededError('A newer request took over.'));
      }
      return new Promise((resolve, reject) => {
        const abort = () => cancel(id);
        options.signal?.addEventListener('abort', abort);
        pending.set(id, {
          lane,
          // The worker answers every kind with the result type that `Exchanges` states for it.
          resolve: resolve as (result: unknown) => void,
          reject,
          onProgress: options.onProgress,
          release: () => options.signal?.removeEventListener('abort', abort),
        });
        worker.postMessage({ type: 'request', id, lane, request: { ...request, kind } as Exchanges[Kind]['request'] });
      });
    },
    destroy() {
      broken ??= 'The engine has been closed.';
      for (const id of pending.keys()) settle(id)?.reject(new SupersededError('The engine was closed.'));
      worker.terminate();
    },
  };
}
