/**
 * The token in focus and the kept token that stands for it: rings, a line and a sentence.
 */
import { tokenRectangle } from '../../../core/cells.ts';
import type { Layout } from '../../../core/tokens.ts';
import { formatNumber } from '../../format.ts';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { estimateWidth } from '../drawing/Keys.tsx';
import { namePlace } from '../drawing/namePlace.ts';
import { outlineRegion } from '../drawing/outlineRegion.ts';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import { useFrontViews, useShownViews } from '../drawing/useShownViews.ts';
import { wrapText } from '../drawing/wrapText.ts';
import type { RemainingView } from './remainingViewDrawing.tsx';

const LINE = 19;
/** About the length of the longest sentence, in pixels. */
const SENTENCE = 640;

export function focusSentenceHeight(width: number): number {
  return LINE * Math.ceil(SENTENCE / width);
}

/** What becomes of the token in focus. */
export function FocusSentence({ data, y, width }: { data: RemainingView; y: number; width: number }) {
  const { soft } = useFigureStyle();
  const token = useFocusToken();
  if (token === null || token >= data.assignment.nearest.length) return null;
  return (
    <g fill={soft}>
      {wrapText(describeToken(data, token), width, 13).map((line, index) => (
        <text key={line} y={roundPixel(y + 14 + index * LINE)}>
          {line}
        </text>
      ))}
    </g>
  );
}

export function describeToken({ layout, assignment, coverage }: Pick<RemainingView, 'layout' | 'assignment' | 'coverage'>, token: number): string {
  const { nearest, cosine, clusterSize } = assignment;
  const place = namePlace(layout, token);
  const source = nearest[token];
  if (source < 0) return `${place}: dropped, and nothing was kept that could stand for it.`;
  if (source === token) return `${place}: kept. It stands for ${countCells(clusterSize[token])}, itself included.`;
  const remark = coverage.lostMask[token] ? ', lost' : '';
  return `${place}: dropped${remark}. Token ${source} stands for it, cosine ${formatNumber(cosine[token], 3)}, and for ${countCells(clusterSize[source])} in all.`;
}

function countCells(count: number): string {
  return `${count} ${count === 1 ? 'cell' : 'cells'}`;
}

interface NearestLinkProps {
  data: RemainingView;
  /** Of the maps, in pixels of the drawing; the first carries the cosine. */
  boxes: readonly Box[];
}

/** In every map: the cells that the same kept token stands for, a second ring around that token, and a line to it. */
export function NearestLink({ data, boxes }: NearestLinkProps) {
  const token = useFocusToken();
  const { layout, assignment } = data;
  const front = useFrontViews(layout);
  const shown = useShownViews(layout);
  if (token === null || token >= assignment.nearest.length) return null;
  const source = assignment.nearest[token];
  if (source < 0) return null;
  const cluster = Uint8Array.from(assignment.nearest, (nearest) => Number(nearest === source));
  return (
    <g fill="none" pointerEvents="none">
      {boxes.map((box, index) => (
        <g key={`${box.x} ${box.y}`} transform={`translate(${roundPixel(box.x)} ${roundPixel(box.y)})`}>
          <Doubled path={outlineRegion(front, cluster, box)} colour="#fff" width={1.25} dashes="4 3" />
          {source !== token && <Link layout={shown} box={box} from={token} to={source} />}
          {index === 0 && source !== token && <CosineTag data={data} layout={shown} token={token} source={source} box={box} />}
        </g>
      ))}
    </g>
  );
}

function Link({ layout, box, from, to }: { layout: Layout; box: Box; from: number; to: number }) {
  const start = placeToken(layout, from, box);
  const end = placeToken(layout, to, box);
  if (!start || !end) return null;
  return (
    <>
      <Doubled path={`M${centreOf(start)}L${centreOf(end)}`} colour="#fff" width={1.5} />
      <rect {...end} stroke="#000" strokeOpacity={0.75} strokeWidth={5} />
      <rect {...end} stroke="#56b4e9" strokeWidth={2.5} />
    </>
  );
}

function centreOf({ x, y, width, height }: Box): string {
  return `${roundPixel(x + width / 2)} ${roundPixel(y + height / 2)}`;
}

/** The cosine beside the kept token, inside of the map. */
function CosineTag({ data, layout, token, source, box }: { data: RemainingView; layout: Layout; token: number; source: number; box: Box }) {
  const { page, ink, line } = useFigureStyle();
  const ring = placeToken(layout, source, box);
  if (!ring) return null;
  const text = `cosine ${formatNumber(data.assignment.cosine[token], 2)}`;
  const width = estimateWidth(text, 13) + 12;
  const right = ring.x + ring.width + 6;
  const x = roundPixel(right + width <= box.width ? right : Math.max(0, ring.x - width - 6));
  const y = roundPixel(Math.min(Math.max(0, ring.y + ring.height / 2 - 10), Math.max(0, box.height - 20)));
  return (
    <>
      <rect x={x} y={y} width={roundPixel(width)} height={20} rx={4} fill={page} stroke={line} />
      <text x={x + 6} y={y + 14} fill={ink}>
        {text}
      </text>
    </>
  );
}

/** A line that shows on light and on dark patches. */
function Doubled({ path, colour, width, dashes }: { path: string; colour: string; width: number; dashes?: string }) {
  return (
    <>
      <path d={path} stroke="#000" strokeOpacity={0.65} strokeWidth={width + 1.75} />
      <path d={path} stroke={colour} strokeWidth={width} strokeDasharray={dashes} />
    </>
  );
}

/** Rectangle of a token from the corner of a map. */
function placeToken(layout: Layout, token: number, { width, height }: Box): Box | null {
  const rectangle = tokenRectangle(layout, token);
  if (!rectangle) return null;
  const scaleX = width / layout.width;
  const scaleY = height / layout.height;
  return {
    x: roundPixel(rectangle.x * scaleX),
    y: roundPixel(rectangle.y * scaleY),
    width: roundPixel(rectangle.width * scaleX),
    height: roundPixel(rectangle.height * scaleY),
  };
}
