import { describe, expect, it } from 'vitest';
import { dragRegion, nudgeRegion, spanRegion } from '../../src/ui/regions/moveRegion.ts';

const BOX = { x: 0.4, y: 0.4, width: 0.2, height: 0.2 };

describe('a box', () => {
  it('spans two corners in any order, inside the photo', () => {
    const expected = { x: 0.1, y: 0.2, width: 0.3, height: 0.5 };
    expect(spanRegion({ x: 0.1, y: 0.2 }, { x: 0.4, y: 0.7 })).toEqual(expected);
    expect(spanRegion({ x: 0.4, y: 0.2 }, { x: 0.1, y: 0.7 })).toEqual(expected);
    expect(spanRegion({ x: 0.9, y: -3 }, { x: 7, y: 0.5 })).toEqual({ x: 0.9, y: 0, width: 0.1, height: 0.5 });
  });

  it('keeps its size where it is dragged, and stays inside', () => {
    expect(dragRegion(BOX, 'whole', { x: 0.5, y: 0.5 }, { x: 0.6, y: 0.45 })).toEqual({ ...BOX, x: 0.5, y: 0.35 });
    expect(dragRegion(BOX, 'whole', { x: 0.5, y: 0.5 }, { x: 5, y: -5 })).toEqual({ ...BOX, x: 0.8, y: 0 });
  });

  it('keeps its place where its corner is dragged, and ends at the border', () => {
    expect(dragRegion(BOX, 'corner', { x: 0.6, y: 0.6 }, { x: 0.7, y: 0.5 })).toEqual({ ...BOX, width: 0.3, height: 0.1 });
    expect(dragRegion(BOX, 'corner', { x: 0.6, y: 0.6 }, { x: 5, y: 0 })).toEqual({ ...BOX, width: 0.6, height: 0.01 });
  });

  it('follows arrow keys, and no others', () => {
    expect(nudgeRegion(BOX, 'ArrowRight', false)).toEqual({ ...BOX, x: 0.41 });
    expect(nudgeRegion(BOX, 'ArrowUp', false)).toEqual({ ...BOX, y: 0.39 });
    expect(nudgeRegion(BOX, 'ArrowDown', true)).toEqual({ ...BOX, height: 0.21 });
    expect(nudgeRegion(BOX, 'ArrowLeft', true)).toEqual({ ...BOX, width: 0.19 });
    expect(nudgeRegion(BOX, 'a', false)).toBeNull();
  });
});
