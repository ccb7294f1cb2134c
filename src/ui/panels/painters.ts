/**
 * Paints each panel from the state: the map on one canvas, what moves with the pointer on another above it.
 */
import { rgb } from 'd3';
import type { AppState, Shown } from '../../state/store.ts';
import { findLostRegion } from '../insight/lostRegion.ts';
import { colourTable } from '../paint/colourMaps.ts';
import { keptMask } from '../paint/fateColours.ts';
import {
  coverOutside,
  drawBlank,
  drawGrid,
  drawPhoto,
  drawTokens,
  fadePixels,
  fatePixels,
  fitCanvas,
  heatmapPixels,
  type Rgb,
} from '../paint/layers.ts';
import { redundancyValues, relevanceValues } from '../paint/mapValues.ts';
import { drawFlash, drawFocus, drawKeptOutlines, drawParity, drawRegion } from '../paint/overlay.ts';
import type { PanelKind } from './panelKinds.ts';

/** Paints the lower canvas of a panel. Without a result yet, the photo alone stands in, if there is one. */
export function paintPanel(kind: PanelKind, canvas: HTMLCanvasElement, state: AppState): void {
  if (!fitCanvas(canvas)) return;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const { shown, preview } = state;
  if (shown) {
    const { bitmap, layout } = shown.photo;
    if (bitmap) drawPhoto(context, bitmap);
    else drawBlank(context, layout, `rgb(${inkColour().join(' ')} / 0.16)`);
    paintMap(kind, context, state, shown);
  } else if (preview) {
    drawPhoto(context, preview);
  }
}

function paintMap(kind: PanelKind, context: CanvasRenderingContext2D, state: AppState, shown: Shown): void {
  const { layout } = shown.photo;
  const { maps } = shown.selection;
  const { view } = state.settings;
  const table = colourTable(view.colourMap);
  switch (kind) {
    case 'photo':
      return;
    case 'relevance':
      // Without relevance a map of equal values would only veil the photo.
      if (shown.question.kind === 'unreadable' || shown.question.kind === 'missing') return;
      drawTokens(context, layout, heatmapPixels(relevanceValues(maps).values, table, view.opacity));
      return;
    case 'redundancy':
      drawTokens(context, layout, heatmapPixels(redundancyValues(maps, view.redundancyMap).values, table, view.opacity));
      return;
    case 'kept':
      paintKept(context, state, shown);
      return;
    default:
      kind satisfies never;
  }
}

function paintKept(context: CanvasRenderingContext2D, { settings, comparison }: AppState, shown: Shown): void {
  const { layout } = shown.photo;
  const { selection } = comparison.showBefore && comparison.before ? comparison.before : shown;
  const page = pageColour();
  const pixels = settings.view.colourByFate
    ? fatePixels(selection.fate, page)
    : fadePixels(keptMask(selection.n, selection.indices), page);
  drawTokens(context, layout, pixels);
  coverOutside(context, layout, page);
  drawGrid(context, layout, `rgb(${page.join(' ')} / 0.5)`);
  drawKeptOutlines(context, layout, selection.indices, `rgb(${page.map((channel) => 255 - channel).join(' ')} / 0.6)`);
}

/** The page's colour in the theme at hand, as the stylesheet gives it to the body. */
function pageColour(): Rgb {
  const { r, g, b } = rgb(getComputedStyle(document.body).backgroundColor);
  return [r, g, b];
}

function inkColour(): Rgb {
  const { r, g, b } = rgb(getComputedStyle(document.body).color);
  return [r, g, b];
}

/** Tokens that came or went, and when. */
export interface Flash {
  entered: number[];
  left: number[];
  since: number;
}

export const FLASH_MS = 700;

/** Paints the upper canvas of a panel. */
export function paintOverlay(
  kind: PanelKind,
  canvas: HTMLCanvasElement,
  { shown, settings, focus }: AppState,
  flashes: readonly { flash: Flash; strength: number }[],
): void {
  if (!fitCanvas(canvas)) return;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (!shown) return;
  const { layout } = shown.photo;
  if (settings.view.showParity && (kind === 'photo' || kind === 'redundancy')) drawParity(context, layout);
  if (kind === 'redundancy') {
    const region = findLostRegion(layout, shown.selection.fate);
    if (region) drawRegion(context, layout, region.first, region.last);
  }
  for (const { flash, strength } of flashes) {
    drawFlash(context, layout, flash.left, '#e8590c', strength);
    drawFlash(context, layout, flash.entered, '#1c9cf0', strength);
  }
  if (focus.token !== null) drawFocus(context, layout, focus.token, focus.pinned);
}
