/**
 * Reads a chart under the pointer: a line at the nearest value and the numbers there. Only on a page; files have no pointer.
 */
import { use, useState, type MouseEvent, type PointerEvent } from 'react';
import { roundPixel, type Box } from './Drawing.ts';
import { useFigureStyle } from './FigureStyle.ts';
import { FigureFocus } from './FigureSurroundings.ts';
import { estimateWidth } from './Keys.tsx';

export interface Reading {
  /** Where the line stands, in pixels of the drawing. */
  x: number;
  lines: string[];
  /** The token that the value belongs to; the page shows it. */
  token?: number;
}

interface ChartPointerProps {
  box: Box;
  /** What the chart says at a place, in pixels of the drawing; null for nothing. */
  read: (x: number, y: number) => Reading | null;
  /** Called with the token of the reading. */
  onToken?: (token: number) => void;
  /** Called with the place of a click. */
  onClick?: (x: number, y: number) => void;
}

export function ChartPointer({ box, read, onToken, onClick }: ChartPointerProps) {
  const store = use(FigureFocus);
  const { page, ink, soft, line } = useFigureStyle();
  const [place, setPlace] = useState<{ x: number; y: number } | null>(null);
  if (!store) return null;
  const reading = place && read(place.x, place.y);
  const locate = ({ currentTarget, clientX, clientY }: MouseEvent<SVGRectElement>) => {
    const bounds = currentTarget.getBoundingClientRect();
    const x = box.x + ((clientX - bounds.left) / bounds.width) * box.width;
    const y = box.y + ((clientY - bounds.top) / bounds.height) * box.height;
    return { x, y };
  };
  const click = (event: MouseEvent<SVGRectElement>) => {
    const { x, y } = locate(event);
    onClick?.(x, y);
  };
  const move = (event: PointerEvent<SVGRectElement>) => {
    const { x, y } = locate(event);
    setPlace({ x, y });
    const token = read(x, y)?.token;
    if (token !== undefined) onToken?.(token);
  };
  const width = reading ? Math.max(...reading.lines.map((text) => estimateWidth(text, 12.5))) + 16 : 0;
  const left = reading && (reading.x + width + 10 > box.x + box.width ? Math.max(box.x, reading.x - width - 8) : reading.x + 8);
  return (
    <>
      {reading && left !== null && (
        <g pointerEvents="none">
          <path d={`M${roundPixel(reading.x)} ${box.y}v${box.height}`} stroke={soft} strokeDasharray="3 3" />
          <rect x={left} y={box.y + 4} width={width} height={reading.lines.length * 17 + 9} rx={4} fill={page} stroke={line} />
          {reading.lines.map((text, index) => (
            <text key={text} x={left + 8} y={box.y + 20 + index * 17} fontSize={12.5} fill={ink}>
              {text}
            </text>
          ))}
        </g>
      )}
      <rect {...box} fill="transparent" cursor={onClick && 'pointer'} onPointerMove={move} onPointerLeave={() => setPlace(null)} onClick={onClick && click} />
    </>
  );
}
