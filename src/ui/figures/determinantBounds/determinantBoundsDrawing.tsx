/**
 * Lays out the whole figure: chart and photo above, three vectors in space and the checks below; one under the other where it is narrow.
 */
import type { ReactNode } from 'react';
import type { Rotation } from '../../../core/figures/determinantBoundsBox.ts';
import type { Layout } from '../../../core/tokens.ts';
import type { Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { mapHeight } from '../drawing/TokenMap.tsx';
import { wrapText } from '../drawing/wrapText.ts';
import { BoundsChart, boundsChartHeight, type BoundsData } from './BoundsChart.tsx';
import { ChecksList, checksHeight } from './ChecksList.tsx';
import type { CheckLine, ChosenTriple } from './determinantBoundsText.ts';
import { SET_NUMBERS_HEIGHT, SetNumbers } from './SetNumbers.tsx';
import { SetOnPhoto } from './SetOnPhoto.tsx';
import { SpannedBox } from './SpannedBox.tsx';
import { VolumeBar, VOLUME_BAR_HEIGHT } from './VolumeBar.tsx';

export interface BoundsView {
  layout: Layout;
  bounds: BoundsData;
  chosen: ChosenTriple;
  rotation: Rotation;
  onTurn: (yaw: number, pitch: number) => void;
  checks: readonly CheckLine[];
  /** Which tokens the checks looked at. */
  pool: string;
}

const GAP = 32;
const TITLE = 28;
const LINE = 18;
const WIDE = 760;

/** Content with its height, to be put somewhere. */
interface Part {
  height: number;
  content: ReactNode;
}

export function drawDeterminantBounds(view: BoundsView, style: FigureStyle, width: number): Drawing {
  if (width < WIDE) return stack([chartPart(view, style, width), photoPart(view, style, width), boxPart(view, width), checksPart(view, style, width)]);
  const left = Math.round(width * 0.58);
  const right = width - left - GAP;
  const box = Math.round(width * 0.42);
  const upper = beside(chartPart(view, style, left), photoPart(view, style, right), left + GAP);
  const lower = beside(boxPart(view, box), checksPart(view, style, width - box - GAP), box + GAP);
  return stack([upper, lower]);
}

function stack(parts: readonly Part[]): Drawing {
  let y = 0;
  const content = parts.map(({ height, content: inner }, index) => {
    const top = y;
    y += height + GAP;
    return (
      <g key={index} transform={`translate(0 ${top})`}>
        {inner}
      </g>
    );
  });
  return { height: y - GAP, content };
}

function beside(first: Part, second: Part, x: number): Part {
  const content = (
    <>
      {first.content}
      <g transform={`translate(${x} 0)`}>{second.content}</g>
    </>
  );
  return { height: Math.max(first.height, second.height), content };
}

function Heading({ text }: { text: string }) {
  return (
    <text y={14} fontSize={15} fontWeight={650}>
      {text}
    </text>
  );
}

function chartPart({ bounds }: BoundsView, style: FigureStyle, width: number): Part {
  const content = (
    <>
      <Heading text={`Sets of k = ${bounds.k} tokens and their bounds`} />
      <g transform={`translate(0 ${TITLE})`}>
        <BoundsChart data={bounds} width={width} />
      </g>
    </>
  );
  return { height: TITLE + boundsChartHeight(bounds, width, style), content };
}

const TALLEST_PHOTO = 420;

function photoPart({ layout, bounds, chosen }: BoundsView, { soft }: FigureStyle, width: number): Part {
  const whole = mapHeight(layout, width);
  const mapWidth = whole > TALLEST_PHOTO ? (width * TALLEST_PHOTO) / whole : width;
  const height = mapHeight(layout, mapWidth);
  const { measures } = bounds.live;
  const inSpace = chosen.triple.tokens ? ` 1, 2, 3: ${chosen.name}, as below.` : '';
  const lines = wrapText(`White: ${bounds.live.name}.${inSpace}`, width, 13);
  const numbersTop = TITLE + height + 18 + lines.length * LINE;
  const content = (
    <>
      <Heading text="On the photo" />
      <SetOnPhoto layout={layout} x={0} y={TITLE} width={mapWidth} set={measures?.tokens ?? NO_TOKENS} triple={chosen.triple.tokens ?? NO_TOKENS} />
      {lines.map((line, index) => (
        <text key={line} y={TITLE + height + 20 + index * LINE} fill={soft}>
          {line}
        </text>
      ))}
      {measures && <SetNumbers measures={measures} y={numbersTop} width={Math.min(width, 300)} />}
    </>
  );
  return { height: numbersTop + (measures ? SET_NUMBERS_HEIGHT : 0), content };
}

const NO_TOKENS: readonly number[] = [];

function boxPart({ chosen, rotation, onTurn }: BoundsView, width: number): Part {
  const height = Math.min(340, Math.round(width * 0.72));
  const content = (
    <>
      <Heading text="Three tokens in space" />
      <SpannedBox chosen={chosen} rotation={rotation} onTurn={onTurn} x={0} y={TITLE} width={width} height={height} />
      <VolumeBar chosen={chosen} x={0} y={TITLE + height + 10} width={width} />
    </>
  );
  return { height: TITLE + height + 10 + VOLUME_BAR_HEIGHT, content };
}

function checksPart({ checks, pool }: BoundsView, { soft }: FigureStyle, width: number): Part {
  const lines = wrapText(pool, width, 13);
  const top = TITLE + lines.length * LINE + 8;
  const content = (
    <>
      <Heading text="Where the appendix does not hold" />
      {lines.map((line, index) => (
        <text key={line} y={TITLE + 8 + index * LINE} fill={soft}>
          {line}
        </text>
      ))}
      <ChecksList checks={checks} x={0} y={top} width={width} />
    </>
  );
  return { height: top + checksHeight(checks, width), content };
}
