import { describe, expect, it } from 'vitest';
import {
  compareWithEarlier,
  countRecorded,
  explainUpdate,
  extendReplay,
  GreedyReplay,
  mostAffected,
  openReplay,
  shareBudget,
  takeTrace,
  walkOrder,
  type ReplaySource,
} from '../../src/core/figures/greedySteps.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { countEdges, findSurvivors, takeBlock } from '../../src/core/figures/scriptOnGeometry.ts';
import { selectFinal } from '../../src/core/script/finalSelection.ts';
import { logDeterminant } from '../../src/core/logDeterminant.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import type { Layout } from '../../src/core/tokens.ts';
import { GreedyState, runGreedy } from '../../src/core/reference/greedyDpp.ts';
import { describeStep, tabulateSteps, type Film } from '../../src/ui/figures/greedySteps/film.ts';
import { formatFactor, formatValue } from '../../src/ui/figures/greedySteps/formatValue.ts';
import { drawStep } from '../../src/ui/figures/greedySteps/greedyStepsDrawing.tsx';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

const CASES = ['grid-8x8', 'odd-width-13', 'llava15-576', 'no-question', 'inverted', 'zero-vectors', 'pixel-doubled', 'all-duplicates', 'single-token'];

function sourceOf(name: string): ReplaySource & { order: number[]; gains: number[] } {
  const { n, similarity, relevanceReference, dpp } = loadFigureCase(name);
  return { n, similarity, relevance: relevanceReference, epsilon: dpp.epsilon, relevanceExponent: 1, order: dpp.order, gains: dpp.gains };
}

/** Four tokens in the plane, of which the last two point the same way. */
const SMALL: ReplaySource = {
  n: 4,
  similarity: [1, 0.6, 0.8, 0.8, 0.6, 1, 0.96, 0.96, 0.8, 0.96, 1, 1, 0.8, 0.96, 1, 1],
  relevance: [1, 0.9, 0.5, 0.5],
  epsilon: 1e-12,
  relevanceExponent: 1,
};

