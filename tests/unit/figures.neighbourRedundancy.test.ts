import { describe, expect, it } from 'vitest';
import { averageNeighbours, listNeighbours, thresholdMap } from '../../src/core/figures/neighbourRedundancy.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { stripOfNeighbours, stripOfScores } from '../../src/ui/figures/neighbourRedundancy/NeighbourRedundancyFigure.tsx';
import { drawThresholdStrips } from '../../src/ui/figures/neighbourRedundancy/neighbourRedundancyDrawing.tsx';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

describe('redundancy across thresholds', () => {
  it.each(['grid-8x8', 'llava15-576', 'rank-deficient'])('averages the 8 neighbours as the golden case %s does', (name) => {
    const { similarity, n, layout, neighbourRedundancy = [] } = loadFigureCase(name);
    const mean = averageNeighbours(similarity, n, layout, 8);
    expect(neighbourRedundancy).toHaveLength(n);
    neighbourRedundancy.forEach((value, token) => expect(mean[token]).toBeCloseTo(value, 9));
  });

  it('knows the neighbours at corners and edges, of either kind', () => {
    const view = { kind: 'base', rows: 3, cols: 4, offset: 10, x: 0, y: 0, cellWidth: 1, cellHeight: 1 } as const;
    expect(listNeighbours(view, 0, 8)).toEqual([11, 14, 15]);
    expect(listNeighbours(view, 0, 4)).toEqual([11, 14]);
    expect(listNeighbours(view, 5, 8)).toEqual([10, 11, 12, 14, 16, 18, 19, 20]);
    expect(listNeighbours(view, 5, 4)).toEqual([11, 14, 16, 19]);
    expect(listNeighbours({ ...view, rows: 1, cols: 1 }, 0, 8)).toEqual([]);
  });

  it('takes the threshold itself as redundant', () => {
    expect([...thresholdMap([0.29, 0.3, 0.31], 0.3)]).toEqual([0, 1, 1]);
  });

  it('draws the same bytes every time', async () => {
    const { geometry, ranges, similarity, n, layout } = loadFigureCase('grid-8x8');
    const parameters = { ...DEFAULT_PARAMETERS, budget: 16 };
    const strips = [
      stripOfNeighbours(averageNeighbours(similarity, n, layout, 8), 8),
      stripOfScores({ geometry, ranges, shown: { parameters } }),
    ];
    const options = { layout, table: colourTable('inferno'), opacity: 0.7, style: LIGHT_STYLE };
    const svg = drawSheet((width) => drawThresholdStrips(strips, options, width));
    await expect(svg).toMatchFileSnapshot('snapshots/neighbour-redundancy.svg');
  });
});
