/**
 * One map per method over the same photo, each with its title, what it kept, and what there is to know about it.
 */
import type { ReactNode } from 'react';
import { formatPercent } from '../../format.ts';
import { panelAspect } from '../../panels/panelAspect.ts';
import { roundPixel, type Drawing } from '../../figures/drawing/Drawing.ts';
import type { FigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { ColourScale, COLOUR_SCALE_HEIGHT } from '../../figures/drawing/Keys.tsx';
import { formatValue } from '../../figures/greedySteps/formatValue.ts';
import { mapHeight } from '../../figures/drawing/TokenMap.tsx';
import { wrapText } from '../../figures/drawing/wrapText.ts';
import { hasFace, LACKING_FACE, styleOfRole, type MapFace, type RankingScale } from './mapFaces.ts';
import { MethodMap, RoleMarks, type MapOptions } from './MethodMap.tsx';
import { describeRun, listRemarks, type ShownRun } from './shownRuns.ts';
import { drawMark } from './tokenMarks.ts';

const GAP = 20;
const ROW_GAP = 22;
/** A map narrower than this is hard to read from the back of a room. */
const NARROWEST = 190;
const MOST_COLUMNS = 4;
/** Taller maps would not fit a screen. */
const TALLEST = 460;
const TITLE_SIZE = 16;
const TITLE_LINE = 20;
const TEXT_SIZE = 12.5;
const TEXT_LINE = 16;
const SWATCH = 12;

/** The maps of a row: as many as are easily read, and no fewer in the last row than can be helped. */
export function countColumns(count: number, width: number): number {
  const most = Math.min(MOST_COLUMNS, Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP))));
  return Math.ceil(count / Math.ceil(count / most));
}

export function drawGrid(runs: readonly ShownRun[], options: MapOptions, style: FigureStyle, width: number): Drawing {
  const columns = countColumns(runs.length, width);
  const column = Math.min((width - (columns - 1) * GAP) / columns, TALLEST * panelAspect(options.layout));
  const cells = runs.map((run, index) => drawCell(run, { hue: style.series[index % style.series.length], column, options, style }));
  const parts: ReactNode[] = [];
  let top = 0;
  for (let first = 0; first < cells.length; first += columns) {
    const row = cells.slice(first, first + columns);
    const head = Math.max(...row.map(({ headHeight }) => headHeight));
    row.forEach((cell, place) => {
      parts.push(
        <g key={first + place} transform={`translate(${roundPixel(place * (column + GAP))} ${roundPixel(top)})`}>
          {cell.draw(head)}
        </g>,
      );
    });
    top += head + mapHeight(options.layout, column) + Math.max(...row.map(({ footHeight }) => footHeight)) + ROW_GAP;
  }
  const bottom = top - ROW_GAP;
  if (options.face !== 'ranking' || !runs.some(({ selection }) => selection?.ranking)) return { height: bottom, content: <>{parts}</> };
  return {
    height: bottom + 12 + COLOUR_SCALE_HEIGHT,
    content: (
      <>
        {parts}
        <ColourScale x={0} y={roundPixel(bottom + 12)} width={Math.min(320, width)} table={options.table} {...RANKING_KEYS[options.scale]} />
      </>
    ),
  };
}

const RANKING_KEYS: Record<RankingScale, { title: string; ticks: { at: number; text: string }[] }> = {
  percentile: {
    title: 'share of the other tokens with a lower value',
    ticks: [0, 0.5, 1].map((at) => ({ at, text: formatPercent(at, 0) })),
  },
  range: {
    title: 'between the lowest and the highest value of the map',
    ticks: [
      { at: 0, text: 'lowest' },
      { at: 1, text: 'highest' },
    ],
  },
};

interface CellOptions {
  hue: string;
  column: number;
  options: MapOptions;
  style: FigureStyle;
}

interface Cell {
  headHeight: number;
  footHeight: number;
  /** @param head height of the heads in its row */
  draw: (head: number) => ReactNode;
}

