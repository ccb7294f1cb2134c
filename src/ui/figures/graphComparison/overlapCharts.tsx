/**
 * IoU of the kept and of the dropped tokens, against the share that is dropped and against tau.
 */
import { line, scaleLinear } from 'd3';
import { expectAgreement, type Agreement } from '../../../core/figures/graphComparison.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { Legend, legendHeight } from '../drawing/Keys.tsx';
import type { AgreementSweep, Comparison } from './comparisonData.ts';
import { methodColour } from './methodTable.tsx';
import { PAPER_SHARE, PAPER_TABLE } from './paperTable.ts';

type TokenSet = 'kept' | 'dropped';

const SETS: readonly TokenSet[] = ['kept', 'dropped'];
const PLOT_HEIGHT = 170;
const LEFT = 34;
const TOP = 34;
const BOTTOM = 44;
const GAP = 28;
const ONE_BESIDE_THE_OTHER = 560;

export function drawOverlapCharts(comparison: Comparison, style: FigureStyle, width: number): Drawing {
  const entries = [
    { name: 'bipartite and exhaustive', colour: methodColour('bipartite', style) },
    { name: `random (draw ${comparison.seed}) and exhaustive`, colour: methodColour('random', style) },
    { name: 'two random drops, expected', colour: style.soft, dashed: true },
  ];
  const legend = legendHeight(entries, width);
  const perRow = width < ONE_BESIDE_THE_OTHER ? 1 : 2;
  const chartWidth = (width - GAP * (perRow - 1)) / perRow;
  const chartHeight = TOP + PLOT_HEIGHT + BOTTOM;
  const charts = [...SETS.map((set) => ({ set, over: 'share' as const })), ...SETS.map((set) => ({ set, over: 'threshold' as const }))];
  const content = (
    <>
      <Legend x={0} y={0} width={width} entries={entries} />
      {charts.map(({ set, over }, index) => {
        const x = (index % perRow) * (chartWidth + GAP);
        const y = legend + 10 + Math.floor(index / perRow) * (chartHeight + 14);
        const box = { x: roundPixel(x + LEFT), y: roundPixel(y + TOP), width: roundPixel(chartWidth - LEFT - 18), height: PLOT_HEIGHT };
        return over === 'share' ? (
          <ShareChart key={`${set} ${over}`} {...{ comparison, set, box, style }} />
        ) : (
          <ThresholdChart key={`${set} ${over}`} {...{ comparison, set, box, style }} />
        );
      })}
    </>
  );
  const rows = Math.ceil(charts.length / perRow);
  return { height: legend + 10 + rows * chartHeight + (rows - 1) * 14, content };
}

interface ChartProps {
  comparison: Comparison;
  set: TokenSet;
  box: Box;
  style: FigureStyle;
}

function ShareChart({ comparison, set, box, style }: ChartProps) {
  const { overShares, share, n } = comparison;
  const x = scaleLinear([0, 1], [box.x, box.x + box.width]);
  const y = scaleY(box);
  const expected = overShares.at.map((at) => expectAgreement(at)[set]);
  return (
    <>
      <AxisBottom scale={x} ticks={[0, 0.2, 0.4, 0.6, 0.8, 1]} format={(at) => formatPercent(at, 0)} title="share dropped, K / n" left={box.x} right={box.x + box.width} y={box.y + box.height} />
      <AgreementPlot {...{ comparison, set, box, style, x, expected }} sweep={overShares} current={share} />
      {[PAPER_TABLE.bipartite, PAPER_TABLE.random].map(({ overlap }) => (
        <g key={overlap}>
          <path d={diamond(x(PAPER_SHARE), y(overlap))} fill={style.page} stroke={style.ink} strokeWidth={1.5} />
          <text x={roundPixel(x(PAPER_SHARE) - 10)} y={roundPixel(y(overlap) + 4)} textAnchor="end" fontSize={12} fill={style.soft} stroke={style.page} strokeWidth={4} paintOrder="stroke">
            paper {formatNumber(overlap)}
          </text>
        </g>
      ))}
      <ChartPointer
        box={box}
        read={(at) => readSweep(overShares, set, x, at, (index) => `${formatPercent(overShares.at[index], 0)}: K = ${overShares.bipartite[index].count} of ${n}`, (value) => expectAgreement(value)[set])}
      />
    </>
  );
}

