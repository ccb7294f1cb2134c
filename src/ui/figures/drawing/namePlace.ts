import type { Layout } from '../../../core/tokens.ts';
import { locateToken } from '../../paint/cells.ts';

/** "Token 29 (row 1, col 5)", counted from 0 within its view, as beside the panels. */
export function namePlace(layout: Layout, token: number): string {
  const cell = locateToken(layout, token);
  return cell ? `Token ${token} (row ${cell.row}, col ${cell.col})` : `Token ${token}`;
}
