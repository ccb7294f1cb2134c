/**
 * A figure as a file: title, drawing, caption and settings on one sheet, the same bytes for the same numbers.
 */
import { renderToStaticMarkup } from 'react-dom/server';
import type { Draw } from '../drawing/Drawing.ts';
import { FIGURE_FONT, FIGURE_TEXT, FigureStyleContext, type FigureStyle } from '../drawing/FigureStyle.ts';
import type { ViewChoice } from '../../../core/shownViews.ts';
import { FigurePhoto, FigureViews } from '../drawing/FigureSurroundings.ts';
import { wrapText } from '../drawing/wrapText.ts';
import { PhotoDefinition } from '../drawing/TokenMap.tsx';

export interface SheetContent {
  title: string;
  source: string;
  caption: string;
  settings: string;
  draw: Draw;
}

/** Width of the drawing on a sheet, in pixels. */
const SHEET_WIDTH = 1200;
const MARGIN = 32;
const CAPTION_SIZE = 15;
const SETTINGS_SIZE = 13;

/** The sheet as SVG text. It needs nothing from outside: colours, photo and maps are part of it. */
export function renderSheet(content: SheetContent, style: FigureStyle, photo: string | null, views: ViewChoice = 'all'): string {
  return renderToStaticMarkup(
    <FigureStyleContext value={style}>
      <FigurePhoto value={photo}>
        <FigureViews value={views}>
          <FigureSheet {...content} style={style} />
        </FigureViews>
      </FigurePhoto>
    </FigureStyleContext>,
  );
}

function FigureSheet({ title, source, caption, settings, draw, style }: SheetContent & { style: FigureStyle }) {
  const drawing = draw(SHEET_WIDTH);
  const captionLines = wrapText(caption, SHEET_WIDTH, CAPTION_SIZE);
  const settingsLines = wrapText(settings, SHEET_WIDTH, SETTINGS_SIZE);
  const captionTop = MARGIN + 44 + drawing.height + 24;
  const settingsTop = captionTop + captionLines.length * 21 + 8;
  const height = Math.ceil(settingsTop + settingsLines.length * 18 + MARGIN - 8);
  const width = SHEET_WIDTH + 2 * MARGIN;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      fontFamily={FIGURE_FONT}
      fontSize={FIGURE_TEXT}
      fill={style.ink}
    >
      <title>{title}</title>
      <rect width={width} height={height} fill={style.page} />
      <PhotoDefinition />
      <text x={MARGIN} y={MARGIN + 18} fontSize={22} fontWeight={650}>
        {title}
      </text>
      <text x={width - MARGIN} y={MARGIN + 18} fill={style.soft} textAnchor="end">
        {source}
      </text>
      <g transform={`translate(${MARGIN} ${MARGIN + 44})`}>{drawing.content}</g>
      <g fontSize={CAPTION_SIZE}>
        {captionLines.map((line, index) => (
          <text key={line} x={MARGIN} y={captionTop + index * 21}>
            {line}
          </text>
        ))}
      </g>
      <g fontSize={SETTINGS_SIZE} fill={style.soft}>
        {settingsLines.map((line, index) => (
          <text key={line} x={MARGIN} y={settingsTop + index * 18}>
            {line}
          </text>
        ))}
      </g>
    </svg>
  );
}
