/**
 * Axes of charts: a line, ticks, numbers, and a title with the unit.
 */
import { roundPixel } from './Drawing.ts';
import { useFigureStyle } from './FigureStyle.ts';

interface AxisProps {
  /** Maps a value to pixels of the drawing. */
  scale: (value: number) => number;
  ticks: readonly number[];
  format?: (value: number) => string;
  /** With the unit in brackets. */
  title: string;
  /** Length of light lines across the chart, 0 for none. */
  grid?: number;
}

const plain = (value: number): string => String(roundPixel(value)).replace('-', '−');

/** Below a chart, from `left` to `right`, at height y. */
export function AxisBottom({ scale, ticks, format = plain, title, grid = 0, left, right, y }: AxisProps & { left: number; right: number; y: number }) {
  const { soft, line } = useFigureStyle();
  return (
    <g fill={soft} fontSize={12} textAnchor="middle">
      <path d={`M${roundPixel(left)} ${roundPixel(y)}H${roundPixel(right)}`} stroke={soft} />
      {ticks.map((tick) => {
        const x = roundPixel(scale(tick));
        return (
          <g key={tick}>
            {grid > 0 && <path d={`M${x} ${roundPixel(y)}v${-grid}`} stroke={line} />}
            <path d={`M${x} ${roundPixel(y)}v4`} stroke={soft} />
            <text x={x} y={roundPixel(y + 17)}>
              {format(tick)}
            </text>
          </g>
        );
      })}
      <text x={roundPixel((left + right) / 2)} y={roundPixel(y + 35)}>
        {title}
      </text>
    </g>
  );
}

/** Left of a chart, from `top` to `bottom`, at x. The title stands above the axis, where it can be read without turning the head. */
export function AxisLeft({ scale, ticks, format = plain, title, grid = 0, top, bottom, x }: AxisProps & { top: number; bottom: number; x: number }) {
  const { soft, line } = useFigureStyle();
  return (
    <g fill={soft} fontSize={12} textAnchor="end">
      <path d={`M${roundPixel(x)} ${roundPixel(top)}V${roundPixel(bottom)}`} stroke={soft} />
      {ticks.map((tick) => {
        const y = roundPixel(scale(tick));
        return (
          <g key={tick}>
            {grid > 0 && <path d={`M${roundPixel(x)} ${y}h${grid}`} stroke={line} />}
            <path d={`M${roundPixel(x)} ${y}h-4`} stroke={soft} />
            <text x={roundPixel(x - 7)} y={roundPixel(y + 4)}>
              {format(tick)}
            </text>
          </g>
        );
      })}
      <text x={roundPixel(x - 4)} y={roundPixel(top - 10)} textAnchor="start">
        {title}
      </text>
    </g>
  );
}
