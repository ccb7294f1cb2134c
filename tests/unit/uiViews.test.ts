/** Several views of a photo on screen: which are shown, what is under the pointer, where arrow keys lead, what words say. */
import { describe, expect, it } from 'vitest';
import { locateToken, tokenAt } from '../../src/core/cells.ts';
import { layOutViews } from '../../src/core/layout.ts';
import { layOutGrid } from '../../src/core/ownTokensGrid.ts';
import { chooseViews, isViewChoice, nameView, type ViewChoice } from '../../src/core/shownViews.ts';
import { type LayoutName, listViewAreas, readLayout } from '../../src/core/tokenLayouts.ts';
import type { Layout } from '../../src/core/tokens.ts';
import { moveFocus, step } from '../../src/state/focus.ts';
import { createAppStore, type Shown } from '../../src/state/store.ts';
import { DEFAULT_SETTINGS } from '../../src/state/settings.ts';
import { spreadKept } from '../../src/ui/paint/spreadKept.ts';
import { describeGrids, describeKept, describeShownViews, listViewChoices } from '../../src/ui/panels/describeViews.ts';

const SIZE = { width: 80, height: 80 };

/** 4 x 4 tokens a view, so that a cell of the base is 20 pixels wide, one of a quarter 10. */
function layOut(name: LayoutName): Layout {
  const tiling = readLayout(name);
  return layOutViews(SIZE, listViewAreas(tiling, SIZE).map((area) => ({ area, rows: 4, cols: 4 })), tiling.pooling);
}

const NEXT = layOut('llava-next');
const kindsOf = (layout: Layout, choice: ViewChoice) => chooseViews(layout, choice).views.map(({ kind, offset }) => `${kind} ${offset}`);

describe('views that are shown', () => {
  it('are all of them, the view of the whole photo behind the tiles', () => {
    expect(kindsOf(NEXT, 'all')).toEqual(['base 0', 'tile 16', 'tile 32', 'tile 48', 'tile 64']);
    expect(kindsOf(layOut('internvl3'), 'all')).toEqual(['thumbnail 16', 'tile 0', 'tile 4', 'tile 8', 'tile 12']);
  });

  it('or some apart', () => {
    expect(kindsOf(NEXT, 'overview')).toEqual(['base 0']);
    expect(kindsOf(NEXT, 'tiles')).toEqual(['tile 16', 'tile 32', 'tile 48', 'tile 64']);
    expect(kindsOf(NEXT, '3')).toEqual(['tile 32']);
  });

  it('or all, where the photo has none of those', () => {
    expect(kindsOf(layOut('tiles-1x2'), 'overview')).toEqual(['tile 0', 'tile 16']);
    expect(kindsOf(NEXT, '9')).toHaveLength(5);
    expect(chooseViews(layOut('llava-1.5'), 'tiles').views).toHaveLength(1);
  });

  it('have names', () => {
    expect(NEXT.views.map((view) => nameView(NEXT, view))).toEqual(['Base view', 'Tile 1', 'Tile 2', 'Tile 3', 'Tile 4']);
    expect(listViewChoices(NEXT).map(({ title }) => title)).toEqual(['Merged, tiles in front', 'Base view', 'All 4 tiles', 'Tile 1', 'Tile 2', 'Tile 3', 'Tile 4']);
    expect(listViewChoices(layOut('tiles-1x2')).map(({ value }) => value)).toEqual(['all', '1', '2']);
    for (const { value } of listViewChoices(NEXT)) expect(isViewChoice(value)).toBe(true);
    for (const text of ['', '0', 'some', '1.5', '-1']) expect(isViewChoice(text)).toBe(false);
  });
});

describe('the token under the pointer', () => {
  it('is the tile’s where views are merged, and the base view’s where that is shown apart', () => {
    expect(tokenAt(chooseViews(NEXT, 'all'), 45, 5)).toBe(32);
    expect(tokenAt(chooseViews(NEXT, 'overview'), 45, 5)).toBe(2);
    // A thumbnail comes last in the sequence, but lies behind all the same.
    expect(tokenAt(chooseViews(layOut('internvl3'), 'all'), 45, 5)).toBe(4);
  });

  it('is none outside of a tile that is shown alone', () => {
    expect(tokenAt(chooseViews(NEXT, '2'), 45, 5)).toBeNull();
  });
});

