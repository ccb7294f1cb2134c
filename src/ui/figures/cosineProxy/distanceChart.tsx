/**
 * Figure 4(a): mean cosine of token pairs by their Manhattan distance, with the number of pairs as thin bars below.
 */
import { extent, scaleLinear } from 'd3';
import { deviationByDistance, meanByDistance, type DistanceSums } from '../../../core/figures/cosineProxyPairs.ts';
import { formatNumber } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { haloOf, linePath } from './chartPart.tsx';
import { findExtremes, formatCount } from './verdicts.ts';

/** Where the paper sees the lowest mean, on 24 x 24 tokens. */
const PAPER_LOWEST = 15;

const LEFT = 40;
const TOP = 28;
const PLOT = 176;
const BARS_TOP = TOP + PLOT + 26;
const BARS = 34;

export function drawDistanceChart(sums: DistanceSums, style: FigureStyle, width: number): Drawing {
  const mean = meanByDistance(sums);
  const deviation = deviationByDistance(sums);
  const distances = Array.from(mean.keys()).filter((distance) => distance > 0 && sums.pairs[distance] > 0);
  const bottom = BARS_TOP + BARS;
  const last = Math.max(1, ...distances);
  const right = width - 6;
  const x = scaleLinear([0, last + 0.5], [LEFT, right]);
  const [low = 0, high = 1] = extent(distances.flatMap((at) => [mean[at] - deviation[at], mean[at] + deviation[at]]));
  const y = scaleLinear([Math.min(low, 0.5), Math.min(1, Math.max(high, 0.6))], [TOP + PLOT, TOP]).nice(5);
  const bars = scaleLinear([0, Math.max(1, ...distances.map((at) => sums.pairs[at]))], [0, BARS]);
  const step = (right - LEFT) / (last + 0.5);
  const band = [
    ...distances.map((at) => [x(at), y(mean[at] + deviation[at])] as const),
    ...distances.toReversed().map((at) => [x(at), y(mean[at] - deviation[at])] as const),
  ];
  const content = (
    <>
      <AxisLeft scale={y} ticks={y.ticks(5)} title="mean cosine (band: ± one standard deviation)" grid={right - LEFT} top={TOP} bottom={TOP + PLOT} x={LEFT} />
      {band.length > 0 && <path d={`${linePath(band)}Z`} fill={style.series[0]} fillOpacity={0.16} />}
      {last > PAPER_LOWEST && <PaperMark x={x(PAPER_LOWEST)} style={style} />}
      <path d={linePath(distances.map((at) => [x(at), y(mean[at])]))} fill="none" stroke={style.series[0]} strokeWidth={2.5} strokeLinejoin="round" />
      <LowestMark sums={sums} x={x} y={y} mean={mean} style={style} right={right} />
      <text x={LEFT} y={BARS_TOP - 8} fontSize={12} fill={style.soft}>
        pairs, {formatCount(bars.domain()[1])} at most
      </text>
      {distances.map((at) => (
        <rect
          key={at}
          x={roundPixel(x(at) - Math.min(6, step * 0.35))}
          y={roundPixel(bottom - bars(sums.pairs[at]))}
          width={roundPixel(Math.min(12, step * 0.7))}
          height={roundPixel(bars(sums.pairs[at]))}
          fill={style.soft}
          fillOpacity={0.6}
        />
      ))}
      <AxisBottom scale={x} ticks={x.ticks(Math.min(last, width < 420 ? 6 : 10)).filter(Number.isInteger)} title="Manhattan distance (tokens)" left={LEFT} right={right} y={bottom} />
      <ChartPointer
        box={{ x: LEFT, y: TOP, width: right - LEFT, height: bottom - TOP }}
        read={(place) => {
          const at = Math.min(last, Math.max(1, Math.round(x.invert(place))));
          if (!(sums.pairs[at] > 0)) return null;
          return {
            x: x(at),
            lines: [`distance ${at}`, `mean cosine ${formatNumber(mean[at], 3)} ± ${formatNumber(deviation[at], 3)}`, `${formatCount(sums.pairs[at])} pairs`],
          };
        }}
      />
    </>
  );
  return { height: bottom + 42, content };
}

function PaperMark({ x, style }: { x: number; style: FigureStyle }) {
  return (
    <>
      <path d={`M${roundPixel(x)} ${TOP}v${PLOT}`} stroke={style.soft} strokeDasharray="2 4" />
      <text x={roundPixel(x + 6)} y={TOP + 12} fontSize={12} fill={style.soft} {...haloOf(style)}>
        paper: lowest near {PAPER_LOWEST}
      </text>
    </>
  );
}

interface LowestMarkProps {
  sums: DistanceSums;
  x: (value: number) => number;
  y: (value: number) => number;
  mean: Float64Array;
  style: FigureStyle;
  right: number;
}

function LowestMark({ sums, x, y, mean, style, right }: LowestMarkProps) {
  const extremes = findExtremes(sums);
  if (extremes === null) return null;
  const at = extremes.lowest;
  const nearEnd = x(at) + 60 > right;
  return (
    <>
      <circle cx={roundPixel(x(at))} cy={roundPixel(y(mean[at]))} r={4.5} fill={style.page} stroke={style.series[0]} strokeWidth={2.5} />
      <text x={roundPixel(nearEnd ? right : x(at))} y={roundPixel(y(mean[at]) + 20)} fontSize={12} textAnchor={nearEnd ? 'end' : 'middle'} {...haloOf(style)}>
        {formatNumber(mean[at])} at {at}
      </text>
    </>
  );
}
