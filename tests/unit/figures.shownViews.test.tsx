/** Maps of figures show the views that the panels show, and marks of tokens of other views are left out. */
import { describe, expect, it } from 'vitest';
import { layOutViews } from '../../src/core/layout.ts';
import type { ViewChoice } from '../../src/core/shownViews.ts';
import { listViewAreas, readLayout } from '../../src/core/tokenLayouts.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { TokenMap } from '../../src/ui/figures/drawing/TokenMap.tsx';
import { SetOnPhoto } from '../../src/ui/figures/determinantBounds/SetOnPhoto.tsx';
import { renderSheet } from '../../src/ui/figures/frame/FigureSheet.tsx';

const SIZE = { width: 40, height: 20 };
const TILING = readLayout('tiles-1x2+base');
/** A base view and two tiles of 2 x 2 tokens: 0 to 3, 4 to 7, 8 to 11. */
const LAYOUT = layOutViews(SIZE, listViewAreas(TILING, SIZE).map((area) => ({ area, rows: 2, cols: 2 })), 1);

/** The maps of a sheet as x and width, and how many tokens are outlined. */
function drawMap(views: ViewChoice): { images: number[][]; outlined: number } {
  const content = (
    <TokenMap layout={LAYOUT} x={0} y={0} width={40} pixels={new Uint8ClampedArray(48).fill(90)} outlined={[0, 4, 5, 11]} label="map" />
  );
  const svg = draw(content, views);
  const images = [...svg.matchAll(/<image href="data:image\/png[^>]*? x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, x, width]) => [Number(x), Number(width)]);
  return { images, outlined: [.../<path d="(M[^"]*h[^"]*z)"/.exec(svg)?.[1].matchAll(/z/g) ?? []].length };
}

/** How many of three tokens, one of each view, have a place. */
function countPlaced(views: ViewChoice): number {
  const content = <SetOnPhoto layout={LAYOUT} x={0} y={0} width={40} set={[1, 6, 9]} triple={[]} />;
  return draw(content, views).match(/stroke="#ffffff"/g)?.length ?? 0;
}

function draw(content: React.ReactNode, views: ViewChoice): string {
  return renderSheet({ title: '', source: '', caption: '', settings: '', draw: () => ({ height: 20, content }) }, LIGHT_STYLE, null, views);
}

describe('the map of a photo in several views', () => {
  it('has the tiles in front while they are merged', () => {
    expect(drawMap('all')).toEqual({ images: [[0, 20], [20, 20]], outlined: 3 });
    expect(drawMap('tiles')).toEqual(drawMap('all'));
  });

  it('has the base view, or one tile', () => {
    expect(drawMap('overview')).toEqual({ images: [[0, 40]], outlined: 1 });
    expect(drawMap('3')).toEqual({ images: [[20, 20]], outlined: 1 });
  });

  it('places tokens of the views that are shown, of all while they are merged', () => {
    expect((['all', 'overview', 'tiles', '2'] as const).map(countPlaced)).toEqual([3, 1, 2, 1]);
  });
});
