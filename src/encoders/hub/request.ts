/**
 * Requests to a model hub: failures become sentences, and those that may pass are tried again a limited number of times.
 */
import { isModelError, ModelError } from './modelError.ts';

export interface RetrySettings {
  /** Attempts in all. */
  attempts: number;
  /** Waits between attempts; rejects with the signal's reason if that is aborted. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Half a minute of pauses in all, for files of which much may have come already. */
export const DEFAULT_RETRIES: RetrySettings = { attempts: 6, pause: pauseFor };
/** Three seconds of pauses, for questions to the hub that a person waits for. */
export const QUESTION_RETRIES: RetrySettings = { attempts: 3, pause: pauseFor };

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** Repeats the work while it fails for reasons that may pass, with pauses of 1, 2, 4 ... 30 seconds between the attempts. */
export async function retryTransient<T>(work: () => Promise<T>, signal: AbortSignal, { attempts, pause }: RetrySettings): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isModelError(error, 'unreachable', 'busy') || attempt >= attempts) throw error;
    }
    await pause(Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE), signal);
  }
}

export interface HubRequest {
  url: URL;
  /** What is asked for, as a sentence names it: `"config.json" of owner/name`. */
  subject: string;
  fetch: typeof fetch;
  signal: AbortSignal;
  /** Asks for the bytes from here on. In this form browsers send the header to other origins without asking first. */
  from?: number;
}

/**
 * @returns an answer whose status is 200, or 206 or 416 if a range was asked for
 * @throws ModelError in one sentence for anything else; the signal's reason if it is aborted
 */
export async function requestHub({ url, subject, fetch: fetchUrl, signal, from = 0 }: HubRequest): Promise<Response> {
  const response = await fetchUrl(url, {
    signal,
    // The browser's own cache would keep a second copy of files that are hundreds of megabytes large.
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    headers: from > 0 ? { Range: `bytes=${from}-` } : {},
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw explainSilence(url, cause);
  });
  if (response.status === 200 || (from > 0 && (response.status === 206 || response.status === 416))) return response;
  await response.body?.cancel();
  throw explainStatus(response.status, url, subject);
}

export interface ConnectionWatch {
  /** Aborted when the person cancels or the patience is over. */
  signal: AbortSignal;
  /** Starts the patience anew. */
  renew(): void;
  end(): void;
}

/**
 * Bounds a wait: browsers never give up on a server that accepts a connection and then says nothing.
 * @param patience in milliseconds
 * @param sentence of the ModelError "unreachable" that the signal then carries
 */
export function watchConnection(signal: AbortSignal, patience: number, sentence: string): ConnectionWatch {
  const stalled = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const renew = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(new ModelError('unreachable', sentence)), patience);
  };
  renew();
  return { signal: AbortSignal.any([signal, stalled.signal]), renew, end: () => clearTimeout(timer) };
}

/** Browsers do not tell pages why a request to another site failed. */
export function explainSilence({ host, origin }: URL, cause: unknown): ModelError {
  // Node has no navigator.
  const isOffline = 'navigator' in globalThis && navigator.onLine === false;
  return new ModelError(
    'unreachable',
    isOffline
      ? `This device is offline, so ${host} cannot be reached; models that are already on this device work without a network.`
      : `${host} could not be reached: the network may be down or filtered, that site may not allow requests from other pages (CORS), or this page was started without it ("npm start -- --model-host ${origin}"); try again, or name another base address.`,
    { cause },
  );
}

function explainStatus(status: number, { host }: URL, subject: string): ModelError {
  switch (status) {
    case 401:
    case 403:
      return new ModelError('refused', `${host} does not give ${subject} without an account (status ${status}): it may be private, restricted or gone; open its files from disk instead.`);
    case 404:
    case 410:
      return new ModelError('missing', `${host} does not have ${subject} (status ${status}): it may have been renamed or removed; choose another model or precision, or name another base address.`);
    case 408:
    case 429:
      return new ModelError('busy', `${host} limits how much can be asked for (status ${status} for ${subject}); wait a few minutes, then try again: what has come is kept.`);
    default:
      if (status >= 500) return new ModelError('busy', `${host} is out of order (status ${status} for ${subject}); try again later: what has come is kept.`);
      return new ModelError('malformed', `${host} answered ${status} for ${subject}, expected 200; check the base address.`);
  }
}

function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const finish = (): void => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as unknown);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
