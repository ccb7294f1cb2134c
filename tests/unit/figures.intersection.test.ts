import { describe, expect, it } from 'vitest';
import {
  classifyTokens,
  completeOrders,
  continues,
  countMeetings,
  countMet,
  findPart,
  findWalkEnd,
  isSameRun,
  listRatios,
  MEETINGS,
  sweepPruning,
} from '../../src/core/figures/intersection.ts';
import { keepAfter, splitSelection } from '../../src/core/figures/selectionParts.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { selectFinal } from '../../src/core/script/finalSelection.ts';
import { selectCase, type SelectedCase } from '../support/figureSelections.ts';
import { loadFigureCase, type FigureCase } from '../support/figures.tsx';

const JOINT = ['grid-8x8', 'odd-width-13', 'rank-deficient', 'llava15-576', 'views5-720', 'all-duplicates', 'single-token', 'no-question', 'zero-vectors', 'odd-7'];

const split = ({ selection, ranges, parameters }: SelectedCase) => splitSelection(selection, ranges, parameters);

const toRun = (golden: FigureCase, selected: SelectedCase) => ({
  geometry: golden.geometry,
  relevance: selected.selection.maps.relevance,
  epsilon: selected.parameters.epsilon,
  relevanceExponent: 1,
  parts: split(selected),
});

