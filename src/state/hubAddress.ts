/**
 * Where models come from. Kept in this browser only: a link must not decide whom another person's browser asks.
 */
import { DEFAULT_BASE, parseBaseAddress } from '../encoders/hub/hubApi.ts';

/** Without the slash at its end, as people write it. */
export const DEFAULT_HUB_ADDRESS = DEFAULT_BASE.replace(/\/$/, '');

const KEY = 'hubAddress';

/**
 * The address in full and without a slash at its end; the default for no text.
 * @throws Error in one sentence if the text is no web address
 */
export function readHubAddress(text: string): string {
  return text.trim() === '' ? DEFAULT_HUB_ADDRESS : parseBaseAddress(text).href.replace(/\/$/, '');
}

/** The address that the person set in this browser, or the default. */
export function recallHubAddress(): string {
  return withStorage((storage) => readHubAddress(storage.getItem(KEY) ?? '')) ?? DEFAULT_HUB_ADDRESS;
}

export function keepHubAddress(address: string): void {
  withStorage((storage) => (address === DEFAULT_HUB_ADDRESS ? storage.removeItem(KEY) : storage.setItem(KEY, address)));
}

/** A browser that keeps nothing, or nonsense, costs the setting, not the page. */
function withStorage<Value>(run: (storage: Storage) => Value): Value | null {
  try {
    return typeof window === 'undefined' ? null : run(window.localStorage);
  } catch {
    return null;
  }
}
