/**
 * How far the methods agree, laid out like the table of distances in a road atlas: each name stands at the end of its row and
 * above its column.
 */
import { interpolateRgb } from 'd3';
import { formatNumber } from '../../format.ts';
import { roundPixel, type Drawing } from '../../figures/drawing/Drawing.ts';
import type { FigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { shortenText } from '../../figures/drawing/shortenText.ts';
import { entryColour } from '../entryMarks.tsx';

export interface KeptSet {
  /** In the comparison, from 0. */
  place: number;
  title: string;
}

const ROW = 28;
const WIDEST_CELL = 72;
/** Least room for a name right of its row. */
const LEAST_NAME = 92;
const SWATCH = 11;

/** @param overlaps intersection over union of sets i and j */
export function drawOverlaps(sets: readonly KeptSet[], overlaps: readonly (readonly number[])[], style: FigureStyle, width: number): Drawing {
  const columns = Math.max(sets.length - 1, 1);
  const cell = Math.floor(Math.min(WIDEST_CELL, (width - LEAST_NAME) / columns));
  const shade = interpolateRgb(style.sunken, style.accent);
  const content = sets.map(({ place, title }, row) => (
    <g key={place} transform={`translate(0 ${row * ROW})`}>
      {sets.slice(0, row).map((other, column) => (
        <OverlapCell
          key={other.place}
          x={column * cell}
          width={cell}
          value={overlaps[row][column]}
          label={`${other.title} and ${title}`}
          fill={shade(overlaps[row][column])}
          style={style}
        />
      ))}
      <rect x={row * cell + 6} y={(ROW - SWATCH) / 2} width={SWATCH} height={SWATCH} rx={2.5} fill={entryColour(place, style)} />
      <text x={row * cell + SWATCH + 12} y={ROW / 2 + 4.5} fontWeight={600}>
        {shortenText(title, width - row * cell - SWATCH - 14, 13.5)}
      </text>
    </g>
  ));
  return { height: sets.length * ROW, content };
}

interface OverlapCellProps {
  x: number;
  width: number;
  value: number;
  label: string;
  fill: string;
  style: FigureStyle;
}

/** Beyond this the shade is closer to the accent colour than to the ground. */
const DEEP = 0.55;

function OverlapCell({ x, width, value, label, fill, style }: OverlapCellProps) {
  const text = formatNumber(value, 2);
  return (
    <g role="img" aria-label={`${label}: ${text}`}>
      <title>{`${label}: ${text}`}</title>
      <rect x={roundPixel(x + 1)} y={1} width={roundPixel(width - 2)} height={ROW - 2} rx={3} fill={fill} />
      <text x={roundPixel(x + width / 2)} y={ROW / 2 + 4.5} textAnchor="middle" fontSize={width < 34 ? 12 : 13} fill={value > DEEP ? style.page : style.ink}>
        {text}
      </text>
    </g>
  );
}
