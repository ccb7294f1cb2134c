/**
 * Table 1 with our numbers above the paper's: a table where there is room, one block per method on a phone.
 */
import type { ReactNode } from 'react';
import { formatNumber, formatPercent } from '../../format.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { speedupOf, type Comparison, type MeasuredTimes } from './comparisonData.ts';
import { formatTime } from './findings.ts';
import { PAPER_TABLE, type Method } from './paperTable.ts';

export const METHODS: readonly { method: Method; title: string }[] = [
  { method: 'exhaustive', title: 'Exhaustive' },
  { method: 'bipartite', title: 'Bipartite' },
  { method: 'random', title: 'Random' },
];

/** The colour of a method in table and charts. */
export function methodColour(method: Method, style: FigureStyle): string {
  switch (method) {
    case 'exhaustive':
      return style.ink;
    case 'bipartite':
      return style.series[0];
    case 'random':
      return style.series[1];
    default:
      return method satisfies never;
  }
}

interface Column {
  /** In at most two lines. */
  title: readonly string[];
  /** Both lines in one, for blocks. */
  name: string;
  here: (method: Method) => string;
  paper: (method: Method) => string;
  /** Share of the room right of the names. */
  share: number;
}

const NONE = '–';

function listColumns({ methods }: Comparison, times: MeasuredTimes | null): Column[] {
  return [
    {
      title: ['of n²', 'ordered'],
      name: 'Pairs, of n² ordered',
      here: (method) => formatPercent(methods[method].pairs.ofOrdered),
      paper: () => NONE,
      share: 1,
    },
    {
      title: ['of', 'unique'],
      name: 'Pairs, of unique',
      here: (method) => (Number.isNaN(methods[method].pairs.ofUnique) ? NONE : formatPercent(methods[method].pairs.ofUnique)),
      paper: (method) => PAPER_TABLE[method].pairs.replace('~', '∼'),
      share: 1,
    },
    {
      title: ['of the', 'kept'],
      name: 'IoU of the kept',
      here: (method) => formatNumber(methods[method].agreement.kept),
      paper: () => '',
      share: 0.9,
    },
    {
      title: ['of the', 'dropped'],
      name: 'IoU of the dropped',
      here: (method) => formatNumber(methods[method].agreement.dropped),
      paper: () => '',
      share: 0.9,
    },
    {
      title: ['time of', 'a run'],
      name: 'Time of a run',
      here: (method) => (times ? formatTime(times.methods[method].median) : NONE),
      paper: (method) => `${PAPER_TABLE[method].milliseconds} ms`,
      share: 1.15,
    },
    {
      title: ['speed-', 'up'],
      name: 'Speedup',
      here: (method) => (method === 'random' ? 'no pairs' : formatSpeedup(times && speedupOf(times, method))),
      paper: (method) => formatSpeedup(PAPER_TABLE[method].speedup),
      share: 0.9,
    },
    {
      title: ['accuracy', 'POPE'],
      name: 'Accuracy on POPE',
      here: () => NONE,
      paper: (method) => formatNumber(PAPER_TABLE[method].accuracy),
      share: 1,
    },
  ];
}

function formatSpeedup(value: number | null): string {
  return value === null ? NONE : `${formatNumber(value)}×`;
}

/** Columns whose cells one number of the paper spans: it says "IOU@K" and not of which set. */
const OVERLAP = [2, 3];
const GROUPS = [
  { title: 'pairs compared', columns: [0, 1] },
  { title: 'overlap (IoU)', columns: OVERLAP },
];

export function drawMethodTable(comparison: Comparison, times: MeasuredTimes | null, style: FigureStyle, width: number): Drawing {
  const columns = listColumns(comparison, times);
  return width < 540 ? drawBlocks(columns, style, width) : drawWideTable(columns, style, width);
}

const HEAD = 58;
const ROW = 52;

