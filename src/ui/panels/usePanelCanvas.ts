/**
 * Connects a panel's two canvases to the store, past React: a result is painted in the frame in which it arrives, and
 * pointing repaints the overlay alone.
 */
import { useEffect, type RefObject } from 'react';
import type { AppState, AppStore } from '../../state/store.ts';
import { compareKept, keptMask } from '../paint/fateColours.ts';
import { FLASH_MS, paintOverlay, paintPanel, type Flash } from './painters.ts';
import type { PanelKind } from './panelKinds.ts';
import { baseChanged, overlayChanged } from './repaint.ts';

export function usePanelCanvas(
  store: AppStore,
  kind: PanelKind,
  baseRef: RefObject<HTMLCanvasElement | null>,
  overlayRef: RefObject<HTMLCanvasElement | null>,
): void {
  useEffect(() => {
    const base = baseRef.current;
    const overlay = overlayRef.current;
    if (!base || !overlay) return undefined;
    return connect(store, kind, base, overlay);
  }, [store, kind, baseRef, overlayRef]);
}

function connect(store: AppStore, kind: PanelKind, base: HTMLCanvasElement, overlay: HTMLCanvasElement): () => void {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let flashes: Flash[] = [];
  let frame = 0;

  const paintBase = () => paintPanel(kind, base, store.getState());
  const paintTop = () => {
    const now = performance.now();
    flashes = flashes.filter(({ since }) => now - since < FLASH_MS);
    const visible = flashes.map((flash) => ({ flash, strength: calm.matches ? 1 : 1 - (now - flash.since) / FLASH_MS }));
    paintOverlay(kind, overlay, store.getState(), visible);
    cancelAnimationFrame(frame);
    if (flashes.length > 0) frame = requestAnimationFrame(paintTop);
  };
  const paintAll = () => {
    paintBase();
    paintTop();
  };

  const unsubscribe = store.subscribe((state, previous) => {
    const flash = kind === 'kept' ? findFlash(state, previous) : null;
    if (flash) flashes.push(flash);
    if (baseChanged(kind, state, previous)) paintBase();
    if (flash || overlayChanged(kind, state, previous)) paintTop();
  });
  // The stylesheet has to have taken the new theme before its colours can be read.
  const repaintSoon = () => requestAnimationFrame(paintBase);
  const unsubscribeTheme = store.subscribe((state, previous) => {
    if (state.settings.view.theme !== previous.settings.view.theme) repaintSoon();
  });
  const observer = new ResizeObserver(paintAll);
  observer.observe(base);
  dark.addEventListener('change', repaintSoon);
  paintAll();

  return () => {
    unsubscribe();
    unsubscribeTheme();
    observer.disconnect();
    dark.removeEventListener('change', repaintSoon);
    cancelAnimationFrame(frame);
  };
}

function findFlash({ shown }: AppState, { shown: previous }: AppState): Flash | null {
  if (!shown || !previous || shown === previous || shown.photo !== previous.photo) return null;
  const { entered, left } = compareKept(
    keptMask(previous.selection.n, previous.selection.indices),
    keptMask(shown.selection.n, shown.selection.indices),
  );
  return entered.length + left.length > 0 ? { entered, left, since: performance.now() } : null;
}
