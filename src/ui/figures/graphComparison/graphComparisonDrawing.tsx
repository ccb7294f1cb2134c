/**
 * Table 1 on the photo at hand: the table, what every method keeps, how far they agree, and what that says.
 */
import type { Layout } from '../../../core/tokens.ts';
import { formatPercent } from '../../format.ts';
import { fadePixels } from '../../paint/layers.ts';
import type { Drawing } from '../drawing/Drawing.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';
import { wrapText } from '../drawing/wrapText.ts';
import type { Comparison, MeasuredTimes } from './comparisonData.ts';
import { describeFindings, describeMeasurement } from './findings.ts';
import { drawMethodTable, methodColour, METHODS } from './methodTable.tsx';
import { drawOverlapCharts } from './overlapCharts.tsx';

interface DrawingOptions {
  layout: Layout;
  style: FigureStyle;
}

const GAP = 12;
const SECTION = 26;
/** Maps need not grow with the sheet: cells are what is looked at. */
const WIDEST_MAP = 300;

export function drawGraphComparison(comparison: Comparison, times: MeasuredTimes | null, { layout, style }: DrawingOptions, width: number): Drawing {
  const parts = [
    { part: drawMethodTable(comparison, times, style, width), gap: 8 },
    { part: drawText([describeMeasurement(comparison, times)], { size: 12, colour: style.soft }, width), gap: 14 },
    { part: drawText(describeFindings(comparison, times), { size: 14, colour: style.ink }, width), gap: SECTION },
    { part: drawKeptMaps(comparison, { layout, style }, width), gap: SECTION },
    { part: drawOverlapCharts(comparison, style, width), gap: 0 },
  ];
  let y = 0;
  const content = parts.map(({ part, gap }, index) => {
    const top = y;
    y += part.height + gap;
    return (
      // The parts are always the same, in the same order.
      // oxlint-disable-next-line react/no-array-index-key
      <g key={index} transform={`translate(0 ${roundPixel(top)})`}>
        {part.content}
      </g>
    );
  });
  return { height: y, content };
}

/** Paragraphs, each from a mark on. */
function drawText(paragraphs: readonly string[], { size, colour }: { size: number; colour: string }, width: number): Drawing {
  const isList = paragraphs.length > 1;
  const indent = isList ? 14 : 0;
  const lineHeight = Math.round(size * 1.4);
  let y = 0;
  const content = paragraphs.map((paragraph) => {
    // Long lines are hard to read, however wide the sheet is.
    const lines = wrapText(paragraph, Math.min(width - indent, 860), size);
    const top = y;
    y += lines.length * lineHeight + (isList ? 5 : 0);
    return (
      <g key={paragraph} fontSize={size} fill={colour}>
        {isList && <circle cx={3} cy={top + size * 0.72} r={2} />}
        {lines.map((text, index) => (
          <text key={text} x={indent} y={top + size + index * lineHeight}>
            {text}
          </text>
        ))}
      </g>
    );
  });
  return { height: y, content };
}

function drawKeptMaps({ methods, n, count, share }: Comparison, { layout, style }: DrawingOptions, width: number): Drawing {
  const mapWidth = roundPixel(Math.min(WIDEST_MAP, (width - GAP * (METHODS.length - 1)) / METHODS.length));
  const content = (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        What is kept when {formatPercent(share, 0)} are dropped
      </text>
      {METHODS.map(({ method, title }, index) => {
        const x = roundPixel(index * (mapWidth + GAP));
        const { kept } = methods[method];
        const common = kept.reduce((sum, value, token) => sum + (value & methods.exhaustive.kept[token]), 0);
        return (
          <g key={method}>
            <rect x={x} y={29} width={10} height={10} rx={2} fill={methodColour(method, style)} />
            <text x={x + 16} y={39}>
              {title}
            </text>
            <TokenMap layout={layout} x={x} y={46} width={mapWidth} pixels={fadePixels(kept, style.pageRgb)} label={`${title} keeps ${n - count} tokens`} />
            <text x={x} y={roundPixel(46 + mapHeight(layout, mapWidth) + 17)} fontSize={12} fill={style.soft}>
              {method === 'exhaustive' ? `${n - count} of ${n}` : `${common} the same`}
            </text>
          </g>
        );
      })}
    </>
  );
  return { height: 46 + mapHeight(layout, mapWidth) + 22, content };
}
