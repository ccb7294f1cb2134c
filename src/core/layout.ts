import type { Layout, View } from './tokens.ts';
import type { ViewArea } from './tokenLayouts.ts';

/** Where the cells of a grid lie, in source pixels after orientation. */
export type CellPlacement = Pick<View, 'x' | 'y' | 'cellWidth' | 'cellHeight'>;

/** One view as it was encoded: its part of the photo, and its grid before tokens are pooled. */
export interface PlacedView {
  area: ViewArea;
  rows: number;
  cols: number;
  /** Where the cells lie, in pixels from the corner of `area`; absent if they cover it. */
  cells?: CellPlacement;
}

/** The layout of one base view; without a placement its rows x cols grid covers the whole photo. */
export function layOutPhoto(
  { width, height }: { width: number; height: number },
  { rows, cols, cells }: { rows: number; cols: number; cells?: CellPlacement },
): Layout {
  const area = { kind: 'base', x: 0, y: 0, width, height } as const;
  return layOutViews({ width, height }, [{ area, rows, cols, cells }], 1);
}

/**
 * The layout of several views, one after the other in the sequence.
 * @param pooling cells along a side of the block that became one token; what an odd size leaves over is covered by none
 */
export function layOutViews({ width, height }: { width: number; height: number }, views: readonly PlacedView[], pooling: number): Layout {
  let offset = 0;
  const placed = views.map(({ area, rows, cols, cells }) => {
    const { x, y, cellWidth, cellHeight } = cells ?? { x: 0, y: 0, cellWidth: area.width / cols, cellHeight: area.height / rows };
    const view = {
      kind: area.kind,
      rows: Math.floor(rows / pooling),
      cols: Math.floor(cols / pooling),
      offset,
      x: area.x + x,
      y: area.y + y,
      cellWidth: pooling * cellWidth,
      cellHeight: pooling * cellHeight,
    };
    offset += view.rows * view.cols;
    return view;
  });
  return { width, height, views: placed };
}
