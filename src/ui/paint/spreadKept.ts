import { tokenAt, tokenRectangle } from '../../core/cells.ts';
import { isOverview } from '../../core/shownViews.ts';
import type { Layout } from '../../core/tokens.ts';

/**
 * What the kept tokens show of the photo, u8[n]: a tile's token shows where it is kept, and also where a kept token of the
 * view of the whole photo covers its centre. Of views that do not overlap it is the mask itself.
 * @param kept u8[n], 1 for kept tokens
 */
export function spreadKept(layout: Layout, kept: Uint8Array): Uint8Array {
  const behind = { ...layout, views: layout.views.filter(isOverview) };
  if (behind.views.length === 0 || behind.views.length === layout.views.length) return kept;
  const shown = kept.slice();
  for (const { offset, rows, cols } of layout.views.filter((view) => !isOverview(view))) {
    for (let token = offset; token < offset + rows * cols; token++) {
      const cell = tokenRectangle(layout, token);
      const under = cell && tokenAt(behind, cell.x + cell.width / 2, cell.y + cell.height / 2);
      if (under !== null && kept[under]) shown[token] = 1;
    }
  }
  return shown;
}
