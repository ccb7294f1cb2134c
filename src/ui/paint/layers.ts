/**
 * Draws photos, heatmaps and masks on 2D canvases. Coordinates are source pixels scaled to the canvas; no React here.
 */
import { FATES } from '../../core/script/scriptSelection.ts';
import type { Layout } from '../../core/tokens.ts';
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

/** Draws one pixel per token, scaled to the tokens' rectangles without smoothing. */
export function drawTokens(context: CanvasRenderingContext2D, layout: Layout, pixels: Uint8ClampedArray): void {
  const { scaleX, scaleY } = scales(context, layout);
  scratch ??= new OffscreenCanvas(1, 1);
  const small = scratch.getContext('2d');
  if (!small) return;
  context.imageSmoothingEnabled = false;
  for (const view of layout.views) {
    const count = view.rows * view.cols;
    scratch.width = view.cols;
    scratch.height = view.rows;
    const image = small.createImageData(view.cols, view.rows);
    image.data.set(pixels.subarray(view.offset * 4, (view.offset + count) * 4));
    small.putImageData(image, 0, 0);
    const width = view.cols * view.cellWidth * scaleX;
    const height = view.rows * view.cellHeight * scaleY;
    context.drawImage(scratch, 0, 0, view.cols, view.rows, view.x * scaleX, view.y * scaleY, width, height);
  }
}

/** Hairlines between the tokens. */
export function drawGrid(context: CanvasRenderingContext2D, layout: Layout, style: string): void {
  const { scaleX, scaleY } = scales(context, layout);
  context.strokeStyle = style;
  context.lineWidth = 1;
  context.beginPath();
  for (const view of layout.views) {
    const left = view.x * scaleX;
    const top = view.y * scaleY;
    const right = left + view.cols * view.cellWidth * scaleX;
    const bottom = top + view.rows * view.cellHeight * scaleY;
    for (let col = 1; col < view.cols; col++) {
      const x = Math.round(left + col * view.cellWidth * scaleX) + 0.5;
      context.moveTo(x, top);
      context.lineTo(x, bottom);
    }
    for (let row = 1; row < view.rows; row++) {
      const y = Math.round(top + row * view.cellHeight * scaleY) + 0.5;
      context.moveTo(left, y);
      context.lineTo(right, y);
    }
  }
  context.stroke();
}

/** Covers what lies in no view with the page colour: a crop's margins, which the encoder never saw. */
export function coverOutside(context: CanvasRenderingContext2D, layout: Layout, page: Rgb): void {
  const { scaleX, scaleY } = scales(context, layout);
  context.beginPath();
  context.rect(0, 0, context.canvas.width, context.canvas.height);
  for (const { x, y, rows, cols, cellWidth, cellHeight } of layout.views) {
    context.rect(x * scaleX, y * scaleY, cols * cellWidth * scaleX, rows * cellHeight * scaleY);
  }
  context.fillStyle = `rgb(${page.join(' ')} / ${FADE})`;
  context.fill('evenodd');
}

/** Canvas pixels per source pixel. */
export function scales(context: CanvasRenderingContext2D, layout: Layout): { scaleX: number; scaleY: number } {
  return { scaleX: context.canvas.width / layout.width, scaleY: context.canvas.height / layout.height };
}

/** What own tokens lie on where there is no photo: their cells alone. */
export function drawBlank(context: CanvasRenderingContext2D, layout: Layout, style: string): void {
  const { scaleX, scaleY } = scales(context, layout);
  context.fillStyle = style;
  for (const { x, y, rows, cols, cellWidth, cellHeight } of layout.views) {
    context.fillRect(x * scaleX, y * scaleY, cols * cellWidth * scaleX, rows * cellHeight * scaleY);
  }
  drawGrid(context, layout, style);
}

const scaled = new WeakMap<ImageBitmap, OffscreenCanvas>();

/** Draws the whole photo; a large one is scaled down once, not in every frame and panel. */
export function drawPhoto(context: CanvasRenderingContext2D, photo: ImageBitmap): void {
  const { width, height } = context.canvas;
  let copy = scaled.get(photo);
  if (copy?.width !== width || copy.height !== height) {
    copy = new OffscreenCanvas(width, height);
    const target = copy.getContext('2d');
    if (!target) return;
    target.imageSmoothingQuality = 'high';
    target.drawImage(photo, 0, 0, width, height);
    scaled.set(photo, copy);
  }
  context.globalAlpha = 1;
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
