/**
 * The whole graph: even tokens on the left, odd ones on the right, the edges between them, those of the token in focus on top.
 */
import { linkHorizontal } from 'd3';
import { memo, use, useMemo } from 'react';
import { pointAt } from '../../../state/focus.ts';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { encodePng, toDataUrl } from '../drawing/png.ts';
import { tableRow } from '../../paint/colourMaps.ts';
import { rankValues } from '../../paint/mapValues.ts';
import { nameSide, orderNodes, type BipartiteGraph, type FocusedToken, type NodeOrder } from './bipartiteData.ts';
import { bandEdges } from './edgeBands.ts';
import { sideColours } from './PhotoEdges.tsx';

const STRIP = 14;
const HEAD = 22;

/** Where the nodes are. */
export interface NodePlaces {
  box: Box;
  columns: { even: number[]; odd: number[] };
  /** f64[n], in pixels */
  y: Float64Array;
}

export function placeNodes(graph: BipartiteGraph, order: NodeOrder, box: Box): NodePlaces {
  const columns = orderNodes(graph, order);
  const y = new Float64Array(graph.side.length);
  const top = box.y + HEAD;
  for (const tokens of [columns.even, columns.odd]) {
    tokens.forEach((token, place) => (y[token] = top + ((place + 0.5) / tokens.length) * (box.height - HEAD)));
  }
  return { box, columns, y };
}

interface NodeColumnsProps {
  graph: BipartiteGraph;
  places: NodePlaces;
  /** u8[256 * 3] */
  table: Uint8ClampedArray;
}

/** Everything that does not depend on the focus. */
export const NodeColumns = memo(function NodeColumns({ graph, places, table }: NodeColumnsProps) {
  const style = useFigureStyle();
  const { box, columns } = places;
  const top = box.y + HEAD;
  const height = box.height - HEAD;
  const values = useMemo(() => rankValues(graph.rank).values, [graph.rank]);
  const link = linkBetween(places);
  const colours = sideColours(style);
  return (
    <g role="img" aria-label={`Bipartite graph of ${columns.even.length} even and ${columns.odd.length} odd tokens with ${graph.edgeCount} edges`}>
      <path d={graph.drawnEdges.map(({ even, odd }) => link(even, odd)).join('')} fill="none" stroke={style.soft} strokeOpacity={0.3} strokeWidth={0.8} />
      {[columns.even, columns.odd].map((tokens, side) => {
        const x = side === 0 ? box.x : box.x + box.width - STRIP;
        return (
          <g key={nameSide(side)}>
            <rect x={side === 0 ? x : x + STRIP - 10} y={box.y + 3} width={10} height={10} rx={2} fill={colours[side]} />
            <text x={side === 0 ? x + 15 : x + STRIP - 15} y={box.y + 13} textAnchor={side === 0 ? 'start' : 'end'}>
              {tokens.length} {nameSide(side)}
            </text>
            {tokens.length > 0 && (
              <image href={drawStrip(tokens, values, table)} x={x} y={top} width={STRIP} height={height} preserveAspectRatio="none" style={{ imageRendering: 'pixelated' }} />
            )}
          </g>
        );
      })}
    </g>
  );
});

/** The edges of one token, drawn strongly, and its node. */
export function FocusLinks({ graph, places, focus }: { graph: BipartiteGraph; places: NodePlaces; focus: FocusedToken }) {
  const style = useFigureStyle();
  const { box, y } = places;
  const link = linkBetween(places);
  const isEven = graph.side[focus.token] === 0;
  const path = (other: number) => (isEven ? link(focus.token, other) : link(other, focus.token));
  return (
    <g pointerEvents="none">
      {bandEdges(focus.neighbours, graph.threshold).map(({ opacity, neighbours }) => (
        <path key={opacity} d={neighbours.map(({ token }) => path(token)).join('')} fill="none" stroke={style.accent} strokeOpacity={roundPixel(opacity)} />
      ))}
      <circle cx={isEven ? box.x + STRIP : box.x + box.width - STRIP} cy={roundPixel(y[focus.token])} r={5} fill={style.accent} stroke={style.page} strokeWidth={2} />
    </g>
  );
}

/** Pointing at a node moves the focus of the page. */
export function NodePointer({ graph, places }: { graph: BipartiteGraph; places: NodePlaces }) {
  const store = use(FigureFocus);
  const { box, columns } = places;
  const area = { ...box, y: box.y + HEAD, height: box.height - HEAD };
  const read = (x: number, y: number): Reading | null => {
    const side = x < box.x + box.width / 2 ? 0 : 1;
    const tokens = side === 0 ? columns.even : columns.odd;
    const token = tokens[Math.max(0, Math.min(tokens.length - 1, Math.floor(((y - area.y) / area.height) * tokens.length)))];
    if (token === undefined) return null;
    return {
      x: side === 0 ? box.x + STRIP : box.x + box.width - STRIP,
      lines: [`token ${token}, ${nameSide(side)}`, `d = ${graph.degree[token]}, rank ${graph.rank[token]}`],
      token,
    };
  };
  return <ChartPointer box={area} read={read} onToken={(token) => store && pointAt(store, token)} />;
}

function linkBetween({ box, y }: NodePlaces): (even: number, odd: number) => string {
  const link = linkHorizontal<null, [number, number]>().digits(1);
  const [left, right] = [box.x + STRIP, box.x + box.width - STRIP];
  return (even, odd) => link.source(() => [left, y[even]]).target(() => [right, y[odd]])(null) ?? '';
}

/** A column of nodes, one row of pixels each, in the colour of its rank. */
function drawStrip(tokens: readonly number[], values: Float32Array, table: Uint8ClampedArray): string {
  const pixels = new Uint8ClampedArray(4 * tokens.length);
  tokens.forEach((token, place) => {
    const row = 3 * tableRow(values[token]);
    pixels.set([table[row], table[row + 1], table[row + 2], 255], 4 * place);
  });
  return toDataUrl(encodePng(pixels, 1, tokens.length, Math.max(1, Math.ceil(480 / tokens.length))));
}
