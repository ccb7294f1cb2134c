/**
 * Figure 4(b): how the cosines of neighbours and of random other pairs are distributed.
 */
import { scaleLinear } from 'd3';
import { centreOfBin, COSINE_BINS, estimateDensity, type CosineSample, type HopSamples } from '../../../core/figures/cosineProxyPairs.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { Legend, legendHeight } from '../drawing/Keys.tsx';
import { haloOf, linePath } from './chartPart.tsx';
import { formatCount } from './verdicts.ts';

const LEFT = 40;
/** As low as the chart beside it. */
const BOTTOM = 264;
/** What the paper compares: pairs that are more similar than this. */
const SIMILAR = 0.5;

export function drawDensityChart({ neighbours, random }: HopSamples, style: FigureStyle, width: number): Drawing {
  const series = [
    { name: `${formatCount(neighbours.count)} pairs of neighbours (hop = 1)`, sample: neighbours, colour: style.series[1], dashed: false },
    { name: `${formatCount(random.count)} random pairs (hop > 1)`, sample: random, colour: style.series[0], dashed: true },
  ].map((one) => ({ ...one, density: estimateDensity(one.sample) }));
  const top = legendHeight(series, width) + 30;
  const bottom = Math.max(BOTTOM, top + 160);
  const right = width - 10;
  const first = lowestBin(series.map(({ density }) => density));
  const x = scaleLinear([Math.min(0.4, Math.floor((centreOfBin(first) - 0.005) * 10) / 10), 1], [LEFT, right]);
  const y = scaleLinear([0, Math.max(1, ...series.flatMap(({ density }) => [...density]))], [bottom, top]).nice(4);
  const content = (
    <>
      <Legend x={0} y={0} width={width} entries={series} />
      <AxisLeft scale={y} ticks={y.ticks(4)} title="density (per unit of cosine)" grid={right - LEFT} top={top} bottom={bottom} x={LEFT} />
      <path d={`M${roundPixel(x(SIMILAR))} ${top}V${bottom}`} stroke={style.soft} strokeDasharray="2 4" />
      {series.map(({ name, sample, density, colour, dashed }) => {
        if (sample.count === 0) return null;
        const points = Array.from(density.slice(first), (value, index) => [x(centreOfBin(first + index)), y(value)] as const);
        const closed = [[x(centreOfBin(first)), bottom] as const, ...points, [x(centreOfBin(COSINE_BINS - 1)), bottom] as const];
        return (
          <g key={name}>
            <path d={`${linePath(closed)}Z`} fill={colour} fillOpacity={0.14} />
            <path d={linePath(points)} fill="none" stroke={colour} strokeWidth={2.5} strokeLinejoin="round" strokeDasharray={dashed ? '7 4' : undefined} />
          </g>
        );
      })}
      <text x={roundPixel(x(SIMILAR) + 5)} y={top + 12} fontSize={12} fill={style.soft} {...haloOf(style)}>
        0.5
      </text>
      <AxisBottom scale={x} ticks={x.ticks(width < 420 ? 4 : 7)} title="cosine of the pair" left={LEFT} right={right} y={bottom} />
      <ChartPointer
        box={{ x: LEFT, y: top, width: right - LEFT, height: bottom - top }}
        read={(place) => {
          const bin = Math.min(COSINE_BINS - 1, Math.max(0, Math.floor(((x.invert(place) + 1) / 2) * COSINE_BINS)));
          const above = ({ sample }: { sample: CosineSample }) => formatPercent(shareFrom(sample, bin));
          return {
            x: x(centreOfBin(bin)),
            lines: [
              `cosine ${formatNumber(centreOfBin(bin) - 1 / COSINE_BINS)} or more:`,
              `${above(series[0])} of the neighbours`,
              ...(random.count > 0 ? [`${above(series[1])} of the random pairs`] : []),
            ],
          };
        }}
      />
    </>
  );
  return { height: bottom + 42, content };
}

function shareFrom({ histogram, count }: CosineSample, bin: number): number {
  return count === 0 ? NaN : histogram.slice(bin).reduce((sum, pairs) => sum + pairs, 0) / count;
}

/** First bin where a density can be seen. */
function lowestBin(densities: readonly Float64Array[]): number {
  const found = densities.map((density) => density.findIndex((value) => value > 0.005)).filter((bin) => bin >= 0);
  return found.length === 0 ? COSINE_BINS / 2 : Math.min(...found);
}
