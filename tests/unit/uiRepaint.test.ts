import { describe, expect, it } from 'vitest';
import type { AppState } from '../../src/state/store.ts';
import { PANEL_KINDS } from '../../src/ui/panels/panelKinds.ts';
import { baseChanged, overlayChanged } from '../../src/ui/panels/repaint.ts';
import { createPage, settle } from './statePage.ts';

async function openState(): Promise<AppState> {
  const { store, controller } = createPage();
  await controller.start();
  await settle();
  return store.getState();
}

/** The same state after another selection of the same photo. */
function reselect(state: AppState, change: (selection: NonNullable<AppState['shown']>['selection']) => void): AppState {
  if (!state.shown) throw new Error('The page shows nothing.');
  const selection = structuredClone(state.shown.selection);
  change(selection);
  return { ...state, shown: { ...state.shown, selection } };
}

const changedBases = (next: AppState, before: AppState) => PANEL_KINDS.filter((kind) => baseChanged(kind, next, before));
const changedOverlays = (next: AppState, before: AppState) => PANEL_KINDS.filter((kind) => overlayChanged(kind, next, before));

describe('what a new selection repaints', () => {
  it('is nothing if it says the same', async () => {
    const state = await openState();
    const next = reselect(state, () => undefined);
    expect(changedBases(next, state)).toEqual([]);
    expect(changedOverlays(next, state)).toEqual([]);
  });

  it('is the panel whose map has changed', async () => {
    const state = await openState();
    expect(changedBases(reselect(state, ({ maps }) => (maps.relevance[1] = 0.5)), state)).toEqual(['relevance']);
    expect(changedBases(reselect(state, ({ maps }) => (maps.redundancyRank[0] = 4)), state)).toEqual(['redundancy']);
    expect(changedBases(reselect(state, ({ maps }) => (maps.score[1] = 7)), state)).toEqual([]);
    expect(changedBases(reselect(state, (selection) => (selection.indices = Uint32Array.of(3))), state)).toEqual(['kept']);
  });

  it('is the outline of a region without survivors if fates have changed', async () => {
    const state = await openState();
    const next = reselect(state, ({ fate }) => (fate[0] = (fate[0] + 1) % 5));
    expect(changedBases(next, state)).toEqual(['kept']);
    expect(changedOverlays(next, state)).toEqual(['redundancy']);
  });
});

it('another photo repaints everything, another focus the upper canvases alone', async () => {
  const state = await openState();
  if (!state.shown) throw new Error('The page shows nothing.');
  const other = { ...state, shown: { ...state.shown, photo: { ...state.shown.photo } } };
  expect(changedBases(other, state)).toEqual(PANEL_KINDS);
  expect(changedOverlays(other, state)).toEqual(PANEL_KINDS);
  const pointed: AppState = { ...state, focus: { token: 2, pinned: false, source: 'pointer' } };
  expect(changedBases(pointed, state)).toEqual([]);
  expect(changedOverlays(pointed, state)).toEqual(PANEL_KINDS);
});
