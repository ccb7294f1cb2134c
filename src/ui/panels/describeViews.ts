/**
 * Words for the views of a photo: what it was cut into, and how many tokens are kept of each.
 */
import { chooseViews, isOverview, nameView, type ViewChoice } from '../../core/shownViews.ts';
import type { Layout, View } from '../../core/tokens.ts';

/** Views that are counted one by one; of more, only the range is told. */
const MOST_COUNTED = 5;

/** "24 × 24", "5 views of 24 × 24", "Base view and 4 tiles of 24 × 24". */
export function describeGrids({ views }: Layout, several: 'views' | 'frames'): string {
  const [{ rows, cols }] = views;
  const grid = `${rows} × ${cols}`;
  const overview = views.find(isOverview);
  if (views.length === 1) return grid;
  if (!overview) return `${views.length} ${several} of ${grid}`;
  return `${overview.kind === 'base' ? 'Base view' : 'Thumbnail'} and ${views.length - 1} tiles of ${grid}`;
}

/** "320 of 2880 tokens: base view 64, tiles 64, 64, 64, 64"; of views that are shown apart their own numbers first. */
export function describeKept(layout: Layout, choice: ViewChoice, { n, indices }: { n: number; indices: Uint32Array }): string {
  const total = `${indices.length} of ${n} tokens`;
  const { views } = layout;
  if (views.length === 1) return total;
  const shown = chooseViews(layout, choice).views;
  if (shown.length < views.length) {
    const ofShown = shown.reduce((sum, view) => sum + countIn(view, indices), 0);
    const all = shown.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
    return `${shown.length === 1 ? nameView(layout, shown[0]) : 'Tiles'}: ${ofShown} of ${all} tokens (${indices.length} of ${n} in all)`;
  }
  return `${total}: ${describeCounts(layout, indices)}`;
}

function describeCounts({ views }: Layout, indices: Uint32Array): string {
  const overview = views.find(isOverview);
  const others = views.filter((view) => !isOverview(view)).map((view) => countIn(view, indices));
  const kind = views.some((view) => view.kind === 'frame') ? 'frames' : 'tiles';
  const [low, high] = [Math.min(...others), Math.max(...others)];
  const range = low === high ? `${low} each` : `${low} to ${high}`;
  const rest = `${kind} ${others.length <= MOST_COUNTED ? others.join(', ') : range}`;
  if (!overview) return rest;
  const name = overview.kind === 'base' ? 'base view' : 'thumbnail';
  return `${name} ${countIn(overview, indices)}, ${rest}`;
}

function countIn({ offset, rows, cols }: View, indices: Uint32Array): number {
  return indices.reduce((count, token) => count + Number(token >= offset && token < offset + rows * cols), 0);
}

/** "in the maps: tile 3": the views that the maps of a figure show; nothing of a single view. */
export function describeShownViews(layout: Layout, choice: ViewChoice): string[] {
  if (layout.views.length === 1) return [];
  const choices = listViewChoices(layout);
  const { title } = choices.find(({ value }) => value === choice) ?? choices[0];
  return [`in the maps: ${title[0].toLowerCase()}${title.slice(1)}`];
}

/** What can be looked at: all views merged, the view of the whole photo, all tiles, or one of them. */
export function listViewChoices(layout: Layout): { value: ViewChoice; title: string }[] {
  const { views } = layout;
  const overview = views.find(isOverview);
  const single = views.flatMap((view, index) =>
    view === overview ? [] : [{ value: `${index + 1}` as const, title: nameView(layout, view) }],
  );
  if (!overview) return [{ value: 'all', title: `All ${views.length} views` }, ...single];
  return [
    { value: 'all', title: 'Merged, tiles in front' },
    { value: 'overview', title: nameView(layout, overview) },
    { value: 'tiles', title: `All ${views.length - 1} tiles` },
    ...single,
  ];
}
