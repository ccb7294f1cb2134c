/**
 * Figure 5: four preferences over the same photo with one colour bar, and how far their first m tokens agree.
 */
import { interpolateRdYlBu, rgb } from 'd3';
import { isUniform, overlapByChance, stretchValues, takeTop, type Stretch } from '../../../core/figures/preferences.ts';
import { overlap } from '../../../core/scoreCard/measures.ts';
import type { Layout, TokenRange } from '../../../core/tokens.ts';
import { formatNumber } from '../../format.ts';
import { TABLE_SIZE } from '../../paint/colourMaps.ts';
import { heatmapPixels } from '../../paint/layers.ts';
import { formatShort } from '../../paint/mapValues.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { ColourScale, COLOUR_SCALE_HEIGHT } from '../drawing/Keys.tsx';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';
import { wrapText } from '../drawing/wrapText.ts';
import type { Preference } from './listPreferences.ts';

export interface PreferencesOptions {
  layout: Layout;
  /** [m], for the agreement of the first m tokens. */
  budget: number;
  /** Where tokens are selected: the budget is divided over these. */
  ranges: readonly TokenRange[];
  stretch: Stretch;
  /** u8[256 * 3], blue to red. */
  table: Uint8ClampedArray;
  opacity: number;
  style: FigureStyle;
}

const GAP = 14;
/** Room for the title and two lines of what is measured. */
const HEAD = 58;
const FOOT = 26;

/** Red is high as in the paper, with a light middle, so that colour-blind readers tell the ends apart. */
export function redIsHighTable(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(TABLE_SIZE * 3);
  for (let i = 0; i < TABLE_SIZE; i++) {
    const { r, g, b } = rgb(interpolateRdYlBu(1 - i / (TABLE_SIZE - 1)));
    table.set([r, g, b], 3 * i);
  }
  return table;
}

export function drawPreferences(preferences: readonly Preference[], options: PreferencesOptions, width: number): Drawing {
  const perRow = width < 700 ? 2 : 4;
  const cellWidth = (width - GAP * (perRow - 1)) / perRow;
  const cellHeight = HEAD + mapHeight(options.layout, cellWidth) + FOOT;
  const rows = Math.ceil(preferences.length / perRow);
  const scaleTop = rows * cellHeight + 8;
  const tableTop = scaleTop + COLOUR_SCALE_HEIGHT + 30;
  const agreement = drawAgreement(preferences, options, width);
  const content = (
    <>
      {preferences.map((preference, index) => (
        <g
          key={preference.title}
          transform={`translate(${roundPixel((index % perRow) * (cellWidth + GAP))} ${roundPixel(Math.floor(index / perRow) * cellHeight)})`}
        >
          <PreferenceCell preference={preference} options={options} width={cellWidth} />
        </g>
      ))}
      <ColourScale
        x={0}
        y={scaleTop}
        width={Math.min(360, width)}
        table={options.table}
        ticks={[
          { at: 0, text: options.stretch === 'percentile' ? '5th percentile' : 'lowest' },
          { at: 1, text: options.stretch === 'percentile' ? '95th percentile' : 'highest' },
        ]}
        title="preference, one colour bar for all four"
      />
      <g transform={`translate(0 ${roundPixel(tableTop)})`}>{agreement.content}</g>
    </>
  );
  return { height: tableTop + agreement.height, content };
}

