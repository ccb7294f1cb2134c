/**
 * TFLOPs against the number of tokens: what grows with n, what grows with its square, and the straight line that the paper
 * follows for LLaVA-NeXT.
 */
import { area, line, range, scaleLinear } from 'd3';
import { LLAMA_7B } from '../../../core/costModel.ts';
import { FULL_TOKENS, type CostCheck } from '../../../core/figures/costChecks.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { Legend, legendHeight } from '../drawing/Keys.tsx';
import { costOf, describeOrigin, formatTera, type Cost, type CostScenario } from './costFigureState.ts';

/** Points of the curve. */
const STEPS = 64;

interface FlopsChartOptions {
  /** The largest n to show, null for all there is. */
  upTo: number | null;
  style: FigureStyle;
}

export function drawFlopsChart(scenario: CostScenario, checks: readonly CostCheck[], { upTo, style }: FlopsChartOptions, width: number): Drawing {
  const { model, before, after, text } = scenario;
  const most = upTo ?? Math.max(FULL_TOKENS, before + text, after + text);
  const points = range(STEPS + 1).map((step) => costOf((step * most) / STEPS, model));
  const lineEnd = Math.min(most, FULL_TOKENS);
  const scaled = (costOf(FULL_TOKENS, model).teraflops * lineEnd) / FULL_TOKENS;
  const own = [
    { name: 'before', cost: costOf(before + text, model), hollow: true },
    { name: 'after', cost: costOf(after + text, model), hollow: false },
  ].filter(({ cost }) => cost.tokens <= most);
  // Table 6 counts every operation twice; its numbers would stand beside the curve without meaning anything.
  const marks = checks.filter(({ origin, tokens }) => origin !== 'doubled' && origin !== 'unexplained' && tokens <= most);
  const differs = checks.some(({ printedFor }) => printedFor !== model);
  const entries = [
    { name: 'F(n)', colour: style.accent },
    { name: 'without the part that grows with n²', colour: style.soft },
    { name: 'F(2880) scaled linearly', colour: style.warm, dashed: true },
    ...(differs ? [{ name: 'F(n) of the 7B model', colour: style.ink, dashed: true }] : []),
  ];
  const legend = legendHeight(entries, width);
  const top = legend + 36;
  const bottom = top + Math.round(Math.min(380, Math.max(240, width * 0.38)));
  const [left, right] = [46, width - 14];
  const x = scaleLinear([0, most], [left, right]);
  const y = scaleLinear([0, Math.max(points[STEPS].teraflops, scaled)], [bottom, top]).nice(6);
  const curve = (read: (cost: Cost) => number) =>
    line<Cost>(
      (cost) => x(cost.tokens),
      (cost) => y(read(cost)),
    ).digits(2)(points) ?? undefined;
  const gap = area<Cost>(
    ({ tokens }) => x(tokens),
    ({ linear }) => y(linear),
    ({ teraflops }) => y(teraflops),
  ).digits(2)(points);
  const content = (
    <>
      <Legend x={0} y={0} width={width} entries={entries} />
      <AxisLeft scale={y} ticks={y.ticks(6)} title="prefill (TFLOPs)" grid={right - left} top={top} bottom={bottom} x={left} />
      <AxisBottom scale={x} ticks={x.ticks(width < 480 ? 4 : 8)} title="tokens n" left={left} right={right} y={bottom} />
      <path d={gap ?? undefined} fill={style.accent} fillOpacity={0.14} />
      <path d={curve(({ linear }) => linear)} fill="none" stroke={style.soft} strokeWidth={1.5} />
      <path d={`M${left} ${bottom}L${roundPixel(x(lineEnd))} ${roundPixel(y(scaled))}`} stroke={style.warm} strokeWidth={1.5} strokeDasharray="5 3" />
      {differs && <path d={curve(({ tokens }) => costOf(tokens, LLAMA_7B).teraflops)} fill="none" stroke={style.ink} strokeWidth={1.25} strokeDasharray="5 3" />}
      <path d={curve(({ teraflops }) => teraflops)} fill="none" stroke={style.accent} strokeWidth={3} />
      {own.map((mark) => (
        <CostMark key={mark.name} {...mark} x={x} y={y} style={style} />
      ))}
      {marks.map((check) => (
        <g key={`${check.source} ${check.tokens}`} role="img" aria-label={`${check.source}, ${check.tokens} tokens: the paper prints ${check.printed}, ${describeOrigin(check)}`}>
          <path d={`M${roundPixel(x(check.tokens))} ${roundPixel(y(check.printed) - 5)}l5 5l-5 5l-5 -5z`} fill={style.page} stroke={style.warm} strokeWidth={1.75} />
        </g>
      ))}
      <ChartPointer box={{ x: left, y: top, width: right - left, height: bottom - top }} read={(at) => readTokens(scenario, checks, x, at)} />
    </>
  );
  return { height: bottom + 40, content };
}

interface CostMarkProps {
  cost: Cost;
  name: string;
  x: (tokens: number) => number;
  y: (teraflops: number) => number;
  style: FigureStyle;
  hollow: boolean;
}

function CostMark({ cost, name, x, y, style, hollow }: CostMarkProps) {
  return (
    <circle
      role="img"
      aria-label={`${name}: ${cost.tokens} tokens, ${formatTera(cost.teraflops)} TFLOPs`}
      cx={roundPixel(x(cost.tokens))}
      cy={roundPixel(y(cost.teraflops))}
      r={8}
      fill={hollow ? style.page : style.accent}
      stroke={hollow ? style.accent : style.page}
      strokeWidth={2}
    />
  );
}

/** The cost at a place; a printed budget within a few pixels attracts the pointer. */
function readTokens({ model }: CostScenario, checks: readonly CostCheck[], x: ReturnType<typeof scaleLinear<number, number>>, at: number): Reading {
  const near = checks.filter(({ tokens }) => Math.abs(x(tokens) - at) < 6).toSorted((a, b) => Math.abs(x(a.tokens) - at) - Math.abs(x(b.tokens) - at));
  const tokens = near.at(0)?.tokens ?? Math.max(0, Math.round(x.invert(at)));
  const cost = costOf(tokens, model);
  const scaled = (costOf(FULL_TOKENS, model).teraflops * tokens) / FULL_TOKENS;
  return {
    x: x(tokens),
    lines: [
      `${tokens} tokens: ${formatTera(cost.teraflops)} TFLOPs`,
      `grows with n²: ${formatTera(cost.quadratic)}${tokens > 0 ? ` (${formatPercent(cost.quadratic / cost.teraflops)})` : ''}`,
      `scaled linearly from 2880: ${formatTera(scaled)}`,
      ...near.filter((check) => check.tokens === tokens).map((check) => `${check.source} prints ${formatNumber(check.printed, check.digits)}`),
    ],
  };
}
