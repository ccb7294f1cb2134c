/**
 * What belongs to the page rather than to whatever is on screen: made when it is first asked for, and the same ever after.
 */
import type { EngineLink } from './engineLink.ts';
import type { AppStore } from './store.ts';

/** Gives what finds the one of a page, and makes it first where there is none. */
export function onePerStore<Value>(create: (store: AppStore, link: EngineLink) => Value): (store: AppStore, link: EngineLink) => Value {
  const known = new WeakMap<AppStore, Value>();
  return (store, link) => {
    const value = known.get(store) ?? create(store, link);
    known.set(store, value);
    return value;
  };
}
