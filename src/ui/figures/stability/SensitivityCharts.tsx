/**
 * Three small charts: how much of the current set is left when one parameter moves.
 */
import { line, scaleLinear } from 'd3';
import { MOVED, type Moved, type SensitivityPoint } from '../../../core/figures/stability.ts';
import { formatNumber } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { Legend, legendHeight } from '../drawing/Keys.tsx';
import type { StabilityView } from './stabilityDrawing.tsx';

const SYMBOLS: Record<Moved, { symbol: string; title: string; digits: number }> = {
  threshold: { symbol: 'τ', title: 'threshold τ', digits: 2 },
  gamma: { symbol: 'γ', title: 'gamma γ', digits: 1 },
  pruneRatio: { symbol: 'p', title: 'prune ratio p', digits: 2 },
};

const TITLE = 26;
const HEIGHT = 210;
const GAP = 20;
/** Of each chart: room for the titles and axes. */
const MARGIN = { top: 34, left: 36, bottom: 42, right: 16 };

/** The charts from `y` on, side by side where there is room; `bottom` is where they end. */
export function drawSensitivity(data: StabilityView, style: FigureStyle, { x, y, width }: Omit<Box, 'height'>) {
  const entries = [
    { name: 'this parameter alone, the others as they are', colour: style.series[0] },
    { name: 'mean over all settings with this value', colour: style.series[1], dashed: true },
  ];
  const legend = legendHeight(entries, width);
  const perRow = width >= 600 ? 3 : 1;
  const column = (width - GAP * (perRow - 1)) / perRow;
  const top = y + TITLE + legend;
  const content = (
    <>
      <text x={x} y={roundPixel(y + 16)} fontSize={15} fontWeight={650}>
        Overlap with the set kept now
      </text>
      <Legend x={x} y={y + TITLE} width={width} entries={entries} />
      {MOVED.map((name, index) => {
        const left = x + (index % perRow) * (column + GAP);
        const upper = top + Math.floor(index / perRow) * HEIGHT;
        const box = {
          x: roundPixel(left + MARGIN.left),
          y: roundPixel(upper + MARGIN.top),
          width: roundPixel(column - MARGIN.left - MARGIN.right),
          height: HEIGHT - MARGIN.top - MARGIN.bottom,
        };
        return <SensitivityChart key={name} data={data} style={style} name={name} box={box} />;
      })}
    </>
  );
  return { content, bottom: top + Math.ceil(MOVED.length / perRow) * HEIGHT };
}

interface SensitivityChartProps {
  data: StabilityView;
  style: FigureStyle;
  name: Moved;
  /** Of the plot itself. */
  box: Box;
}

function SensitivityChart({ data, style, name, box }: SensitivityChartProps) {
  const { symbol, title, digits } = SYMBOLS[name];
  const alone = data.stability.alone[name];
  const together = data.stability.together[name];
  const across = scaleLinear([alone[0].value, alone[alone.length - 1].value], [box.x, box.x + box.width]);
  const up = scaleLinear([0, 1], [box.y + box.height, box.y]);
  const drawLine = line<SensitivityPoint>(
    (point) => roundPixel(across(point.value)),
    (point) => roundPixel(up(point.overlap)),
  );
  const now = roundPixel(across(data.current[name]));
  const format = (value: number) => formatNumber(value, digits);
  const read = (x: number): Reading => {
    const point = nearest(alone, across.invert(x));
    const mean = together.find(({ value }) => value === point.value);
    return {
      x: across(point.value),
      lines: [
        `${symbol} = ${formatNumber(point.value, digits + 1)}`,
        `alone: ${formatNumber(point.overlap, 3)}`,
        ...(mean ? [`mean: ${formatNumber(mean.overlap, 3)}`] : []),
      ],
    };
  };
  return (
    <g role="img" aria-label={`Overlap with the current set as ${title} moves`}>
      <AxisLeft scale={up} ticks={[0, 0.5, 1]} title="intersection over union" grid={box.width} top={box.y} bottom={box.y + box.height} x={box.x} />
      <path d={`M${now} ${box.y}v${box.height}`} stroke={style.ink} strokeDasharray="1 3" strokeLinecap="round" />
      <path d={drawLine(together) ?? undefined} fill="none" stroke={style.series[1]} strokeWidth={1.75} strokeDasharray="5 3" />
      {together.map((point) => (
        <rect key={point.value} x={roundPixel(across(point.value) - 3)} y={roundPixel(up(point.overlap) - 3)} width={6} height={6} fill={style.series[1]} />
      ))}
      <path d={drawLine(alone) ?? undefined} fill="none" stroke={style.series[0]} strokeWidth={2} />
      <circle cx={now} cy={roundPixel(up(1))} r={4} fill={style.series[0]} />
      <AxisBottom scale={across} ticks={across.ticks(4)} format={format} title={`${title}; now ${format(data.current[name])}`} left={box.x} right={box.x + box.width} y={box.y + box.height} />
      <ChartPointer box={box} read={read} />
    </g>
  );
}

function nearest(points: readonly SensitivityPoint[], value: number): SensitivityPoint {
  return points.reduce((best, point) => (Math.abs(point.value - value) < Math.abs(best.value - value) ? point : best));
}