describe('a replayed greedy order', () => {
  it.each(CASES)('has the gains of the reference case %s', (name) => {
    const { order, gains, ...source } = sourceOf(name);
    const replay = runToEnd(extendReplay(openReplay(source, order), order));
    expect(replay.picks).toEqual(order);
    gains.forEach((gain, step) => expect(Math.abs(replay.gains[step] - gain)).toBeLessThanOrEqual(1e-9));
  });

  it.each(CASES)('shows residuals of %s that are never negative, as in the float64 reference', (name) => {
    const { order, ...source } = sourceOf(name);
    const replay = openReplay(source, order);
    const state = new GreedyState(source.similarity, source.relevance, source);
    for (let step = 0; step < replay.length; step++) {
      const residuals = replay.residualsBefore(step);
      residuals.forEach((value, token) => {
        expect(Math.abs(value - state.residual[token])).toBeLessThanOrEqual(1e-12);
        if (!order.slice(0, step).includes(token)) expect(value).toBeGreaterThanOrEqual(0);
      });
      state.pick(order[step]);
    }
    expect(replay.left).toBeCloseTo(Math.max(0, ...(replay.length === order.length ? state.residual : [replay.left])), 12);
  });

  it('gives v^2 and e as differences of log determinants, for every token and step', () => {
    const { order, ...source } = sourceOf('grid-8x8');
    const tiny = { ...source, epsilon: 1e-14 };
    const replay = openReplay(tiny, order);
    for (const step of [0, 1, 5, 11]) {
      const before = order.slice(0, step);
      const base = logDetOf(tiny, before);
      expect(replay.logDeterminants[step]).toBeCloseTo(logDetOf(tiny, order.slice(0, step + 1)), 7);
      const residuals = replay.residualsBefore(step);
      for (let i = 0; i < tiny.n; i++) {
        if (order.slice(0, step + 1).includes(i) || residuals[i] < 1e-6) continue;
        expect(Math.log(residuals[i])).toBeCloseTo(logDetOf(tiny, [...before, i]) - base, 7);
        const taken = Math.exp(logDetOf(tiny, [...before, i]) - base) - Math.exp(logDetOf(tiny, [...before, order[step], i]) - logDetOf(tiny, [...before, order[step]]));
        expect(replay.components(step)[i] ** 2).toBeCloseTo(taken, 7);
      }
    }
  });

  it('explains an update that was computed by hand', () => {
    const replay = openReplay(SMALL, [0, 1]);
    const first = explainUpdate(replay, 0, 1);
    expect(first).toMatchObject({ pick: 0, token: 1, pickRelevance: 1, tokenRelevance: 0.9, cosine: 0.6, projection: 0, gain: 1 });
    expect(first.kernel).toBeCloseTo(0.54, 12);
    expect(first.component).toBeCloseTo(0.54, 9);
    expect(first.before).toBeCloseTo(0.81, 12);
    expect(first.after).toBeCloseTo(0.5184, 9);
    // Both tokens span the plane: nothing is left of the third.
    const second = explainUpdate(replay, 1, 2);
    expect(second.projection).toBeCloseTo(0.54 * 0.4, 9);
    expect(second.component).toBeCloseTo((0.9 * 0.96 * 0.5 - 0.216) / 0.72, 9);
    expect(second.after).toBeCloseTo(0, 9);
    expect(second.after).toBeGreaterThanOrEqual(0);
  });

  it('adds up: the four numbers of Eq. 11 give its result', () => {
    const { order, ...source } = sourceOf('odd-width-13');
    const replay = openReplay(source, order);
    for (const token of [3, 80, 168]) {
      const { kernel, projection, gain, component, cosine, pickRelevance, tokenRelevance } = explainUpdate(replay, 20, token);
      if (order.slice(0, 20).includes(token)) continue;
      expect((kernel - projection) / Math.sqrt(gain + source.epsilon)).toBeCloseTo(component, 12);
      expect(pickRelevance * cosine * tokenRelevance).toBeCloseTo(kernel, 12);
    }
  });

  it('applies the exponent of the relevance', () => {
    const replay = new GreedyReplay({ ...SMALL, relevanceExponent: 0.5 });
    expect(replay.kernel(0, 1)).toBeCloseTo(0.6 * Math.sqrt(0.9), 12);
  });

  it('names the token that a step takes most from, and the most similar earlier pick', () => {
    const replay = openReplay(SMALL, [0, 1, 2]);
    expect(mostAffected(replay, 0)).toBe(1);
    expect(compareWithEarlier(replay, 0)).toEqual({ cosines: [], largest: -1 });
    expect(compareWithEarlier(replay, 2)).toEqual({ cosines: [0.8, 0.96], largest: 1 });
  });

  it('copes with one token and with an order that ends after one of many duplicates', () => {
    const single = openReplay({ n: 1, similarity: [1], relevance: [1], epsilon: 1e-6, relevanceExponent: 1 }, [0]);
    expect(mostAffected(single, 0)).toBe(-1);
    expect([single.gains[0], single.logDeterminants[0], single.left]).toEqual([1, 0, 0]);
    const { order, ...source } = sourceOf('all-duplicates');
    const replay = openReplay(source, order);
    expect(replay.length).toBe(1);
    expect(replay.left).toBeLessThanOrEqual(1e-4);
  });

  it('goes on from what it has, and knows when it cannot', () => {
    const { order, ...source } = sourceOf('odd-width-13');
    const replay = openReplay(source, order.slice(0, 10));
    expect(replay.matches({ ...source, relevance: Float64Array.from(source.relevance) }, order)).toBe(true);
    runToEnd(extendReplay(replay, order));
    expect(replay.length).toBe(order.length);
    expect(replay.matches(source, order.slice(0, 4))).toBe(true);
    expect(replay.matches({ ...source, epsilon: 1e-5 }, order)).toBe(false);
    expect(replay.matches(source, [order[1], order[0]])).toBe(false);
    expect(() => replay.pick(order[3])).toThrow('picked already');
  });

  it('records as many steps as memory allows', () => {
    expect(countRecorded(576, 550)).toBe(550);
    expect(countRecorded(4096, 4000)).toBe(1953);
    expect(countRecorded(0, 0)).toBe(0);
  });
});

