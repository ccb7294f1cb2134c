/**
 * The map of how firmly each token is kept, its sorted curve, and how far each parameter alone moves the set.
 */
import { countStability, FIRM, type Setting, type Stability } from '../../../core/figures/stability.ts';
import type { Layout } from '../../../core/tokens.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { heatmapPixels } from '../../paint/layers.ts';
import { panelAspect } from '../../panels/panelAspect.ts';
import { roundPixel, type Box, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { ColourScale, COLOUR_SCALE_HEIGHT, estimateWidth } from '../drawing/Keys.tsx';
import { namePlace } from '../drawing/namePlace.ts';
import { TokenMap } from '../drawing/TokenMap.tsx';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import { wrapText } from '../drawing/wrapText.ts';
import { drawSensitivity } from './SensitivityCharts.tsx';
import { ShareCurve } from './ShareCurve.tsx';

export interface StabilityView {
  layout: Layout;
  stability: Stability;
  /** u32[m], the current set, ascending. */
  kept: Uint32Array;
  /** The current values. */
  current: Setting;
}

interface DrawingOptions {
  table: Uint8ClampedArray;
  opacity: number;
  style: FigureStyle;
}

const GAP = 24;
const TITLE = 26;
const LINE = 19;
/** About the length of the longest sentence about a token, in pixels. */
const SENTENCE = 560;
/** Taller pictures would not fit a screen. */
const HIGHEST = 820;
const CURVE_HEIGHT = 300;

export function drawStability(data: StabilityView, options: DrawingOptions, width: number): Drawing {
  const { layout } = data;
  const isWide = width >= 600;
  const column = isWide ? (width - GAP) / 2 : width;
  const summary = wrapText(describeStability(data), width, 14);
  const top = summary.length * LINE + 14;
  const mapWidth = roundPixel(Math.min(column, HIGHEST * panelAspect(layout)));
  const map: Box = { x: 0, y: top + TITLE, width: mapWidth, height: roundPixel(mapWidth / panelAspect(layout)) };
  const scaleTop = map.y + map.height + 10;
  const scaleBottom = scaleTop + COLOUR_SCALE_HEIGHT;
  const curve: Box = isWide
    ? { x: column + GAP, y: top, width: column, height: Math.max(CURVE_HEIGHT, scaleBottom - top) }
    : { x: 0, y: scaleBottom + 26, width, height: CURVE_HEIGHT };
  const sentenceTop = Math.max(scaleBottom, curve.y + curve.height) + 10;
  const sensitivity = drawSensitivity(data, options.style, {
    x: 0,
    y: sentenceTop + LINE * Math.ceil(SENTENCE / width) + 18,
    width,
  });
  const content = (
    <>
      {summary.map((line, index) => (
        <text key={line} y={14 + index * LINE} fontSize={14}>
          {line}
        </text>
      ))}
      <text x={map.x} y={map.y - 10} fontSize={15} fontWeight={650}>
        Share of nearby settings that keep a token
      </text>
      <TokenMap
        layout={layout}
        x={map.x}
        y={map.y}
        width={map.width}
        pixels={heatmapPixels(Float32Array.from(data.stability.share), options.table, options.opacity)}
        label={`Share of ${data.stability.settings} settings that keep each token`}
      >
        <KeptCells data={data} box={map} />
      </TokenMap>
      <ColourScale
        x={0}
        y={scaleTop}
        width={Math.min(320, column)}
        table={options.table}
        ticks={[
          { at: 0, text: 'never' },
          { at: 0.5, text: 'half' },
          { at: 1, text: 'always' },
        ]}
        title="kept in this share of the settings; white frames: kept now"
      />
      <ShareCurve data={data} style={options.style} box={curve} />
      <FocusSentence data={data} y={sentenceTop} width={width} style={options.style} />
      {sensitivity.content}
    </>
  );
  return { height: sensitivity.bottom, content };
}

/** The numbers of the figure as sentences. */
export function describeStability({ stability, kept }: StabilityView): string {
  const { settings, meanOverlap, share } = stability;
  const { always, sometimes, never, firm, shaky } = countStability(share, kept);
  return (
    `${settings} nearby settings of τ, γ and p, each with the same budget and question. Always kept: ${always}, sometimes: ${sometimes}, never: ${never} ` +
    `of ${share.length} tokens. Of the ${kept.length} kept now, ${firm} are firm (in at least ${formatPercent(FIRM, 0)} of the settings) and ` +
    `${shaky} are in less than half. Mean overlap (intersection over union) with the set kept now: ${formatNumber(meanOverlap, 3)}.`
  );
}

/** Frames that show on light and on dark colours, a little inside of their cells, so that neighbours stay apart. */
function KeptCells({ data: { layout, kept }, box }: { data: StabilityView; box: Box }) {
  const scaleX = box.width / layout.width;
  const scaleY = box.height / layout.height;
  const isKept = new Set(kept);
  let path = '';
  for (const { offset, rows, cols, x, y, cellWidth, cellHeight } of layout.views) {
    const [width, height] = [cellWidth * scaleX - 2, cellHeight * scaleY - 2];
    for (let local = 0; local < rows * cols; local++) {
      if (!isKept.has(offset + local) || width <= 0 || height <= 0) continue;
      const left = roundPixel((x + (local % cols) * cellWidth) * scaleX + 1);
      const top = roundPixel((y + Math.floor(local / cols) * cellHeight) * scaleY + 1);
      path += `M${left} ${top}h${roundPixel(width)}v${roundPixel(height)}h${roundPixel(-width)}z`;
    }
  }
  return (
    <g fill="none">
      <path d={path} stroke="#000" strokeOpacity={0.6} strokeWidth={3} />
      <path d={path} stroke="#fff" strokeWidth={1.5} />
    </g>
  );
}

interface FocusSentenceProps {
  data: StabilityView;
  y: number;
  width: number;
  style: FigureStyle;
}

function FocusSentence({ data, y, width, style }: FocusSentenceProps) {
  const token = useFocusToken();
  if (token === null || token >= data.stability.share.length) return null;
  const lines = wrapText(describeToken(data, token), width, 13);
  return (
    <g fill={style.soft}>
      {lines.map((line, index) => (
        <text key={line} y={roundPixel(y + 14 + index * LINE)}>
          {line}
        </text>
      ))}
    </g>
  );
}

export function describeToken({ layout, stability, kept }: Omit<StabilityView, 'current'>, token: number): string {
  const { share, settings } = stability;
  const now = kept.includes(token) ? 'kept now' : 'dropped now';
  const times = `${Math.round(share[token] * settings)} of ${settings} nearby settings keep it (${formatPercent(share[token], 1)})`;
  return `${namePlace(layout, token)}: ${now}; ${times}.`;
}

/** One line in the middle, while there is no result. */
export function drawWaiting(text: string, style: FigureStyle): (width: number) => Drawing {
  return (width) => ({
    height: 320,
    content: (
      <text x={roundPixel(Math.max(0, (width - estimateWidth(text)) / 2))} y={160} fill={style.soft}>
        {text}
      </text>
    ),
  });
}