function ThresholdChart({ comparison, set, box, style }: ChartProps) {
  const { overThresholds, threshold, share } = comparison;
  const x = scaleLinear([-0.2, 1], [box.x, box.x + box.width]);
  const expected = expectAgreement(share)[set];
  return (
    <>
      <AxisBottom scale={x} ticks={[-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1]} format={(at) => formatNumber(at, 1)} title={`τ, with ${formatPercent(share, 0)} dropped`} left={box.x} right={box.x + box.width} y={box.y + box.height} />
      <AgreementPlot {...{ comparison, set, box, style, x }} sweep={overThresholds} expected={overThresholds?.at.map(() => expected) ?? []} current={threshold} />
      {overThresholds ? (
        <ChartPointer box={box} read={(at) => readSweep(overThresholds, set, x, at, (index) => `τ = ${formatNumber(overThresholds.at[index])}`, () => expected)} />
      ) : (
        <text x={box.x + box.width / 2} y={box.y + box.height / 2} textAnchor="middle" fill={style.soft}>
          Being computed …
        </text>
      )}
    </>
  );
}

interface PlotProps extends ChartProps {
  x: (value: number) => number;
  sweep: AgreementSweep | null;
  expected: readonly number[];
  current: number;
}

/** Left axis, both curves, the expected one, and a dot on each where the page stands. */
function AgreementPlot({ comparison, set, box, style, x, sweep, expected, current }: PlotProps) {
  const y = scaleY(box);
  const place = line<number>()
    .defined((value) => !Number.isNaN(value))
    .x((_, index) => roundPixel(x(sweep?.at[index] ?? 0)))
    .y((value) => roundPixel(y(value)));
  const curves = (['random', 'bipartite'] as const).map((method) => ({
    method,
    path: sweep && place(sweep[method].map((agreement) => agreement[set])),
    now: comparison.methods[method].agreement[set],
  }));
  return (
    <>
      <AxisLeft scale={y} ticks={[0, 0.25, 0.5, 0.75, 1]} title={`IoU of the ${set} tokens`} grid={box.width} top={box.y} bottom={box.y + box.height} x={box.x} />
      <path d={`M${roundPixel(x(current))} ${box.y}v${box.height}`} stroke={style.soft} />
      <path d={place(expected) ?? undefined} fill="none" stroke={style.soft} strokeWidth={1.5} strokeDasharray="5 4" />
      {curves.map(({ method, path, now }) => (
        <g key={method}>
          <path d={path ?? undefined} fill="none" stroke={methodColour(method, style)} strokeWidth={method === 'bipartite' ? 2.5 : 1.5} strokeLinejoin="round" />
          {!Number.isNaN(now) && <circle cx={roundPixel(x(current))} cy={roundPixel(y(now))} r={4.5} fill={methodColour(method, style)} stroke={style.page} strokeWidth={1.5} />}
        </g>
      ))}
    </>
  );
}

function scaleY(box: Box) {
  return scaleLinear([0, 1], [box.y + box.height, box.y]);
}

function diamond(x: number, y: number): string {
  return `M${roundPixel(x)} ${roundPixel(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`;
}

function readSweep(
  sweep: AgreementSweep,
  set: TokenSet,
  x: ((value: number) => number) & { invert: (pixel: number) => number },
  pixel: number,
  name: (index: number) => string,
  expect: (at: number) => number,
): Reading | null {
  const { at, bipartite, random } = sweep;
  if (at.length === 0) return null;
  const wanted = x.invert(pixel);
  const index = at.reduce((best, value, candidate) => (Math.abs(value - wanted) < Math.abs(at[best] - wanted) ? candidate : best), 0);
  const show = (agreement: Agreement) => formatNumber(agreement[set]);
  return {
    x: x(at[index]),
    lines: [name(index), `bipartite ${show(bipartite[index])}`, `random ${show(random[index])}`, `expected ${formatNumber(expect(at[index]))}`],
  };
}
