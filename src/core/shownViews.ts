/**
 * Which views of a layout are looked at: all of them merged, or some apart.
 */
import type { Layout, View } from './tokens.ts';

/** `overview`: the view of the whole photo, base or thumbnail. A number is that view's place in the sequence, from 1. */
export type ViewChoice = 'all' | 'overview' | 'tiles' | `${number}`;

/** A view of the whole photo, which tiles may cover. */
export function isOverview({ kind }: View): boolean {
  return kind === 'base' || kind === 'thumbnail';
}

export function isViewChoice(text: string): text is ViewChoice {
  return text === 'all' || text === 'overview' || text === 'tiles' || /^[1-9]\d{0,3}$/.test(text);
}

/**
 * The layout with only the chosen views, and all of them where it has none of those. The order is that of painting: where
 * views overlap, the later one is in front, tiles before the view of the whole photo.
 */
export function chooseViews(layout: Layout, choice: ViewChoice): Layout {
  const { views } = layout;
  if (views.length === 1) return layout;
  const chosen = views.filter((view, index) => isChosen(view, index, choice));
  const shown = chosen.length > 0 ? chosen : views;
  return { ...layout, views: [...shown.filter(isOverview), ...shown.filter((view) => !isOverview(view))] };
}

function isChosen(view: View, index: number, choice: ViewChoice): boolean {
  switch (choice) {
    case 'all':
      return true;
    case 'overview':
      return isOverview(view);
    case 'tiles':
      return !isOverview(view);
    default:
      return index + 1 === Number(choice);
  }
}

/** "Base view", "Thumbnail", "Tile 2" or "Frame 5": those of a kind are counted from 1. */
export function nameView({ views }: Layout, view: View): string {
  switch (view.kind) {
    case 'base':
      return 'Base view';
    case 'thumbnail':
      return 'Thumbnail';
    case 'tile':
    case 'frame': {
      const before = views.filter(({ kind, offset }) => kind === view.kind && offset < view.offset);
      return `${view.kind === 'tile' ? 'Tile' : 'Frame'} ${before.length + 1}`;
    }
    default:
      return view.kind satisfies never;
  }
}