describe('GSP meets DPP', () => {
  it.each(JOINT)('the curve of %s passes the intersection at m and reaches m at k*', async (name) => {
    const golden = loadFigureCase(name);
    for (const setting of golden.script) {
      const [part] = split(await selectCase(golden, setting));
      const met = countMet(part.order, keepAfter(part.ranking, part.discarded));
      if (!setting.exact) continue;
      expect(met[Math.min(setting.m, part.order.length)]).toBe(setting.intersectionAtM);
      expect(findWalkEnd(met, part.budget)).toBe(setting.kStar);
      expect(met[setting.kStar]).toBe(setting.m - setting.supplemented);
    }
  });

  it('the same in every view, summed', async () => {
    const golden = loadFigureCase('views5-720');
    for (const setting of golden.perView) {
      const selected = await selectCase(golden, setting, 'per-view');
      let [kStar, atM] = [0, 0];
      for (const part of split(selected)) {
        const met = countMet(part.order, keepAfter(part.ranking, part.discarded));
        kStar += findWalkEnd(met, part.budget);
        atM += met[Math.min(part.budget, part.order.length)];
      }
      expect(kStar).toBe(setting.kStar);
      expect(atM).toBe(setting.intersectionAtM);
    }
  });

  it.each(JOINT)('every prune ratio of %s gives what a new walk gives', async (name) => {
    const golden = loadFigureCase(name);
    const selected = await selectCase(golden, golden.script[0]);
    const run = toRun(golden, selected);
    const [order] = runToEnd(completeOrders(run));
    const [part] = run.parts;
    const { budget, ranking, relevance } = part;
    const sweep = sweepPruning(part, order);
    expect(sweep.kStar).toHaveLength(golden.n - budget + 1);
    const least = new Set(ranking.subarray(golden.n - budget));
    const first = new Set(order.subarray(0, budget));
    const step = golden.n > 200 ? 37 : 1;
    for (let dropped = 0; dropped < sweep.kStar.length; dropped += step) {
      const final = selectFinal(order, keepAfter(ranking, dropped), relevance, budget);
      expect(sweep.kStar[dropped]).toBe(final.kStar);
      expect(sweep.withDpp[dropped]).toBe(final.indices.filter((token) => first.has(token)).length);
      expect(sweep.withGsp[dropped]).toBe(final.indices.filter((token) => least.has(token)).length);
    }
    expect(sweep.withGsp.at(-1)).toBe(budget);
  });

  it.each(JOINT)('continues the order of %s without changing what is known', async (name) => {
    const golden = loadFigureCase(name);
    const selected = await selectCase(golden, golden.script[0]);
    const run = toRun(golden, selected);
    const orders = runToEnd(completeOrders(run));
    expect(continues(orders, run.parts)).toBe(true);
    const robust = golden.dpp.order.slice(0, golden.dpp.robustPrefix);
    expect([...orders[0].subarray(0, robust.length)]).toEqual(robust);
    expect(new Set(orders[0]).size).toBe(orders[0].length);
  });

  it('goes on from picks that it would not have made itself', async () => {
    const golden = loadFigureCase('grid-8x8');
    const run = toRun(golden, await selectCase(golden, golden.script[1]));
    const [part] = run.parts;
    const swapped = Uint32Array.of(part.order[1], part.order[0], ...part.order.subarray(2));
    const [order] = runToEnd(completeOrders({ ...run, parts: [{ ...part, order: swapped }] }));
    expect([...order.subarray(0, swapped.length)]).toEqual([...swapped]);
    expect(continues([order], run.parts)).toBe(false);
  });

  it('reports progress that never falls', async () => {
    const golden = loadFigureCase('views5-720');
    const fractions = [...completeOrders(toRun(golden, await selectCase(golden, golden.perView[0], 'per-view')))];
    expect(fractions.every((value, index) => value >= (fractions[index - 1] ?? 0) && value <= 1)).toBe(true);
  });

  it('classifies every token once', async () => {
    const golden = loadFigureCase('grid-8x8');
    for (const setting of golden.script) {
      const selected = await selectCase(golden, setting);
      const [part] = split(selected);
      const classes = classifyTokens(selected.selection.fate, [part]);
      const counts = countMeetings(classes);
      const kept = Array.from(classes.keys()).filter((token) => ['both', 'supplement'].includes(MEETINGS[classes[token]]));
      expect(kept).toEqual(setting.selected);
      expect(counts.both).toBe(setting.intersectionAtM);
      expect(counts.supplement).toBe(setting.m - setting.intersectionAtM);
      expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(golden.n);
    }
  });

  it('by hand: four tokens, one of two picks dropped', () => {
    const order = Uint32Array.of(3, 0, 1);
    const part = { range: { start: 0, count: 4 }, order, budget: 2 };
    const final = selectFinal(order, Uint8Array.of(1, 1, 1, 0), [1, 1, 1, 1], 2);
    expect([...classifyTokens(final.fate, [part])].map((code) => MEETINGS[code])).toEqual(['both', 'supplement', 'gsp-only', 'dpp-only']);
    expect([...countMet(order, Uint8Array.of(1, 1, 1, 0))]).toEqual([0, 0, 1, 2]);
    expect(findWalkEnd(Uint32Array.of(0, 0, 1), 2)).toBe(2);
  });

  it('lists ratios that leave m tokens, the largest last', () => {
    expect(listRatios(576, 64)).toEqual([0, 0.25, 0.5, 0.75, 1 - 64 / 576]);
    expect(listRatios(64, 32)).toEqual([0, 0.25, 0.5]);
    expect(listRatios(4, 4)).toEqual([0]);
  });

  it('finds the part of a token', () => {
    const parts = [{ range: { start: 0, count: 4 } }, { range: { start: 4, count: 4 } }];
    expect([null, 0, 3, 4, 7].map((token) => findPart(parts, token))).toEqual([0, 0, 0, 1, 1]);
  });

  it('knows when another run has the same order', async () => {
    const golden = loadFigureCase('grid-8x8');
    const run = toRun(golden, await selectCase(golden, golden.script[0]));
    const other = toRun(golden, await selectCase(golden, golden.script[2]));
    expect(isSameRun(run, other)).toBe(true);
    expect(isSameRun(run, { ...other, epsilon: 1e-5 })).toBe(false);
    expect(isSameRun(run, { ...other, relevance: other.relevance.map((value) => value / 2) })).toBe(false);
  });
});
