/**
 * How many tokens have how many edges; pointing at a bar outlines its tokens on the photo.
 */
import { scaleLinear } from 'd3';
import { memo } from 'react';
import type { DegreeBin } from '../../../core/figures/bipartiteGraph.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import type { BipartiteGraph, FocusedToken } from './bipartiteData.ts';
import { sideColours } from './PhotoEdges.tsx';

interface HistogramProps {
  graph: BipartiteGraph;
  box: Box;
}

function scalesOf({ bins }: BipartiteGraph, box: Box) {
  const last = bins[bins.length - 1];
  const tallest = Math.max(1, ...bins.map(({ even, odd }) => even + odd));
  return {
    x: scaleLinear([-0.5, last.to + 0.5], [box.x, box.x + box.width]),
    y: scaleLinear([0, tallest], [box.y + box.height, box.y]).nice(4),
  };
}

/** Bars, even tokens below odd ones. */
export const DegreeHistogram = memo(function DegreeHistogram({ graph, box }: HistogramProps) {
  const style = useFigureStyle();
  const { x, y } = scalesOf(graph, box);
  const [even, odd] = sideColours(style);
  return (
    <g role="img" aria-label="Histogram of the degrees">
      <AxisLeft scale={y} ticks={y.ticks(4).filter(Number.isInteger)} title="tokens" grid={box.width} top={box.y} bottom={box.y + box.height} x={box.x} />
      {graph.bins.map((bin) => {
        const left = roundPixel(x(bin.from - 0.5));
        const width = Math.max(1, roundPixel(x(bin.to + 0.5) - left - 1));
        const middle = roundPixel(y(bin.even));
        const top = roundPixel(y(bin.even + bin.odd));
        return (
          <g key={bin.from}>
            <rect x={left} y={middle} width={width} height={roundPixel(box.y + box.height - middle)} fill={even} />
            <rect x={left} y={top} width={width} height={roundPixel(middle - top)} fill={odd} />
          </g>
        );
      })}
      <AxisBottom scale={x} ticks={x.ticks(6).filter(Number.isInteger)} title="degree d(t), edges of a token" left={box.x} right={box.x + box.width} y={box.y + box.height} />
    </g>
  );
});

/** Where the token in focus stands. */
export function FocusBin({ graph, box, focus }: HistogramProps & { focus: FocusedToken }) {
  const style = useFigureStyle();
  const { x, y } = scalesOf(graph, box);
  const degree = graph.degree[focus.token];
  const bin = graph.bins.find(({ from, to }) => degree >= from && degree <= to);
  if (!bin) return null;
  const centre = roundPixel(x((bin.from + bin.to) / 2));
  const top = roundPixel(y(bin.even + bin.odd) - 4);
  return <path d={`M${centre} ${top}l-6 -9h12z`} fill={style.ink} stroke={style.page} pointerEvents="none" />;
}

/** Reads the bars, and tells which one is pointed at. */
export function HistogramPointer({ graph, box, onBin }: HistogramProps & { onBin: (bin: DegreeBin | null) => void }) {
  const { x } = scalesOf(graph, box);
  const binAt = (pixel: number) => {
    const degree = Math.round(x.invert(pixel));
    return graph.bins.find(({ from, to }) => degree >= from && degree <= to) ?? null;
  };
  return (
    <g
      onPointerMove={({ target, clientX }) => {
        const bounds = (target as Element).getBoundingClientRect();
        onBin(binAt(box.x + ((clientX - bounds.left) / bounds.width) * box.width));
      }}
      onPointerLeave={() => onBin(null)}
    >
      <ChartPointer
        box={box}
        read={(pixel) => {
          const bin = binAt(pixel);
          if (!bin) return null;
          const { from, to, even, odd } = bin;
          return { x: x((from + to) / 2), lines: [from === to ? `d = ${from}` : `d = ${from} to ${to}`, `${even} even, ${odd} odd`] };
        }}
      />
    </g>
  );
}
