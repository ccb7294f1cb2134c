/**
 * Neighbour similarity against local entropy: every token of a photo, linked to the page's focus, or the tokens of a folder as cells.
 */
import { use, type ReactNode } from 'react';
import { scaleLinear, type ScaleLinear } from 'd3';
import { useStore } from 'zustand';
import type { Moments } from '../../../core/figures/cosineProxyCorrelation.ts';
import { HIGHEST_ENTROPY } from '../../../core/figures/cosineProxyEntropy.ts';
import { ENTROPY_CELLS, SIMILARITY_CELLS } from '../../../core/figures/cosineProxyFolder.ts';
import { pin, pointAt } from '../../../state/focus.ts';
import type { AppStore } from '../../../state/store.ts';
import { formatNumber } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import type { ProxyCharts, ProxyPoints } from './proxyCharts.ts';
import { formatCount } from './verdicts.ts';

type TokenPoints = Extract<ProxyPoints, { kind: 'tokens' }>;

interface Plane {
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
}

const LEFT = 40;
const TOP = 28;
const PLOT = 280;
/** How near the pointer has to be to a token's point. */
const REACH = 24;

export function drawPointsChart({ points, moments }: Pick<ProxyCharts, 'points' | 'moments'>, style: FigureStyle, width: number): Drawing {
  const right = width - 10;
  const bottom = TOP + PLOT;
  const [low, high] = spanSimilarity(points);
  const plane: Plane = {
    x: scaleLinear([low, high], [LEFT + 6, right]).nice(5),
    y: scaleLinear([lowestEntropy(points), HIGHEST_ENTROPY], [bottom, TOP + 4]),
  };
  const box = { x: LEFT, y: TOP, width: right - LEFT, height: PLOT };
  const content = (
    <>
      <AxisLeft scale={plane.y} ticks={plane.y.ticks(5)} title="local entropy (nats; ln 9 = 2.20 at most)" grid={right - LEFT} top={TOP} bottom={bottom} x={LEFT} />
      <AxisBottom scale={plane.x} ticks={plane.x.ticks(width < 420 ? 4 : 6)} title="mean cosine with the neighbours" left={LEFT} right={right} y={bottom} />
      {points.kind === 'tokens' ? <TokenDots points={points} plane={plane} style={style} /> : <CountCells counts={points.counts} plane={plane} style={style} />}
      <Trend moments={moments} plane={plane} style={style} />
      {points.kind === 'tokens' ? (
        <LinkedPointer>
          {(store) => (
            <>
              <FocusDot store={store} points={points} plane={plane} style={style} />
              <ChartPointer box={box} read={(x, y) => readToken(points, plane, x, y)} onToken={(token) => pointAt(store, token)} />
            </>
          )}
        </LinkedPointer>
      ) : (
        <ChartPointer box={box} read={(x, y) => readCell(points.counts, plane, x, y)} />
      )}
    </>
  );
  return { height: bottom + 42, content };
}

function spanSimilarity(points: ProxyPoints): [number, number] {
  const values =
    points.kind === 'tokens'
      ? [...points.similarity]
      : [...points.counts].flatMap((count, at) => (count > 0 ? [edgeOfCell(at % SIMILARITY_CELLS), edgeOfCell((at % SIMILARITY_CELLS) + 1)] : []));
  const low = values.reduce((least, value) => Math.min(least, value), 1);
  const high = values.reduce((most, value) => Math.max(most, value), -1);
  // A flat map has a point in the middle of something.
  return high - low > 0.02 ? [low, high] : [Math.max(-1, low - 0.1), Math.min(1, high + 0.1)];
}

/** Where the axis begins: at a half below all points. */
function lowestEntropy(points: ProxyPoints): number {
  if (points.kind === 'cells') {
    const row = Math.floor(points.counts.findIndex((count) => count > 0) / SIMILARITY_CELLS);
    return 0.5 * Math.floor((2 * row * HIGHEST_ENTROPY) / ENTROPY_CELLS);
  }
  const lowest = points.entropy.reduce((least, value) => Math.min(least, value), HIGHEST_ENTROPY);
  return Math.max(0, 0.5 * Math.floor(2 * (lowest - 0.1)));
}

function edgeOfCell(col: number): number {
  return (2 * col) / SIMILARITY_CELLS - 1;
}

/** Tokens at the border are rings: their windows are smaller, and so is the entropy that they can reach. */
function TokenDots({ points, plane, style }: { points: TokenPoints; plane: Plane; style: FigureStyle }) {
  const { similarity, entropy, isWhole } = points;
  const dots = Array.from(similarity, (value, token) => ({ token, cx: roundPixel(plane.x(value)), cy: roundPixel(plane.y(entropy[token])) }));
  return (
    <>
      <g fill="none" stroke={style.series[0]} strokeOpacity={0.6}>
        {dots.map(({ token, cx, cy }) => isWhole[token] === 0 && <circle key={token} cx={cx} cy={cy} r={2.6} />)}
      </g>
      <g fill={style.series[0]} fillOpacity={0.45}>
        {dots.map(({ token, cx, cy }) => isWhole[token] === 1 && <circle key={token} cx={cx} cy={cy} r={3} />)}
      </g>
    </>
  );
}

