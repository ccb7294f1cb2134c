import { describe, expect, it } from 'vitest';
import { splitSelection } from '../../src/core/figures/selectionParts.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { countStability, listNearby, measureStability, MOVED, type StabilityInputs } from '../../src/core/figures/stability.ts';
import type { Scope } from '../../src/core/script/scriptSelection.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { describeStability, describeToken, drawStability, type StabilityView } from '../../src/ui/figures/stability/stabilityDrawing.tsx';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';
import { selectCase, type NamedSetting } from '../support/figureSelections.ts';

async function inputsOf(name: string, setting: NamedSetting, scope: Scope = 'joint'): Promise<StabilityInputs> {
  const golden = loadFigureCase(name);
  const { selection, parameters, ranges } = await selectCase(golden, setting, scope);
  return { geometry: golden.geometry, parts: splitSelection(selection, ranges, parameters), kept: selection.indices, parameters };
}

describe('settings nearby', () => {
  it('are five values around the current one', () => {
    expect(listNearby({ threshold: 0.5, gamma: 10, pruneRatio: 0.5 }, 'medium')).toEqual({
      threshold: [0.4, 0.45, 0.5, 0.55, 0.6],
      gamma: [5, 7.5, 10, 12.5, 15],
      pruneRatio: [0.35, 0.425, 0.5, 0.575, 0.65],
    });
  });

  it('stop at the ends of the ranges, and name no value twice', () => {
    expect(listNearby({ threshold: 1, gamma: 0, pruneRatio: 0.95 }, 'large')).toEqual({
      threshold: [0.8, 0.9, 1],
      gamma: [0, 5, 10],
      pruneRatio: [0.65, 0.8, 0.95],
    });
  });
});

describe('stability', () => {
  it.each([
    ['grid-8x8', { m: 16, tau: 0.5, gamma: 10, p: 0.5 }, 'joint'],
    ['grid-8x8', { m: 30, tau: 0.9, gamma: 1, p: 0.1 }, 'joint'],
    ['full-graph', { m: 16, tau: 0.3, gamma: 5, p: 0.5 }, 'joint'],
    ['rank-deficient', { m: 40, tau: 0.5, gamma: 10, p: 0.5 }, 'joint'],
    ['views5-720', { m: 82, tau: 0.5, gamma: 20, p: 0 }, 'per-view'],
  ] as const)('equals what the method itself selects, setting by setting: %s', async (name, setting, scope) => {
    const golden = loadFigureCase(name);
    const inputs = await inputsOf(name, setting, scope);
    const stability = runToEnd(measureStability(inputs, 'medium'));
    const { threshold, gamma, pruneRatio } = listNearby(inputs.parameters, 'medium');
    const times = new Float64Array(golden.n);
    const counted = await Promise.all(
      threshold.flatMap((tau) => gamma.flatMap((g) => pruneRatio.map((p) => selectCase(golden, { m: setting.m, tau, gamma: g, p }, scope)))),
    );
    for (const { selection } of counted) for (const token of selection.indices) times[token] += 1;
    expect(stability.settings).toBe(counted.length);
    times.forEach((count, token) => expect(stability.share[token] * counted.length, `token ${token}`).toBeCloseTo(count, 9));
  }, 60_000);

  it('is certain of itself: the current values give the current set', async () => {
    const stability = runToEnd(measureStability(await inputsOf('grid-8x8', { m: 16, tau: 0.5, gamma: 10, p: 0.5 }), 'small'));
    const current = { threshold: 0.5, gamma: 10, pruneRatio: 0.5 };
    for (const name of MOVED) {
      expect(stability.alone[name]).toHaveLength(21);
      expect(stability.alone[name].find(({ value }) => value === current[name])?.overlap).toBe(1);
      const sum = stability.together[name].reduce((total, point) => total + point.overlap, 0);
      expect(sum / stability.together[name].length).toBeCloseTo(stability.meanOverlap, 12);
    }
    expect(stability.share.reduce((sum, value) => sum + value, 0)).toBeCloseTo(16, 9);
  });

  it.each(['single-token', 'all-duplicates', 'no-question', 'zero-vectors', 'odd-7'])('works on %s', async (name) => {
    const { script } = loadFigureCase(name);
    const inputs = await inputsOf(name, script[0]);
    const { share, meanOverlap } = runToEnd(measureStability(inputs, 'large'));
    expect(share.reduce((sum, value) => sum + value, 0)).toBeCloseTo(script[0].m, 9);
    expect(meanOverlap).toBeGreaterThan(0);
    expect(meanOverlap).toBeLessThanOrEqual(1);
  });

  it('reports progress that never falls', async () => {
    const inputs = await inputsOf('grid-8x8', { m: 16, tau: 0.5, gamma: 10, p: 0.5 });
    let last = 0;
    for (const fraction of measureStability(inputs, 'medium')) {
      expect(fraction).toBeGreaterThanOrEqual(last);
      expect(fraction).toBeLessThanOrEqual(1);
      last = fraction;
    }
  });

  it('counts firm and shaky tokens', () => {
    expect(countStability([1, 0.9, 0.49, 0, 0.2], [0, 1, 2])).toEqual({ always: 1, sometimes: 3, never: 1, firm: 2, shaky: 1 });
  });
});

async function viewOf(name: string): Promise<StabilityView> {
  const golden = loadFigureCase(name);
  const inputs = await inputsOf(name, golden.script[0]);
  const stability = runToEnd(measureStability(inputs, 'medium'));
  return { layout: golden.layout, stability, kept: inputs.kept, current: inputs.parameters };
}

describe('the drawing of stability', () => {
  const options = { table: colourTable('inferno'), opacity: 0.7, style: LIGHT_STYLE };

  it('is the same bytes every time', async () => {
    const data = await viewOf('grid-8x8');
    await expect(drawSheet((width) => drawStability(data, options, width))).toMatchFileSnapshot('snapshots/stability.svg');
  });

  it.each(['single-token', 'all-duplicates', 'odd-7'])('has no NaN at any width: %s', async (name) => {
    const data = await viewOf(name);
    for (const width of [326, 560, 830]) expect(drawSheet(() => drawStability(data, options, width))).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('says how often a token is kept', async () => {
    const data = await viewOf('single-token');
    expect(describeToken(data, 0)).toMatch(/^Token 0 \(row 0, col 0\): kept now; 125 of 125 nearby settings keep it \(100\.0.%\)\.$/);
    expect(describeStability(data)).toContain('Always kept: 1, sometimes: 0, never: 0 of 1 tokens.');
  });
});
