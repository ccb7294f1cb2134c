/**
 * The photo with its two sides, and lines from the token in focus to its neighbours.
 */
import { useMemo } from 'react';
import { tokenRectangle } from '../../../core/cells.ts';
import type { Layout } from '../../../core/tokens.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle, type FigureStyle } from '../drawing/FigureStyle.ts';
import { outlineRegion } from '../drawing/outlineRegion.ts';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';
import { useFrontViews, useShownViews } from '../drawing/useShownViews.ts';
import type { DegreeBin } from '../../../core/figures/bipartiteGraph.ts';
import type { BipartiteGraph, FocusedToken } from './bipartiteData.ts';
import { bandEdges } from './edgeBands.ts';

interface PhotoEdgesProps {
  graph: BipartiteGraph;
  focus: FocusedToken | null;
  /** Its tokens are outlined. */
  bin: DegreeBin | null;
  width: number;
}

export function PhotoEdges({ graph, focus, bin, width }: PhotoEdgesProps) {
  const style = useFigureStyle();
  const pixels = useMemo(() => sidePixels(graph.side, style), [graph.side, style]);
  const size = { width, height: mapHeight(graph.layout, width) };
  return (
    <TokenMap layout={graph.layout} x={0} y={0} width={width} pixels={pixels} label="Even and odd tokens on the photo, with the edges of the token in focus">
      {bin && <BinOutline graph={graph} bin={bin} size={size} />}
      {focus && <FocusLines graph={graph} focus={focus} size={size} />}
    </TokenMap>
  );
}

interface Size {
  width: number;
  height: number;
}

function FocusLines({ graph, focus, size }: { graph: BipartiteGraph; focus: FocusedToken; size: Size }) {
  const layout = useShownViews(graph.layout);
  const from = centreOf(layout, focus.token, size);
  if (!from) return null;
  return (
    <g fill="none" strokeLinecap="round">
      {bandEdges(focus.neighbours, graph.threshold).map(({ opacity, neighbours }) => {
        const ends = neighbours.flatMap(({ token }) => centreOf(layout, token, size) ?? []);
        const lines = ends.map(({ x, y }) => `M${from.x} ${from.y}L${x} ${y}`).join('');
        const dots = ends.map(({ x, y }) => `M${x} ${y}h0`).join('');
        return (
          <g key={opacity} opacity={roundPixel(opacity)}>
            <path d={lines} stroke="#000" strokeOpacity={0.45} strokeWidth={2.6} />
            <path d={lines} stroke="#fff" strokeWidth={1.1} />
            <path d={dots} stroke="#000" strokeOpacity={0.7} strokeWidth={7} />
            <path d={dots} stroke="#fff" strokeWidth={4.5} />
          </g>
        );
      })}
    </g>
  );
}

function BinOutline({ graph, bin: { from, to }, size }: { graph: BipartiteGraph; bin: DegreeBin; size: Size }) {
  const layout = useFrontViews(graph.layout);
  const mask = Uint8Array.from(graph.degree, (value) => Number(value >= from && value <= to));
  const outline = outlineRegion(layout, mask, size);
  return (
    <g fill="none">
      <path d={outline} stroke="#000" strokeOpacity={0.7} strokeWidth={4} />
      <path d={outline} stroke="#ffd84d" strokeWidth={2} />
    </g>
  );
}

function centreOf(layout: Layout, token: number, size: Size): { x: number; y: number } | null {
  const rectangle = tokenRectangle(layout, token);
  if (!rectangle) return null;
  return {
    x: roundPixel(((rectangle.x + rectangle.width / 2) * size.width) / layout.width),
    y: roundPixel(((rectangle.y + rectangle.height / 2) * size.height) / layout.height),
  };
}

/** Odd tokens lie in the shade; both sides have a touch of the colour that they have in the charts. */
function sidePixels(side: Uint8Array, style: FigureStyle): Uint8ClampedArray {
  const [even, odd] = sideColours(style).map(toRgb);
  const pixels = new Uint8ClampedArray(4 * side.length);
  side.forEach((value, token) => {
    const shade = value === 0 ? [...even, 46] : [...odd.map((channel) => channel * 0.35), 140];
    pixels.set(shade, 4 * token);
  });
  return pixels;
}

/** Even, odd. */
export function sideColours(style: FigureStyle): [string, string] {
  return [style.series[0], style.series[1]];
}

function toRgb(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}
