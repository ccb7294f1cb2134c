/**
 * Table 11: means over repeated runs with their spread, and the single number that another table prints for the same thing.
 */
import { scaleLinear } from 'd3';
import type { RepeatedMeasurement } from '../../../core/figures/reportedResults/discrepancies.ts';
import { formatNumber } from '../../format.ts';
import { AxisBottom } from '../drawing/Axes.tsx';
import { roundPixel, type Draw, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { HEADING_HEIGHT, isScript, methodColour, MethodMark, ReportedHeading } from './methodMarks.tsx';

const ROW = 46;
const LEFT = 84;
const VALUES = 124;

export function drawRepeatedRuns(runs: readonly RepeatedMeasurement[], style: FigureStyle): Draw {
  return (width) => layOut(runs, style, width);
}

function layOut(runs: readonly RepeatedMeasurement[], style: FigureStyle, width: number): Drawing {
  const top = HEADING_HEIGHT + 24;
  const bottom = top + runs.length * ROW;
  const right = width - VALUES;
  const values = runs.flatMap(({ mean, deviation, elsewhere }) => [mean - deviation, mean + deviation, elsewhere]);
  const x = scaleLinear([Math.min(...values), Math.max(...values)], [LEFT + 8, right - 10]).nice(4);
  const content = (
    <>
      <ReportedHeading title="MME at 160 tokens: Table 11 beside Table 3" />
      <text y={HEADING_HEIGHT + 8} fill={style.soft}>
        {width < 480 ? 'filled: Table 11; outline: Table 3' : 'filled: mean of 20 runs ± standard deviation, Table 11; outline: the value of Table 3'}
      </text>
      <AxisBottom scale={x} ticks={x.ticks(width < 480 ? 2 : 5)} title="MME (points)" grid={bottom - top} left={LEFT} right={right} y={bottom} />
      {runs.map(({ method, mean, deviation, elsewhere }, index) => {
        const y = top + (index + 0.5) * ROW;
        const colour = methodColour(method, style);
        return (
          <g key={method} role="img" aria-label={`${method}: ${mean} ± ${deviation} in Table 11, ${elsewhere} in Table 3`}>
            <text x={LEFT - 8} y={y + 4.5} textAnchor="end" fontWeight={isScript(method) ? 650 : undefined}>
              {method}
            </text>
            <path d={`M${roundPixel(x(elsewhere))} ${y}H${roundPixel(x(mean))}`} stroke={colour} strokeOpacity={0.5} strokeWidth={2} />
            <path d={`M${roundPixel(x(mean - deviation))} ${y - 10}v20M${roundPixel(x(mean + deviation))} ${y - 10}v20`} stroke={colour} />
            <MethodMark method={method} x={x(mean)} y={y} />
            <MethodMark method={method} x={x(elsewhere)} y={y} hollow />
            <text x={right + 10} y={y - 3} fontWeight={isScript(method) ? 650 : undefined}>
              {formatNumber(mean, 2)} ± {formatNumber(deviation, 2)}
            </text>
            <text x={right + 10} y={y + 14} fontSize={12} fill={style.soft}>
              {formatNumber(elsewhere, 2)} ({mean < elsewhere ? '+' : '−'}
              {formatNumber(Math.abs(elsewhere - mean), 2)})
            </text>
          </g>
        );
      })}
    </>
  );
  return { height: bottom + 44, content };
}
