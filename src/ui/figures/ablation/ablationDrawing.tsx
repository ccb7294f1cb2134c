/**
 * Table 5 as small multiples: what every row keeps, its measures below it, and all measures side by side.
 */
import { ABLATION_ROWS, PAPER_ABLATION, type AblationRow, type SetMeasures } from '../../../core/figures/ablation.ts';
import type { Layout } from '../../../core/tokens.ts';
import { formatNumber } from '../../format.ts';
import { keptMask } from '../../paint/fateColours.ts';
import { fadePixels } from '../../paint/layers.ts';
import { panelAspect } from '../../panels/panelAspect.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';
import { wrapText } from '../drawing/wrapText.ts';
import { drawMeasureCharts } from './ablationCharts.tsx';
import { explainInfinities, listMeasures, MODULES, ROW_TEXTS, usesModule, type MeasureText } from './ablationRows.ts';

export interface AblationData {
  kept: Record<AblationRow, Uint32Array>;
  /** In the order of the rows. */
  measures: SetMeasures[];
  /** Which random draw the first row shows. */
  seed: number;
  relevanceExponent: number;
}

interface DrawingOptions {
  layout: Layout;
  style: FigureStyle;
}

const GAP = 22;
const HEAD = 62;
const LINE = 19;
/** Beyond this a map of a tall picture becomes narrower than its column. */
const TALLEST_MAP = 420;

export function drawAblation(data: AblationData, { layout, style }: DrawingOptions, width: number): Drawing {
  const measures = listMeasures(data.relevanceExponent);
  const perRow = width < 480 ? 2 : 3;
  const gap = width < 480 ? 14 : GAP;
  const cellWidth = (width - gap * (perRow - 1)) / perRow;
  const mapWidth = Math.min(cellWidth, TALLEST_MAP * panelAspect(layout));
  const paperLines = wrapText('paper, accuracy, not measured here', cellWidth, 12);
  const cellHeight = HEAD + mapHeight(layout, mapWidth) + 10 + measures.length * LINE + 12 + paperLines.length * 16 + 2 * LINE + 2;
  const cells = ABLATION_ROWS.map((row, index) => (
    <g key={row} transform={`translate(${roundPixel((index % perRow) * (cellWidth + gap))} ${roundPixel(Math.floor(index / perRow) * (cellHeight + 26))})`}>
      <CellHead row={row} seed={data.seed} style={style} />
      <TokenMap
        layout={layout}
        x={0}
        y={HEAD}
        width={mapWidth}
        pixels={fadePixels(keptMask(countTokens(layout), data.kept[row]), style.pageRgb)}
        outlined={data.kept[row]}
        label={`${ROW_TEXTS[row].title}: ${data.kept[row].length} tokens kept, ${ROW_TEXTS[row].rule}`}
      />
      <g transform={`translate(0 ${roundPixel(HEAD + mapHeight(layout, mapWidth) + 10)})`}>
        <MeasureList measures={measures} values={data.measures[index]} width={cellWidth} style={style} />
        <PaperValue row={row} lines={paperLines} y={measures.length * LINE + 12} width={cellWidth} style={style} />
      </g>
    </g>
  ));
  const notes = explainInfinities(data.measures).flatMap((note) => wrapText(note, width, 12.5));
  const notesTop = Math.ceil(ABLATION_ROWS.length / perRow) * (cellHeight + 26) + 8;
  const chartsTop = notesTop + notes.length * 18 + 16;
  const charts = drawMeasureCharts(data.measures, measures, style, width);
  const content = (
    <>
      {cells}
      <g fontSize={12.5} fill={style.soft}>
        {notes.map((line, index) => (
          <text key={line} y={roundPixel(notesTop + index * 18)}>
            {line}
          </text>
        ))}
      </g>
      <g transform={`translate(0 ${roundPixel(chartsTop)})`}>{charts.content}</g>
    </>
  );
  return { height: chartsTop + charts.height, content };
}

function countTokens({ views }: Layout): number {
  return views.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
}

function CellHead({ row, seed, style }: { row: AblationRow; seed: number; style: FigureStyle }) {
  const { title, rule } = ROW_TEXTS[row];
  return (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        {title}
      </text>
      <text y={34} fontSize={12.5} fill={style.soft}>
        {row === 'none' ? `${rule}, draw ${seed}` : rule}
      </text>
      {MODULES.map((module, index) => {
        const used = usesModule(row, module);
        return (
          <g key={module} transform={`translate(${index * 54} 42)`} role="img" aria-label={`${module} ${used ? 'used' : 'not used'}`}>
            <path d={used ? 'M0 6l3.5 4L10 1' : 'M1.5 2l7 7m0 -7l-7 7'} fill="none" stroke={used ? style.accent : style.soft} strokeWidth={used ? 2.2 : 1.3} />
            <text x={14} y={10} fontSize={12} fill={used ? style.ink : style.soft} fontWeight={used ? 600 : 400}>
              {module}
            </text>
          </g>
        );
      })}
    </>
  );
}

interface MeasureListProps {
  measures: readonly MeasureText[];
  values: SetMeasures;
  width: number;
  style: FigureStyle;
}

function MeasureList({ measures, values, width, style }: MeasureListProps) {
  return measures.map(({ id, title, read, format }, index) => (
    <g key={id} transform={`translate(0 ${index * LINE + 13})`}>
      <text fill={style.soft}>{title}</text>
      <text x={roundPixel(width)} textAnchor="end">
        {format(read(values))}
      </text>
    </g>
  ));
}

interface PaperValueProps {
  row: AblationRow;
  lines: readonly string[];
  y: number;
  width: number;
  style: FigureStyle;
}

/** What cannot be measured without the language model, kept apart from what was. */
function PaperValue({ row, lines, y, width, style }: PaperValueProps) {
  const { accuracy, relative } = PAPER_ABLATION[row];
  const below = y + lines.length * 16 + 16;
  const values = [
    { title: 'accuracy', text: formatNumber(accuracy, 2) },
    { title: 'relative', text: `${formatNumber(relative, 2)} %` },
  ];
  return (
    <g fill={style.soft}>
      <path d={`M0 ${y - 6}h${roundPixel(width)}`} stroke={style.line} />
      <g fontSize={12} fontStyle="italic">
        {lines.map((line, index) => (
          <text key={line} y={y + 12 + index * 16}>
            {line}
          </text>
        ))}
      </g>
      {values.map(({ title, text }, index) => (
        <g key={title} transform={`translate(0 ${below + index * LINE})`}>
          <text>{title}</text>
          <text x={roundPixel(width)} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}
