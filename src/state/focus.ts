/**
 * The token in focus: pointed at, reached by arrow keys, or pinned by a click.
 */
import { locateToken, tokenAt, tokenRectangle } from '../core/cells.ts';
import type { Layout } from '../core/tokens.ts';
import { findPicture } from './film.ts';
import type { AppStore } from './store.ts';

export type Direction = 'left' | 'right' | 'up' | 'down' | 'start' | 'end';

/** Moves the focus with the pointer, unless a token is pinned. */
export function pointAt(store: AppStore, token: number | null): void {
  const { focus } = store.getState();
  if (focus.pinned || token === null || token === focus.token) return;
  store.setState({ focus: { token, pinned: false, source: 'pointer' } });
}

/** Pins a token; pinning the pinned one frees it again. */
export function pin(store: AppStore, token: number): void {
  const { focus } = store.getState();
  const pinned = !(focus.pinned && focus.token === token);
  store.setState({ focus: { token, pinned, source: 'pointer' } });
}

export function unpin(store: AppStore): void {
  const { focus } = store.getState();
  if (focus.pinned) store.setState({ focus: { ...focus, pinned: false } });
}

/** Moves the focus by one token among those on screen; a pinned token stays pinned where it arrives. */
export function moveFocus(store: AppStore, direction: Direction): void {
  const { focus, shown } = store.getState();
  const picture = findPicture(store.getState());
  if (!shown || !picture) return;
  const token = step(picture.layout, findOnScreen(picture.layout, shown.photo.layout, focus.token), direction);
  store.setState({ focus: { token, pinned: focus.pinned, source: 'keyboard' } });
}

/** The token itself where its view is on screen, else the one in front at its place; from the first place without any. */
function findOnScreen(layout: Layout, whole: Layout, token: number | null): number {
  if (token !== null && locateToken(layout, token)) return token;
  const place = tokenRectangle(whole, token ?? 0);
  const inFront = place && tokenAt(layout, place.x + place.width / 2, place.y + place.height / 2);
  return inFront ?? layout.views[0].offset;
}

/** Rows and cols to the neighbour. */
const STEPS = { left: [0, -1], right: [0, 1], up: [-1, 0], down: [1, 0] } as const;

/**
 * The neighbour of a token in its view's grid, and beyond its edge in the view of the same kind that lies there; the token
 * itself where there is none.
 */
export function step(layout: Layout, token: number, direction: Direction): number {
  const cell = locateToken(layout, token);
  if (!cell) return token;
  const { view, row, col } = cell;
  const tokenIn = (atRow: number, atCol: number) => view.offset + atRow * view.cols + atCol;
  if (direction === 'start') return tokenIn(row, 0);
  if (direction === 'end') return tokenIn(row, view.cols - 1);
  const [down, across] = STEPS[direction];
  const [nextRow, nextCol] = [row + down, col + across];
  if (nextRow >= 0 && nextRow < view.rows && nextCol >= 0 && nextCol < view.cols) return tokenIn(nextRow, nextCol);
  const others = layout.views.filter((other) => other !== view && other.kind === view.kind);
  const [x, y] = [view.x + (nextCol + 0.5) * view.cellWidth, view.y + (nextRow + 0.5) * view.cellHeight];
  return tokenAt({ ...layout, views: others }, x, y) ?? token;
}
