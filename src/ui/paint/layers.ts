/**
 * Draws photos, heatmaps and masks on 2D canvases. Coordinates are source pixels scaled to the canvas; no React here.
 */
import type { Rectangle } from '../../core/cells.ts';
import { FATES } from '../../core/script/scriptSelection.ts';
import type { Layout, View } from '../../core/tokens.ts';
import { tableRow } from './colourMaps.ts';
import { FATE_STYLES } from './fateColours.ts';

export type Rgb = readonly [number, number, number];

/** u8[n * 4], RGBA: one pixel per token, coloured by the table, all of one opacity. */
export function heatmapPixels(values: Float32Array, table: Uint8ClampedArray, opacity: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(values.length * 4);
  for (let token = 0; token < values.length; token++) {
    const row = tableRow(values[token]) * 3;
    pixels.set([table[row], table[row + 1], table[row + 2], opacity * 255], token * 4);
  }
  return pixels;
}

/** Share of the page colour over a dropped token. */
const FADE = 0.88;

/** u8[n * 4], RGBA: dropped tokens fade towards the page colour, kept ones stay clear. */
export function fadePixels(kept: Uint8Array, page: Rgb): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(kept.length * 4);
  for (let token = 0; token < kept.length; token++) {
    pixels.set([page[0], page[1], page[2], kept[token] ? 0 : FADE * 255], token * 4);
  }
  return pixels;
}

/** u8[n * 4], RGBA: every token in the hue of its fate; dropped ones are mixed with the page colour first. */
export function fatePixels(fate: Uint8Array, page: Rgb): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(fate.length * 4);
  for (let token = 0; token < fate.length; token++) {
    const { rgb, kept } = FATE_STYLES[FATES[fate[token]]];
    const hue = kept ? 1 : 0.42;
    const mixed = rgb.map((channel, i) => channel * hue + page[i] * (1 - hue));
    pixels.set([...mixed, (kept ? 0.55 : FADE) * 255], token * 4);
  }
  return pixels;
}

let scratch: OffscreenCanvas | null = null;

/**
 * Draws view after view, each where no later one lies in front of it.
 * @param draw gets the view and its place on the canvas
 */
export function drawViews(context: CanvasRenderingContext2D, layout: Layout, draw: (view: View, box: Rectangle) => void): void {
  const boxes = layout.views.map((view) => viewBox(context, layout, view));
  for (const [index, view] of layout.views.entries()) {
    context.save();
    for (const other of boxes.slice(index + 1)) {
      if (overlap(boxes[index], other)) clipOut(context, other);
    }
    draw(view, boxes[index]);
    context.restore();
  }
}

