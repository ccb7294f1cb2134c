import { describe, expect, it } from 'vitest';
import { countFallingSteps, listDirections, measureSubset, sampleSubsets } from '../../src/core/figures/determinantBounds.ts';
import { checkTriples, choosePool } from '../../src/core/figures/determinantBoundsTriples.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { findTriple, measureLengths } from '../../src/ui/figures/determinantBounds/chooseTriple.ts';
import { drawDeterminantBounds, type BoundsView } from '../../src/ui/figures/determinantBounds/determinantBoundsDrawing.tsx';
import { tabulateSets } from '../../src/ui/figures/determinantBounds/determinantBoundsTable.ts';
import { describePool, formatFromLog, formatPower, raise, summarizeChecks, type TripleKind } from '../../src/ui/figures/determinantBounds/determinantBoundsText.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

describe('the figure of determinant bounds', () => {
  it('draws the same bytes every time', async () => {
    const { draw } = viewCase('grid-8x8', { k: 5 });
    await expect(drawSheet(draw())).toMatchFileSnapshot('snapshots/determinant-bounds.svg');
    await expect(drawSheet(draw({ vertical: 'linear', triple: 'textbook' }))).toMatchFileSnapshot('snapshots/determinant-bounds-linear.svg');
  });

  it.each(['all-duplicates', 'zero-vectors', 'rank-deficient', 'no-question', 'views5-720', 'odd-7'])('draws the golden case %s without a number that is none', (name) => {
    for (const k of [2, 5, 7, 30]) {
      const { draw, table } = viewCase(name, { k });
      for (const vertical of ['log', 'linear'] as const) {
        const svg = drawSheet(draw({ vertical, triple: 'best' }));
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      }
      expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true);
    }
  });

  it.each([326, 560, 830])('lays out at a width of %i', (width) => {
    const { view } = viewCase('grid-8x8', { k: 5 });
    expect(drawDeterminantBounds(view, LIGHT_STYLE, width).height).toBeGreaterThan(500);
  });

  it('shows the textbook where these tokens have no such triple', () => {
    const { geometry } = loadFigureCase('grid-8x8');
    const none = { geometry, set: [1], order: [], focus: null, checks: null };
    for (const kind of ['set', 'focus', 'lemma1', 'larger'] as const) {
      const { name, triple } = findTriple(kind, none);
      expect(name).toContain('no such tokens');
      expect(triple.tokens).toBeNull();
      expect(measureLengths(triple, [], 1)).toEqual([1, 1, 1]);
    }
  });

  it('puts the token in focus beside its two nearest picks', () => {
    const { geometry, dpp } = loadFigureCase('grid-8x8');
    const { n, similarity } = geometry;
    const { triple } = findTriple('focus', { geometry, set: [], order: dpp.order, focus: 5, checks: null });
    const nearest = dpp.order.filter((pick) => pick !== 5).toSorted((a, b) => similarity[5 * n + b] - similarity[5 * n + a]);
    expect(triple.tokens).toEqual([5, nearest[0], nearest[1]]);
  });

  it('writes determinants of any size', () => {
    expect(formatFromLog(-Infinity)).toBe('0');
    expect(formatFromLog(Math.log(0.0283))).toBe('0.028');
    expect(formatFromLog(Math.log(16))).toBe('16');
    expect(formatFromLog(-50 * Math.LN10)).toBe('1.0 × 10⁻⁵⁰');
    expect(formatPower(-2)).toBe('0.01');
    expect(formatPower(-12)).toBe('10⁻¹²');
    expect(raise(31)).toBe('³¹');
    expect(describePool(2, 2)).toContain('not three');
    expect(describePool(40, 20)).toContain('All 9,880 triples of 40 tokens: the first 20 greedy picks and 20 others');
  });
});

/** A golden case as the figure sees it, with its first `k` greedy picks as the live set. */
function viewCase(name: string, { k: wanted }: { k: number }) {
  const { geometry, layout, dpp } = loadFigureCase(name);
  const { n, similarity } = geometry;
  const directions = listDirections(geometry, 1e-8);
  const k = Math.min(wanted, directions.length);
  const order = dpp.order;
  const live =
    order.length < k
      ? { name: `first ${k} greedy picks: only ${order.length} there`, measures: null }
      : { name: `first ${k} greedy picks`, measures: measureSubset(similarity, n, order.slice(0, k)) };
  const cloud = sampleSubsets(similarity, n, directions, { k, count: 250, seed: 1 });
  const pool = choosePool(order, directions, { size: 40, picks: 20, seed: 1 });
  const checks = runToEnd(checkTriples(similarity, n, pool));
  const pick = (kind: TripleKind) => ({
    ...findTriple(kind, { geometry, set: live.measures?.tokens ?? [], order, focus: null, checks }),
    lengths: [1, 1, 1] as const,
  });
  const view: BoundsView = {
    layout,
    bounds: { k, live, cloud, vertical: 'log' },
    chosen: pick('set'),
    rotation: { yaw: 2.45, pitch: 0.45 },
    onTurn: () => undefined,
    checks: summarizeChecks(checks, countFallingSteps(dpp.gains)),
    pool: describePool(pool.length, Math.min(20, order.length)),
  };
  const draw =
    ({ vertical = 'log', triple = 'set' }: { vertical?: 'log' | 'linear'; triple?: TripleKind } = {}) =>
    (width: number) =>
      drawDeterminantBounds({ ...view, bounds: { ...view.bounds, vertical }, chosen: pick(triple) }, LIGHT_STYLE, width);
  return { view, draw, table: tabulateSets({ live, cloud, checks }, geometry) };
}
