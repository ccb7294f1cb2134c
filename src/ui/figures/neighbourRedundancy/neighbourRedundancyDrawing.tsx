/**
 * The strip of Figure 9: one column per threshold, the map over its binary mask, for both measures of redundancy.
 */
import type { Layout } from '../../../core/tokens.ts';
import { heatmapPixels } from '../../paint/layers.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import type { Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { ColourScale, COLOUR_SCALE_HEIGHT } from '../drawing/Keys.tsx';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';

/** One row of maps with their masks below. */
export interface ThresholdStrip {
  title: string;
  /** What the colours mean, lowest to highest. */
  unit: string;
  ticks: { at: number; text: string }[];
  columns: ThresholdColumn[];
}

export interface ThresholdColumn {
  threshold: number;
  /** f32[n] in [0, 1] */
  values: Float32Array;
  /** u8[n], 1 for redundant tokens. */
  mask: Uint8Array;
}

interface DrawingOptions {
  layout: Layout;
  table: Uint8ClampedArray;
  opacity: number;
  style: FigureStyle;
}

const GAP = 10;
const TITLE = 24;
const LABEL = 22;

/** Lays the strips out below each other; narrow drawings break a strip into rows of three or two maps. */
export function drawThresholdStrips(strips: readonly ThresholdStrip[], options: DrawingOptions, width: number): Drawing {
  const parts = strips.map((strip) => drawStrip(strip, options, width));
  let y = 0;
  const content = parts.map((part, index) => {
    const top = y;
    y += part.height + 28;
    return (
      <g key={strips[index].title} transform={`translate(0 ${top})`}>
        {part.content}
      </g>
    );
  });
  return { height: y - 28, content };
}

function drawStrip(strip: ThresholdStrip, { layout, table, opacity, style }: DrawingOptions, width: number): Drawing {
  const perRow = width < 420 ? 2 : width < 640 ? 3 : strip.columns.length;
  const mapWidth = (width - GAP * (perRow - 1)) / perRow;
  const cell = mapHeight(layout, mapWidth);
  const rowHeight = LABEL + 2 * cell + GAP + 18;
  const rows = Math.ceil(strip.columns.length / perRow);
  const content = (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        {strip.title}
      </text>
      {strip.columns.map((column, index) => {
        const x = (index % perRow) * (mapWidth + GAP);
        const y = TITLE + Math.floor(index / perRow) * rowHeight;
        const share = column.mask.reduce((sum, value) => sum + value, 0) / column.mask.length;
        const threshold = formatNumber(column.threshold, 1);
        return (
          <g key={column.threshold}>
            <text x={x} y={y + 15}>
              τ = {threshold}
            </text>
            <text x={x + mapWidth} y={y + 15} textAnchor="end" fill={style.soft}>
              {formatPercent(share, 0)}
            </text>
            <TokenMap
              layout={layout}
              x={x}
              y={y + LABEL}
              width={mapWidth}
              pixels={heatmapPixels(column.values, table, opacity)}
              label={`${strip.title} at threshold ${threshold}`}
            />
            <TokenMap
              layout={layout}
              x={x}
              y={y + LABEL + cell + 6}
              width={mapWidth}
              pixels={maskPixels(column.mask, style)}
              hidePhoto
              label={`Mask at threshold ${threshold}: ${formatPercent(share, 0)} of the tokens`}
            />
          </g>
        );
      })}
      <ColourScale x={0} y={TITLE + rows * rowHeight} width={Math.min(320, width)} table={table} ticks={strip.ticks} title={strip.unit} />
    </>
  );
  return { height: TITLE + rows * rowHeight + COLOUR_SCALE_HEIGHT, content };
}

/** Redundant tokens in the warm colour, others in the page's. */
function maskPixels(mask: Uint8Array, style: FigureStyle): Uint8ClampedArray {
  const warm = style.theme === 'dark' ? [255, 157, 92] : [194, 78, 0];
  const other = style.theme === 'dark' ? [44, 48, 54] : [233, 229, 221];
  return Uint8ClampedArray.from([...mask].flatMap((value) => [...(value ? warm : other), 255]));
}
