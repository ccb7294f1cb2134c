/**
 * One plane of a sweep as a heatmap: two axes, a colour for the read-out, and its number where there is room.
 */
import { rgb, scaleBand, type ScaleBand } from 'd3';
import { AXIS_TEXTS, type TuningCell } from '../../../core/tuning/plan.ts';
import { findReadout } from '../../../core/tuning/readouts.ts';
import { formatMeasure } from '../../compare/formatMeasure.ts';
import { tableRow } from '../../paint/colourMaps.ts';
import type { Rgb } from '../../paint/layers.ts';
import { ChartPointer } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { COLOUR_SCALE_HEIGHT, ColourScale, estimateWidth } from '../drawing/Keys.tsx';
import { encodePng, toDataUrl } from '../drawing/png.ts';
import { describeCell, formatAxisValue, formatSummary, isCurrent, type Slice, type SliceCell } from './slice.ts';

export interface HeatmapData {
  slice: Slice;
  /** u8[256 * 3], RGB. */
  table: Uint8ClampedArray;
  /** What the page is set to. */
  current: TuningCell;
  onCell: (cell: TuningCell) => void;
}

/** Left of the map, for the values of y. */
const LEFT = 58;
/** Above the map, for the name of y. */
const HEAD = 26;
/** Below the map, for values and name of x. */
const FOOT = 50;
const TALLEST_ROW = 44;
const WIDEST_COLUMN = 110;
const NUMBER_SIZE = 12;
/** Narrower columns hold no numbers. */
const LEAST_FOR_NUMBERS = 24;

type Scale = ScaleBand<number>;

export function drawHeatmap({ slice, table, current, onCell }: HeatmapData, style: FigureStyle, width: number): Drawing {
  const { columns, rows, choice, extent } = slice;
  const top = COLOUR_SCALE_HEIGHT + 14 + HEAD;
  const mapWidth = Math.min(width - LEFT, WIDEST_COLUMN * columns.length);
  const rowHeight = Math.min(TALLEST_ROW, Math.max(20, 380 / rows.length));
  const box: Box = { x: LEFT, y: top, width: roundPixel(mapWidth), height: roundPixel(rowHeight * rows.length) };
  const x = scaleBand(columns, [box.x, box.x + box.width]);
  const y = scaleBand(rows, [box.y, box.y + box.height]);
  const readout = findReadout(choice.readout);
  const ticks = extent ? [{ at: 0, text: formatMeasure(readout, extent[0]) }, { at: 1, text: formatMeasure(readout, extent[1]) }] : [];
  const find = (left: number, above: number): SliceCell | undefined =>
    slice.cells[placeOf(above - box.y, y.bandwidth(), rows.length)]?.[placeOf(left - box.x, x.bandwidth(), columns.length)];
  const content = (
    <>
      <ColourScale x={LEFT} y={0} width={Math.min(280, width - LEFT)} table={table} ticks={ticks} title={readout.title} />
      <text x={LEFT} y={top - 8} fontSize={12} fill={style.soft}>{`${AXIS_TEXTS[choice.y].symbol}, ${AXIS_TEXTS[choice.y].name}`}</text>
      <Values slice={slice} x={x} y={y} box={box} style={style} />
      <image
        href={drawColours(slice, table, style)}
        x={box.x}
        y={box.y}
        width={box.width}
        height={box.height}
        preserveAspectRatio="none"
        style={{ imageRendering: 'pixelated' }}
      />
      <path d={drawGaps(slice, x, y, box)} stroke={style.page} strokeWidth={2} />
      <Numbers slice={slice} x={x} y={y} table={table} style={style} />
      <CurrentCell slice={slice} x={x} y={y} current={current} style={style} />
      <ChartPointer
        box={box}
        read={(left, above) => {
          const found = find(left, above);
          return found ? { x: left, lines: [describeCell(found.cell), `${readout.title}: ${formatSummary(choice.readout, found.summary)}`] } : null;
        }}
        onClick={(left, above) => {
          const found = find(left, above);
          if (found) onCell(found.cell);
        }}
      />
    </>
  );
  return { height: top + box.height + FOOT, content };
}

/** Which band holds a distance from the first one's beginning. */
function placeOf(distance: number, band: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(distance / band)));
}

/** 0 to 1; one half where all values are equal, minus infinity where the value is. */
function shareOf(value: number, [least, most]: [number, number]): number {
  if (!Number.isFinite(value)) return -Infinity;
  return most > least ? (value - least) / (most - least) : 0.5;
}