describe('arrow keys', () => {
  const merged = chooseViews(NEXT, 'all');

  it('lead from tile to tile, and stop at the border of the photo', () => {
    expect(step(merged, 16 + 3, 'right')).toBe(32);
    expect(step(merged, 32, 'left')).toBe(19);
    expect(step(merged, 16 + 13, 'down')).toBe(48 + 1);
    expect(step(merged, 32 + 3, 'right')).toBe(35);
    expect(step(merged, 16, 'up')).toBe(16);
  });

  it('stay in the base view, and in a tile that is shown alone', () => {
    expect(step(merged, 3, 'right')).toBe(3);
    expect(step(chooseViews(NEXT, '2'), 19, 'right')).toBe(19);
  });

  it('stay in a view of own tokens that lie side by side', () => {
    const { layout } = layOutGrid({ views: 2, rows: 4, cols: 4 }, null);
    expect(step(layout, 3, 'right')).toBe(3);
  });

  it('begin at the place of a token that is not shown', () => {
    const store = createAppStore({ ...DEFAULT_SETTINGS, view: { ...DEFAULT_SETTINGS.view, shownViews: 'tiles' } });
    const shown = { photo: { layout: NEXT, bitmap: null } } as Shown;
    // Row 2, col 1 of the base view: its centre is at 30, 50, in row 1, col 3 of the third tile.
    store.setState({ shown, focus: { token: 9, pinned: false, source: 'pointer' } });
    moveFocus(store, 'up');
    expect(store.getState().focus).toMatchObject({ token: 48 + 3, source: 'keyboard' });
    store.setState({ focus: { token: null, pinned: false, source: 'pointer' } });
    moveFocus(store, 'right');
    expect(locateToken(NEXT, store.getState().focus.token ?? -1)).toMatchObject({ row: 1, col: 2, view: { kind: 'tile', offset: 16 } });
  });
});

describe('kept tokens of merged views', () => {
  it('show the photo where a tile’s or the base view’s is kept', () => {
    const kept = new Uint8Array(80);
    kept[5] = 1;
    kept[16] = 1;
    const shown = spreadKept(chooseViews(NEXT, 'all'), kept);
    // Base token 5 lies over the four tokens in the far corner of the first tile.
    expect([...shown.keys()].filter((token) => shown[token] === 1)).toEqual([5, 16, 16 + 10, 16 + 11, 16 + 14, 16 + 15]);
    expect(spreadKept(chooseViews(NEXT, 'tiles'), kept)).toBe(kept);
    expect(spreadKept(chooseViews(NEXT, 'overview'), kept)).toBe(kept);
  });

  it('are counted by view', () => {
    const selection = { n: 80, indices: Uint32Array.of(0, 15, 16, 40, 79) };
    expect(describeKept(NEXT, 'all', selection)).toBe('5 of 80 tokens: base view 2, tiles 1, 1, 0, 1');
    expect(describeKept(NEXT, 'overview', selection)).toBe('Base view: 2 of 16 tokens (5 of 80 in all)');
    expect(describeKept(NEXT, 'tiles', selection)).toBe('Tiles: 3 of 64 tokens (5 of 80 in all)');
    expect(describeKept(layOut('llava-1.5'), 'all', { n: 16, indices: Uint32Array.of(3) })).toBe('1 of 16 tokens');
    expect(describeKept(layOut('tiles-3x3'), 'all', { n: 144, indices: Uint32Array.of(0, 1) })).toBe('2 of 144 tokens: tiles 0 to 2');
  });

  it('are named under figures, whose maps show the same views', () => {
    expect(describeShownViews(NEXT, 'all')).toEqual(['in the maps: merged, tiles in front']);
    expect(describeShownViews(NEXT, 'overview')).toEqual(['in the maps: base view']);
    expect(describeShownViews(NEXT, '3')).toEqual(['in the maps: tile 2']);
    // A link may name a view that this photo has not.
    expect(describeShownViews(NEXT, '9')).toEqual(['in the maps: merged, tiles in front']);
    expect(describeShownViews(layOut('llava-1.5'), 'tiles')).toEqual([]);
  });

  it('come in grids that are named', () => {
    expect(describeGrids(NEXT, 'views')).toBe('Base view and 4 tiles of 4 × 4');
    expect(describeGrids(layOut('internvl3'), 'views')).toBe('Thumbnail and 4 tiles of 2 × 2');
    expect(describeGrids(layOut('tiles-1x2'), 'views')).toBe('2 views of 4 × 4');
    expect(describeGrids(layOut('llava-1.5'), 'views')).toBe('4 × 4');
  });
});
