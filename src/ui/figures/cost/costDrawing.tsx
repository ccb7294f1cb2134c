/**
 * The whole drawing: headline, FLOPs, KV cache, and the paper's numbers one by one.
 */
import { scaleLinear } from 'd3';
import { LLAMA_13B, LLAMA_7B } from '../../../core/costModel.ts';
import { FULL_TOKENS, type CostCheck } from '../../../core/figures/costChecks.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { costOf, describeOrigin, formatMebibytes, formatTera, listChecks, type CostScenario } from './costFigureState.ts';
import { drawFlopsChart } from './flopsChart.tsx';

const GAP = 34;
const ROW = 21;
/** KV cache that Table 6 prints, in what it calls MB. */
const PRINTED_CACHE = [
  { tokens: FULL_TOKENS, printed: 1440 },
  { tokens: 320, printed: 160 },
];

/** `upTo`: the largest n of the chart, null for all there is to see. */
export function drawCost(scenario: CostScenario, upTo: number | null, style: FigureStyle, width: number): Drawing {
  const { sevenB, thirteenB } = listChecks();
  const own = scenario.model === LLAMA_7B ? sevenB : scenario.model === LLAMA_13B ? thirteenB : [];
  const parts = [
    drawHeadline(scenario, style, width),
    drawFlopsChart(scenario, own, { upTo, style }, width),
    drawCacheBars(scenario, style, width),
    drawChecks(sevenB, thirteenB, style, width),
  ];
  let y = 0;
  const content = parts.map((part, index) => {
    const top = y;
    y += part.height + GAP;
    return (
      // The parts never change their order.
      // oxlint-disable-next-line react/no-array-index-key
      <g key={index} transform={`translate(0 ${roundPixel(top)})`}>
        {part.content}
      </g>
    );
  });
  return { height: y - GAP, content };
}

function drawHeadline({ model, before, after, text }: CostScenario, style: FigureStyle, width: number): Drawing {
  const [whole, kept] = [costOf(before + text, model), costOf(after + text, model)];
  const facts = [
    { name: text === 0 ? 'visual tokens' : 'tokens', value: `${whole.tokens} → ${kept.tokens}`, change: describeChange(whole.tokens, kept.tokens) },
    { name: 'TFLOPs', value: `${formatTera(whole.teraflops)} → ${formatTera(kept.teraflops)}`, change: describeChange(whole.teraflops, kept.teraflops) },
    { name: 'MiB KV cache', value: `${formatMebibytes(whole.mebibytes)} → ${formatMebibytes(kept.mebibytes)}`, change: describeChange(whole.mebibytes, kept.mebibytes) },
  ];
  const perRow = width < 520 ? 1 : 3;
  const content = facts.map(({ name, value, change }, index) => (
    <g key={name} transform={`translate(${roundPixel(((index % perRow) * width) / perRow)} ${Math.floor(index / perRow) * 52})`}>
      <text y={18} fontSize={19} fontWeight={650}>
        {value}
      </text>
      <text y={38} fill={style.soft}>
        {name} <tspan fill={style.accent}>{change}</tspan>
      </text>
    </g>
  ));
  return { height: 42 + (Math.ceil(facts.length / perRow) - 1) * 52, content };
}

function describeChange(from: number, to: number): string {
  if (from === 0) return '';
  return to > from ? `+${formatPercent(to / from - 1)}` : `−${formatPercent(1 - to / from)}`;
}

function drawCacheBars({ model, before, after, text }: CostScenario, style: FigureStyle, width: number): Drawing {
  const paper = model === LLAMA_7B ? PRINTED_CACHE : [];
  const bars = [
    { name: 'before', cost: costOf(before + text, model), printed: null, colour: style.soft },
    { name: 'after', cost: costOf(after + text, model), printed: null, colour: style.accent },
    ...paper.map(({ tokens, printed }) => ({ name: 'Table 6', cost: costOf(tokens, model), printed, colour: style.warm })),
  ];
  // A narrow drawing has the words above the bars.
  const isNarrow = width < 520;
  const left = isNarrow ? 0 : 132;
  const row = isNarrow ? 42 : 26;
  const length = scaleLinear([0, Math.max(1, ...bars.map(({ cost }) => cost.mebibytes))], [0, isNarrow ? width : width - left - 196]);
  const content = (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        KV cache
      </text>
      {bars.map(({ name, cost, printed, colour }, index) => {
        const y = 28 + index * row;
        const end = roundPixel(length(cost.mebibytes));
        const label = `${name}, n = ${cost.tokens}`;
        return (
          <g key={`${name} ${cost.tokens}`}>
            <text x={isNarrow ? 0 : left - 10} y={y + 14.5} textAnchor={isNarrow ? 'start' : 'end'}>
              {label}
              {isNarrow ? ': ' : ''}
              {isNarrow && <CacheSize mebibytes={cost.mebibytes} printed={printed} style={style} />}
            </text>
            <rect x={left} y={isNarrow ? y + 20 : y + 2} width={end} height={isNarrow ? 14 : 17} fill={colour} />
            {!isNarrow && (
              <text x={left + end + 8} y={y + 14.5}>
                <CacheSize mebibytes={cost.mebibytes} printed={printed} style={style} />
              </text>
            )}
          </g>
        );
      })}
    </>
  );
  return { height: 28 + bars.length * row, content };
}

