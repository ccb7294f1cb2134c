/**
 * One hue and one shape for every place in the comparison, the same in all of its charts.
 */
import { symbol, symbolCircle, symbolCross, symbolDiamond2, symbolSquare, symbolStar, symbolTriangle, symbolWye, type SymbolType } from 'd3';
import { roundPixel } from '../figures/drawing/Drawing.ts';
import { useFigureStyle, type FigureStyle } from '../figures/drawing/FigureStyle.ts';
import { estimateWidth } from '../figures/drawing/Keys.tsx';

/** A triangle that stands on its tip. */
const symbolTriangleDown: SymbolType = {
  draw(context, size) {
    const y = -Math.sqrt(size / (Math.sqrt(3) * 3));
    const x = Math.sqrt(3) * y;
    context.moveTo(0, -2 * y);
    context.lineTo(-x, y);
    context.lineTo(x, y);
    context.closePath();
  },
};

/** As many as there are places; the last two come late because they are the hardest to tell in small. */
const SHAPES: readonly SymbolType[] = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond2, symbolCross, symbolTriangleDown, symbolWye, symbolStar];

/** @param place in the comparison, from 0 */
export function entryColour(place: number, style: FigureStyle): string {
  return style.series[place % style.series.length];
}

interface EntryMarkProps {
  place: number;
  x: number;
  y: number;
  /** Area in square pixels. */
  size?: number;
  /** Only the outline. */
  isHollow?: boolean;
}

export function EntryMark({ place, x, y, size = 58, isHollow = false }: EntryMarkProps) {
  const style = useFigureStyle();
  const colour = entryColour(place, style);
  const path = symbol(SHAPES[place % SHAPES.length], size).digits(2)();
  if (path === null) return null;
  return (
    <path
      transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}
      d={path}
      fill={isHollow ? style.page : colour}
      stroke={isHollow ? colour : style.page}
      strokeWidth={isHollow ? 1.5 : 1}
    />
  );
}

const KEY_LINE = 22;

function placeKeys(titles: readonly string[], width: number) {
  let x = 0;
  let line = 0;
  return titles.map((title) => {
    const needed = 20 + estimateWidth(title);
    if (x > 0 && x + needed > width) {
      x = 0;
      line += 1;
    }
    const placed = { title, x, y: line * KEY_LINE };
    x += needed + 22;
    return placed;
  });
}

/** Height of the keys to so many places at a width. */
export function entryKeysHeight(titles: readonly string[], width: number): number {
  const last = placeKeys(titles, width).at(-1);
  return last ? last.y + KEY_LINE : 0;
}

/** Marks with names, in lines. */
export function EntryKeys({ titles, width }: { titles: readonly string[]; width: number }) {
  return placeKeys(titles, width).map(({ title, x, y }, place) => (
    // Places have no other names than their numbers: two may hold the same method.
    // oxlint-disable-next-line react/no-array-index-key
    <g key={place} transform={`translate(${roundPixel(x)} ${y})`}>
      <EntryMark place={place} x={7} y={9} size={70} />
      <text x={20} y={13.5}>
        {title}
      </text>
    </g>
  ));
}
