import type { Layout, View } from './tokens.ts';

/** Where the cells of a grid lie, in source pixels after orientation. */
export type CellPlacement = Pick<View, 'x' | 'y' | 'cellWidth' | 'cellHeight'>;

/** The layout of one base view; without a placement its rows x cols grid covers the whole photo. */
export function layOutPhoto(
  { width, height }: { width: number; height: number },
  { rows, cols, cells }: { rows: number; cols: number; cells?: CellPlacement },
): Layout {
  const placement = cells ?? { x: 0, y: 0, cellWidth: width / cols, cellHeight: height / rows };
  return { width, height, views: [{ kind: 'base', rows, cols, offset: 0, ...placement }] };
}