describe('the walk along a greedy order', () => {
  it.each(['grid-8x8', 'odd-width-13', 'llava15-576', 'zero-vectors', 'all-duplicates', 'odd-7'])('goes as far as in %s', (name) => {
    const { script, dpp, geometry, graph, relevanceReference } = loadFigureCase(name);
    for (const setting of script) {
      const parameters = { ...DEFAULT_PARAMETERS, graph, threshold: setting.tau, gamma: setting.gamma, pruneRatio: setting.p };
      const { survives } = findSurvivors(countEdges(geometry, parameters), parameters, setting.m);
      const walk = walkOrder(dpp.order, survives, setting.m);
      const final = selectFinal(dpp.order, survives, relevanceReference, setting.m);
      expect(walk.kStar).toBe(final.kStar);
      if (setting.exact) expect(walk.kStar).toBe(setting.kStar);
      expect(walk.kept.at(-1)).toBe(setting.m - final.supplemented);
      expect(walk.fates.filter((fate) => fate === 'kept')).toHaveLength(setting.m - final.supplemented);
    }
  });

  it('tells what GSP drops from what comes too late', () => {
    expect(walkOrder([3, 1, 0, 2, 4], [1, 0, 1, 1, 0], 2)).toEqual({
      budget: 2,
      fates: ['kept', 'dropped', 'kept', 'beyond', 'dropped'],
      kept: Uint32Array.of(1, 1, 2, 2, 2),
      kStar: 3,
    });
    expect(walkOrder([], [], 0)).toMatchObject({ kStar: 0, fates: [] });
    expect(walkOrder([0], [1], 0)).toMatchObject({ kStar: 0, fates: ['beyond'] });
  });

  it('takes every view by itself', () => {
    const { n, similarity, geometry, layout, perView, views, dpp } = loadFigureCase('views5-720');
    const count = n / views;
    const ranges = Array.from({ length: views }, (_, view) => ({ start: view * count, count }));
    expect(layout.views.length).toBeGreaterThan(0);
    const orders = ranges.map((range) => {
      const block = takeBlock(geometry, range);
      return runGreedy(block.similarity, new Float64Array(count).fill(1), { epsilon: dpp.epsilon, relevanceExponent: 1 }, 20).order;
    });
    const trace = {
      order: Uint32Array.from(orders.flatMap((order, view) => order.map((token) => token + view * count))),
      gains: Float32Array.from(orders.flatMap((order, view) => order.map((_, step) => view + step / 100))),
    };
    const third = takeTrace(trace, ranges[2]);
    expect([...third.order]).toEqual(orders[2]);
    expect(third.gains[1]).toBeCloseTo(2.01, 5);
    const shares = ranges.map((_, view) => shareBudget(perView[0].m + 2, ranges, view));
    expect(shares.reduce((sum, share) => sum + share)).toBe(perView[0].m + 2);
    expect(shares[0] - shares[4]).toBe(1);
    const replay = openReplay({ ...takeBlock(geometry, ranges[2]), relevance: new Float64Array(count).fill(1), epsilon: dpp.epsilon, relevanceExponent: 1 }, third.order);
    expect(compareWithEarlier(replay, 1).cosines[0]).toBeCloseTo(similarity[(ranges[2].start + orders[2][1]) * n + ranges[2].start + orders[2][0]], 6);
  });
});

