/**
 * What is drawn over a panel without repainting it: the token in focus, the even / odd split, lost regions, flashes.
 */
import { locateToken, tokenRectangle, type Rectangle } from '../../core/cells.ts';
import type { Region } from '../../core/regions.ts';
import type { Layout } from '../../core/tokens.ts';
import { drawViews, scales } from './layers.ts';

/** A ring around the token, dark outside and light inside, so that it shows on every colour. */
export function drawFocus(context: CanvasRenderingContext2D, layout: Layout, token: number, pinned: boolean): void {
  const rectangle = canvasRectangle(context, layout, token);
  if (!rectangle) return;
  const unit = window.devicePixelRatio || 1;
  outline(context, rectangle, 1.5 * unit, 5 * unit, 'rgb(0 0 0 / 0.75)');
  outline(context, rectangle, 1.5 * unit, 2.5 * unit, pinned ? '#ffd84d' : '#ffffff');
}

/** Hairlines around the kept tokens, so that they stand out where photo and page are alike. */
export function drawKeptOutlines(
  context: CanvasRenderingContext2D,
  layout: Layout,
  kept: Uint32Array,
  style: string,
): void {
  const unit = window.devicePixelRatio || 1;
  for (const token of kept) {
    const rectangle = canvasRectangle(context, layout, token);
    if (rectangle) outline(context, rectangle, 0, unit, style);
  }
}

/** Dims every odd token. */
export function drawParity(context: CanvasRenderingContext2D, layout: Layout): void {
  context.fillStyle = 'rgb(0 0 0 / 0.5)';
  drawViews(context, layout, (view) => {
    for (let local = 0; local < view.rows * view.cols; local++) {
      const token = view.offset + local;
      if (token % 2 === 0) continue;
      const rectangle = canvasRectangle(context, layout, token);
      if (rectangle) context.fillRect(rectangle.x, rectangle.y, rectangle.width, rectangle.height);
    }
  });
}

/** Dashed frame around the cells from `first` to `last`. */
export function drawRegion(context: CanvasRenderingContext2D, layout: Layout, first: number, last: number): void {
  const start = canvasRectangle(context, layout, first);
  const end = canvasRectangle(context, layout, last);
  if (!start || !end) return;
  const unit = window.devicePixelRatio || 1;
  const width = end.x + end.width - start.x;
  const height = end.y + end.height - start.y;
  for (const [style, dash] of [['rgb(0 0 0 / 0.7)', []], ['#ffffff', [5 * unit, 4 * unit]]] as const) {
    context.strokeStyle = style;
    context.lineWidth = 2 * unit;
    context.setLineDash([...dash]);
    context.strokeRect(start.x + unit, start.y + unit, width - 2 * unit, height - 2 * unit);
  }
  context.setLineDash([]);
}

/** Outlines of the person's boxes, dark with a light core, so that they show on every colour. */
export function drawRegionOutlines(context: CanvasRenderingContext2D, regions: readonly Region[]): void {
  const { width, height } = context.canvas;
  const unit = window.devicePixelRatio || 1;
  for (const region of regions) {
    const box = { x: region.x * width, y: region.y * height, width: region.width * width, height: region.height * height };
    outline(context, box, 0, 4 * unit, 'rgb(0 0 0 / 0.65)');
    outline(context, box, 0, 2 * unit, '#7df9c4');
  }
}

/** Tokens that came or went, `strength` from 1 (just now) to 0. */
export function drawFlash(
  context: CanvasRenderingContext2D,
  layout: Layout,
  tokens: readonly number[],
  colour: string,
  strength: number,
): void {
  const unit = window.devicePixelRatio || 1;
  context.globalAlpha = Math.max(0, strength);
  for (const token of tokens) {
    const rectangle = canvasRectangle(context, layout, token);
    if (rectangle) outline(context, rectangle, 0, 2.5 * unit, colour);
  }
  context.globalAlpha = 1;
}

function outline(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rectangle,
  margin: number,
  lineWidth: number,
  style: string,
): void {
  // At the border of the image the line moves inwards, so that all of it shows.
  const least = lineWidth / 2;
  const left = Math.max(least, x - margin);
  const top = Math.max(least, y - margin);
  const right = Math.min(context.canvas.width - least, x + width + margin);
  const bottom = Math.min(context.canvas.height - least, y + height + margin);
  context.strokeStyle = style;
  context.lineWidth = lineWidth;
  context.strokeRect(left, top, right - left, bottom - top);
}

function canvasRectangle(context: CanvasRenderingContext2D, layout: Layout, token: number): Rectangle | null {
  if (!locateToken(layout, token)) return null;
  const rectangle = tokenRectangle(layout, token);
  if (!rectangle) return null;
  const { scaleX, scaleY } = scales(context, layout);
  return {
    x: rectangle.x * scaleX,
    y: rectangle.y * scaleY,
    width: rectangle.width * scaleX,
    height: rectangle.height * scaleY,
  };
}
