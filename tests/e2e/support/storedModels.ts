/** What the page keeps on the device, read past its own code. */
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';

/** Sizes of the stored model files by the hash of their content. */
export function readStoredSizes(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const contents = await (await root.getDirectoryHandle('models')).getDirectoryHandle('contents');
    const sizes: Record<string, number> = {};
    for await (const handle of contents.values()) {
      if (handle.kind === 'file') sizes[handle.name] = (await handle.getFile()).size;
    }
    return sizes;
  });
}

export function storedName(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('hex')}`;
}
