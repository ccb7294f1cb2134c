import { describe, expect, it } from 'vitest';
import { countCosines, measureCoverage, rankClusters } from '../../src/core/figures/remainingView.ts';
import { assignToKept } from '../../src/core/scoreCard/keptAssignment.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { outlineRegion } from '../../src/ui/figures/drawing/outlineRegion.ts';
import { describeToken } from '../../src/ui/figures/remainingView/NearestLink.tsx';
import { describeCoverage, drawRemainingView, type RemainingView } from '../../src/ui/figures/remainingView/remainingViewDrawing.tsx';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

function viewOf(name: string, kept: Uint32Array, threshold = 0.5): RemainingView {
  const { similarity, n, rows, cols, views } = loadFigureCase(name);
  const layout = {
    width: cols * 100 * views,
    height: rows * 100,
    views: Array.from({ length: views }, (_, index) => ({ kind: 'tile', rows, cols, offset: index * rows * cols, x: index * cols * 100, y: 0, cellWidth: 100, cellHeight: 100 }) as const),
  };
  const assignment = assignToKept(similarity, n, kept);
  return { layout, kept, assignment, threshold, picture: null, coverage: measureCoverage(assignment, threshold) };
}

describe('nearest kept tokens', () => {
  it('are right in an example by hand', () => {
    // prettier-ignore
    const similarity = [
      1, 0.2, 0.9, 0.4,
      0.2, 1, 0.2, 0.7,
      0.9, 0.2, 1, -0.1,
      0.4, 0.7, -0.1, 1,
    ];
    const assignment = assignToKept(similarity, 4, [0, 3]);
    expect([...assignment.nearest]).toEqual([0, 3, 0, 3]);
    expect([...assignment.cosine]).toEqual([1, 0.7, 0.9, 1]);
    expect([...assignment.clusterSize]).toEqual([2, 0, 0, 2]);
    const coverage = measureCoverage(assignment, 0.8);
    expect(coverage.mean).toBeCloseTo(0.9, 12);
    expect(coverage.meanOfDropped).toBeCloseTo(0.8, 12);
    expect([...coverage.lostMask]).toEqual([0, 1, 0, 0]);
    expect([coverage.dropped, coverage.belowHalf, coverage.lost]).toEqual([2, 0, 1]);
  });

  it.each(['grid-8x8', 'odd-width-13', 'views5-720', 'zero-vectors', 'all-duplicates', 'single-token'])('agree with brute force on %s', (name) => {
    const { similarity, n, script } = loadFigureCase(name);
    const kept = script[0].selected;
    const { nearest, cosine, clusterSize } = assignToKept(similarity, n, kept);
    for (let token = 0; token < n; token++) {
      if (kept.includes(token)) {
        expect([nearest[token], cosine[token]]).toEqual([token, similarity[token * n + token]]);
        continue;
      }
      const values = kept.map((other) => similarity[token * n + other]);
      const largest = Math.max(...values);
      expect(nearest[token]).toBe(kept[values.indexOf(largest)]);
      expect(cosine[token]).toBe(largest);
    }
    expect(clusterSize.reduce((sum, size) => sum + size, 0)).toBe(n);
    kept.forEach((token) => expect(clusterSize[token]).toBe(nearest.filter((source) => source === token).length));
  });

  it('gives ties to the lower index, and zero tokens the first kept one with cosine 0', () => {
    expect([...assignToKept(new Float64Array(9).fill(1), 3, [1, 2]).nearest]).toEqual([1, 1, 2]);
    const { nearest, cosine } = assignToKept([0, 0, 0, 0, 1, 0.5, 0, 0.5, 1], 3, [1, 2]);
    expect([nearest[0], cosine[0]]).toEqual([1, 0]);
  });

  it('says so when nothing was kept, or nothing dropped', () => {
    const nothing = assignToKept([1, 0.5, 0.5, 1], 2, []);
    expect([...nothing.nearest]).toEqual([-1, -1]);
    const coverage = measureCoverage(nothing, 0.5);
    expect([coverage.lost, coverage.mean]).toEqual([2, 0]);
    expect(describeCoverage({ kept: new Uint32Array(), assignment: nothing, coverage, threshold: 0.5 })).toContain('nothing of the photo is left');
    const all = viewOf('single-token', Uint32Array.of(0));
    expect(all.coverage.meanOfDropped).toBeNaN();
    expect(describeCoverage(all)).toBe('The only token was kept: nothing is missing.');
  });

  it('counts dropped tokens by cosine, and ranks clusters', () => {
    const assignment = assignToKept([1, 0.05, 0.95, 0.05, 1, 0, 0.95, 0, 1], 3, [0]);
    expect([...countCosines(assignment, 0, 10)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect([...rankClusters([1, 4, 6], [0, 2, 0, 0, 5, 0, 2])]).toEqual([4, 1, 6]);
  });
});

describe('what the LLM still sees', () => {
  it('tells the fate of a token in a sentence', () => {
    const view = viewOf('grid-8x8', Uint32Array.of(0, 9));
    expect(describeToken(view, 9)).toMatch(/^Token 9 \(row 1, col 1\): kept\. It stands for \d+ cells?, itself included\.$/);
    expect(describeToken(view, 10)).toMatch(/^Token 10 \(row 1, col 2\): dropped(, lost)?\. Token [09] stands for it, cosine [−\d.]+, and for \d+ cells? in all\.$/);
  });

  it('outlines a region without lines inside', () => {
    const { layout } = loadFigureCase('grid-8x8');
    const mask = new Uint8Array(64);
    mask[0] = mask[1] = mask[8] = 1;
    expect(outlineRegion(layout, mask, { width: 80, height: 80 })).toBe('M0 0H20M10 10H20M0 20H10M0 0V20M10 10V20M20 0V10');
    expect(outlineRegion(layout, new Uint8Array(64), { width: 80, height: 80 })).toBe('');
  });

  it('draws the same bytes every time', async () => {
    const { script } = loadFigureCase('grid-8x8');
    const data = viewOf('grid-8x8', Uint32Array.from(script[0].selected));
    const options = { table: colourTable('inferno'), opacity: 0.7, marksKept: true, style: LIGHT_STYLE };
    await expect(drawSheet((width) => drawRemainingView(data, options, width))).toMatchFileSnapshot('snapshots/remaining-view.svg');
  });

  it.each(['single-token', 'all-duplicates', 'zero-vectors', 'views5-720', 'odd-7'])('draws %s at any width without NaN', (name) => {
    const { script } = loadFigureCase(name);
    const data = viewOf(name, Uint32Array.from(script[0].selected));
    const options = { table: colourTable('inferno'), opacity: 0.7, marksKept: true, style: LIGHT_STYLE };
    for (const width of [326, 560, 830]) {
      const svg = drawSheet(() => drawRemainingView(data, options, width));
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});