function drawWideTable(columns: readonly Column[], style: FigureStyle, width: number): Drawing {
  const names = width < 700 ? 136 : 172;
  const unit = (width - names) / columns.reduce((sum, { share }) => sum + share, 0);
  const rights = columns.map((_, index) => roundPixel(names + unit * columns.slice(0, index + 1).reduce((sum, { share }) => sum + share, 0)));
  const lefts = columns.map(({ share }, index) => roundPixel(rights[index] - unit * share));
  const height = HEAD + METHODS.length * ROW;
  const content = (
    <g role="group" aria-label="Table 1, here and in the paper">
      <path d={`M0 0.5H${width}M0 ${height - 0.5}H${width}`} stroke={style.ink} strokeWidth={1.5} />
      <path d={`M0 ${HEAD}H${width}`} stroke={style.ink} strokeWidth={0.75} />
      <g fontSize={12} fill={style.soft}>
        {GROUPS.map(({ title, columns: [first, last] }) => (
          <g key={title}>
            <text x={roundPixel((lefts[first] + rights[last]) / 2 + 8)} y={17} textAnchor="middle">
              {title}
            </text>
            <path d={`M${lefts[first] + 16} 22.5H${rights[last]}`} stroke={style.line} />
          </g>
        ))}
        {columns.map(({ title, name }, index) =>
          title.map((line, row) => (
            <text key={`${name} ${line}`} x={rights[index]} y={37 + 14 * row} textAnchor="end">
              {line}
            </text>
          )),
        )}
      </g>
      {METHODS.map(({ method, title }, row) => (
        <g key={method} transform={`translate(0 ${HEAD + row * ROW})`}>
          {row > 0 && <path d={`M0 0H${width}`} stroke={style.line} />}
          <MethodName title={title} colour={methodColour(method, style)} y={22} />
          <text x={names - 4} y={22} textAnchor="end" fontSize={12} fill={style.soft}>
            here
          </text>
          <text x={names - 4} y={41} textAnchor="end" fontSize={12} fill={style.soft}>
            paper
          </text>
          {columns.map(({ name, here, paper }, index) => (
            <g key={name} textAnchor="end">
              <text x={rights[index]} y={22} fontSize={14.5} fontWeight={600}>
                {here(method)}
              </text>
              <text x={rights[index]} y={41} fill={style.soft}>
                {paper(method)}
              </text>
            </g>
          ))}
          <text x={roundPixel((lefts[OVERLAP[0]] + rights[OVERLAP[1]]) / 2 + 8)} y={41} textAnchor="middle" fill={style.soft}>
            {formatNumber(PAPER_TABLE[method].overlap)}
          </text>
        </g>
      ))}
    </g>
  );
  return { height, content };
}

const LINE = 20;

function drawBlocks(columns: readonly Column[], style: FigureStyle, width: number): Drawing {
  const middle = roundPixel(width * 0.78);
  const blockHeight = 34 + columns.length * LINE + 14;
  const content: ReactNode = METHODS.map(({ method, title }, block) => (
    <g key={method} transform={`translate(0 ${block * blockHeight})`}>
      <path d={`M0 0.5H${width}`} stroke={block === 0 ? style.ink : style.line} />
      <MethodName title={title} colour={methodColour(method, style)} y={22} />
      <g fontSize={12} fill={style.soft} textAnchor="end">
        <text x={middle} y={22}>
          here
        </text>
        <text x={width} y={22}>
          paper
        </text>
      </g>
      {columns.map(({ name, here, paper }, row) => (
        <g key={name} transform={`translate(0 ${34 + row * LINE})`}>
          <text y={13} fill={style.soft}>
            {name}
          </text>
          <text x={middle} y={13} textAnchor="end" fontWeight={600}>
            {here(method)}
          </text>
          <text x={width} y={row === OVERLAP[0] ? 13 + LINE / 2 : 13} textAnchor="end" fill={style.soft}>
            {row === OVERLAP[0] ? formatNumber(PAPER_TABLE[method].overlap) : paper(method)}
          </text>
        </g>
      ))}
    </g>
  ));
  return { height: METHODS.length * blockHeight - 14, content };
}

function MethodName({ title, colour, y }: { title: string; colour: string; y: number }) {
  return (
    <>
      <rect y={y - 10} width={10} height={10} rx={2} fill={colour} />
      <text x={17} y={y} fontSize={14.5} fontWeight={650}>
        {title}
      </text>
    </>
  );
}
