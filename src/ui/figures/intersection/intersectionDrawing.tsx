/**
 * Section 4.3 in one drawing: which sets every token is in, the walk that makes the final set, and the slide of p.
 */
import type { Layout } from '../../../core/tokens.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { wrapText } from '../drawing/wrapText.ts';
import type { MeetingData, WalkData } from './intersectionData.ts';
import { drawMeetingMap, drawSets } from './intersectionMaps.tsx';
import { drawSlide } from './slideCharts.tsx';
import { drawWalk } from './walkChart.tsx';

interface DrawingOptions {
  layout: Layout;
  style: FigureStyle;
}

const GAP = 30;

export function drawIntersection(meeting: MeetingData, walk: WalkData, { layout, style }: DrawingOptions, width: number): Drawing {
  const parts = [
    { name: 'map', drawing: drawMeetingMap(meeting, layout, style, width) },
    { name: 'sets', drawing: drawSets(meeting, layout, style, width) },
    ...(walk.count > 1 ? [{ name: 'view', drawing: drawViewNote(meeting, walk, style, width) }] : []),
    { name: 'walk', drawing: drawWalk(walk, style, width) },
    { name: 'slide', drawing: drawSlide(walk, style, width) },
  ];
  let y = 0;
  const content = parts.map(({ name, drawing }) => {
    const top = y;
    y += drawing.height + GAP;
    return (
      <g key={name} transform={`translate(0 ${roundPixel(top)})`}>
        {drawing.content}
      </g>
    );
  });
  return { height: y - GAP, content };
}

/** Every view makes its own walk: the charts show one of them. */
function drawViewNote({ selection }: MeetingData, { index, count, part, live }: WalkData, style: FigureStyle, width: number): Drawing {
  const text =
    `The charts below show view ${index + 1} of ${count}, which holds the token in focus (the first view if there is none), with its own m = ${part.budget} and ` +
    `k* = ${live.end}. Summed over all views, m = ${selection.budget} and k* = ${selection.kStar}.`;
  const lines = wrapText(text, width, 13);
  return {
    height: lines.length * 18,
    content: lines.map((line, row) => (
      <text key={line} y={14 + row * 18} fill={style.soft}>
        {line}
      </text>
    )),
  };
}
