/**
 * The photo beside what is left of it, and below how well each cell is represented.
 */
import type { Coverage } from '../../../core/figures/remainingView.ts';
import type { KeptAssignment } from '../../../core/scoreCard/keptAssignment.ts';
import type { Layout } from '../../../core/tokens.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { heatmapPixels } from '../../paint/layers.ts';
import { panelAspect } from '../../panels/panelAspect.ts';
import { roundPixel, type Box, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { ColourScale, COLOUR_SCALE_HEIGHT } from '../drawing/Keys.tsx';
import { outlineRegion } from '../drawing/outlineRegion.ts';
import { TokenMap } from '../drawing/TokenMap.tsx';
import { useFrontViews } from '../drawing/useShownViews.ts';
import { wrapText } from '../drawing/wrapText.ts';
import { clusterPixels } from './clusterColours.ts';
import { CellNumbers } from './CellNumbers.tsx';
import { FocusSentence, focusSentenceHeight, NearestLink } from './NearestLink.tsx';
import { drawCharts, CHARTS_HEIGHT } from './remainingViewCharts.tsx';

export interface RemainingView {
  layout: Layout;
  /** u32[m], ascending */
  kept: Uint32Array;
  assignment: KeptAssignment;
  coverage: Coverage;
  /** [tau] */
  threshold: number;
  /** Address of the picture made of the kept patches; null without a photo, when colours stand for patches. */
  picture: string | null;
}

interface DrawingOptions {
  table: Uint8ClampedArray;
  opacity: number;
  marksKept: boolean;
  style: FigureStyle;
}

const GAP = 20;
const TITLE = 26;
const LINE = 19;
/** Taller pictures would not fit a screen. */
const HIGHEST = 820;

export function drawRemainingView(data: RemainingView, options: DrawingOptions, width: number): Drawing {
  const isWide = width >= 600;
  const column = isWide ? (width - GAP) / 2 : width;
  const mapWidth = roundPixel(Math.min(column, HIGHEST * panelAspect(data.layout)));
  const mapSize = { width: mapWidth, height: roundPixel(mapWidth / panelAspect(data.layout)) };
  const summary = wrapText(describeCoverage(data), width, 14);

  const mapsTop = summary.length * LINE + 14;
  const left: Box = { x: 0, y: mapsTop + TITLE, ...mapSize };
  const right: Box = isWide ? { ...left, x: column + GAP } : { ...left, y: left.y + mapSize.height + GAP + TITLE };
  const sentenceTop = right.y + mapSize.height + 8;
  const lowerTop = sentenceTop + focusSentenceHeight(width) + 18;
  const cosines: Box = { x: 0, y: lowerTop + TITLE, ...mapSize };
  const scaleTop = cosines.y + mapSize.height + 10;
  const charts: Box = isWide
    ? { x: column + GAP, y: lowerTop, width: column, height: Math.max(CHARTS_HEIGHT, scaleTop + COLOUR_SCALE_HEIGHT - lowerTop) }
    : { x: 0, y: scaleTop + COLOUR_SCALE_HEIGHT + 26, width, height: CHARTS_HEIGHT };

  const content = (
    <>
      {summary.map((line, index) => (
        <text key={line} y={14 + index * LINE} fontSize={14}>
          {line}
        </text>
      ))}
      <PhotoMap data={data} box={left} options={options} />
      <RemainingMap data={data} box={right} options={options} />
      <FocusSentence data={data} y={sentenceTop} width={width} />
      <CosineMap data={data} box={cosines} options={options} />
      <ColourScale
        x={0}
        y={scaleTop}
        width={Math.min(320, column)}
        table={options.table}
        ticks={[0, 0.5, 1].map((at) => ({ at, text: String(at) }))}
        title="cosine with the kept token that stands for the cell"
      />
      {drawCharts(data, options.style, charts)}
      <NearestLink data={data} boxes={[left, right, cosines]} />
    </>
  );
  return { height: Math.max(scaleTop + COLOUR_SCALE_HEIGHT, charts.y + charts.height), content };
}

/** The numbers of the figure as sentences. */
export function describeCoverage({ kept, assignment, coverage, threshold }: Omit<RemainingView, 'layout' | 'picture'>): string {
  const n = assignment.nearest.length;
  const { dropped, mean, meanOfDropped, belowHalf, lost } = coverage;
  if (kept.length === 0) return 'No token was kept: nothing of the photo is left.';
  if (n === 1) return 'The only token was kept: nothing is missing.';
  if (dropped === 0) return `All ${n} tokens were kept: nothing is missing.`;
  const share = (count: number) => `${count} (${formatPercent(count / n, 1)})`;
  return (
    `${kept.length} kept ${kept.length === 1 ? 'token stands' : 'tokens stand'} for ${n} cells. Mean cosine of a cell with the token that ` +
    `stands for it: ${formatNumber(mean, 3)}; of the ${dropped} dropped cells alone: ${formatNumber(meanOfDropped, 3)}. ` +
    `Below 0.5: ${share(belowHalf)}. Lost, below τ = ${formatNumber(threshold, 2)}: ${share(lost)}.`
  );
}

interface MapProps {
  data: RemainingView;
  box: Box;
  options: DrawingOptions;
}

function MapTitle({ box, children }: { box: Box; children: string }) {
  return (
    <text x={box.x} y={roundPixel(box.y - 10)} fontSize={15} fontWeight={650}>
      {children}
    </text>
  );
}

function PhotoMap({ data, box, options }: MapProps) {
  const { layout, kept, picture } = data;
  const n = data.assignment.nearest.length;
  return (
    <>
      <MapTitle box={box}>{picture === null ? `What goes in: ${n} tokens, ${kept.length} of them kept` : `What goes in: ${n} tokens`}</MapTitle>
      <TokenMap
        layout={layout}
        x={box.x}
        y={box.y}
        width={box.width}
        pixels={picture === null ? clusterPixels(keepOnly(n, kept), kept, options.style.pageRgb) : undefined}
        label={`The photo in ${n} cells`}
      >
        {options.marksKept && <RegionLine layout={layout} mask={maskOf(n, kept)} box={box} />}
      </TokenMap>
    </>
  );
}

function RemainingMap({ data, box, options: { marksKept, style } }: MapProps) {
  const { layout, kept, assignment, coverage, picture } = data;
  const label = `Every cell shows the patch of one of ${kept.length} kept tokens; ${coverage.lost} cells are lost`;
  return (
    <>
      <MapTitle box={box}>{`What is left: ${kept.length} ${kept.length === 1 ? 'token' : 'tokens'}`}</MapTitle>
      <TokenMap
        layout={layout}
        x={box.x}
        y={box.y}
        width={box.width}
        hidePhoto
        pixels={picture === null ? clusterPixels(assignment.nearest, kept, style.pageRgb) : undefined}
        label={label}
      >
        {picture !== null && <image href={picture} width={box.width} height={box.height} preserveAspectRatio="none" />}
        {picture === null && <CellNumbers layout={layout} nearest={assignment.nearest} size={box} />}
        {marksKept && <RegionLine layout={layout} mask={maskOf(assignment.nearest.length, kept)} box={box} />}
        <LostOutline data={data} box={box} />
      </TokenMap>
    </>
  );
}

function CosineMap({ data, box, options: { table, opacity, marksKept } }: MapProps) {
  const { layout, assignment, kept } = data;
  return (
    <>
      <MapTitle box={box}>How well each cell is represented</MapTitle>
      <TokenMap
        layout={layout}
        x={box.x}
        y={box.y}
        width={box.width}
        pixels={heatmapPixels(Float32Array.from(assignment.cosine), table, opacity)}
        label="Cosine of every cell with the kept token that stands for it"
      >
        {marksKept && <RegionLine layout={layout} mask={maskOf(assignment.nearest.length, kept)} box={box} />}
        <LostOutline data={data} box={box} />
      </TokenMap>
    </>
  );
}

/** Around lost cells: a line that shows on light and on dark patches. */
function LostOutline({ data: { layout, coverage }, box }: { data: RemainingView; box: Box }) {
  const front = useFrontViews(layout);
  if (coverage.lost === 0) return null;
  const path = outlineRegion(front, coverage.lostMask, box);
  return (
    <g fill="none" strokeLinecap="square">
      <path d={path} stroke="#000" strokeOpacity={0.7} strokeWidth={3} />
      <path d={path} stroke="#fff" strokeWidth={1.25} />
    </g>
  );
}

function RegionLine({ layout, mask, box }: { layout: Layout; mask: Uint8Array; box: Box }) {
  const path = outlineRegion(useFrontViews(layout), mask, box);
  return (
    <g fill="none">
      <path d={path} stroke="#000" strokeOpacity={0.55} strokeWidth={3} />
      <path d={path} stroke="#56b4e9" strokeWidth={1.5} />
    </g>
  );
}

function maskOf(n: number, tokens: ArrayLike<number>): Uint8Array {
  const mask = new Uint8Array(n);
  for (let i = 0; i < tokens.length; i++) mask[tokens[i]] = 1;
  return mask;
}

/** i32[n], every kept token as its own, -1 elsewhere. */
function keepOnly(n: number, kept: ArrayLike<number>): Int32Array {
  const own = new Int32Array(n).fill(-1);
  for (let i = 0; i < kept.length; i++) own[kept[i]] = kept[i];
  return own;
}
