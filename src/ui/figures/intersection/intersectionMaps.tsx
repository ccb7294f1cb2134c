/**
 * The map of four colours with its key, and the three sets one by one.
 */
import { MEETINGS } from '../../../core/figures/intersection.ts';
import type { Layout } from '../../../core/tokens.ts';
import { keptMask } from '../../paint/fateColours.ts';
import { fadePixels } from '../../paint/layers.ts';
import { panelAspect } from '../../panels/panelAspect.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';
import { wrapText } from '../drawing/wrapText.ts';
import type { MeetingData } from './intersectionData.ts';
import { MEETING_STYLES, meetingColour, meetingPixels } from './meetingStyles.ts';

const GAP = 24;
/** Beyond this a map of a tall picture becomes narrower than its column. */
const TALLEST_MAP = 460;

function fitMap(layout: Layout, width: number, tallest: number): number {
  return Math.min(width, tallest * panelAspect(layout));
}

export function drawMeetingMap(data: MeetingData, layout: Layout, style: FigureStyle, width: number): Drawing {
  const isNarrow = width < 600;
  const mapWidth = fitMap(layout, isNarrow ? width : Math.min(width * 0.56, 560), TALLEST_MAP);
  const height = mapHeight(layout, mapWidth);
  const keyWidth = isNarrow ? width : width - mapWidth - GAP;
  const key = drawKey(data, style, keyWidth);
  const content = (
    <>
      <TokenMap
        layout={layout}
        x={0}
        y={0}
        width={mapWidth}
        pixels={meetingPixels(data.classes, style.pageRgb)}
        outlined={data.selection.indices}
        label={`Every token by the sets it is in: ${MEETINGS.map((meeting) => `${MEETING_STYLES[meeting].title} ${data.counts[meeting]}`).join(', ')}`}
      />
      <g transform={`translate(${isNarrow ? 0 : roundPixel(mapWidth + GAP)} ${isNarrow ? roundPixel(height + 14) : 0})`}>{key.content}</g>
    </>
  );
  return { height: isNarrow ? height + 14 + key.height : Math.max(height, key.height), content };
}

function drawKey({ counts, selection }: MeetingData, style: FigureStyle, width: number): Drawing {
  const longest = Math.max(...Object.values(counts).map((count) => String(count).length));
  const indent = 34 + longest * 9;
  let y = 0;
  const content = MEETINGS.map((meeting) => {
    const { title, explanation, kept, rgb, opacity } = MEETING_STYLES[meeting];
    const filled = meeting === 'supplement' && selection.supplemented > 0 ? ` (${selection.supplemented} after the order had ended)` : '';
    const lines = wrapText(explanation + filled, width - indent, 12.5);
    const top = y;
    y += 24 + lines.length * 16 + 10;
    return (
      <g key={meeting} transform={`translate(0 ${top})`}>
        <rect
          x={1}
          y={3}
          width={16}
          height={16}
          fill={meetingColour(meeting, style.pageRgb)}
          fillOpacity={rgb ? Math.max(opacity, 0.75) : 1}
          stroke={kept ? style.ink : style.line}
          strokeWidth={kept ? 1.6 : 1}
        />
        <text x={indent - 9} y={16} fontSize={15} fontWeight={650} textAnchor="end">
          {counts[meeting]}
        </text>
        <text x={indent} y={16} fontSize={15} fontWeight={650}>
          {title}
          <tspan fontSize={12.5} fontWeight={400} fill={style.soft}>
            {kept ? '  kept' : '  dropped'}
          </tspan>
        </text>
        {lines.map((line, index) => (
          <text key={line} x={indent} y={34 + index * 16} fontSize={12.5} fill={style.soft}>
            {line}
          </text>
        ))}
      </g>
    );
  });
  return { height: y, content };
}

/** GSP's set, the first m picks, and what is kept. */
export function drawSets(data: MeetingData, layout: Layout, style: FigureStyle, width: number): Drawing {
  const { selection, survives, firstPicks, counts } = data;
  const gap = width < 480 ? 8 : GAP;
  const cellWidth = (width - 2 * gap) / 3;
  const mapWidth = fitMap(layout, cellWidth, 320);
  const isKept = keptMask(survives.length, selection.indices);
  const picks = sum(firstPicks);
  const sets = [
    { title: 'GSP set', text: `${sum(survives)} survive`, mask: survives },
    { title: 'DPP set', text: picks < selection.budget ? `all ${picks} picks there are` : `first m = ${picks} picks`, mask: firstPicks },
    { title: 'Final set', text: `${counts.both} of both + ${counts.supplement}`, mask: isKept },
  ];
  const lines = sets.map(({ text }) => wrapText(text, cellWidth, 12.5));
  const head = 20 + Math.max(...lines.map(({ length }) => length)) * 16 + 4;
  const content = sets.map(({ title, text, mask }, index) => (
    <g key={title} transform={`translate(${roundPixel(index * (cellWidth + gap))} 0)`}>
      <text y={14} fontWeight={650}>
        {title}
      </text>
      {lines[index].map((line, row) => (
        <text key={line} y={31 + row * 16} fontSize={12.5} fill={style.soft}>
          {line}
        </text>
      ))}
      <TokenMap layout={layout} x={0} y={head} width={mapWidth} pixels={fadePixels(mask, style.pageRgb)} outlined={listTokens(mask)} label={`${title}: ${text}`} />
    </g>
  ));
  return { height: head + mapHeight(layout, mapWidth), content };
}

function sum(mask: Uint8Array): number {
  return mask.reduce((total, value) => total + value, 0);
}

function listTokens(mask: Uint8Array): number[] {
  return Array.from(mask.keys()).filter((token) => mask[token] === 1);
}
