/**
 * What the lines and marks of the chart are, below it.
 */
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { estimateWidth } from '../drawing/Keys.tsx';

export interface KeyEntry {
  name: string;
  mark: 'line' | 'dashed' | 'dots' | 'diamond' | 'tick';
  colour: string;
}

interface BoundsKeyProps {
  x: number;
  y: number;
  /** Entries wrap into further lines at this width. */
  width: number;
  entries: readonly KeyEntry[];
}

const LINE_HEIGHT = 20;

function placeEntries(entries: readonly KeyEntry[], width: number) {
  let [x, line] = [0, 0];
  return entries.map((entry) => {
    const needed = 28 + estimateWidth(entry.name) + 16;
    if (x > 0 && x + needed > width) [x, line] = [0, line + 1];
    const place = { ...entry, x, y: line * LINE_HEIGHT };
    x += needed;
    return place;
  });
}

export function keyHeight(entries: readonly KeyEntry[], width: number): number {
  return (placeEntries(entries, width).at(-1)?.y ?? -LINE_HEIGHT) + LINE_HEIGHT;
}

export function BoundsKey({ x, y, width, entries }: BoundsKeyProps) {
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      {placeEntries(entries, width).map(({ name, mark, colour, x: left, y: top }) => (
        <g key={name} transform={`translate(${roundPixel(left)} ${top})`}>
          <KeyMark mark={mark} colour={colour} />
          <text x={27} y={13}>
            {name}
          </text>
        </g>
      ))}
    </g>
  );
}

function KeyMark({ mark, colour }: Pick<KeyEntry, 'mark' | 'colour'>) {
  const { page } = useFigureStyle();
  switch (mark) {
    case 'line':
      return <path d="M0 9h20" stroke={colour} strokeWidth={2.5} />;
    case 'dashed':
      return <path d="M0 9h20" stroke={colour} strokeWidth={2} strokeDasharray="5 3" />;
    case 'dots':
      return <path d="M3 6h0M10 12h0M17 7h0" stroke={colour} strokeWidth={4} strokeLinecap="round" />;
    case 'diamond':
      return <path d={diamond(10, 9)} fill={colour} stroke={page} />;
    case 'tick':
      return <path d="M3 9h14" stroke={colour} strokeWidth={3} />;
    default:
      return mark satisfies never;
  }
}

/** The mark of the live set. */
export function diamond(x: number, y: number): string {
  return `M${roundPixel(x)} ${roundPixel(y - 7)}l7 7l-7 7l-7 -7z`;
}
