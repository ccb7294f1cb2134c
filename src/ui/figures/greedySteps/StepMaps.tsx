/**
 * The two maps of a step: what every token still has (v_i^2), and what the pick takes from it or how similar it is.
 */
import { memo } from 'react';
import { tokenRectangle } from '../../../core/cells.ts';
import { stopResidual } from '../../../core/numerics.ts';
import type { Layout } from '../../../core/tokens.ts';
import { formatNumber } from '../../format.ts';
import { heatmapPixels } from '../../paint/layers.ts';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { ColourScale } from '../drawing/Keys.tsx';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';
import { useShownViews } from '../drawing/useShownViews.ts';
import { pickOf, type Film } from './film.ts';
import { PickMark } from './PickMark.tsx';
import { formatValue } from './formatValue.ts';

/** How residuals become colours; either way the same at every step, so that their fading is seen. */
export type ResidualScale = 'linear' | 'root' | 'log';
/** What the second map shows. */
export type SecondMap = 'removed' | 'similarity';

export interface StepMap {
  title: string;
  unit: string;
  ticks: { at: number; text: string }[];
  pixels: Uint8ClampedArray;
}

export interface MapOptions {
  /** The views of the film's range. */
  layout: Layout;
  /** The part of the source that is shown, in its pixels: one view, or all of it. */
  frame: Box;
  table: Uint8ClampedArray;
  opacity: number;
}

/** Values in [0, 1] as pixels; tokens without a value show the photo. */
function toPixels({ range }: Film, values: Float32Array, isBlank: (token: number) => boolean, { table, opacity }: MapOptions): Uint8ClampedArray {
  // The lowest row of the table is left out: with the blank one there may be no more than 256 colours.
  const pixels = new Uint8ClampedArray(4 * (range.start + range.count));
  pixels.set(heatmapPixels(values.map((value) => Math.max(value, 1 / 255)), table, opacity), 4 * range.start);
  values.forEach((_, token) => {
    if (isBlank(token)) pixels.fill(0, 4 * (range.start + token), 4 * (range.start + token) + 4);
  });
  return pixels;
}

export function mapResiduals(film: Film, step: number, scale: ResidualScale, options: MapOptions): StepMap {
  const residuals = film.replay.residualsBefore(step);
  const { toShare, ticks } = scaleResiduals(scale, stopResidual(film.replay.source.epsilon));
  return {
    title: 'Residual v² before the pick',
    unit: 'v², the same colours at every step',
    ticks: ticks.map((value) => ({ at: toShare(value), text: String(value) })),
    pixels: toPixels(film, Float32Array.from(residuals, toShare), (token) => residuals[token] < 0, options),
  };
}

/** @param stop the residual at which the order ends: the lowest that a logarithm shows */
function scaleResiduals(scale: ResidualScale, stop: number): { toShare: (value: number) => number; ticks: number[] } {
  switch (scale) {
    case 'linear':
      return { toShare: (value) => value, ticks: [0, 0.5, 1] };
    case 'root':
      return { toShare: (value) => Math.sqrt(Math.max(value, 0)), ticks: [0, 0.1, 0.5, 1] };
    case 'log':
      return {
        toShare: (value) => 1 - Math.log(Math.max(value, stop)) / Math.log(stop),
        ticks: [0.0001, 0.001, 0.01, 0.1, 1].filter((power) => power >= stop),
      };
    default:
      return scale satisfies never;
  }
}

/** What the pick takes away: e_i^2 up to v_j^2, which is as much as it can take from any token. */
export function mapRemoved(film: Film, step: number, options: MapOptions): StepMap {
  const gain = film.replay.gains[step];
  const picked = new Set(film.replay.picks.slice(0, step));
  return {
    title: 'What this pick takes: e²',
    unit: 'e², up to v² of the pick',
    ticks: [
      { at: 0, text: '0' },
      { at: 1, text: formatValue(gain) },
    ],
    pixels: toPixels(film, Float32Array.from(film.replay.components(step), (e) => e ** 2 / gain), (token) => picked.has(token), options),
  };
}

export function mapSimilarity(film: Film, step: number, options: MapOptions): StepMap {
  const { n, similarity } = film.replay.source;
  const first = film.replay.picks[step] * n;
  return {
    title: 'Cosine with this pick',
    unit: 'cosine, 0 and below in one colour',
    ticks: [0, 0.5, 1].map((at) => ({ at, text: formatNumber(at, at === 0.5 ? 1 : 0) })),
    pixels: toPixels(film, Float32Array.from({ length: n }, (_, i) => similarity[first + i]), () => false, options),
  };
}

