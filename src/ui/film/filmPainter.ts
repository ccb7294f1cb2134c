/**
 * Paints the small frames of the film strip past React: those in sight only, and all stale ones in one frame of the page.
 */
import type { Layout } from '../../core/tokens.ts';
import { pickView } from '../../state/film.ts';
import type { AppState, AppStore } from '../../state/store.ts';
import { drawTokens, fitCanvas } from '../paint/layers.ts';
import { mapPixels } from '../panels/painters.ts';

export const FILM_MAPS = ['kept', 'relevance', 'redundancy'] as const;
export type FilmMap = (typeof FILM_MAPS)[number];

/** Painted this far ahead of scrolling. */
const MARGIN = '0px 240px';

/**
 * Keeps the canvases in `strip`, one for each frame in their order, painted until the returned function is called.
 * @param strip the element that scrolls
 */
export function connectFilm(store: AppStore, strip: HTMLElement, map: FilmMap): () => void {
  const canvases = [...strip.querySelectorAll('canvas')];
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const inSight = new Set<HTMLCanvasElement>();
  const stale = new Set(canvases);
  let request = 0;
  // Of all tokens: made once for a selection, however many frames are scrolled into sight.
  let pixels: Uint8ClampedArray | null | undefined;

  const paint = () => {
    request = 0;
    const state = store.getState();
    const { shown } = state;
    if (!shown?.photo.film) return;
    if (pixels === undefined) pixels = mapPixels(map, state, shown);
    for (const [frame, canvas] of canvases.entries()) {
      const bitmap = shown.photo.film[frame]?.bitmap;
      if (bitmap && inSight.has(canvas) && stale.delete(canvas)) paintFrame(canvas, bitmap, pickView(shown.photo.layout, frame), pixels);
    }
  };
  const schedule = () => {
    if (request === 0) request = requestAnimationFrame(paint);
  };
  const repaint = () => {
    pixels = undefined;
    for (const canvas of canvases) stale.add(canvas);
    schedule();
  };

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!(target instanceof HTMLCanvasElement)) continue;
        if (isIntersecting) inSight.add(target);
        else inSight.delete(target);
      }
      schedule();
    },
    { root: strip, rootMargin: MARGIN },
  );
  for (const canvas of canvases) observer.observe(canvas);
  const unsubscribe = store.subscribe((state, previous) => {
    if (isOutdated(state, previous)) repaint();
  });
  dark.addEventListener('change', repaint);
  return () => {
    unsubscribe();
    observer.disconnect();
    dark.removeEventListener('change', repaint);
    cancelAnimationFrame(request);
  };
}

function isOutdated(state: AppState, previous: AppState): boolean {
  return (
    state.shown !== previous.shown ||
    state.settings.view !== previous.settings.view ||
    state.comparison.showBefore !== previous.comparison.showBefore
  );
}

function paintFrame(canvas: HTMLCanvasElement, bitmap: ImageBitmap, layout: Layout, pixels: Uint8ClampedArray | null): void {
  if (!fitCanvas(canvas)) return;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingEnabled = true;
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  if (pixels) drawTokens(context, layout, pixels);
}
