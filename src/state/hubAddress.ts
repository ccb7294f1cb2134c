/**
 * Where models come from. Kept in this browser only: a link must not decide whom another person's browser asks.
 */
export const DEFAULT_HUB_ADDRESS = 'https://huggingface.co';

const KEY = 'hubAddress';

/** The address without a slash at its end; null if the text is no http address. */
export function parseHubAddress(text: string): string | null {
  const address = text.trim().replace(/\/+$/, '');
  if (!URL.canParse(address)) return null;
  const { protocol, search, hash } = new URL(address);
  return ['https:', 'http:'].includes(protocol) && search === '' && hash === '' ? address : null;
}

/** The address that the person set in this browser, or the default. */
export function readHubAddress(): string {
  return parseHubAddress(withStorage((storage) => storage.getItem(KEY)) ?? '') ?? DEFAULT_HUB_ADDRESS;
}

export function keepHubAddress(address: string): void {
  withStorage((storage) => (address === DEFAULT_HUB_ADDRESS ? storage.removeItem(KEY) : storage.setItem(KEY, address)));
}

/** A browser that keeps nothing costs the setting, not the page. */
function withStorage<Value>(run: (storage: Storage) => Value): Value | null {
  try {
    return typeof window === 'undefined' ? null : run(window.localStorage);
  } catch {
    return null;
  }
}
