/** Work that is done once, when first asked for. */
export interface Remembered<T> {
  get(): Promise<T>;
  /** What has been done or is under way; null if nothing is. */
  peek(): Promise<T | null>;
}

/** Does the work once; a failure is forgotten, so that the next call tries again. */
export function rememberSuccess<T>(work: () => Promise<T>): Remembered<T> {
  let pending: Promise<T> | null = null;
  return {
    get() {
      pending ??= work().catch((error: unknown) => {
        pending = null;
        throw error;
      });
      return pending;
    },
    peek: async () => pending,
  };
}
