/**
 * Which canvases of a panel a change of the state concerns. A dragged slider brings a new selection with every event, and most
 * of its maps are what they were.
 */
import { findShownFrame } from '../../state/film.ts';
import type { AppState } from '../../state/store.ts';
import { redundancySource } from '../paint/mapValues.ts';
import { selectionOnScreen } from './painters.ts';
import type { PanelKind } from './panelKinds.ts';

/** Whether the lower canvas, with photo and map, has to be painted again. */
export function baseChanged(kind: PanelKind, state: AppState, previous: AppState): boolean {
  return (
    pictureChanged(state, previous) ||
    state.preview !== previous.preview ||
    state.settings.view !== previous.settings.view ||
    !haveSameValues(listPainted(kind, state), listPainted(kind, previous))
  );
}

/** Whether the upper canvas, with what moves with the pointer, has to be painted again. */
export function overlayChanged(kind: PanelKind, state: AppState, previous: AppState): boolean {
  return (
    pictureChanged(state, previous) ||
    state.focus !== previous.focus ||
    state.settings.regions !== previous.settings.regions ||
    state.settings.view.showParity !== previous.settings.view.showParity ||
    state.settings.view.shownViews !== previous.settings.view.shownViews ||
    // The outline of a region without survivors.
    (kind === 'redundancy' && !haveSameValues(listFates(state), listFates(previous)))
  );
}

function pictureChanged(state: AppState, previous: AppState): boolean {
  return (
    state.shown?.photo !== previous.shown?.photo ||
    state.shown?.question.kind !== previous.shown?.question.kind ||
    (state.focus !== previous.focus && state.shown?.photo.film !== undefined && findShownFrame(state) !== findShownFrame(previous))
  );
}

type Values = Float32Array | Uint32Array | Uint8Array;

/** What the lower canvas of a panel is made from besides the photo. */
function listPainted(kind: PanelKind, state: AppState): Values[] {
  const { shown, settings } = state;
  if (!shown) return [];
  const { maps } = shown.selection;
  switch (kind) {
    case 'photo':
      return [];
    case 'relevance':
      return [maps.relevance];
    case 'redundancy':
      return [redundancySource(maps, settings.view.redundancyMap)];
    case 'kept': {
      const { indices, fate } = selectionOnScreen(state, shown);
      return [indices, fate];
    }
    default:
      return kind satisfies never;
  }
}

function listFates({ shown }: AppState): Values[] {
  return shown ? [shown.selection.fate] : [];
}

function haveSameValues(arrays: Values[], others: Values[]): boolean {
  return arrays.length === others.length && arrays.every((array, index) => isSame(array, others[index]));
}

function isSame(array: Values, other: Values): boolean {
  if (array === other) return true;
  if (array.length !== other.length) return false;
  for (let index = 0; index < array.length; index++) if (array[index] !== other[index]) return false;
  return true;
}
