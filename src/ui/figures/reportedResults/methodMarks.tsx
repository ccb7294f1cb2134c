/**
 * One colour and one shape per method, the same in every table, and the tag that says whose numbers these are.
 */
import { symbol, symbolCircle, symbolCross, symbolDiamond2, symbolSquare, symbolStar, symbolTriangle, symbolWye, type SymbolType } from 'd3';
import type { ReportedMethod } from '../../../core/figures/reportedResults/reportedTable.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle, type FigureStyle } from '../drawing/FigureStyle.ts';
import { estimateWidth } from '../drawing/Keys.tsx';

/** Places in `FigureStyle.series`; Script has the accent colour, which is close to the first and the sixth. */
const SERIES: Record<Exclude<ReportedMethod, 'unpruned' | 'Script' | 'Script w/o DPP'>, number> = {
  FastV: 1,
  TRIM: 2,
  VisionZip: 3,
  DivPrune: 4,
  SparseVLM: 7,
  PDrop: 6,
};

const SHAPES: Record<ReportedMethod, SymbolType> = {
  unpruned: symbolSquare,
  FastV: symbolTriangle,
  TRIM: symbolSquare,
  VisionZip: symbolDiamond2,
  DivPrune: symbolCross,
  SparseVLM: symbolStar,
  PDrop: symbolWye,
  Script: symbolCircle,
  'Script w/o DPP': symbolCircle,
};

export function methodColour(method: ReportedMethod, style: FigureStyle): string {
  if (method === 'unpruned') return style.soft;
  if (method === 'Script' || method === 'Script w/o DPP') return style.accent;
  return style.series[SERIES[method]];
}

export function isScript(method: ReportedMethod): boolean {
  return method === 'Script';
}

interface MethodMarkProps {
  method: ReportedMethod;
  x: number;
  y: number;
  /** Only the outline. */
  hollow?: boolean;
}

export function MethodMark({ method, x, y, hollow = method === 'Script w/o DPP' || method === 'unpruned' }: MethodMarkProps) {
  const style = useFigureStyle();
  const colour = methodColour(method, style);
  const path = symbol(SHAPES[method], isScript(method) ? 92 : 62)();
  if (path === null) return null;
  return (
    <path
      transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}
      d={path}
      fill={hollow ? style.page : colour}
      stroke={hollow ? colour : style.page}
      strokeWidth={hollow ? 1.75 : 1}
    />
  );
}

const ENTRY_HEIGHT = 20;

function placeEntries(methods: readonly ReportedMethod[], width: number) {
  let x = 0;
  let line = 0;
  return methods.map((method) => {
    const needed = 18 + estimateWidth(method) + 18;
    if (x > 0 && x + needed - 18 > width) {
      x = 0;
      line += 1;
    }
    const place = { method, x, y: line * ENTRY_HEIGHT };
    x += needed;
    return place;
  });
}

export function markLegendHeight(methods: readonly ReportedMethod[], width: number): number {
  return (placeEntries(methods, width).at(-1)?.y ?? -ENTRY_HEIGHT) + ENTRY_HEIGHT;
}

/** Marks with the names of their methods, in lines of at most `width`. */
export function MarkLegend({ methods, y, width }: { methods: readonly ReportedMethod[]; y: number; width: number }) {
  return placeEntries(methods, width).map((entry) => (
    <g key={entry.method} transform={`translate(${roundPixel(entry.x)} ${roundPixel(y + entry.y)})`}>
      <MethodMark method={entry.method} x={6} y={9} />
      <text x={18} y={13.5} fontWeight={isScript(entry.method) ? 650 : undefined}>
        {entry.method}
      </text>
    </g>
  ));
}

const TAG = 'Reported by the paper, not measured here';
/** From the top of a drawing to what stands below its heading. */
export const HEADING_HEIGHT = 64;

/** The tag, and what the drawing is about. */
export function ReportedHeading({ title }: { title: string }) {
  const { warm } = useFigureStyle();
  return (
    <g>
      {/* No frame around the words: how wide they are depends on the fonts of whoever opens a file. */}
      <rect y={2} width={4} height={20} fill={warm} />
      <text x={12} y={17} fontSize={14} fontWeight={650} fill={warm}>
        {TAG}
      </text>
      <text y={45} fontSize={15} fontWeight={650}>
        {title}
      </text>
    </g>
  );
}
