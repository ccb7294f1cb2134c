/**
 * Figures 7 and 8: the photo once, and beside it for every question its relevance over what is kept for it.
 */
import { overlap } from '../../../core/figures/setMeasures.ts';
import type { Layout } from '../../../core/tokens.ts';
import { formatNumber } from '../../format.ts';
import { keptMask } from '../../paint/fateColours.ts';
import { fadePixels, heatmapPixels } from '../../paint/layers.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { ColourScale } from '../drawing/Keys.tsx';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';
import { wrapText } from '../drawing/wrapText.ts';
import type { QuestionRow } from './useQuestionRows.ts';

export interface QuestionsOptions {
  n: number;
  layout: Layout;
  table: Uint8ClampedArray;
  opacity: number;
  style: FigureStyle;
}

const GAP = 14;
/** Room for three lines of a question. */
const HEAD = 60;
const LINE = 18;
const FOOT = 58;

export function drawQuestions(rows: readonly QuestionRow[], options: QuestionsOptions, width: number): Drawing {
  const perLine = width < 420 ? 2 : width < 700 ? 3 : 4;
  const cellWidth = (width - GAP * (perLine - 1)) / perLine;
  const cellHeight = HEAD + 2 * mapHeight(options.layout, cellWidth) + 6 + FOOT;
  const place = (cell: number) =>
    `translate(${roundPixel((cell % perLine) * (cellWidth + GAP))} ${roundPixel(Math.floor(cell / perLine) * cellHeight)})`;
  const content = (
    <>
      <PhotoCell options={options} width={cellWidth} />
      {rows.map((row, index) => (
        <g key={row.text} transform={place(index + 1)}>
          <QuestionCell row={row} first={index === 0 ? null : rows[0]} options={options} width={cellWidth} />
        </g>
      ))}
    </>
  );
  return { height: Math.ceil((rows.length + 1) / perLine) * cellHeight, content };
}

function PhotoCell({ options: { layout, table, style }, width }: { options: QuestionsOptions; width: number }) {
  const height = mapHeight(layout, width);
  return (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        Photo
      </text>
      <TokenMap layout={layout} x={0} y={HEAD} width={width} label="The photo" />
      <ColourScale
        x={0}
        y={HEAD + height + 18}
        width={width}
        table={table}
        ticks={[0, 0.5, 1].map((at) => ({ at, text: String(at) }))}
        title="relevance r"
      />
      <g fontSize={12.5} fill={style.soft}>
        {wrapText('Above: relevance, stretched to 0 … 1 for every question. Below: the tokens that Script keeps.', width, 12.5).map((line, index) => (
          <text key={line} y={roundPixel(HEAD + height + 88 + index * LINE)}>
            {line}
          </text>
        ))}
      </g>
    </>
  );
}

interface QuestionCellProps {
  row: QuestionRow;
  /** The row that the overlap refers to; null for that row itself. */
  first: QuestionRow | null;
  options: QuestionsOptions;
  width: number;
}

function QuestionCell({ row, first, options, width }: QuestionCellProps) {
  const { layout, table, opacity, style, n } = options;
  const { text, relevance, kept, problem } = row;
  const height = mapHeight(layout, width);
  const title = text === '' ? 'No question: every token matters alike' : `“${text}”`;
  return (
    <>
      {shorten(wrapText(title, width, 14), 3).map((line, index) => (
        <text key={line} y={14 + index * LINE} fontSize={14} fontWeight={600}>
          {line}
        </text>
      ))}
      <TokenMap
        layout={layout}
        x={0}
        y={HEAD}
        width={width}
        pixels={relevance ? heatmapPixels(relevance, table, opacity) : undefined}
        label={`Relevance for ${title}`}
      />
      <TokenMap
        layout={layout}
        x={0}
        y={HEAD + height + 6}
        width={width}
        pixels={kept ? fadePixels(keptMask(n, kept), style.pageRgb) : undefined}
        outlined={kept ?? undefined}
        label={kept ? `${kept.length} tokens kept for ${title}` : `Nothing known yet for ${title}`}
      />
      <g fontSize={12.5} fill={problem ? style.warm : style.soft}>
        {wrapText(describe(row, first, n), width, 12.5).map((line, index) => (
          <text key={line} y={roundPixel(HEAD + 2 * height + 24 + index * 16)}>
            {line}
          </text>
        ))}
      </g>
    </>
  );
}

function describe({ kept, problem }: QuestionRow, first: QuestionRow | null, n: number): string {
  if (problem !== null) return problem;
  if (kept === null) return 'Reading the question …';
  const count = `${kept.length} of ${n} tokens`;
  return first?.kept ? `${count}; overlap (IoU) with the first question ${formatNumber(overlap(kept, first.kept), 2)}` : count;
}

/** At most `most` lines; what is cut off becomes an ellipsis. */
function shorten(lines: string[], most: number): string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1]} …`];
}
