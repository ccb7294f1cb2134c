/**
 * The token in focus: pointed at, reached by arrow keys, or pinned by a click.
 */
import type { Layout } from '../core/tokens.ts';
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

/** Moves the focus by one token inside its view; a pinned token stays pinned where it arrives. */
export function moveFocus(store: AppStore, direction: Direction): void {
  const { focus, shown } = store.getState();
  if (!shown) return;
  const token = step(shown.photo.layout, focus.token ?? 0, direction);
  store.setState({ focus: { token, pinned: focus.pinned, source: 'keyboard' } });
}

/** The neighbour of a token in its view's grid; at an edge the token itself. */
export function step(layout: Layout, token: number, direction: Direction): number {
  const view = layout.views.find(({ offset, rows, cols }) => token >= offset && token < offset + rows * cols);
  if (!view) return token;
  const local = token - view.offset;
  let row = Math.floor(local / view.cols);
  let col = local % view.cols;
  switch (direction) {
    case 'left':
      col = Math.max(0, col - 1);
      break;
    case 'right':
      col = Math.min(view.cols - 1, col + 1);
      break;
    case 'up':
      row = Math.max(0, row - 1);
      break;
    case 'down':
      row = Math.min(view.rows - 1, row + 1);
      break;
    case 'start':
      col = 0;
      break;
    case 'end':
      col = view.cols - 1;
      break;
    default:
      direction satisfies never;
  }
  return view.offset + row * view.cols + col;
}
