/**
 * The figure as exported files have it: all maps, and below them where two of the methods differ.
 */
import { roundPixel, type Drawing } from '../../figures/drawing/Drawing.ts';
import type { FigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { drawGrid } from './gridDrawing.tsx';
import type { MapOptions } from './MethodMap.tsx';
import { drawPair, type Pair } from './pairDrawing.tsx';
import type { ShownRun } from './shownRuns.ts';

const GAP = 36;

/** @param pair null where there is only one method */
export function drawSheetOf(runs: readonly ShownRun[], pair: Pair | null, options: MapOptions, style: FigureStyle, width: number): Drawing {
  const grid = drawGrid(runs, options, style, width);
  if (pair === null) return grid;
  const lower = drawPair(pair, 'difference', options, style, width);
  return {
    height: grid.height + GAP + lower.height,
    content: (
      <>
        {grid.content}
        <g transform={`translate(0 ${roundPixel(grid.height + GAP)})`}>{lower.content}</g>
      </>
    ),
  };
}