describe('the drawing of a step', () => {
  const options = { table: colourTable('inferno'), opacity: 0.7, scale: 'root', second: 'removed', onJump: () => undefined } as const;

  it('is the same bytes every time', async () => {
    const { film, layout } = filmOf('grid-8x8');
    const svg = drawSheet((width) => drawStep(film, 11, { ...options, ...showAll(layout) }, width));
    await expect(svg).toMatchFileSnapshot('snapshots/greedy-steps.svg');
  });

  it.each(['single-token', 'all-duplicates', 'no-question', 'zero-vectors', 'odd-7'])('has only numbers in its attributes for %s, at any width', (name) => {
    const { film, layout } = filmOf(name);
    for (const width of [326, 560, 830]) {
      for (const scale of ['linear', 'root', 'log'] as const) {
        for (const second of ['removed', 'similarity'] as const) {
          const svg = drawSheet(() => drawStep(film, film.ready - 1, { ...options, scale, second, ...showAll(layout) }, width));
          expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        }
      }
    }
  });

  it('steps through one view of several, with tokens counted over all of them', () => {
    const { geometry, layout: whole, n, views, dpp } = loadFigureCase('views5-720');
    const count = n / views;
    const range = { start: 2 * count, count };
    const source = { ...takeBlock(geometry, range), relevance: new Float32Array(count).fill(1), epsilon: dpp.epsilon, relevanceExponent: 1 };
    const { order, gains } = runGreedy(source.similarity, source.relevance, source, 30);
    const replay = openReplay(source, order);
    const film: Film = { range, replay, ready: 30, total: 30, runGains: Float32Array.from(gains), walk: walkOrder(order, new Uint8Array(count).fill(1), 8) };
    const [view] = whole.views;
    const layout = { ...whole, views: [{ ...view, rows: 12, cols: count / 12, offset: range.start }] };
    const frame = { x: view.x, y: view.y, width: (view.cols * view.cellWidth) / 2, height: view.rows * view.cellHeight };
    expect(drawSheet((width) => drawStep(film, 20, { ...options, layout, frame }, width))).not.toMatch(/NaN|undefined/);
    expect(describeStep(film, 0)).toContain(`token ${range.start + order[0]} `);
    expect(tabulateSteps(film).rows[5].slice(0, 2)).toEqual([6, range.start + order[5]]);
  });

  it('says in words what the walk does with a pick', () => {
    const { film } = filmOf('grid-8x8');
    const { fates, kStar } = film.walk;
    expect(describeStep(film, kStar - 1)).toContain(`the walk ends here, k* = ${kStar}`);
    expect(describeStep(film, fates.indexOf('dropped'))).toContain('GSP dropped it, so the walk passes over it');
    expect(describeStep(film, fates.indexOf('beyond'))).toContain('The walk ended earlier');
  });

  it('writes small numbers as powers of ten', () => {
    expect([0, 0.25, -0.5, 1e-6, 3.16e-7, -2.5e-5].map(formatValue)).toEqual(['0.0000', '0.2500', '−0.5000', '10⁻⁶', '3.2·10⁻⁷', '−2.5·10⁻⁵']);
    expect(formatFactor(-0.5)).toBe('(−0.5000)');
  });
});

function showAll(layout: Layout) {
  return { layout, frame: { x: 0, y: 0, width: layout.width, height: layout.height } };
}

/** The film of a whole reference order with the first setting of its case. */
function filmOf(name: string) {
  const { layout, ranges, geometry, graph, script } = loadFigureCase(name);
  const { order, gains, ...source } = sourceOf(name);
  const [{ m, tau, gamma, p }] = script;
  const parameters = { ...DEFAULT_PARAMETERS, graph, threshold: tau, gamma, pruneRatio: p };
  const { survives } = findSurvivors(countEdges(geometry, parameters), parameters, m);
  const replay = openReplay(source, order);
  const film: Film = {
    range: ranges[0],
    replay,
    ready: replay.length,
    total: order.length,
    runGains: Float32Array.from(gains),
    walk: walkOrder(order, survives, m),
  };
  return { film, layout };
}

/** ln det of L~ of a set, by Cholesky of the block itself. */
function logDetOf({ n, similarity, relevance }: ReplaySource, tokens: number[]): number {
  const block = tokens.flatMap((a) => tokens.map((b) => relevance[a] * similarity[a * n + b] * relevance[b]));
  return logDeterminant(block, tokens.length);
}
