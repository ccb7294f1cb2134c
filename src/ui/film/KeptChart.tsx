/**
 * How many tokens are kept of every frame, over the frames themselves; the line is an even share of the budget.
 */
import { layOutBars } from './filmData.ts';

/** Height of the chart in CSS pixels, the stylesheet's --chart-height. */
const HEIGHT = 34;

interface KeptChartProps {
  counts: readonly number[];
  /** Tokens that every frame would keep of an even budget. */
  even: number;
  /** The frame in the panels. */
  shown: number;
}

export function KeptChart({ counts, even, shown }: KeptChartProps) {
  const { bars, evenAt, top } = layOutBars(counts, even, HEIGHT);
  return (
    <svg
      className="kept-chart"
      viewBox={`0 0 ${counts.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Kept tokens of every frame, at most ${Math.round(top)}`}
    >
      {bars.map((bar, frame) => (
        <rect
          // Bars have no identity but their place.
          key={bar.x}
          x={bar.x}
          y={bar.y}
          width={bar.width}
          height={bar.height}
          data-shown={frame === shown || undefined}
        />
      ))}
      <line x1={0} x2={counts.length} y1={evenAt} y2={evenAt} />
    </svg>
  );
}
