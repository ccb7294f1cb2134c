/**
 * What the browser says about the room for models.
 */

export interface StorageStatus {
  /** Bytes that this origin uses, the page's own files included; null where the browser does not tell. */
  usage: number | null;
  /** Bytes that this origin may use; null where the browser does not tell. */
  quota: number | null;
  /** True if the browser will not remove the models by itself when the disk gets full. */
  persisted: boolean;
}

/** The browser's storage, which insecure pages and Node lack. */
export function findStorage(): Partial<StorageManager> | undefined {
  return 'navigator' in globalThis ? navigator.storage : undefined;
}

export async function readStorageStatus(): Promise<StorageStatus> {
  const storage = findStorage();
  const estimate = await storage?.estimate?.().catch(() => null);
  const persisted = await storage?.persisted?.().catch(() => false);
  return { usage: estimate?.usage ?? null, quota: estimate?.quota ?? null, persisted: persisted ?? false };
}

/**
 * Asks the browser to keep the models even when the disk gets full; some ask the person, so call it after a click.
 * Works in pages only, not in workers.
 * @returns whether it will
 */
export async function requestPersistence(): Promise<boolean> {
  return (await findStorage()?.persist?.().catch(() => false)) ?? false;
}
