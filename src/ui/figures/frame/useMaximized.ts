/**
 * Full screen for one element: it covers the page, everything else is inert, and the browser gives the whole screen where it can.
 */
import { useCallback, useEffect, useState, type RefObject } from 'react';

/** @returns whether the element covers the page, and a function that changes it; Escape leaves, too */
export function useMaximized(element: RefObject<HTMLElement | null>): [boolean, () => void] {
  const [maximized, setMaximized] = useState(false);

  useEffect(() => {
    if (!maximized || !element.current) return undefined;
    const restore = isolate(element.current);
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setMaximized(false);
    };
    const follow = () => {
      if (!document.fullscreenElement) setMaximized(false);
    };
    // The whole document, not the element: menus that open outside of it have to be seen as well.
    document.documentElement.requestFullscreen?.().then(
      () => document.addEventListener('fullscreenchange', follow),
      // Where a page may not take the screen, as on some phones, covering the page has to do.
      () => undefined,
    );
    window.addEventListener('keydown', leave);
    return () => {
      restore();
      window.removeEventListener('keydown', leave);
      document.removeEventListener('fullscreenchange', follow);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [maximized, element]);

  return [maximized, useCallback(() => setMaximized((before) => !before), [])];
}

/** Makes everything beside the element and its ancestors inert; returns how to undo that. */
function isolate(element: HTMLElement): () => void {
  const silenced: HTMLElement[] = [];
  for (let inner = element; inner.parentElement && inner !== document.body; inner = inner.parentElement) {
    for (const sibling of inner.parentElement.children) {
      if (sibling === inner || !(sibling instanceof HTMLElement) || sibling.inert) continue;
      sibling.inert = true;
      silenced.push(sibling);
    }
  }
  return () => {
    for (const sibling of silenced) sibling.inert = false;
  };
}
