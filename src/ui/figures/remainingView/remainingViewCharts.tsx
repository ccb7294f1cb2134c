/**
 * Two charts beside the map of cosines: how they are distributed, and how many cells each kept token stands for.
 */
import { use } from 'react';
import { scaleLinear } from 'd3';
import { countCosines, rankClusters } from '../../../core/figures/remainingView.ts';
import { pointAt } from '../../../state/focus.ts';
import { formatNumber } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { estimateWidth } from '../drawing/Keys.tsx';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import type { RemainingView } from './remainingViewDrawing.tsx';

/** Least height of both charts. */
export const CHARTS_HEIGHT = 430;

const BINS = 40;
/** Room for titles above, and for axes left and below. */
const MARGIN = { top: 54, left: 34, bottom: 42, right: 14 };

export function drawCharts(data: RemainingView, style: FigureStyle, box: Box) {
  const half = (box.height - 16) / 2;
  return (
    <>
      <CosineHistogram data={data} style={style} box={plotBox({ ...box, height: half })} />
      <ClusterSizes data={data} style={style} box={plotBox({ ...box, y: box.y + half + 16, height: half })} />
    </>
  );
}

function plotBox({ x, y, width, height }: Box): Box {
  return {
    x: roundPixel(x + MARGIN.left),
    y: roundPixel(y + MARGIN.top),
    width: roundPixel(width - MARGIN.left - MARGIN.right),
    height: roundPixel(height - MARGIN.top - MARGIN.bottom),
  };
}

interface ChartProps {
  data: RemainingView;
  style: FigureStyle;
  /** Of the plot itself. */
  box: Box;
}

function ChartTitle({ box, children }: { box: Box; children: string }) {
  return (
    <text x={box.x - MARGIN.left} y={box.y - MARGIN.top + 16} fontSize={15} fontWeight={650}>
      {children}
    </text>
  );
}

function CosineHistogram({ data, style, box }: ChartProps) {
  const { assignment, threshold } = data;
  const smallest = assignment.cosine.reduce((low, value) => Math.min(low, value), threshold);
  // From 0 for most photos, so that they compare; further down where there is something to show.
  const low = Math.max(-1, Math.min(0, Math.floor(smallest * 5) / 5));
  const counts = countCosines(assignment, low, BINS);
  const most = counts.reduce((high, count) => Math.max(high, count), 1);
  const across = scaleLinear([low, 1], [box.x, box.x + box.width]);
  const up = scaleLinear([0, most], [box.y + box.height, box.y]);
  const edge = (bin: number) => low + ((1 - low) * bin) / BINS;
  const read = (x: number): Reading | null => {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((x - box.x) / box.width) * BINS)));
    return {
      x: across((edge(bin) + edge(bin + 1)) / 2),
      lines: [`cosine ${formatNumber(edge(bin), 3)} to ${formatNumber(edge(bin + 1), 3)}`, `${counts[bin]} dropped cells`],
    };
  };
  const cut = roundPixel(across(threshold));
  const name = `τ = ${formatNumber(threshold, 2)}, lost left of it`;
  const room = estimateWidth(name, 12) / 2;
  // Beside the axis' own title, above the bars.
  const nameAt = roundPixel(Math.min(Math.max(cut, box.x + 44 + room), box.x + box.width - room));
  return (
    <g role="img" aria-label={`Histogram of the cosines of ${data.coverage.dropped} dropped cells`}>
      <ChartTitle box={box}>Cosine of dropped cells</ChartTitle>
      <AxisLeft scale={up} ticks={wholeTicks(most)} title="cells" grid={box.width} top={box.y} bottom={box.y + box.height} x={box.x} />
      <g>
        {Array.from(counts, (count, bin) => {
          if (count === 0) return null;
          const x = roundPixel(across(edge(bin)) + 0.5);
          return (
            <rect
              key={bin}
              x={x}
              y={roundPixel(up(count))}
              width={Math.max(0.5, roundPixel(box.width / BINS - 1))}
              height={roundPixel(box.y + box.height - up(count))}
              fill={edge(bin + 1) <= threshold ? style.warm : style.series[0]}
            />
          );
        })}
      </g>
      <path d={`M${cut} ${box.y - 5}v${box.height + 5}`} stroke={style.ink} strokeDasharray="4 3" />
      <text x={nameAt} y={box.y - 10} textAnchor="middle" fontSize={12}>
        {name}
      </text>
      <FocusedCosine data={data} style={style} box={box} across={across} />
      <AxisBottom scale={across} ticks={across.ticks(box.width < 260 ? 4 : 6)} title="cosine with the kept token that stands for the cell" left={box.x} right={box.x + box.width} y={box.y + box.height} />
      <ChartPointer box={box} read={read} />
    </g>
  );
}

