/**
 * One chart of the figure with its heading: letter and title, and the sentence that sets it beside the paper.
 */
import type { ReactNode } from 'react';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { wrapText } from '../drawing/wrapText.ts';

export interface ChartPart {
  title: string;
  verdict: string;
  draw: (width: number) => Drawing;
}

const TITLE_SIZE = 15;
const TITLE_HEIGHT = 20;
const LINE_HEIGHT = 18;
const TEXT_SIZE = 13;

/** Parts side by side, their charts on one line. `widths` has one number per part. */
export function drawRow(parts: readonly ChartPart[], widths: readonly number[], gap: number, style: FigureStyle): Drawing {
  const headings = parts.map(({ title, verdict }, index) => ({
    title: wrapText(title, widths[index], TITLE_SIZE * 1.08),
    verdict: wrapText(verdict, widths[index], TEXT_SIZE),
  }));
  const headingHeights = headings.map(({ title, verdict }) => title.length * TITLE_HEIGHT + verdict.length * LINE_HEIGHT);
  const top = Math.max(...headingHeights) + 12;
  const charts = parts.map(({ draw }, index) => draw(widths[index]));
  let x = 0;
  const content: ReactNode[] = parts.map(({ title }, index) => {
    const left = x;
    x += widths[index] + gap;
    return (
      <g key={title} transform={`translate(${roundPixel(left)} 0)`}>
        <Heading {...headings[index]} style={style} />
        <g transform={`translate(0 ${top})`}>{charts[index].content}</g>
      </g>
    );
  });
  return { height: top + Math.max(...charts.map(({ height }) => height)), content };
}

function Heading({ title, verdict, style }: { title: string[]; verdict: string[]; style: FigureStyle }) {
  const below = title.length * TITLE_HEIGHT;
  return (
    <>
      {title.map((line, index) => (
        <text key={line} y={15 + index * TITLE_HEIGHT} fontSize={TITLE_SIZE} fontWeight={650}>
          {line}
        </text>
      ))}
      {verdict.map((line, index) => (
        <text key={line} y={below + 14 + index * LINE_HEIGHT} fontSize={TEXT_SIZE} fill={style.soft}>
          {line}
        </text>
      ))}
    </>
  );
}

/** Rows of parts below each other. */
export function stack(rows: readonly Drawing[], gap: number): Drawing {
  let y = 0;
  const content = rows.map((row, index) => {
    const top = y;
    y += row.height + gap;
    return (
      // Rows are a fixed list and hold no state.
      // oxlint-disable-next-line react/no-array-index-key
      <g key={index} transform={`translate(0 ${roundPixel(top)})`}>
        {row.content}
      </g>
    );
  });
  return { height: Math.max(0, y - gap), content };
}

/** Path of a line through points. */
export function linePath(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${roundPixel(x)} ${roundPixel(y)}`).join('');
}

/** Text that stays readable over lines: a rim in the colour of the page. */
export function haloOf({ page }: FigureStyle) {
  return { stroke: page, strokeWidth: 4, strokeLinejoin: 'round', paintOrder: 'stroke' } as const;
}
