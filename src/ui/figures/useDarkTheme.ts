import { useSyncExternalStore } from 'react';
import { useAppState } from '../AppContext.ts';

const QUERY = '(prefers-color-scheme: dark)';

function subscribe(notify: () => void): () => void {
  const media = window.matchMedia(QUERY);
  media.addEventListener('change', notify);
  return () => media.removeEventListener('change', notify);
}

/** Whether the page is dark now, by the person's choice or the system's. */
export function useDarkTheme(): boolean {
  const theme = useAppState((state) => state.settings.view.theme);
  const systemIsDark = useSyncExternalStore(subscribe, () => window.matchMedia(QUERY).matches);
  return theme === 'system' ? systemIsDark : theme === 'dark';
}
