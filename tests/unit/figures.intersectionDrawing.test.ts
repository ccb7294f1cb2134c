import { describe, expect, it } from 'vitest';
import { completeOrders } from '../../src/core/figures/intersection.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { toTable } from '../../src/ui/figures/intersection/IntersectionFigure.tsx';
import { describeMeeting, followWalk } from '../../src/ui/figures/intersection/intersectionData.ts';
import { drawIntersection } from '../../src/ui/figures/intersection/intersectionDrawing.tsx';
import type { Scope } from '../../src/core/script/scriptSelection.ts';
import { selectCase } from '../support/figureSelections.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

async function drawCase(name: string, isWhole: boolean, { scope = 'joint', budget = null, view = 0 }: { scope?: Scope; budget?: number | null; view?: number } = {}) {
  const golden = loadFigureCase(name);
  const [setting] = scope === 'joint' ? golden.script : golden.perView;
  const { selection, ranges, parameters } = await selectCase(golden, { ...setting, m: budget ?? setting.m }, scope);
  const { parts, meeting } = describeMeeting(selection, ranges, parameters);
  const run = { geometry: golden.geometry, relevance: selection.maps.relevance, epsilon: parameters.epsilon, relevanceExponent: 1, parts };
  const orders = isWhole ? runToEnd(completeOrders(run)) : parts.map(({ order }) => order);
  const walk = followWalk(parts, view, orders, isWhole);
  const svg = drawSheet((width) => drawIntersection(meeting, walk, { layout: golden.layout, style: LIGHT_STYLE }, width));
  return { svg, table: toTable(meeting, walk), steps: walk.order.length };
}

describe('the drawing of GSP meets DPP', () => {
  it('is the same bytes every time', async () => {
    const { svg, table, steps } = await drawCase('grid-8x8', true);
    await expect(svg).toMatchFileSnapshot('snapshots/intersection.svg');
    expect(table.rows).toHaveLength(steps);
  });

  it.each(['single-token', 'all-duplicates', 'no-question', 'odd-7'])('has no broken number for %s, with the whole order or without it', async (name) => {
    for (const isWhole of [true, false]) expect((await drawCase(name, isWhole)).svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shows one of several views, and says which', async () => {
    const { svg } = await drawCase('views5-720', true, { scope: 'per-view', view: 1 });
    expect(svg).toContain('view 2 of 5');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('says that a budget of all tokens leaves nothing to drop', async () => {
    const { svg } = await drawCase('grid-8x8', true, { budget: 64 });
    expect(svg).toContain('GSP drops nothing at any p');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});