function Values({ slice: { choice, columns, rows }, x, y, box, style }: { slice: Slice; x: Scale; y: Scale; box: Box; style: FigureStyle }) {
  const widest = Math.max(...columns.map((value) => estimateWidth(formatAxisValue(choice.x, value), 12)));
  const every = Math.max(1, Math.ceil((widest + 8) / x.bandwidth()));
  return (
    <g fontSize={12} fill={style.soft}>
      {columns.map((value, place) =>
        place % every === 0 ? (
          <text key={value} x={roundPixel((x(value) ?? 0) + x.bandwidth() / 2)} y={box.y + box.height + 17} textAnchor="middle">
            {formatAxisValue(choice.x, value)}
          </text>
        ) : null,
      )}
      {rows.map((value) => (
        <text key={value} x={box.x - 8} y={roundPixel((y(value) ?? 0) + y.bandwidth() / 2 + 4)} textAnchor="end">
          {formatAxisValue(choice.y, value)}
        </text>
      ))}
      <text x={roundPixel(box.x + box.width)} y={box.y + box.height + 38} textAnchor="end">
        {`${AXIS_TEXTS[choice.x].symbol}, ${AXIS_TEXTS[choice.x].name}`}
      </text>
    </g>
  );
}

/** Colours of a map that are told apart; a palette holds one more, for cells without a value. */
const LEVELS = 254;

/** RGB of a cell; that of empty ground where there is no finite value. */
function colourOf({ summary: { mean } }: SliceCell, { extent }: Slice, table: Uint8ClampedArray, style: FigureStyle): Rgb {
  const share = mean === null || extent === null ? -Infinity : shareOf(mean, extent);
  if (!Number.isFinite(share)) return toRgb(style.sunken);
  const row = 3 * tableRow(Math.round(share * LEVELS) / LEVELS);
  return [table[row], table[row + 1], table[row + 2]];
}

function toRgb(colour: string): Rgb {
  const { r, g, b } = rgb(colour);
  return [r, g, b];
}

/** All cells as one small image: thousands of them are drawn as fast as a few. */
function drawColours(slice: Slice, table: Uint8ClampedArray, style: FigureStyle): string {
  const { columns, rows, cells } = slice;
  const pixels = new Uint8ClampedArray(columns.length * rows.length * 4);
  cells.flat().forEach((cell, place) => pixels.set([...colourOf(cell, slice, table, style), 255], 4 * place));
  const scale = Math.max(1, Math.ceil(480 / Math.max(columns.length, rows.length)));
  return toDataUrl(encodePng(pixels, columns.length, rows.length, scale));
}

/** Narrower cells have no gaps. */
const LEAST_FOR_GAPS = 12;

function drawGaps({ columns, rows }: Slice, x: Scale, y: Scale, box: Box): string {
  const down = x.bandwidth() < LEAST_FOR_GAPS ? [] : columns.slice(1).map((value) => `M${roundPixel(x(value) ?? 0)} ${box.y}v${box.height}`);
  const across = y.bandwidth() < LEAST_FOR_GAPS ? [] : rows.slice(1).map((value) => `M${box.x} ${roundPixel(y(value) ?? 0)}h${box.width}`);
  return [...down, ...across].join('');
}

interface NumbersProps {
  slice: Slice;
  x: Scale;
  y: Scale;
  table: Uint8ClampedArray;
  style: FigureStyle;
}

/** The read-outs in the cells, if there is room for all of them. */
function Numbers({ slice, x, y, table, style }: NumbersProps) {
  const { columns, rows, cells, choice } = slice;
  if (x.bandwidth() < LEAST_FOR_NUMBERS) return null;
  const readout = findReadout(choice.readout);
  const texts = cells.map((row) => row.map(({ summary: { mean } }) => (mean === null ? '' : formatMeasure(readout, mean))));
  if (Math.max(...texts.flat().map((text) => estimateWidth(text, NUMBER_SIZE))) + 6 > x.bandwidth()) return null;
  return (
    <g fontSize={NUMBER_SIZE} textAnchor="middle">
      {texts.flatMap((row, place) =>
        row.map((text, column) => (
          <text
            key={`${rows[place]} ${columns[column]}`}
            x={roundPixel((x(columns[column]) ?? 0) + x.bandwidth() / 2)}
            y={roundPixel((y(rows[place]) ?? 0) + y.bandwidth() / 2 + 4)}
            fill={inkOn(colourOf(cells[place][column], slice, table, style))}
          >
            {text}
          </text>
        )),
      )}
    </g>
  );
}

/** Black on light colours, white on dark ones. */
function inkOn([red, green, blue]: Rgb): string {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#000000' : '#ffffff';
}

/** The cell that the page is set to, if it is among these: dark with a light core, so that it shows on every colour. */
function CurrentCell({ slice: { columns, rows, cells }, x, y, current, style }: Omit<NumbersProps, 'table'> & { current: TuningCell }) {
  const row = cells.findIndex((line) => line.some(({ cell }) => isCurrent(cell, current)));
  if (row < 0) return null;
  const column = cells[row].findIndex(({ cell }) => isCurrent(cell, current));
  const box = { x: roundPixel(x(columns[column]) ?? 0), y: roundPixel(y(rows[row]) ?? 0), width: roundPixel(x.bandwidth()), height: roundPixel(y.bandwidth()) };
  return (
    <g fill="none">
      <rect {...box} stroke={style.page} strokeWidth={6} />
      <rect {...box} stroke={style.ink} strokeWidth={3} />
    </g>
  );
}