interface MapPartProps {
  film: Film;
  step: number;
  map: StepMap;
  options: MapOptions;
  x: number;
  y: number;
  width: number;
  /** Marks the picks before this one. */
  marksPicks?: boolean;
}

/** Space above and below a map for its title and its colours. */
export const MAP_TITLE = 26;
export const MAP_SCALE = 54;

/** Pixels of a map per pixel of the source, when its frame gets a width. */
function scaleFrame({ layout, frame }: MapOptions, width: number): { scaleX: number; scaleY: number } {
  const scaleX = width / frame.width;
  return { scaleX, scaleY: mapHeight(layout, layout.width * scaleX) / layout.height };
}

/** Height of a map whose frame gets a width. */
export function frameHeight(options: MapOptions, width: number): number {
  return roundPixel(options.frame.height * scaleFrame(options, width).scaleY);
}

export function MapPart({ film, step, map, options, x, y, width, marksPicks = false }: MapPartProps) {
  const { layout, frame, table } = options;
  const shown = useShownViews(layout);
  const height = frameHeight(options, width);
  const { scaleX, scaleY } = scaleFrame(options, width);
  const [left, top] = [roundPixel(-frame.x * scaleX), roundPixel(-frame.y * scaleY)];
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      <text y={15} fontSize={15} fontWeight={650}>
        {map.title}
      </text>
      {/* Cuts off what lies outside of the frame. */}
      <svg y={MAP_TITLE} width={roundPixel(width)} height={height} overflow="hidden">
        <TokenMap layout={layout} x={left} y={top} width={layout.width * scaleX} pixels={map.pixels} label={`${map.title}, step ${step + 1}`} />
      </svg>
      <g transform={`translate(${left} ${roundPixel(MAP_TITLE + top)})`} pointerEvents="none">
        {marksPicks &&
          Array.from({ length: step }, (_, earlier) => (
            <PickOnMap key={earlier} film={film} step={earlier} layout={shown} scaleX={scaleX} scaleY={scaleY} />
          ))}
        <CurrentPick token={pickOf(film, step)} layout={shown} scaleX={scaleX} scaleY={scaleY} />
      </g>
      <ColourScale x={0} y={MAP_TITLE + height + 10} width={Math.min(width, 320)} table={table} ticks={map.ticks} title={map.unit} />
    </g>
  );
}

interface PlaceProps {
  layout: Layout;
  scaleX: number;
  scaleY: number;
}

/** Unchanged while later picks are added. */
const PickOnMap = memo(function PickOnMap({ film, step, layout, scaleX, scaleY }: PlaceProps & { film: Film; step: number }) {
  const cell = tokenRectangle(layout, pickOf(film, step));
  if (!cell) return null;
  const [width, height] = [cell.width * scaleX, cell.height * scaleY];
  const text = String(step + 1);
  // A number where there is room for one, a plain sign elsewhere.
  const needed = text.length * 6.4 + 5;
  const hasRoom = width >= needed + 1 && height >= 14;
  const size = Math.min(width, height) * 0.62;
  return (
    <PickMark
      fate={film.walk.fates[step]}
      x={(cell.x + cell.width / 2) * scaleX}
      y={(cell.y + cell.height / 2) * scaleY}
      width={hasRoom ? Math.max(needed, 14) : size}
      height={hasRoom ? 14 : size}
      text={hasRoom ? text : undefined}
    />
  );
});

/** A ring that no other mark has, light around a dark line; around a small cell, inside a large one. */
function CurrentPick({ token, layout, scaleX, scaleY }: PlaceProps & { token: number }) {
  const { series } = useFigureStyle();
  const cell = tokenRectangle(layout, token);
  if (!cell) return null;
  const [width, height] = [cell.width * scaleX, cell.height * scaleY];
  const shorter = Math.min(width, height);
  const circle = {
    cx: roundPixel((cell.x + cell.width / 2) * scaleX),
    cy: roundPixel((cell.y + cell.height / 2) * scaleY),
    r: roundPixel(shorter < 26 ? Math.max(7, 0.62 * Math.hypot(width, height)) : 0.44 * shorter),
    fill: 'none',
  };
  return (
    <>
      <circle {...circle} stroke="#fff" strokeWidth={7} />
      <circle {...circle} stroke={series[0]} strokeWidth={3.5} />
    </>
  );
}
