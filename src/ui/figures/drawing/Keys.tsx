/**
 * Keys to the colours of figures: a gradient with ticks, or a row of swatches with names.
 */
import { TABLE_SIZE } from '../../paint/colourMaps.ts';
import { roundPixel } from './Drawing.ts';
import { useFigureStyle } from './FigureStyle.ts';
import { encodePng, toDataUrl } from './png.ts';

interface ColourScaleProps {
  x: number;
  y: number;
  width: number;
  /** u8[256 * 3], RGB; see `colourTable`. */
  table: Uint8ClampedArray;
  /** `at` is the place on the bar, 0 to 1. */
  ticks: readonly { at: number; text: string }[];
  title: string;
}

/** Height of a `ColourScale` with ticks and title. */
export const COLOUR_SCALE_HEIGHT = 44;

/** A horizontal colour bar; the title stands above it, ticks below. */
export function ColourScale({ x, y, width, table, ticks, title }: ColourScaleProps) {
  const { ink, soft } = useFigureStyle();
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`} fontSize={12} fill={soft}>
      <text y={11} fill={ink}>
        {title}
      </text>
      <image href={drawTable(table)} y={17} width={roundPixel(width)} height={9} preserveAspectRatio="none" />
      {ticks.map(({ at, text }) => (
        <text key={at} x={roundPixel(at * width)} y={40} textAnchor={at === 0 ? 'start' : at === 1 ? 'end' : 'middle'}>
          {text}
        </text>
      ))}
    </g>
  );
}

function drawTable(table: Uint8ClampedArray): string {
  const pixels = new Uint8ClampedArray(TABLE_SIZE * 4);
  for (let i = 0; i < TABLE_SIZE; i++) pixels.set([table[3 * i], table[3 * i + 1], table[3 * i + 2], 255], 4 * i);
  return toDataUrl(encodePng(pixels, TABLE_SIZE, 1, 1));
}

interface LegendProps {
  x: number;
  y: number;
  /** Entries wrap into further lines at this width. */
  width: number;
  entries: readonly { name: string; colour: string; dashed?: boolean }[];
}

const LINE_HEIGHT = 20;

/** Estimated width of a text in pixels: exact enough for wrapping, and the same on every machine. */
export function estimateWidth(text: string, size = 13): number {
  return text.length * size * 0.52;
}

function placeEntries(entries: LegendProps['entries'], width: number) {
  let x = 0;
  let line = 0;
  return entries.map((entry) => {
    const needed = 24 + estimateWidth(entry.name) + 18;
    if (x > 0 && x + needed > width) {
      x = 0;
      line += 1;
    }
    const place = { ...entry, x, y: line * LINE_HEIGHT };
    x += needed;
    return place;
  });
}

/** Height of a `Legend` of a width. */
export function legendHeight(entries: LegendProps['entries'], width: number): number {
  const last = placeEntries(entries, width).at(-1);
  return last ? last.y + LINE_HEIGHT : 0;
}

/** Short strokes with names, for the series of a chart. */
export function Legend({ x, y, width, entries }: LegendProps) {
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      {placeEntries(entries, width).map(({ name, colour, dashed, x: left, y: top }) => (
        <g key={name} transform={`translate(${roundPixel(left)} ${top})`}>
          <path d="M0 9h16" stroke={colour} strokeWidth={3} strokeDasharray={dashed ? '5 3' : undefined} />
          <text x={22} y={13}>
            {name}
          </text>
        </g>
      ))}
    </g>
  );
}
