/**
 * What can go wrong between a model hub and this device, told apart so that callers retry, clean up or ask again.
 */

export type ModelErrorKind =
  /** No answer, or the connection broke: another attempt may succeed. */
  | 'unreachable'
  /** The hub is overloaded or limits requests: another attempt may succeed. */
  | 'busy'
  /** The hub does not give this without an account. */
  | 'refused'
  /** The hub has no such repository or file. */
  | 'missing'
  /** The answer is not in the format of the hub. */
  | 'malformed'
  /** The bytes are not those that the hub lists. */
  | 'corrupt'
  /** The device has no room left. */
  | 'full'
  /** Another tab writes the same file. */
  | 'locked'
  /** The model was deleted while it was being downloaded. */
  | 'deleted';

/** An error whose message is one sentence for the person: what happened, with numbers, and what to do. */
export class ModelError extends Error {
  readonly kind: ModelErrorKind;

  constructor(kind: ModelErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
    this.kind = kind;
  }
}

export function isModelError(error: unknown, ...kinds: ModelErrorKind[]): error is ModelError {
  return error instanceof ModelError && (kinds.length === 0 || kinds.includes(error.kind));
}

/** Turns what browsers throw when they cannot write into sentences; other errors stay as they are. */
export function explainWriteFailure(cause: unknown, path: string): unknown {
  if (!(cause instanceof DOMException)) return cause;
  switch (cause.name) {
    case 'QuotaExceededError':
      return new ModelError('full', `There is no room left on this device for "${path}"; what came of this model was removed: delete other models or free disk space, then try again.`, { cause });
    case 'NoModificationAllowedError':
      return new ModelError('locked', `"${path}" is being downloaded, perhaps in another tab of this page; wait for it or cancel it there, then try again.`, { cause });
    default:
      return cause;
  }
}

/** A size for a sentence: whole bytes below 1 MB, else MB or GB of powers of ten, as hubs count. */
export function formatSize(bytes: number): string {
  if (bytes < 1e6) return `${bytes} bytes`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
