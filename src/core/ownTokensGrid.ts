/**
 * Which grid own tokens form, and where its cells lie: on a photo, or as squares where there is none.
 */
import { layOutPhoto } from './layout.ts';
import { type Tensor, TensorFileError } from './tensorFileElements.ts';
import type { Grid, Layout } from './tokens.ts';

/** What the person says of the grid; rows and cols count only together. */
export interface StatedGrid {
  views?: number;
  rows?: number;
  cols?: number;
}

/** What is known of the grid, the surest first. */
export interface GridSources {
  /** How sentences name the tokens. */
  label: string;
  n: number;
  stated: StatedGrid;
  /** The tensor `grid`: [rows, cols] or [views, rows, cols]. */
  stored: Tensor | null;
  /** The leading dimensions of the tokens, where they have several. */
  implied: Grid | null;
}

/** Side of a token's square where there is no photo, and the gap between views, in pixels of the made-up source. */
const CELL = 16;
/** Smallest square grid with one token too many that is taken for a grid with its class token. */
const SMALLEST_ENCODER_GRID = 7;
/** A grid read from the shape alone is worth a notice if it is longer than this. */
const UNUSUAL_ASPECT = 4;

/**
 * Chooses the grid: what the person states, else the stored tensor, else the tokens' own shape, else the most square
 * one, with a notice if that is no square.
 * @throws TensorFileError with both numbers if the grid does not fit the tokens; it says so if class tokens are left in
 */
export function chooseGrid({ label, n, stated, stored, implied }: GridSources): { grid: Grid; notices: string[] } {
  if (stated.rows !== undefined && stated.cols !== undefined) {
    return { grid: requireFit({ views: stated.views ?? 1, rows: stated.rows, cols: stated.cols }, n, label), notices: [] };
  }
  if (stored) {
    return { grid: requireFit(requireViews(readGrid(stored), stated.views, stored.label), n, label), notices: [] };
  }
  if (implied && (stated.views === undefined || stated.views === implied.views)) {
    return { grid: implied, notices: noticeUnusualAspect(implied, label) };
  }
  return guessGrid(n, stated.views ?? 1, label);
}

function readGrid({ shape, data, label }: Tensor): Grid {
  const values = Array.from(data);
  if (shape.slice(0, -1).some((size) => size !== 1) || values.length < 2 || values.length > 3 || !values.every(isCount)) {
    throw new TensorFileError(
      `${label} has the shape (${shape.join(', ')}) and begins with ${values.slice(0, 3).join(', ')}; expected [rows, cols] or ` +
        '[views, rows, cols] as whole numbers of at least 1.',
    );
  }
  const [views, rows, cols] = values.length === 3 ? values : [1, ...values];
  return { views, rows, cols };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function requireViews(grid: Grid, views: number | undefined, label: string): Grid {
  if (views === undefined || views === grid.views) return grid;
  throw new TensorFileError(`${label} states ${grid.views} views, but ${views} are asked for.`);
}

function requireFit({ views, rows, cols }: Grid, n: number, label: string): Grid {
  const cells = views * rows * cols;
  if (cells === n) return { views, rows, cols };
  const described = `${views === 1 ? '' : `${views} x `}${rows} x ${cols} = ${cells}`;
  const surplus = n - cells;
  const hint =
    surplus === views || surplus === 1
      ? ` The class token${surplus === 1 ? '' : 's'} must be left out: save tokens[..., 1:, :].`
      : '';
  throw new TensorFileError(`The layout ${described} tokens does not fit the ${n} tokens of ${label}.${hint}`);
}

function noticeUnusualAspect({ views, rows, cols }: Grid, label: string): string[] {
  if (Math.max(rows, cols) <= UNUSUAL_ASPECT * Math.min(rows, cols)) return [];
  return [
    `The shape of ${label} is read as ${views === 1 ? '' : `${views} views of `}${rows} rows and ${cols} columns; if it means ` +
      'something else, state the grid as a tensor "grid" = [rows, cols] or [views, rows, cols].',
  ];
}

function guessGrid(n: number, views: number, label: string): { grid: Grid; notices: string[] } {
  const perView = n / views;
  if (!Number.isInteger(perView)) {
    throw new TensorFileError(`The layout ${views} equal views of ${n} tokens does not fit the ${n} tokens of ${label}.`);
  }
  let rows = Math.floor(Math.sqrt(perView));
  while (perView % rows !== 0) rows -= 1;
  const cols = perView / rows;
  if (rows === cols) return { grid: { views, rows, cols }, notices: [] };
  return {
    grid: { views, rows, cols },
    notices: [
      `${label} states no grid, so its ${perView} tokens${views === 1 ? '' : ' per view'} are laid out as ${rows} rows and ${cols} ` +
        'columns, the most square way; if that is wrong, add a tensor "grid" = [rows, cols].',
      ...noticeClassToken(perView, label),
    ],
  };
}

/** One token more than a square is how a class token shows that was left in. */
function noticeClassToken(perView: number, label: string): string[] {
  const side = Math.sqrt(perView - 1);
  if (!Number.isInteger(side) || side < SMALLEST_ENCODER_GRID) return [];
  return [
    `${perView} tokens are ${side} x ${side} and one more: if ${label} still has its class token, leave it out (tokens[..., 1:, :]).`,
  ];
}

/**
 * Lays the cells out: one view over the whole photo, or as squares without one. Where several views lie in a photo is
 * not known, so they stand side by side as squares, photo or not, with a notice.
 * @returns `coversPhoto`: whether the layout is in pixels of the photo
 */
export function layOutGrid(
  grid: Grid,
  photo: { width: number; height: number } | null,
): { layout: Layout; coversPhoto: boolean; notices: string[] } {
  if (grid.views > 1) {
    const notice = `The tokens are ${grid.views} views, and where those lie in the photo is not known: they are shown side by side without it.`;
    return { layout: layOutMosaic(grid), coversPhoto: false, notices: photo ? [notice] : [] };
  }
  const source = photo ?? { width: grid.cols * CELL, height: grid.rows * CELL };
  return { layout: layOutPhoto(source, grid), coversPhoto: photo !== null, notices: [] };
}

function layOutMosaic({ views, rows, cols }: Grid): Layout {
  const across = Math.min(views, Math.max(1, Math.round(Math.sqrt((views * rows) / cols))));
  const down = Math.ceil(views / across);
  return {
    width: (across * (cols + 1) - 1) * CELL,
    height: (down * (rows + 1) - 1) * CELL,
    views: Array.from({ length: views }, (_, view) => ({
      kind: 'tile',
      rows,
      cols,
      offset: view * rows * cols,
      x: (view % across) * (cols + 1) * CELL,
      y: Math.floor(view / across) * (rows + 1) * CELL,
      cellWidth: CELL,
      cellHeight: CELL,
    })),
  };
}
