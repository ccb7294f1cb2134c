import type { Layout } from './tokens.ts';

/** The layout of one base view whose rows x cols grid covers the whole photo. */
export function layOutPhoto(
  { width, height }: { width: number; height: number },
  { rows, cols }: { rows: number; cols: number },
): Layout {
  const view = { rows, cols, offset: 0, x: 0, y: 0, cellWidth: width / cols, cellHeight: height / rows };
  return { width, height, views: [{ kind: 'base', ...view }] };
}