/** Where a view lies on the canvas: on whole pixels, so that views side by side leave no seam. */
function viewBox(context: CanvasRenderingContext2D, layout: Layout, view: View): Rectangle {
  const { scaleX, scaleY } = scales(context, layout);
  const [x, y] = [Math.round(view.x * scaleX), Math.round(view.y * scaleY)];
  const right = Math.round((view.x + view.cols * view.cellWidth) * scaleX);
  const bottom = Math.round((view.y + view.rows * view.cellHeight) * scaleY);
  return { x, y, width: right - x, height: bottom - y };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Keeps everything that is drawn next out of a rectangle. */
function clipOut(context: CanvasRenderingContext2D, { x, y, width, height }: Rectangle): void {
  context.beginPath();
  context.rect(0, 0, context.canvas.width, context.canvas.height);
  context.rect(x, y, width, height);
  context.clip('evenodd');
}

/** Draws one pixel per token, scaled to the tokens' rectangles without smoothing. */
export function drawTokens(context: CanvasRenderingContext2D, layout: Layout, pixels: Uint8ClampedArray): void {
  scratch ??= new OffscreenCanvas(1, 1);
  const canvas = scratch;
  const small = canvas.getContext('2d');
  if (!small) return;
  context.imageSmoothingEnabled = false;
  drawViews(context, layout, (view, { x, y, width, height }) => {
    const count = view.rows * view.cols;
    canvas.width = view.cols;
    canvas.height = view.rows;
    const image = small.createImageData(view.cols, view.rows);
    image.data.set(pixels.subarray(view.offset * 4, (view.offset + count) * 4));
    small.putImageData(image, 0, 0);
    context.drawImage(canvas, 0, 0, view.cols, view.rows, x, y, width, height);
  });
}

/** Hairlines between the tokens. */
export function drawGrid(context: CanvasRenderingContext2D, layout: Layout, style: string): void {
  context.strokeStyle = style;
  context.lineWidth = 1;
  drawViews(context, layout, (view, { x: left, y: top, width, height }) => {
    context.beginPath();
    for (let col = 1; col < view.cols; col++) {
      const x = Math.round(left + (col * width) / view.cols) + 0.5;
      context.moveTo(x, top);
      context.lineTo(x, top + height);
    }
    for (let row = 1; row < view.rows; row++) {
      const y = Math.round(top + (row * height) / view.rows) + 0.5;
      context.moveTo(left, y);
      context.lineTo(left + width, y);
    }
    context.stroke();
  });
}

/** The borders of views inside the picture: dark with a light core, so that they show on every photo. */
export function drawViewBorders(context: CanvasRenderingContext2D, layout: Layout): void {
  const unit = window.devicePixelRatio || 1;
  for (const [style, lineWidth] of [['rgb(0 0 0 / 0.6)', 3], ['rgb(255 255 255 / 0.9)', 1]] as const) {
    context.strokeStyle = style;
    context.lineWidth = lineWidth * unit;
    for (const view of layout.views) {
      const { x, y, width, height } = viewBox(context, layout, view);
      context.strokeRect(x, y, width, height);
    }
  }
}

/** Covers what lies in no view with the page colour: a crop's margins, which the encoder never saw, and views that are not shown. */
export function coverOutside(context: CanvasRenderingContext2D, layout: Layout, page: Rgb): void {
  context.save();
  for (const view of layout.views) clipOut(context, viewBox(context, layout, view));
  context.fillStyle = `rgb(${page.join(' ')} / ${FADE})`;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}

/** Canvas pixels per source pixel. */
export function scales(context: CanvasRenderingContext2D, layout: Layout): { scaleX: number; scaleY: number } {
  return { scaleX: context.canvas.width / layout.width, scaleY: context.canvas.height / layout.height };
}

/** What own tokens lie on where there is no photo: their cells alone. */
export function drawBlank(context: CanvasRenderingContext2D, layout: Layout, style: string): void {
  context.fillStyle = style;
  drawViews(context, layout, (_, { x, y, width, height }) => context.fillRect(x, y, width, height));
  drawGrid(context, layout, style);
}

const scaled = new WeakMap<ImageBitmap, OffscreenCanvas>();

/** Draws the whole photo; a large one is scaled down once, not in every frame and panel. */
export function drawPhoto(context: CanvasRenderingContext2D, photo: ImageBitmap): void {
  const { width, height } = context.canvas;
  context.globalAlpha = 1;
  if (photo.width <= width && photo.height <= height) {
    context.imageSmoothingEnabled = true;
    context.drawImage(photo, 0, 0, width, height);
    return;
  }
  let copy = scaled.get(photo);
  if (copy?.width !== width || copy.height !== height) {
    copy = new OffscreenCanvas(width, height);
    const target = copy.getContext('2d');
    if (!target) return;
    target.imageSmoothingQuality = 'high';
    target.drawImage(photo, 0, 0, width, height);
    scaled.set(photo, copy);
  }
  context.drawImage(copy, 0, 0);
}

/** Sizes a canvas to its box in device pixels; false if it has no size yet. */
export function fitCanvas(canvas: HTMLCanvasElement): boolean {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (width === 0 || height === 0) return false;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return true;
}
