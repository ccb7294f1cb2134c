/**
 * The photo with one colour per token over it. Pointing at it moves the focus of the whole page; a click pins.
 */
import { use, useMemo, type MouseEvent, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { tokenAt, tokenRectangle } from '../../../core/cells.ts';
import type { Layout } from '../../../core/tokens.ts';
import { pin, pointAt } from '../../../state/focus.ts';
import type { AppStore } from '../../../state/store.ts';
import { panelAspect } from '../../panels/panelAspect.ts';
import { roundPixel, type Box } from './Drawing.ts';
import { useFigureStyle } from './FigureStyle.ts';
import { FigureFocus, FigurePhoto } from './FigureSurroundings.ts';
import { encodePng, toDataUrl } from './png.ts';
import { useFrontViews, useShownViews } from './useShownViews.ts';

interface TokenMapProps {
  layout: Layout;
  x: number;
  y: number;
  width: number;
  /** u8[n * 4], RGBA of every token; at most 256 different colours in a view. See `heatmapPixels` and `fadePixels`. */
  pixels?: Uint8ClampedArray;
  /** Tokens with a hairline around them. */
  outlined?: ArrayLike<number>;
  /** Leaves the photo out. */
  hidePhoto?: boolean;
  /** What the map shows, for screen readers. */
  label: string;
  /** Further SVG over the colours and under the focus, in pixels from the map's own corner. */
  children?: ReactNode;
}

/** Height of a map of a width. */
export function mapHeight(layout: Layout, width: number): number {
  return roundPixel(width / panelAspect(layout));
}

export function TokenMap({ layout, x, y, width, pixels, outlined, hidePhoto = false, label, children }: TokenMapProps) {
  const style = useFigureStyle();
  const photo = use(FigurePhoto);
  const store = use(FigureFocus);
  const height = mapHeight(layout, width);
  const box = { x, y, width: roundPixel(width), height };
  const front = useFrontViews(layout);
  const images = useMemo(() => (pixels ? drawViews(front, pixels) : []), [front, pixels]);
  const scaleX = box.width / layout.width;
  const scaleY = height / layout.height;
  return (
    <g role="img" aria-label={label} transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      <rect width={box.width} height={height} fill={style.sunken} />
      {photo !== null && !hidePhoto && <use href="#figure-photo" transform={`scale(${box.width} ${height})`} />}
      {images.map(({ href, view }) => (
        <image
          key={view.offset}
          href={href}
          x={roundPixel(view.x * scaleX)}
          y={roundPixel(view.y * scaleY)}
          width={roundPixel(view.cols * view.cellWidth * scaleX)}
          height={roundPixel(view.rows * view.cellHeight * scaleY)}
          preserveAspectRatio="none"
          style={{ imageRendering: 'pixelated' }}
        />
      ))}
      {outlined && <path d={outlineTokens(front, outlined, scaleX, scaleY)} fill="none" stroke={style.ink} strokeOpacity={0.6} />}
      {children}
      {store && <FocusArea store={store} layout={layout} front={front} width={box.width} height={height} />}
    </g>
  );
}

/** The photo, stated once per figure; its maps refer to it. */
export function PhotoDefinition() {
  const photo = use(FigurePhoto);
  if (photo === null) return null;
  return (
    <defs>
      <image id="figure-photo" href={photo} width={1} height={1} preserveAspectRatio="none" />
    </defs>
  );
}

/** Length of the longer side of a view's image in pixels, at least. */
const SHARP = 160;

function drawViews(layout: Layout, pixels: Uint8ClampedArray) {
  return layout.views.map((view) => {
    const { rows, cols, offset } = view;
    const scale = Math.max(1, Math.ceil(SHARP / Math.max(rows, cols)));
    const part = pixels.subarray(4 * offset, 4 * (offset + rows * cols));
    return { view, href: toDataUrl(encodePng(part, cols, rows, scale)) };
  });
}

function outlineTokens(layout: Layout, tokens: ArrayLike<number>, scaleX: number, scaleY: number): string {
  let path = '';
  for (let i = 0; i < tokens.length; i++) {
    const rectangle = tokenRectangle(layout, tokens[i]);
    if (!rectangle) continue;
    const { x, y, width, height } = rectangle;
    path += `M${roundPixel(x * scaleX)} ${roundPixel(y * scaleY)}h${roundPixel(width * scaleX)}v${roundPixel(height * scaleY)}h${roundPixel(-width * scaleX)}z`;
  }
  return path;
}

interface FocusAreaProps {
  store: AppStore;
  layout: Layout;
  /** The views that can be pointed at. */
  front: Layout;
  width: number;
  height: number;
}

function FocusArea({ store, layout, front, width, height }: FocusAreaProps) {
  const shown = useShownViews(layout);
  const { token, pinned } = useStore(store, (state) => state.focus);
  const tokenUnder = ({ currentTarget, clientX, clientY }: MouseEvent<SVGRectElement>) => {
    const bounds = currentTarget.getBoundingClientRect();
    const across = ((clientX - bounds.left) / bounds.width) * layout.width;
    return tokenAt(front, across, ((clientY - bounds.top) / bounds.height) * layout.height);
  };
  const rectangle = token === null ? null : tokenRectangle(shown, token);
  const ring: Box | null = rectangle && {
    x: (rectangle.x * width) / layout.width,
    y: (rectangle.y * height) / layout.height,
    width: (rectangle.width * width) / layout.width,
    height: (rectangle.height * height) / layout.height,
  };
  return (
    <>
      {ring && <rect {...ring} fill="none" stroke="#000" strokeOpacity={0.75} strokeWidth={4} pointerEvents="none" />}
      {ring && <rect {...ring} fill="none" stroke={pinned ? '#ffd84d' : '#fff'} strokeWidth={2} pointerEvents="none" />}
      {/* Arrow keys move the focus in the panels above, which stay in view; here a pointer is enough. */}
      <rect
        className="figure-pointer"
        width={width}
        height={height}
        fill="transparent"
        onPointerMove={(event) => pointAt(store, tokenUnder(event))}
        onClick={(event) => {
          const under = tokenUnder(event);
          if (under !== null) pin(store, under);
        }}
      />
    </>
  );
}