function PreferenceCell({ preference, options, width }: { preference: Preference; options: PreferencesOptions; width: number }) {
  const { title, measure, values, missing } = preference;
  const { layout, table, opacity, style, stretch } = options;
  const stretched = values && stretchValues(values, stretch);
  const bottom = HEAD + mapHeight(layout, width) + 17;
  return (
    <>
      <text y={14} fontSize={15} fontWeight={650}>
        {title}
      </text>
      {wrapText(measure, width, 12.5).map((line, index) => (
        <text key={line} y={34 + index * 16} fontSize={12.5} fill={style.soft}>
          {line}
        </text>
      ))}
      <TokenMap
        layout={layout}
        x={0}
        y={HEAD}
        width={width}
        pixels={stretched ? heatmapPixels(stretched.values, table, opacity) : undefined}
        label={missing ?? `${title}: ${measure}`}
      />
      {values && isUniform(values) ? (
        <text y={roundPixel(bottom)} fontSize={12} fill={style.soft}>
          {`the same for every token: ${formatShort(values[0] ?? 0)}`}
        </text>
      ) : stretched ? (
        <g fontSize={12} fill={style.soft}>
          <text y={roundPixel(bottom)}>{formatShort(stretched.low)}</text>
          <text x={roundPixel(width)} y={roundPixel(bottom)} textAnchor="end">
            {formatShort(stretched.high)}
          </text>
        </g>
      ) : (
        <MissingNote text={missing ?? ''} width={width} style={style} />
      )}
    </>
  );
}

function MissingNote({ text, width, style }: { text: string; width: number; style: FigureStyle }) {
  const lines = wrapText(text, width - 24, 13);
  return (
    <>
      <rect x={6} y={HEAD + 6} width={roundPixel(width - 12)} height={lines.length * 18 + 14} rx={4} fill={style.page} fillOpacity={0.9} />
      {lines.map((line, index) => (
        <text key={line} x={14} y={HEAD + 26 + index * 18}>
          {line}
        </text>
      ))}
    </>
  );
}

const ROW = 26;

/** IoU of the first m tokens of every pair of preferences; one that is the same for every token has no first m. */
function drawAgreement(preferences: readonly Preference[], { budget, ranges, style }: PreferencesOptions, width: number): Drawing {
  const given = preferences.flatMap(({ title, values }) =>
    values && !isUniform(values) ? [{ title, top: takeTop(values, budget, ranges) }] : [],
  );
  const n = ranges.reduce((sum, { count }) => sum + count, 0);
  const left = preferences.filter(({ title }) => !given.some((other) => other.title === title));
  const sentences = [
    `Two random sets of ${budget} of ${n} tokens would overlap by about ${formatNumber(overlapByChance(budget, n), 2)}.`,
    ...(left.length === 0 ? [] : [`Left out, because nothing ranks the tokens there: ${left.map(({ title }) => title).join(', ')}.`]),
  ];
  const notes = sentences.flatMap((sentence) => wrapText(sentence, Math.min(width, 620), 12.5));
  const label = 84;
  const column = Math.min(96, (width - label) / Math.max(1, given.length));
  const content = (
    <g role="img" aria-label={`Overlap of the ${budget} most preferred tokens, by pairs`}>
      <text y={14} fontSize={15} fontWeight={650}>
        {`Overlap (IoU) of the ${budget} most preferred tokens`}
      </text>
      {given.map(({ title }, index) => (
        <text key={title} x={roundPixel(label + (index + 0.5) * column)} y={40} textAnchor="middle" fontSize={12} fill={style.soft}>
          {title}
        </text>
      ))}
      {given.map((row, i) => (
        <g key={row.title} transform={`translate(0 ${50 + i * ROW})`}>
          <text y={17} fontSize={12.5}>
            {row.title}
          </text>
          {given.map((other, j) => {
            const share = overlap(row.top, other.top);
            return (
              <g key={other.title} transform={`translate(${roundPixel(label + j * column)} 0)`}>
                <rect width={roundPixel(column - 3)} height={ROW - 3} fill={style.accent} fillOpacity={i === j ? 0 : roundPixel(0.06 + 0.5 * share)} />
                <text x={roundPixel((column - 3) / 2)} y={17} textAnchor="middle" fill={i === j ? style.soft : style.ink}>
                  {i === j ? '–' : formatNumber(share, 2)}
                </text>
              </g>
            );
          })}
        </g>
      ))}
      <g fontSize={12.5} fill={style.soft}>
        {notes.map((line, index) => (
          <text key={line} y={50 + given.length * ROW + 18 + index * 17}>
            {line}
          </text>
        ))}
      </g>
    </g>
  );
  return { height: 50 + given.length * ROW + 8 + notes.length * 17, content };
}
