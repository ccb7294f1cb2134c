import { useLayoutEffect } from 'react';
import { useAppState } from './AppContext.ts';

/** Puts the chosen theme on the document, where the stylesheet finds it. */
export function useTheme(): void {
  const theme = useAppState((state) => state.settings.view.theme);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
