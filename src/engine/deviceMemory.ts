/**
 * What was measured on this machine's devices, kept in Cache Storage, because a worker has no localStorage.
 */
import type { ChoiceMemory } from '../gpu/similarityChoice.ts';

const STORE_NAME = 'devices';

/** Rejects where the browser gives no storage, as in some private windows. */
export const deviceMemory: ChoiceMemory = {
  async recall(key) {
    const kept = await (await caches.open(STORE_NAME)).match(addressOf(key));
    return kept ? kept.text() : null;
  },
  async remember(key, value) {
    await (await caches.open(STORE_NAME)).put(addressOf(key), new Response(value));
  },
};

/** Cache Storage knows its entries by address; nothing is ever fetched from this one. */
function addressOf(key: string): string {
  return new URL(`device?${encodeURIComponent(key)}`, self.location.origin).href;
}
