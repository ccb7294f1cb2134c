/**
 * How a photo is cut into views before it is encoded: the layouts of the paper's models, and free tilings.
 *
 * Reading: a tile is an equal part of the photo itself, framed as the encoder frames a whole photo. LLaVA-NeXT and InternVL
 * instead fit the photo into a canvas of fixed shape (672 x 672 with black bars, or stretched) and cut that. With any
 * encoder there is no such canvas; cutting the photo spends no token on bars, works for every input size, and gives the
 * same number of tokens.
 */
import type { Grid, View } from './tokens.ts';

export const LAYOUT_PRESETS = ['llava-1.5', 'llava-next', 'internvl3'] as const;
export type LayoutPreset = (typeof LAYOUT_PRESETS)[number];

/** As links and the command line have it: a preset, or rows x cols tiles with or without a base view in front. */
export type LayoutName = LayoutPreset | `tiles-${number}x${number}` | `tiles-${number}x${number}+base`;

/** The whole photo in one view. */
export const ONE_VIEW = 'llava-1.5' satisfies LayoutName;

/** Tiles along one side of the photo, at most: 17 views of 24 x 24 tokens are already as many tokens as a video has. */
export const MOST_TILES_A_SIDE = 4;

/** What a layout name must be, for sentences. */
export const LAYOUT_NAMES = `${LAYOUT_PRESETS.join(', ')} or tiles-RxC[+base] with R and C from 1 to ${MOST_TILES_A_SIDE} and at least 2 tiles`;

export interface Tiling {
  /** Equal parts of the photo; null for none. */
  tiles: { rows: number; cols: number } | null;
  /** The view of the whole photo: the base comes before the tiles, the thumbnail after them. */
  overview: 'base' | 'thumbnail' | null;
  /** Tokens along a side of the block that is averaged to one. */
  pooling: 1 | 2;
}

const PRESETS: Record<LayoutPreset, Tiling> = {
  'llava-1.5': { tiles: null, overview: 'base', pooling: 1 },
  'llava-next': { tiles: { rows: 2, cols: 2 }, overview: 'base', pooling: 1 },
  // Its own 2 x 2 merge concatenates channels (pixel unshuffle); for the tokens of other encoders the mean takes its place.
  internvl3: { tiles: { rows: 2, cols: 2 }, overview: 'thumbnail', pooling: 2 },
};

const FREE_NAME = /^tiles-(\d)x(\d)(\+base)?$/;

/** The tiling of a name; null if it is none. */
export function parseLayout(name: string): Tiling | null {
  const preset = LAYOUT_PRESETS.find((known) => known === name);
  if (preset) return PRESETS[preset];
  const match = FREE_NAME.exec(name);
  if (!match) return null;
  const [rows, cols] = [Number(match[1]), Number(match[2])];
  const isInRange = [rows, cols].every((side) => side >= 1 && side <= MOST_TILES_A_SIDE);
  return isInRange && rows * cols > 1 ? { tiles: { rows, cols }, overview: match[3] ? 'base' : null, pooling: 1 } : null;
}

export function isLayoutName(name: string): name is LayoutName {
  return parseLayout(name) !== null;
}

/** @throws RangeError with the name and what it must be */
export function readLayout(name: LayoutName): Tiling {
  const tiling = parseLayout(name);
  if (!tiling) throw new RangeError(`The token layout is "${name}"; it must be ${LAYOUT_NAMES}.`);
  return tiling;
}

/** The name of a free tiling. */
export function nameTiling({ rows, cols }: { rows: number; cols: number }, hasBase: boolean): LayoutName {
  return hasBase ? `tiles-${rows}x${cols}+base` : `tiles-${rows}x${cols}`;
}

/** Views, and rows and cols of each, of a layout with an encoder of rows x cols tokens; odd sizes are pooled down. */
export function measureLayout({ tiles, overview, pooling }: Tiling, { rows, cols }: { rows: number; cols: number }): Grid {
  const views = (tiles ? tiles.rows * tiles.cols : 0) + (overview === null ? 0 : 1);
  return { views, rows: Math.floor(rows / pooling), cols: Math.floor(cols / pooling) };
}

/** [n], tokens of a photo in a layout with an encoder of rows x cols tokens. */
export function countLayoutTokens(name: LayoutName, encoderGrid: { rows: number; cols: number }): number {
  const { views, rows, cols } = measureLayout(readLayout(name), encoderGrid);
  return views * rows * cols;
}

/** One view before it is encoded: a rectangle of the photo in whole pixels after orientation. */
export interface ViewArea {
  kind: View['kind'];
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The views of a photo in their order in the sequence: base view, tiles in raster order, thumbnail. Tiles cover the photo
 * without gap or overlap and differ by one pixel a side at most.
 * @throws RangeError if the photo has fewer pixels a side than there are tiles
 */
export function listViewAreas({ tiles, overview }: Tiling, { width, height }: { width: number; height: number }): ViewArea[] {
  const areas: ViewArea[] = [];
  const whole = { x: 0, y: 0, width, height };
  if (overview === 'base') areas.push({ kind: 'base', ...whole });
  if (tiles) areas.push(...listTiles(tiles, width, height));
  if (overview === 'thumbnail') areas.push({ kind: 'thumbnail', ...whole });
  return areas;
}

function listTiles({ rows, cols }: { rows: number; cols: number }, width: number, height: number): ViewArea[] {
  if (width < cols || height < rows) {
    throw new RangeError(`The photo has ${width} x ${height} pixels, too few for ${cols} x ${rows} tiles; choose fewer tiles or a larger photo.`);
  }
  return Array.from({ length: rows * cols }, (_, index) => {
    const [row, col] = [Math.floor(index / cols), index % cols];
    const [x, y] = [findEdge(width, col, cols), findEdge(height, row, rows)];
    return { kind: 'tile', x, y, width: findEdge(width, col + 1, cols) - x, height: findEdge(height, row + 1, rows) - y };
  });
}

/** The pixel at which a part of `count` equal ones begins. */
function findEdge(length: number, part: number, count: number): number {
  return Math.round((length * part) / count);
}
