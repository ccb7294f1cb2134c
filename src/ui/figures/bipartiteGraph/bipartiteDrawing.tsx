/**
 * The bipartite graph in four views of the same tokens: on the photo, as nodes and edges, by degree, and by rank as gamma grows.
 */
import { use, useMemo, useState } from 'react';
import type { DegreeBin } from '../../../core/figures/bipartiteGraph.ts';
import type { Box, Drawing } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { ColourScale, COLOUR_SCALE_HEIGHT, Legend, legendHeight } from '../drawing/Keys.tsx';
import { mapHeight } from '../drawing/TokenMap.tsx';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import { wrapText } from '../drawing/wrapText.ts';
import { focusOn, type BipartiteGraph, type NodeOrder } from './bipartiteData.ts';
import { DegreeHistogram, FocusBin, HistogramPointer } from './DegreeHistogram.tsx';
import { describeDrawnEdges, describeFocus, describeSides } from './graphTexts.ts';
import { FocusLinks, NodeColumns, NodePointer, placeNodes } from './NodeColumns.tsx';
import { PhotoEdges, sideColours } from './PhotoEdges.tsx';
import { FocusSlope, RankSlopes, SlopePointer } from './RankSlopes.tsx';

interface DrawingOptions {
  order: NodeOrder;
  /** u8[256 * 3], RGB */
  table: Uint8ClampedArray;
  /** The token that a drawing outside of a page shows; on a page it is the one in focus. */
  token: number | null;
}

const GAP = 30;
const SIDE_BY_SIDE = 600;
const WIDEST_MAP = 520;
const SMALLEST_GRAPH = 300;
const CHART_HEIGHT = 220;
const TEXT_LINE = 18;
/** Lines that are kept free for the sentences below the photo, however long they get. */
const FOCUS_LINES = 3;

/** Where everything stands, for a width. */
interface Arrangement {
  width: number;
  mapWidth: number;
  graphBox: Box;
  graphTextY: number;
  sides: string[];
  textY: number;
  histogram: Box;
  slopes: Box;
  slopesLegendY: number;
  height: number;
}

export function drawBipartiteGraph(graph: BipartiteGraph, options: DrawingOptions, width: number): Drawing {
  const arrangement = arrange(graph, width);
  return { height: arrangement.height, content: <GraphViews {...{ graph, arrangement }} {...options} /> };
}

function arrange(graph: BipartiteGraph, width: number): Arrangement {
  const isWide = width >= SIDE_BY_SIDE;
  const column = isWide ? (width - GAP) / 2 : width;
  const mapWidth = Math.floor(Math.min(column, WIDEST_MAP));
  const map = mapHeight(graph.layout, mapWidth);
  const note = graph.pageGraph === 'full' ? 26 : 0;
  const sides = wrapText(describeSides(graph), mapWidth, 12.5);
  const texts = (FOCUS_LINES + sides.length) * TEXT_LINE + 8;
  const textY = note + map + 20;
  const graphX = isWide ? mapWidth + GAP : 0;
  const graphY = isWide ? note : textY + texts + 10;
  const graphBox = { x: graphX, y: graphY, width: width - graphX, height: Math.max(SMALLEST_GRAPH, isWide ? map : 0) };
  const graphEnd = graphBox.y + graphBox.height + 26 + COLOUR_SCALE_HEIGHT;
  const chartsY = Math.max(graphEnd, textY + texts) + 70;
  const slopesX = isWide ? column + GAP : 0;
  const slopesY = isWide ? chartsY : chartsY + CHART_HEIGHT + 130;
  const slopes = { x: slopesX + 40, y: slopesY, width: (isWide ? column : width) - 52, height: CHART_HEIGHT };
  const slopesLegendY = slopesY + CHART_HEIGHT + 26;
  const legendRoom = legendHeight(SLOPE_ENTRIES, slopes.width + 40);
  return {
    width,
    mapWidth,
    graphBox,
    graphTextY: graphBox.y + graphBox.height + 18,
    sides,
    textY,
    histogram: { x: 40, y: chartsY, width: column - 52, height: CHART_HEIGHT },
    slopes,
    slopesLegendY,
    height: slopesLegendY + legendRoom + 4,
  };
}

