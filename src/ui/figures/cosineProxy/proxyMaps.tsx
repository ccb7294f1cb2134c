/**
 * Figure 3: local entropy and neighbour similarity of every token.
 */
import type { Layout } from '../../../core/tokens.ts';
import { formatNumber } from '../../format.ts';
import { heatmapPixels } from '../../paint/layers.ts';
import type { Drawing } from '../drawing/Drawing.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { ColourScale, COLOUR_SCALE_HEIGHT } from '../drawing/Keys.tsx';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';

export interface MapPaint {
  /** u8[256 * 3]; see `colourTable`. */
  table: Uint8ClampedArray;
  opacity: number;
}

interface ValueMap {
  /** What the colours mean. */
  unit: string;
  values: Float64Array;
}

interface Subject {
  layout: Layout;
  isFolder: boolean;
}

/** Tall photos would fill the screen. */
const TALLEST = 420;

/**
 * One map with its colour bar, from the lowest to the highest value. The maps of a folder lie on no photo, and their tokens
 * are not those of the page.
 */
export function drawValueMap({ layout, isFolder }: Subject, { unit, values }: ValueMap, { table, opacity }: MapPaint, width: number): Drawing {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const range = high - low;
  const scaled = Float32Array.from(values, (value) => (range > 0 ? (value - low) / range : 0));
  const mapWidth = Math.min(width, (width * TALLEST) / mapHeight(layout, width));
  const height = mapHeight(layout, mapWidth);
  const ticks = range > 0 ? [0, 0.5, 1].map((at) => ({ at, text: formatNumber(low + at * range) })) : [{ at: 0, text: `${formatNumber(low)} everywhere` }];
  const pixels = heatmapPixels(scaled, table, isFolder ? 1 : opacity);
  const map = <TokenMap layout={layout} x={0} y={0} width={mapWidth} pixels={pixels} hidePhoto={isFolder} label={unit} />;
  const content = (
    <>
      {isFolder ? <FigureFocus value={null}>{map}</FigureFocus> : map}
      <ColourScale x={0} y={height + 8} width={Math.min(320, mapWidth)} table={table} ticks={ticks} title={unit} />
    </>
  );
  return { height: height + 8 + COLOUR_SCALE_HEIGHT, content };
}
