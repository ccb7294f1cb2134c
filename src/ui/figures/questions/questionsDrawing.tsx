/**
 * Figures 7 and 8: the photo once, and beside it for every question its relevance over what is kept for it.
 */
import { overlap } from '../../../core/scoreCard/measures.ts';
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
const FOOT_LINE = 16;
const KEY_TEXT = 'Above: relevance, stretched to 0 … 1 for every question. Below: the tokens that Script keeps.';

export function drawQuestions(rows: readonly QuestionRow[], options: QuestionsOptions, width: number): Drawing {
  const perLine = width < 420 ? 2 : width < 700 ? 3 : 4;
  const cellWidth = (width - GAP * (perLine - 1)) / perLine;
  const mapsHeight = 2 * mapHeight(options.layout, cellWidth) + 6;
  const foots = rows.map((row, index) => wrapText(describeRow(row, index === 0 ? null : rows[0], options.n), cellWidth, 12.5));
  const footHeight = Math.max(...foots.map(({ length }) => length)) * FOOT_LINE + 26;
  // Below a wide photo, its key takes more room than the maps beside it.
  const keyHeight = mapHeight(options.layout, cellWidth) + 76 + wrapText(KEY_TEXT, cellWidth, 12.5).length * LINE;
  const cellHeight = HEAD + Math.max(mapsHeight + footHeight, keyHeight);
  const place = (cell: number) =>
    `translate(${roundPixel((cell % perLine) * (cellWidth + GAP))} ${roundPixel(Math.floor(cell / perLine) * cellHeight)})`;
  const content = (
    <>
      <PhotoCell options={options} width={cellWidth} />
      {rows.map((row, index) => (
        <g key={row.text} transform={place(index + 1)}>
          <QuestionCell row={row} foot={foots[index]} options={options} width={cellWidth} />
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
        {wrapText(KEY_TEXT, width, 12.5).map((line, index) => (
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
  /** Lines below the maps. */
  foot: readonly string[];
  options: QuestionsOptions;
  width: number;
}

function QuestionCell({ row, foot, options, width }: QuestionCellProps) {
  const { layout, table, opacity, style, n } = options;
  const { title, relevance, kept, problem } = row;
  const height = mapHeight(layout, width);
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
        {foot.map((line, index) => (
          <text key={line} y={roundPixel(HEAD + 2 * height + 24 + index * FOOT_LINE)}>
            {line}
          </text>
        ))}
      </g>
    </>
  );
}

/** What stands below the maps of a question, in sentences. */
export function describeRow(row: QuestionRow, first: QuestionRow | null, n: number): string {
  const { kept, relevance, rawRelevance, problem, isOutdated, truncated } = row;
  if (relevance === null) return problem ?? 'Reading the question …';
  const parts = [
    problem,
    kept === null ? 'Choosing the tokens …' : `${kept.length} of ${n} tokens.`,
    kept && first?.kept && !isOutdated ? `Overlap (IoU) with the first question ${formatNumber(overlap(kept, first.kept), 2)}.` : null,
    rawRelevance && rawRelevance.length > 0 ? `Cosines ${describeSpan(rawRelevance)}.` : null,
    truncated ? 'The end of the question was cut off: it is longer than the text model reads.' : null,
    isOutdated ? 'Not up to date yet.' : null,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

function describeSpan(values: Float32Array): string {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return `${formatNumber(low, 2)} … ${formatNumber(high, 2)}`;
}

/** At most `most` lines; what is cut off becomes an ellipsis. */
function shorten(lines: string[], most: number): string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1]} …`];
}
