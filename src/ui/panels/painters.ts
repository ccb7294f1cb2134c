/**
 * Paints each panel from the state: the map on one canvas, what moves with the pointer on another above it.
 */
import { rgb } from 'd3';
import type { ScriptSelection } from '../../core/script/scriptSelection.ts';
import type { Layout } from '../../core/tokens.ts';
import { findPicture } from '../../state/film.ts';
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
  drawViewBorders,
  fadePixels,
  fatePixels,
  fitCanvas,
  heatmapPixels,
  type Rgb,
} from '../paint/layers.ts';
import { redundancyValues, relevanceValues } from '../paint/mapValues.ts';
import { drawFlash, drawFocus, drawKeptOutlines, drawParity, drawRegion, drawRegionOutlines } from '../paint/overlay.ts';
import { spreadKept } from '../paint/spreadKept.ts';
import type { PanelKind } from './panelKinds.ts';

/** Paints the lower canvas of a panel. Without a result yet, the photo alone stands in, if there is one. */
export function paintPanel(kind: PanelKind, canvas: HTMLCanvasElement, state: AppState): void {
  if (!fitCanvas(canvas)) return;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const { shown, preview } = state;
  const picture = findPicture(state);
  if (shown && picture) {
    const { bitmap, layout } = picture;
    if (bitmap) drawPhoto(context, bitmap);
    else drawBlank(context, layout, `rgb(${inkColour().join(' ')} / 0.16)`);
    paintMap(kind, context, state, shown, layout);
  } else if (preview) {
    drawPhoto(context, preview);
  }
}

function paintMap(kind: PanelKind, context: CanvasRenderingContext2D, state: AppState, shown: Shown, layout: Layout): void {
  const pixels = mapPixels(kind, state, shown);
  if (pixels) drawTokens(context, layout, pixels);
  else if (isCutUp(shown.photo)) drawViewBorders(context, layout);
  if (kind === 'kept') outlineKept(context, layout, selectionOnScreen(state, shown));
}

/** Whether a photo is shown in several views. */
function isCutUp({ bitmap, layout }: Shown['photo']): boolean {
  return bitmap !== null && layout.views.length > 1;
}

/** u8[n * 4], RGBA: what a panel lays over the photo, one pixel per token; null for nothing. */
export function mapPixels(kind: PanelKind, state: AppState, shown: Shown): Uint8ClampedArray | null {
  const { maps } = shown.selection;
  const { view } = state.settings;
  const table = colourTable(view.colourMap);
  switch (kind) {
    case 'photo':
      return null;
    case 'relevance':
      // Without relevance a map of equal values would only veil the photo.
      if (shown.question.kind === 'unreadable' || shown.question.kind === 'missing') return null;
      return heatmapPixels(relevanceValues(maps).values, table, view.opacity);
    case 'redundancy':
      return heatmapPixels(redundancyValues(maps, view.redundancyMap).values, table, view.opacity);
    case 'kept': {
      const { n, fate, indices } = selectionOnScreen(state, shown);
      if (view.colourByFate) return fatePixels(fate, pageColour());
      const mask = keptMask(n, indices);
      const picture = findPicture(state);
      return fadePixels(picture ? spreadKept(picture.layout, mask) : mask, pageColour());
    }
    default:
      return kind satisfies never;
  }
}

/** The one before the last change while the person asks for it. */
export function selectionOnScreen({ comparison }: AppState, shown: Shown): ScriptSelection {
  return (comparison.showBefore && comparison.before ? comparison.before : shown).selection;
}

function outlineKept(context: CanvasRenderingContext2D, layout: Layout, { indices }: ScriptSelection): void {
  const page = pageColour();
  coverOutside(context, layout, page);
  drawGrid(context, layout, `rgb(${page.join(' ')} / 0.5)`);
  drawKeptOutlines(context, layout, indices, `rgb(${page.map((channel) => 255 - channel).join(' ')} / 0.6)`);
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
  state: AppState,
  flashes: readonly { flash: Flash; strength: number }[],
): void {
  if (!fitCanvas(canvas)) return;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const { shown, settings, focus } = state;
  const picture = findPicture(state);
  if (!shown || !picture) return;
  const { layout } = picture;
  if (settings.view.showParity && (kind === 'photo' || kind === 'redundancy')) drawParity(context, layout);
  if (kind === 'redundancy') {
    const region = findLostRegion(layout, shown.selection.fate);
    if (region) drawRegion(context, layout, region.first, region.last);
  }
  drawRegionOutlines(context, settings.regions);
  for (const { flash, strength } of flashes) {
    drawFlash(context, layout, flash.left, '#e8590c', strength);
    drawFlash(context, layout, flash.entered, '#1c9cf0', strength);
  }
  if (focus.token !== null) drawFocus(context, layout, focus.token, focus.pinned);
}
