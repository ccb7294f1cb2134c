import { use, useSyncExternalStore } from 'react';
import { FigureFocus } from './FigureSurroundings.ts';

/** The token in focus, for marks in charts; null where nobody points, as in exported files. */
export function useFocusToken(): number | null {
  const store = use(FigureFocus);
  const read = () => store?.getState().focus.token ?? null;
  return useSyncExternalStore(store?.subscribe ?? subscribeToNothing, read, () => null);
}

function subscribeToNothing() {
  return () => undefined;
}