function CacheSize({ mebibytes, printed, style }: { mebibytes: number; printed: number | null; style: FigureStyle }) {
  return (
    <>
      <tspan>{formatMebibytes(mebibytes)} MiB</tspan>
      {printed !== null && <tspan fill={style.soft}>{`, paper ${formatNumber(printed, 1)} “MB”`}</tspan>}
    </>
  );
}

function drawChecks(sevenB: readonly CostCheck[], thirteenB: readonly CostCheck[], style: FigureStyle, width: number): Drawing {
  const isWide = width >= 760;
  const column = isWide ? (width - GAP) / 2 : width;
  const second = isWide ? { x: column + GAP, y: 0 } : { x: 0, y: listHeight(sevenB) + 24 };
  const content = (
    <>
      <CheckList title="The paper’s TFLOPs, tables of the 7B model" checks={sevenB} style={style} width={column} />
      <g transform={`translate(${roundPixel(second.x)} ${second.y})`}>
        <CheckList title="Tables of the 13B model" checks={thirteenB} style={style} width={column} />
      </g>
    </>
  );
  return { height: isWide ? Math.max(listHeight(sevenB), listHeight(thirteenB)) : second.y + listHeight(thirteenB), content };
}

const LIST_HEAD = 46;

function listHeight(checks: readonly CostCheck[]): number {
  return LIST_HEAD + checks.length * ROW;
}

interface CheckListProps {
  title: string;
  checks: readonly CostCheck[];
  style: FigureStyle;
  width: number;
}

/** Right ends of the numbers and left ends of the words; a narrow list names tables by their number only. */
const WIDE_COLUMNS = { tokens: 176, ours: 246, paper: 312, verdict: 326 };
const MEDIUM_COLUMNS = { tokens: 142, ours: 196, paper: 244, verdict: 254 };
const NARROW_COLUMNS = { tokens: 76, ours: 126, paper: 172, verdict: 180 };

/** Ours and the paper's side by side, and the verdict. */
function CheckList({ title, checks, style, width }: CheckListProps) {
  const isNarrow = width < 380;
  const at = isNarrow ? NARROW_COLUMNS : width < 500 ? MEDIUM_COLUMNS : WIDE_COLUMNS;
  return (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        {title}
      </text>
      <g fontSize={12} fill={style.soft} textAnchor="end">
        <text y={36} textAnchor="start">
          {isNarrow ? 'Table' : 'where'}
        </text>
        <text x={at.tokens} y={36}>
          n
        </text>
        <text x={at.ours} y={36}>
          ours
        </text>
        <text x={at.paper} y={36}>
          paper
        </text>
      </g>
      {checks.map((check, index) => {
        const isExact = check.model === check.printedFor && (check.origin === 'rounded' || check.origin === 'doubled');
        return (
          <g key={`${check.source} ${check.tokens}`} transform={`translate(0 ${LIST_HEAD + index * ROW})`} textAnchor="end">
            <text y={12} textAnchor="start" fill={style.soft}>
              {isNarrow ? check.source.replace('Table ', '').replace(/,.*/, '') : check.source}
            </text>
            <text x={at.tokens} y={12}>
              {check.tokens}
            </text>
            <text x={at.ours} y={12}>
              {formatTera(check.computed)}
            </text>
            <text x={at.paper} y={12}>
              {formatNumber(check.printed, check.digits)}
            </text>
            <text x={at.verdict} y={12} textAnchor="start" fontSize={12} fill={isExact ? style.soft : style.warm}>
              {isExact ? '=' : '≠'} {describeOrigin(check)}
            </text>
          </g>
        );
      })}
    </>
  );
}