/** A mark above the histogram where the token in focus lies. */
function FocusedCosine({ data: { assignment }, style, box, across }: ChartProps & { across: (value: number) => number }) {
  const token = useFocusToken();
  if (token === null || token >= assignment.nearest.length || assignment.nearest[token] === token) return null;
  const x = roundPixel(across(assignment.cosine[token]));
  const bottom = box.y + box.height;
  return <path d={`M${x} ${bottom}l-5 -9h10z`} fill={style.ink} stroke={style.page} strokeWidth={1.5} />;
}

function ClusterSizes({ data, style, box }: ChartProps) {
  const store = use(FigureFocus);
  const { kept, assignment } = data;
  const ranked = rankClusters(kept, assignment.clusterSize);
  const sizes = Array.from(ranked, (token) => assignment.clusterSize[token]);
  const most = Math.max(1, ...sizes.slice(0, 1));
  const across = scaleLinear([0, Math.max(1, ranked.length)], [box.x, box.x + box.width]);
  const up = scaleLinear([0, most], [box.y + box.height, box.y]);
  const alone = sizes.filter((size) => size === 1).length;
  const rankAt = (x: number) => Math.min(ranked.length - 1, Math.max(0, Math.floor(across.invert(x))));
  const read = (x: number): Reading | null => {
    if (ranked.length === 0) return null;
    const rank = rankAt(x);
    return {
      x: across(rank + 0.5),
      token: ranked[rank],
      lines: [`token ${ranked[rank]}, number ${rank + 1} of ${ranked.length}`, sizes[rank] === 1 ? 'stands for itself alone' : `stands for ${sizes[rank]} cells`],
    };
  };
  return (
    <g role="img" aria-label="Cells that each kept token stands for, the largest first">
      <ChartTitle box={box}>Cells that each kept token stands for</ChartTitle>
      <AxisLeft scale={up} ticks={wholeTicks(most)} title={`cells; ${alone} of ${ranked.length} stand for themselves alone`} grid={box.width} top={box.y} bottom={box.y + box.height} x={box.x} />
      <path d={stepsOf(sizes, across, up)} fill={style.series[0]} fillOpacity={0.85} />
      <FocusedCluster data={data} style={style} box={box} ranked={ranked} across={across} up={up} />
      <AxisBottom scale={across} ticks={across.ticks(box.width < 260 ? 3 : 6).filter(Number.isInteger)} title="kept tokens, the largest number of cells first" left={box.x} right={box.x + box.width} y={box.y + box.height} />
      <ChartPointer box={box} read={read} onToken={(token) => store && pointAt(store, token)} />
    </g>
  );
}

interface FocusedClusterProps extends ChartProps {
  ranked: Uint32Array;
  across: (value: number) => number;
  up: (value: number) => number;
}

/** The kept token that stands for the token in focus. */
function FocusedCluster({ data: { assignment }, style, ranked, across, up }: FocusedClusterProps) {
  const token = useFocusToken();
  if (token === null || token >= assignment.nearest.length) return null;
  const rank = ranked.indexOf(assignment.nearest[token]);
  if (rank < 0) return null;
  const y = up(assignment.clusterSize[ranked[rank]]);
  return <circle cx={roundPixel(across(rank + 0.5))} cy={roundPixel(y)} r={5} fill={style.ink} stroke={style.page} strokeWidth={1.5} />;
}

/** Bars side by side as one shape. */
function stepsOf(sizes: readonly number[], across: (value: number) => number, up: (value: number) => number): string {
  let path = `M${roundPixel(across(0))} ${roundPixel(up(0))}`;
  sizes.forEach((size, rank) => {
    path += `V${roundPixel(up(size))}H${roundPixel(across(rank + 1))}`;
  });
  return `${path}V${roundPixel(up(0))}z`;
}

/** About four whole numbers from 0 on. */
function wholeTicks(most: number): number[] {
  return scaleLinear([0, most], [0, 1]).ticks(4).filter(Number.isInteger);
}