function drawCell(run: ShownRun, { hue, column, options, style }: CellOptions): Cell {
  const titles = wrapText(run.title, column - SWATCH - 8, TITLE_SIZE * 1.05);
  const hasStandIn = (run.selection?.standIns.length ?? 0) > 0;
  const details = wrapText(`${describeRun(run)}${hasStandIn ? ' · stand-in' : ''}`, column, TEXT_SIZE);
  const foot = run.selection ? drawFoot(run.selection, { column, face: options.face, style }) : { height: 0, content: null };
  const height = mapHeight(options.layout, column);
  return {
    headHeight: titles.length * TITLE_LINE + details.length * TEXT_LINE + 8,
    footHeight: foot.height,
    draw: (head) => (
      <>
        <rect y={3} width={SWATCH} height={SWATCH} rx={3} fill={hue} />
        <g fill={hue} fontSize={TITLE_SIZE} fontWeight={650}>
          {titles.map((line, index) => (
            <text key={line} x={SWATCH + 8} y={14 + index * TITLE_LINE}>
              {line}
            </text>
          ))}
        </g>
        <g fill={style.soft} fontSize={TEXT_SIZE}>
          {details.map((line, index) => (
            <text key={line} y={titles.length * TITLE_LINE + 12 + index * TEXT_LINE}>
              {line}
            </text>
          ))}
        </g>
        <MethodMap run={run} hue={hue} box={{ x: 0, y: head, width: roundPixel(column), height }} options={options} />
        <g transform={`translate(0 ${roundPixel(head + height)})`}>{foot.content}</g>
      </>
    ),
  };
}

interface FootOptions {
  column: number;
  face: MapFace;
  style: FigureStyle;
}

/** Below a map: the key to its own colours, stand-ins, notes. */
function drawFoot(selection: NonNullable<ShownRun['selection']>, { column, face, style }: FootOptions): Drawing {
  const entries = [...listKeys(selection, face, style), ...listRemarks(selection).map(({ kind, text }): FootEntry => ({ kind, text }))];
  let y = 6;
  const content = entries.map(({ kind, text, swatch }, index) => {
    const indent = kind === 'plain' ? 0 : SWATCH + 6;
    const lines = wrapText(text, column - indent, TEXT_SIZE);
    const top = y;
    y += lines.length * TEXT_LINE + 4;
    return (
      // Entries stand in their order, and hold no state.
      // oxlint-disable-next-line react/no-array-index-key
      <g key={index} transform={`translate(0 ${top})`} fontSize={TEXT_SIZE} fill={kind === 'note' || kind === 'plain' ? style.soft : style.ink}>
        {swatch}
        {kind === 'stand-in' && <path d="M6 4l5 5-5 5-5-5z" fill="none" stroke={style.warm} strokeWidth={1.6} />}
        {kind === 'note' && <circle cx={6} cy={9} r={2} />}
        {lines.map((line, row) => (
          <text key={line} x={indent} y={13 + row * TEXT_LINE}>
            {line}
          </text>
        ))}
      </g>
    );
  });
  return { height: entries.length === 0 ? 0 : y, content };
}

interface FootEntry {
  kind: 'key' | 'plain' | 'stand-in' | 'note';
  text: string;
  swatch?: ReactNode;
}

function listKeys(selection: NonNullable<ShownRun['selection']>, face: MapFace, style: FigureStyle): FootEntry[] {
  if (face === 'kept') return [];
  if (!hasFace(face, selection)) return [{ kind: 'plain', text: LACKING_FACE[face] }];
  switch (face) {
    case 'roles':
      return selection.roles
        .map(({ title, tokens }, index) => ({ kind: 'key', text: `${title}: ${tokens.length}`, swatch: <RoleSwatch index={index} style={style} />, count: tokens.length }) as const)
        .filter(({ count }) => count > 0);
    case 'groups':
      return [{ kind: 'plain', text: describeGroups(selection.assignment ?? new Int32Array()) }];
    case 'ranking':
      return selection.ranking ? [{ kind: 'plain', text: describeRanking(selection.ranking) }] : [];
    default:
      return face satisfies never;
  }
}

function RoleSwatch({ index, style }: { index: number; style: FigureStyle }) {
  const { rgb, mark } = styleOfRole(index);
  const box = { x: 0.5, y: 3.5, width: SWATCH, height: SWATCH };
  return (
    <>
      <rect {...box} fill={`rgb(${rgb.join(', ')})`} fillOpacity={0.75} stroke={style.ink} strokeOpacity={0.6} />
      {mark && <RoleMarks path={drawMark(mark, box)} isFilled={mark === 'dot'} />}
    </>
  );
}

function describeGroups(assignment: Int32Array): string {
  const merged = assignment.filter((target, token) => target >= 0 && target !== token);
  const groups = new Set(merged).size;
  if (groups === 0) return 'No two tokens were merged.';
  return `${merged.length} tokens merged into ${groups} others; a dot marks ${groups === 1 ? 'the one that took them in' : 'those that took them in'}.`;
}

function describeRanking({ title, values }: { title: string; values: Float32Array }): string {
  const { low, high } = values.reduce((range, value) => ({ low: Math.min(range.low, value), high: Math.max(range.high, value) }), { low: Infinity, high: -Infinity });
  return low === high ? `${title}: ${formatValue(low)} for every token` : `${title}: ${formatValue(low)} … ${formatValue(high)}`;
}