const SLOPE_ENTRIES = [
  { name: 'γ makes it more redundant', colour: '' },
  { name: 'less redundant', colour: '' },
  { name: 'token in focus', colour: '' },
];

function GraphViews({ graph, arrangement, order, table, token: given }: { graph: BipartiteGraph; arrangement: Arrangement } & DrawingOptions) {
  const style = useFigureStyle();
  const [bin, setBin] = useState<DegreeBin | null>(null);
  const pointed = useFocusToken();
  const isOnPage = use(FigureFocus) !== null;
  const token = isOnPage ? pointed : given;
  const focus = useMemo(() => focusOn(graph, token), [graph, token]);
  const { mapWidth, graphBox, graphTextY, textY, sides, histogram, slopes, slopesLegendY } = arrangement;
  const places = useMemo(() => placeNodes(graph, order, graphBox), [graph, order, graphBox]);
  const sentence = focus ? wrapText(describeFocus(graph, focus), mapWidth, 13) : ['No token is in focus.'];
  const count = Math.max(...graph.ranges.map((range) => range.count), 1);
  return (
    <>
      {graph.pageGraph === 'full' && <text y={14}>The page scores with the full graph; this is the bipartite one.</text>}
      <g transform={`translate(0 ${graph.pageGraph === 'full' ? 26 : 0})`}>
        <PhotoEdges graph={graph} focus={focus} bin={bin && graph.bins.includes(bin) ? bin : null} width={mapWidth} />
      </g>
      <TextLines lines={sentence} y={textY} size={13} fill={style.ink} />
      <TextLines lines={sides} y={textY + FOCUS_LINES * TEXT_LINE + 8} size={12.5} fill={style.soft} />

      <NodeColumns graph={graph} places={places} table={table} />
      {focus && <FocusLinks graph={graph} places={places} focus={focus} />}
      <NodePointer graph={graph} places={places} />
      <text x={graphBox.x} y={graphTextY} fontSize={12.5} fill={style.soft}>
        {describeDrawnEdges(graph)}
      </text>
      <ColourScale
        x={graphBox.x}
        y={graphTextY + 14}
        width={Math.min(220, graphBox.width)}
        table={table}
        ticks={[
          { at: 0, text: String(count) },
          { at: 1, text: '1' },
        ]}
        title="rank of the score, 1 = most redundant"
      />

      <ChartTitle box={histogram} text="How many edges tokens have" />
      <DegreeHistogram graph={graph} box={histogram} />
      {focus && <FocusBin graph={graph} box={histogram} focus={focus} />}
      <HistogramPointer graph={graph} box={histogram} onBin={setBin} />
      <Legend
        x={histogram.x}
        y={histogram.y + histogram.height + 44}
        width={histogram.width}
        entries={sideColours(style).map((colour, side) => ({ name: side === 0 ? 'even' : 'odd', colour }))}
      />

      <ChartTitle box={slopes} text="What γ does to the ranks" />
      <RankSlopes graph={graph} box={slopes} />
      {focus && <FocusSlope graph={graph} box={slopes} focus={focus} />}
      <SlopePointer graph={graph} box={slopes} />
      <Legend
        x={slopes.x - 40}
        y={slopesLegendY}
        width={slopes.width + 40}
        entries={[style.warm, style.accent, style.ink].map((colour, index) => ({ ...SLOPE_ENTRIES[index], colour }))}
      />
    </>
  );
}

function ChartTitle({ box, text }: { box: Box; text: string }) {
  return (
    <text x={box.x - 40} y={box.y - 32} fontSize={15} fontWeight={650}>
      {text}
    </text>
  );
}

function TextLines({ lines, y, size, fill }: { lines: readonly string[]; y: number; size: number; fill: string }) {
  return (
    <g fontSize={size} fill={fill}>
      {lines.map((text, index) => (
        <text key={text} y={y + index * TEXT_LINE}>
          {text}
        </text>
      ))}
    </g>
  );
}
