/**
 * Two methods in one place: what either keeps, or where they differ. All three lie on top of each other, so that changing
 * between them moves nothing.
 */
import { use, useMemo, type ReactNode } from 'react';
import type { Layout } from '../../../core/tokens.ts';
import { formatNumber } from '../../format.ts';
import { keptMask } from '../../paint/fateColours.ts';
import { fadePixels } from '../../paint/layers.ts';
import { panelAspect } from '../../panels/panelAspect.ts';
import { roundPixel, type Box, type Drawing } from '../../figures/drawing/Drawing.ts';
import { useFigureStyle, type FigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { FigurePhoto } from '../../figures/drawing/FigureSurroundings.ts';
import { outlineRegion } from '../../figures/drawing/outlineRegion.ts';
import { mapHeight, TokenMap } from '../../figures/drawing/TokenMap.tsx';
import { useFrontViews } from '../../figures/drawing/useShownViews.ts';
import { wrapText } from '../../figures/drawing/wrapText.ts';
import { compareSelections, describeOverlap, SHARES, type Difference, type Share } from './difference.ts';
import { tint, toRgb } from './mapFaces.ts';
import { MethodMap, RoleMarks, type MapOptions } from './MethodMap.tsx';
import { describeRun, type ShownRun } from './shownRuns.ts';
import { drawMark, markTokens, type MarkShape } from './tokenMarks.ts';

export const PAIR_VIEWS = ['a', 'b', 'difference'] as const;
export type PairView = (typeof PAIR_VIEWS)[number];

/** One of the two, with the hue of its place in the comparison. */
export interface Side {
  run: ShownRun;
  hue: string;
}

export interface Pair {
  a: Side;
  b: Side;
  /** null unless both have a selection. */
  difference: Difference | null;
}

export function toPair(a: Side, b: Side): Pair {
  const first = a.run.selection;
  const second = b.run.selection;
  return { a, b, difference: first && second ? compareSelections(first.n, first.indices, second.indices) : null };
}

const GAP = 28;
const HEAD = 34;
const TALLEST = 540;
const MARKS: Record<Share, MarkShape | null> = { both: null, a: 'slash', b: 'backslash', neither: null };
/** Of hues over the photo. */
const TINT = 0.62;

export function drawPair(pair: Pair, view: PairView, options: MapOptions, style: FigureStyle, width: number): Drawing {
  const isWide = width >= 600;
  const mapWidth = roundPixel(Math.min(isWide ? width * 0.58 : width, TALLEST * panelAspect(options.layout)));
  const title = describeView(pair, view, style);
  const lines = wrapText(title.text, isWide ? mapWidth : width, 17);
  const head = lines.length * 22 + HEAD - 22;
  const box: Box = { x: 0, y: head, width: mapWidth, height: mapHeight(options.layout, mapWidth) };
  const key = drawKey(pair, style, isWide ? width - mapWidth - GAP : width);
  const content = (
    <>
      <g fontSize={17} fontWeight={650} fill={title.hue}>
        {lines.map((line, index) => (
          <text key={line} y={18 + index * 22}>
            {line}
          </text>
        ))}
      </g>
      <Face isShown={view === 'a'}>
        <MethodMap run={pair.a.run} hue={pair.a.hue} box={box} options={options} />
      </Face>
      <Face isShown={view === 'b'}>
        <MethodMap run={pair.b.run} hue={pair.b.hue} box={box} options={options} />
      </Face>
      <Face isShown={view === 'difference'}>
        <DifferenceMap pair={pair} box={box} layout={options.layout} />
      </Face>
      <g transform={`translate(${isWide ? roundPixel(mapWidth + GAP) : 0} ${roundPixel(isWide ? head : head + box.height + 14)})`}>{key.content}</g>
    </>
  );
  return { height: isWide ? head + Math.max(box.height, key.height) : head + box.height + 14 + key.height, content };
}

/** Hidden ones stay drawn: an image that has to be decoded first would flash. */
function Face({ isShown, children }: { isShown: boolean; children: ReactNode }) {
  return <g visibility={isShown ? undefined : 'hidden'}>{children}</g>;
}

function describeView({ a, b }: Pair, view: PairView, { ink }: FigureStyle): { text: string; hue: string } {
  switch (view) {
    case 'a':
      return { text: `A: ${a.run.title}`, hue: a.hue };
    case 'b':
      return { text: `B: ${b.run.title}`, hue: b.hue };
    case 'difference':
      return { text: `${a.run.title} against ${b.run.title}`, hue: ink };
    default:
      return view satisfies never;
  }
}

function DifferenceMap({ pair, box, layout }: { pair: Pair; box: Box; layout: Layout }) {
  const { a, b, difference } = pair;
  const { pageRgb, ink, soft } = useFigureStyle();
  const hasPhoto = use(FigurePhoto) !== null;
  const front = useFrontViews(layout);
  const colour = hasPhoto ? null : soft;
  const pixels = useMemo(() => difference && differencePixels(difference, pageRgb, { a: a.hue, b: b.hue, both: colour }), [difference, pageRgb, a.hue, b.hue, colour]);
  if (!difference || !pixels) return <MethodMap run={explainMissing(pair)} hue={ink} box={box} options={{ ...PLAIN, layout }} />;
  const { tokens } = difference;
  const label = `${tokens.both.length} tokens kept by both, ${tokens.a.length} only by ${a.run.title}, ${tokens.b.length} only by ${b.run.title}`;
  return (
    <TokenMap layout={layout} x={box.x} y={box.y} width={box.width} pixels={pixels} label={label}>
      <path d={outlineRegion(front, keptMask(pixels.length / 4, Uint32Array.from(tokens.both)), box)} fill="none" stroke={ink} strokeWidth={1.6} />
      <RoleMarks path={markTokens(front, tokens.a, 'slash', box)} isFilled={false} />
      <RoleMarks path={markTokens(front, tokens.b, 'backslash', box)} isFilled={false} />
    </TokenMap>
  );
}

/** For a map that has nothing to show but its reason. */
const PLAIN: Omit<MapOptions, 'layout'> = { face: 'kept', scale: 'percentile', table: new Uint8ClampedArray(), opacity: 1, colours: null };

function explainMissing({ a, b }: Pair): ShownRun {
  const refused = [a, b].filter(({ run }) => run.problem !== null).map(({ run }) => run.title);
  const problem = refused.length === 0 ? null : `Nothing to compare: ${refused.join(' and ')} did not run.`;
  return { title: 'Difference', selection: null, problem, milliseconds: null, isUpdating: a.run.isUpdating || b.run.isUpdating };
}

function differencePixels({ tokens }: Difference, page: readonly [number, number, number], hues: { a: string; b: string; both: string | null }): Uint8ClampedArray {
  const n = SHARES.reduce((sum, share) => sum + tokens[share].length, 0);
  const pixels = fadePixels(keptMask(n, Uint32Array.from(tokens.both)), page);
  tint(pixels, tokens.a, toRgb(hues.a), TINT);
  tint(pixels, tokens.b, toRgb(hues.b), TINT);
  if (hues.both !== null) tint(pixels, tokens.both, toRgb(hues.both), 1);
  return pixels;
}

/** Counts of the four kinds of tokens, and their overlap. */
function drawKey({ a, b, difference }: Pair, style: FigureStyle, width: number): Drawing {
  const rows = [
    { share: 'both', text: 'kept by both', colour: 'none', edge: style.ink },
    { share: 'a', text: `only by A: ${a.run.title}`, colour: a.hue, edge: a.hue },
    { share: 'b', text: `only by B: ${b.run.title}`, colour: b.hue, edge: b.hue },
    { share: 'neither', text: 'by neither', colour: style.sunken, edge: style.line },
  ] as const;
  let y = 0;
  const items = rows.map(({ share, text, colour, edge }) => {
    const mark = MARKS[share];
    const square = { x: 1, y: 2, width: 18, height: 18 };
    const lines = wrapText(text, width - 78, 14);
    const top = y;
    y += Math.max(1, lines.length) * 19 + 9;
    return (
      <g key={share} transform={`translate(0 ${top})`}>
        <rect {...square} fill={colour} fillOpacity={TINT} stroke={edge} strokeWidth={1.6} />
        {mark && <RoleMarks path={drawMark(mark, square)} isFilled={false} />}
        <text x={68} y={17} fontSize={16} fontWeight={650} textAnchor="end">
          {difference?.tokens[share].length ?? '–'}
        </text>
        {lines.map((line, index) => (
          <text key={line} x={78} y={16 + index * 19} fontSize={14}>
            {line}
          </text>
        ))}
      </g>
    );
  });
  const sentences = difference ? wrapText(describeOverlap(difference), width, 14) : [];
  const top = y + 14;
  const content = (
    <>
      {items}
      <text y={top + 16} fontSize={20} fontWeight={650}>
        IoU {formatNumber(difference?.iou ?? NaN, 2)}
      </text>
      {sentences.map((line, index) => (
        <text key={line} y={top + 38 + index * 18} fontSize={14} fill={style.soft}>
          {line}
        </text>
      ))}
      {drawSides([a, b], style, { top: top + 38 + sentences.length * 18 + 10, width })}
    </>
  );
  return { height: top + 38 + sentences.length * 18 + 10 + 2 * 20, content };
}

/** What either gives the language model, in its hue. */
function drawSides(sides: readonly Side[], style: FigureStyle, { top, width }: { top: number; width: number }): ReactNode {
  return sides.map(({ run, hue }, index) => {
    const [line] = wrapText(describeRun(run), width - 24, 13);
    return (
      <g key={index === 0 ? 'a' : 'b'} transform={`translate(0 ${top + index * 20})`} fontSize={13}>
        <text y={11} fontWeight={650} fill={hue}>
          {index === 0 ? 'A' : 'B'}
        </text>
        <text x={20} y={11} fill={style.soft}>
          {line}
        </text>
      </g>
    );
  });
}
