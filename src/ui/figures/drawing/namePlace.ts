import { locateToken } from '../../../core/cells.ts';
import { nameView } from '../../../core/shownViews.ts';
import type { Layout } from '../../../core/tokens.ts';

/** "Token 29 (row 1, col 5)", counted from 0 within its view, which is named where there are several, as beside the panels. */
export function namePlace(layout: Layout, token: number): string {
  const cell = locateToken(layout, token);
  if (!cell) return `Token ${token}`;
  const view = layout.views.length > 1 ? `${nameView(layout, cell.view)}, ` : '';
  return `Token ${token} (${view}row ${cell.row}, col ${cell.col})`;
}
