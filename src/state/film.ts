/**
 * The frame of a video that the panels show: the one that holds the token in focus, so that whatever moves the focus, a
 * figure as well as the scrubber, takes the panels along.
 */
import { chooseViews } from '../core/shownViews.ts';
import type { Layout } from '../core/tokens.ts';
import type { FrameSampling } from '../media/sampleTimes.ts';
import type { AppState, AppStore } from './store.ts';

/** Of the next video: as many frames as of the last one, but not its range. A link's range is that of the first video. */
export function nextSampling({ settings, video }: Pick<AppState, 'settings' | 'video'>): FrameSampling {
  return video ? { ...settings.sampling, range: null } : settings.sampling;
}

/** Number of the frame on screen, from 0; 0 while no token is in focus. */
export function findShownFrame({ shown, focus }: Pick<AppState, 'shown' | 'focus'>): number {
  return shown === null || focus.token === null ? 0 : findFrame(shown.photo.layout, focus.token);
}

/** Number of the frame that holds a token; the first for one that none holds. */
export function findFrame({ views }: Layout, token: number): number {
  return Math.max(0, views.findLastIndex(({ offset }) => token >= offset));
}

/** What the panels lie on: the photo with the views that are looked at, or the frame on screen with its tokens alone. */
export function findPicture({ shown, focus, settings }: Pick<AppState, 'shown' | 'focus' | 'settings'>): { bitmap: ImageBitmap | null; layout: Layout } | null {
  if (!shown) return null;
  const { bitmap, film, layout } = shown.photo;
  if (!film) return { bitmap, layout: chooseViews(layout, settings.view.shownViews) };
  const frame = findShownFrame({ shown, focus });
  return { bitmap: film[frame].bitmap, layout: pickView(layout, frame) };
}

/** The layout of one view alone, its tokens still at their places in the whole sequence. */
export function pickView(layout: Layout, view: number): Layout {
  return { ...layout, views: layout.views.slice(view, view + 1) };
}

/** Shows a frame: the focus moves to the same place in it, pinned or not as it was. */
export function showFrame(store: AppStore, frame: number): void {
  const { shown, focus } = store.getState();
  if (!shown) return;
  const { views } = shown.photo.layout;
  const target = Math.min(Math.max(0, frame), views.length - 1);
  const current = findShownFrame({ shown, focus });
  if (target === current && focus.token !== null) return;
  const place = (focus.token ?? 0) - views[current].offset;
  store.setState({ focus: { token: views[target].offset + place, pinned: focus.pinned, source: 'pointer' } });
}
