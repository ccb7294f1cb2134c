/**
 * The slide of p from "DPP only" to "GSP only": how far the walk goes, and which of the two sets the final one resembles.
 */
import { scaleLinear } from 'd3';
import { formatNumber } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { Legend, legendHeight } from '../drawing/Keys.tsx';
import type { WalkData } from './intersectionData.ts';
import { meetingColour } from './meetingStyles.ts';

interface Series {
  name: string;
  colour: string;
  dashed?: boolean;
  /** One value for every number of dropped tokens. */
  values: Uint32Array;
}

const LEFT = 44;
const RIGHT = 16;
const PLOT = 150;
/** More points than pixels show nothing more. */
const MOST_POINTS = 400;

export function drawSlide(walk: WalkData, style: FigureStyle, width: number): Drawing {
  const { sweep, part } = walk;
  const m = part.budget;
  if (sweep === null || sweep.kStar.length < 2) {
    const text = sweep === null ? 'How the sets change with p is drawn when the greedy order is complete.' : `With m = n = ${m}, GSP drops nothing at any p.`;
    return {
      height: 20,
      content: (
        <text y={14} fill={style.soft}>
          {text}
        </text>
      ),
    };
  }
  const gap = 32;
  const isNarrow = width < 640;
  const chartWidth = isNarrow ? width : (width - gap) / 2;
  const both = [
    drawChart('How far the walk goes', [{ name: 'k*', colour: style.accent, values: sweep.kStar }], walk, style, chartWidth),
    drawChart(
      'What the final set shares',
      [
        { name: 'with the first m picks (DPP only)', colour: meetingColour('both', style.pageRgb), values: sweep.withDpp },
        { name: 'with the m lowest scores (GSP only)', colour: style.warm, dashed: true, values: sweep.withGsp },
      ],
      walk,
      style,
      chartWidth,
    ),
  ];
  const content = both.map((chart, index) => (
    <g
      key={index === 0 ? 'walk' : 'shares'}
      transform={isNarrow ? `translate(0 ${index * (both[0].height + 20)})` : `translate(${roundPixel(index * (chartWidth + gap))} 0)`}
    >
      {chart.content}
    </g>
  ));
  return { height: isNarrow ? both[0].height + 20 + both[1].height : Math.max(both[0].height, both[1].height), content };
}

function drawChart(title: string, series: readonly Series[], { part }: WalkData, style: FigureStyle, width: number): Drawing {
  const n = part.ranking.length;
  const last = series[0].values.length - 1;
  const top = 24 + Math.max(2 * 20, legendHeight(series, width)) + 12;
  const bottom = top + PLOT;
  const highest = series.reduce((most, { values }) => values.reduce((a, b) => Math.max(a, b), most), 1);
  const x = scaleLinear([0, last / n], [LEFT, width - RIGHT]);
  const y = scaleLinear([0, highest], [bottom, top]).nice(4);
  const live = part.discarded;
  const read = (pixel: number): Reading => {
    const dropped = Math.min(Math.max(Math.round(x.invert(pixel) * n), 0), last);
    const lines = series.map(({ name, values }) => `${name}: ${values[dropped]}`);
    return { x: x(dropped / n), lines: [`p = ${formatNumber(dropped / n, 2)}, ${dropped} dropped`, ...lines] };
  };
  const content = (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        {title}
      </text>
      <Legend x={0} y={24} width={width} entries={series} />
      <AxisLeft scale={y} ticks={y.ticks(4).filter(Number.isInteger)} title="" top={top} bottom={bottom} x={LEFT} grid={width - LEFT - RIGHT} />
      <path d={`M${roundPixel(x(live / n))} ${top}V${bottom}`} stroke={style.ink} strokeDasharray="3 3" />
      {series.map(({ name, colour, dashed, values }) => (
        <g key={name}>
          <path d={traceValues(values, n, x, y)} fill="none" stroke={colour} strokeWidth={2.5} strokeDasharray={dashed ? '6 3' : undefined} />
          <circle cx={roundPixel(x(live / n))} cy={roundPixel(y(values[live]))} r={5} fill={colour} stroke={style.page} strokeWidth={1.5} />
        </g>
      ))}
      <AxisBottom
        scale={x}
        ticks={x.ticks(width < 360 ? 3 : 5)}
        format={(tick) => formatNumber(tick, 2)}
        title={`p, from DPP only (0) to GSP only (${formatNumber(last / n, 2)})`}
        left={LEFT}
        right={width - RIGHT}
        y={bottom}
      />
      <ChartPointer box={{ x: LEFT, y: top, width: width - LEFT - RIGHT, height: PLOT }} read={read} />
    </>
  );
  return { height: bottom + 42, content };
}

function traceValues(values: Uint32Array, n: number, x: (value: number) => number, y: (value: number) => number): string {
  const last = values.length - 1;
  const points = Math.min(last, MOST_POINTS);
  return Array.from({ length: points + 1 }, (_, point) => {
    const dropped = Math.round((point / points) * last);
    return `${point === 0 ? 'M' : 'L'}${roundPixel(x(dropped / n))} ${roundPixel(y(values[dropped]))}`;
  }).join('');
}