function CountCells({ counts, plane, style }: { counts: Float64Array; plane: Plane; style: FigureStyle }) {
  const most = counts.reduce((best, count) => Math.max(best, count), 1);
  const width = roundPixel(plane.x(edgeOfCell(1)) - plane.x(edgeOfCell(0)));
  const height = roundPixel(plane.y(0) - plane.y(HIGHEST_ENTROPY / ENTROPY_CELLS));
  return (
    <g fill={style.series[0]}>
      {Array.from(counts, (count, at) => {
        if (count === 0) return null;
        const left = plane.x(edgeOfCell(at % SIMILARITY_CELLS));
        const top = plane.y(((Math.floor(at / SIMILARITY_CELLS) + 1) * HIGHEST_ENTROPY) / ENTROPY_CELLS);
        return <rect key={at} x={roundPixel(left)} y={roundPixel(top)} width={width} height={height} fillOpacity={roundPixel(0.06 + 0.94 * Math.sqrt(count / most))} />;
      })}
    </g>
  );
}

/** The line of least squares, which makes the sign of the correlation visible. */
function Trend({ moments, plane, style }: { moments: Moments; plane: Plane; style: FigureStyle }) {
  const { count, x, y, xx, xy } = moments;
  const variance = xx / count - (x / count) ** 2;
  if (!(variance > 1e-9)) return null;
  const slope = (xy / count - (x / count) * (y / count)) / variance;
  const at = (value: number) => y / count + slope * (value - x / count);
  const clamp = (value: number) => Math.min(HIGHEST_ENTROPY, Math.max(plane.y.domain()[0], value));
  const ends = plane.x.domain().map((value) => `${roundPixel(plane.x(value))} ${roundPixel(plane.y(clamp(at(value))))}`);
  return <path d={`M${ends.join('L')}`} fill="none" stroke={style.warm} strokeWidth={2} strokeDasharray="8 4" />;
}

function LinkedPointer({ children }: { children: (store: AppStore) => ReactNode }) {
  const store = use(FigureFocus);
  if (!store) return null;
  const pinFocus = () => {
    const { token } = store.getState().focus;
    if (token !== null) pin(store, token);
  };
  return (
    // Arrow keys move the focus in the panels above; here a pointer is enough.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <g onClick={pinFocus}>{children(store)}</g>
  );
}

function FocusDot({ store, points, plane, style }: { store: AppStore; points: TokenPoints; plane: Plane; style: FigureStyle }) {
  const token = useStore(store, (state) => state.focus.token);
  if (token === null || token >= points.similarity.length) return null;
  const cx = roundPixel(plane.x(points.similarity[token]));
  const cy = roundPixel(plane.y(points.entropy[token]));
  return <circle cx={cx} cy={cy} r={6} fill={style.warm} stroke={style.page} strokeWidth={2} />;
}

function readToken({ similarity, entropy, isWhole }: TokenPoints, { x, y }: Plane, left: number, top: number): Reading | null {
  let nearest = -1;
  let best = REACH ** 2;
  similarity.forEach((value, token) => {
    const squared = (x(value) - left) ** 2 + (y(entropy[token]) - top) ** 2;
    if (squared < best) [nearest, best] = [token, squared];
  });
  if (nearest < 0) return null;
  const place = isWhole[nearest] ? '' : ', at the border';
  const lines = [`token ${nearest}${place}`, `mean cosine ${formatNumber(similarity[nearest], 3)}`, `entropy ${formatNumber(entropy[nearest], 3)}`];
  return { x: x(similarity[nearest]), lines, token: nearest };
}

function readCell(counts: Float64Array, { x, y }: Plane, left: number, top: number): Reading | null {
  const col = Math.floor(((x.invert(left) + 1) / 2) * SIMILARITY_CELLS);
  const row = Math.floor((y.invert(top) / HIGHEST_ENTROPY) * ENTROPY_CELLS);
  const count = col >= 0 && col < SIMILARITY_CELLS ? (counts[row * SIMILARITY_CELLS + col] ?? 0) : 0;
  if (count === 0) return null;
  const entropy = ((row + 0.5) * HIGHEST_ENTROPY) / ENTROPY_CELLS;
  const lines = [`${formatCount(count)} tokens`, `cosine near ${formatNumber(edgeOfCell(col + 0.5))}`, `entropy near ${formatNumber(entropy)}`];
  return { x: left, lines };
}
