/**
 * The score card as a picture: how far the kept sets agree, and every measure as a chart with a dot for each method.
 */
import { MEASURES, type Measure } from '../../../core/scoreCard/measureList.ts';
import { measureOverlaps } from '../../../core/scoreCard/measures.ts';
import { formatNumber } from '../../format.ts';
import { drawDotCharts, type DotRow, type DotSeries } from '../../figures/drawing/DotCharts.tsx';
import type { Drawing } from '../../figures/drawing/Drawing.ts';
import type { FigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { estimateWidth } from '../../figures/drawing/Keys.tsx';
import { shortenText } from '../../figures/drawing/shortenText.ts';
import { wrapText } from '../../figures/drawing/wrapText.ts';
import { entryColour } from '../entryMarks.tsx';
import { formatMeasure } from '../formatMeasure.ts';
import { drawOverlaps } from './OverlapChart.tsx';
import { readRun } from './scoreOrder.ts';
import { areTimed, type ScoredRun } from './scoredRuns.ts';

export interface ScoreCardData {
  runs: readonly ScoredRun[];
  /** Number of tokens of the photo. */
  n: number;
}

const HEADING = 30;
const NOTE_SIZE = 13;
const NOTE_LINE = 19;

export function drawScoreCard({ runs, n }: ScoreCardData, style: FigureStyle, width: number): Drawing {
  const sets = runs.flatMap(({ place, title, selection, refusal }) => (selection && refusal === null ? [{ place, title, kept: selection.indices }] : []));
  const measured = runs.filter(({ card }) => card !== null);
  const overlaps = measureOverlaps(sets.map(({ kept }) => kept));
  const matrix = sets.length > 1 ? drawOverlaps(sets, overlaps, style, width) : { height: 0, content: null };
  const notes = wrapText(describeOverlaps(sets, overlaps, n), width, NOTE_SIZE);
  const notesTop = HEADING + matrix.height + 22;
  const chartsTop = notesTop + (notes.length - 1) * NOTE_LINE + 34;
  const charts = drawCharts(measured, style, width);
  const content = (
    <>
      <Heading y={15} text="Overlap of the kept sets" />
      <g transform={`translate(0 ${HEADING})`}>{matrix.content}</g>
      <g fontSize={NOTE_SIZE} fill={style.soft}>
        {notes.map((line, index) => (
          <text key={line} y={notesTop + index * NOTE_LINE}>
            {line}
          </text>
        ))}
      </g>
      {measured.length > 0 && (
        <>
          <Heading y={chartsTop + 15} text="The measures, method by method" />
          <g transform={`translate(0 ${chartsTop + HEADING + 8})`}>{charts.content}</g>
        </>
      )}
    </>
  );
  return { height: chartsTop + HEADING + 8 + charts.height, content };
}

function Heading({ y, text }: { y: number; text: string }) {
  return (
    <text y={y} fontSize={15} fontWeight={650}>
      {text}
    </text>
  );
}

/** What the numbers are, which methods agree most and least, and what chance alone would give. */
export function describeOverlaps(sets: readonly { title: string; kept: ArrayLike<number> }[], overlaps: readonly (readonly number[])[], n: number): string {
  if (sets.length < 2) return 'Two methods that run are needed to compare what they keep.';
  const pairs = sets
    .flatMap((first, i) => sets.slice(0, i).map((second, j) => ({ names: `${second.title} and ${first.title}`, value: overlaps[i][j], chance: chanceOverlap(first.kept.length, second.kept.length, n) })))
    .toSorted((a, b) => b.value - a.value);
  const [most] = pairs;
  const least = pairs[pairs.length - 1];
  const chances = pairs.map(({ chance }) => chance);
  const [low, high] = [formatNumber(Math.min(...chances), 2), formatNumber(Math.max(...chances), 2)];
  const chance = `Sets of these sizes that were drawn at random would have about ${low === high ? low : `${low} to ${high}`}.`;
  const extremes = pairs.length === 1 ? '' : `Most alike: ${most.names} (${formatNumber(most.value, 2)}); least: ${least.names} (${formatNumber(least.value, 2)}). `;
  return `Tokens that both keep, as a share of those that either keeps (intersection over union, 0 to 1). ${extremes}${chance}`;
}

/** Intersection over union of two sets drawn at random, with the expected intersection. */
function chanceOverlap(first: number, second: number, n: number): number {
  const common = (first * second) / n;
  const union = first + second - common;
  return union > 0 ? common / union : 1;
}

/** Scales of these begin at zero; those of the others span what there is. */
const FROM_ZERO: ReadonlySet<Measure['id']> = new Set(['minimumDistance', 'effectiveRank', 'reconstructionError', 'relevanceMass', 'attentionKept', 'spatialSpread', 'milliseconds']);

const LABEL_SIZE = 13;

function drawCharts(runs: readonly ScoredRun[], style: FigureStyle, width: number): Drawing {
  const labels = Math.min(Math.max(...runs.map(({ title }) => estimateWidth(title, LABEL_SIZE)), 40) + 10, width < 480 ? 116 : 150);
  const rows: DotRow[] = runs.map(({ place, title }) => {
    return { id: String(place), title: shortenText(title, labels - 8, LABEL_SIZE), ink: style.ink, colour: entryColour(place, style), isStrong: false };
  });
  const perRow = width < 480 ? 1 : width < 700 ? 2 : width < 1000 ? 3 : 4;
  return drawDotCharts(rows, listSeries(runs), { labels, perRow }, style, width);
}

function listSeries(runs: readonly ScoredRun[]): DotSeries[] {
  // Numbers of tokens are close to the budget for all methods but a few; the table tells them.
  const charted = MEASURES.filter((measure) => measure.id !== 'tokens' && runs.some((run) => readRun(run, measure) !== null));
  return charted.map((measure: Measure) => ({
    id: measure.id,
    title: measure.title,
    note: describeScale(measure, runs),
    values: runs.map((run) => readRun(run, measure)),
    format: (value) => formatMeasure(measure, value),
    fromZero: FROM_ZERO.has(measure.id),
    isReported: false,
  }));
}

const DIRECTIONS = { higher: 'higher is better', lower: 'lower is better', neither: 'neither is better' } as const;

function describeScale({ id, better }: Measure, runs: readonly ScoredRun[]): string {
  if (id !== 'milliseconds') return DIRECTIONS[better];
  return areTimed(runs) ? `ms, median of ${runs[0]?.timedRuns ?? 1} runs` : 'ms, single runs';
}
