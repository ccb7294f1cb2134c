import { use, useSyncExternalStore } from 'react';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';

const subscribeToNothing = () => () => undefined;

/** The token that the page has in focus; null in exported figures, which nobody points at. */
export function useFocusedToken(): number | null {
  const store = use(FigureFocus);
  const read = () => store?.getState().focus.token ?? null;
  return useSyncExternalStore(store?.subscribe ?? subscribeToNothing, read, read);
}
