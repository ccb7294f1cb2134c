import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import type { Backend, StagePlan } from '../../src/core/kernels.ts';
import { openParts } from '../../src/core/openParts.ts';
import { runScript } from '../../src/core/script/runScript.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { CellEvaluator, type TuningBase } from '../../src/core/tuning/cellEvaluator.ts';
import { cellAt, parsePlan } from '../../src/core/tuning/plan.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { makeTokens } from '../support/randomTokens.ts';

const { threshold, gamma, pruneRatio, ...BASE } = DEFAULT_PARAMETERS;
const REST = { threshold, gamma, pruneRatio, budget: 5 };
const SIGNAL = new AbortController().signal;
const N = 48;
const D = 12;
const TOKENS = makeTokens(N, D, 11);
// One token that is zero, and two that are equal: ties and singular sets are part of the grid.
TOKENS.fill(0, 3 * D, 4 * D);
TOKENS.copyWithin(7 * D, 6 * D, 7 * D);
const QUERY = { id: 'q', embeddings: { rows: 2, cols: D, data: makeTokens(2, D, 12) }, pieces: [], truncated: false };
const SOURCE = { n: N, d: D, tokens: TOKENS, joint: { e: D, data: TOKENS } };

async function open(base: Partial<TuningBase>, sweep: string, others: { query?: typeof QUERY | null; regionTokens?: number[]; isComparable?: boolean } = {}) {
  const { query = QUERY, regionTokens = [], isComparable = true } = others;
  const whole = base.scope === 'per-view' ? 4 : 1;
  const parts = await openParts(createCpuKernels(), SOURCE, whole);
  const [{ workspace }] = await openParts(createCpuKernels(), SOURCE, 1);
  const plan = parsePlan(sweep, REST);
  const full = { ...BASE, ...base };
  const evaluator = new CellEvaluator({ n: N, parts, whole: workspace, query, base: full, plan, regionTokens: Uint32Array.from(regionTokens), isComparable });
  /** What the page computes for a cell, from nothing. */
  const select = async (index: number, change: Partial<TuningBase> = {}) => {
    const fresh = await openParts(createCpuKernels(), SOURCE, whole);
    return runScript({ n: N, parts: fresh, query }, { ...full, ...change, ...cellAt(plan, index) });
  };
  return { evaluator, select, plan };
}

function dot(a: number, b: number): number {
  const row = TOKENS.subarray(a * D, (a + 1) * D);
  return row.reduce((sum, value, i) => sum + value * TOKENS[b * D + i], 0);
}

/** In float64, from the definition. */
function cosine(a: number, b: number): number {
  if (a === b) return dot(a, a) > 0 ? 1 : 0;
  return dot(a, b) / (Math.max(Math.sqrt(dot(a, a)), 1e-8) * Math.max(Math.sqrt(dot(b, b)), 1e-8));
}

/** By Gaussian elimination with row exchange. */
function determinant(matrix: number[][]): number {
  const m = matrix.map((row) => [...row]);
  let result = 1;
  for (let column = 0; column < m.length; column++) {
    const pivot = m.reduce((best, row, i) => (i >= column && Math.abs(row[column]) > Math.abs(m[best][column]) ? i : best), column);
    if (m[pivot][column] === 0) return 0;
    if (pivot !== column) {
      [m[pivot], m[column]] = [m[column], m[pivot]];
      result = -result;
    }
    result *= m[column][column];
    for (let row = column + 1; row < m.length; row++) {
      const factor = m[row][column] / m[column][column];
      for (let i = column; i < m.length; i++) m[row][i] -= factor * m[column][i];
    }
  }
  return result;
}

const GRIDS: [string, Partial<TuningBase>][] = [
  ['joint', {}],
  ['per view', { scope: 'per-view' }],
  ['on the full graph', { graph: 'full' }],
  ['inverted, with exponent 0.5', { invert: true, relevanceExponent: 0.5 }],
];

describe('the read-outs of a cell', () => {
  test.each(GRIDS)('are those of the selection the page makes, %s', async (_, base) => {
    const region = [0, 5, 6, 7, 20, 21, 40];
    const { evaluator, select } = await open(base, 'tau=-0.2:0.6:0.2;gamma=0,10;p=0,0.5,0.9;m=4,13,30', { regionTokens: region });
    for (let index = 0; index < evaluator.cellCount; index++) {
      const got = await evaluator.evaluate(index, SIGNAL);
      const { indices, kStar, supplemented, intersectionAtM, maps } = await select(index);
      const kept = Array.from(indices);
      expect(got).toMatchObject({ kStar, supplemented, intersectionAtM });

      const exhaustive = new Set((await select(index, { graph: 'full' })).indices);
      const common = kept.filter((token) => exhaustive.has(token)).length;
      expect(got.exhaustiveOverlap).toBeCloseTo(common / (kept.length + exhaustive.size - common), 12);

      const sum = (tokens: number[]) => tokens.reduce((total, token) => total + maps.relevance[token], 0);
      expect(got.relevanceMass).toBeCloseTo(sum(kept) / sum(Array.from(maps.relevance.keys())), 6);
      const nearest = Array.from({ length: N }, (__, token) => Math.max(...kept.map((other) => cosine(token, other))));
      const covered = nearest.map((best, token) => (kept.includes(token) ? cosine(token, token) : best));
      expect(got.coverage).toBeCloseTo(covered.reduce((total, best) => total + best, 0) / N, 5);
      expect(got.regionRecall).toBe(region.filter((token) => kept.includes(token)).length / region.length);

      const exponent = base.relevanceExponent ?? 1;
      const logRelevance = kept.reduce((total, token) => total + 2 * exponent * Math.log(maps.relevance[token]), 0);
      const diversity = determinant(kept.map((one) => kept.map((other) => cosine(one, other))));
      // Float32 cosines of more tokens than dimensions, or of an equal pair, are singular but for rounding.
      if (diversity > 1e-4) expect(got.logDeterminant).toBeCloseTo(logRelevance + Math.log(diversity), 2);
      else expect(got.logDeterminant).toBeLessThanOrEqual(logRelevance + Math.log(1.01e-4));
    }
  });

  test('leave out what is not defined', async () => {
    const { evaluator } = await open({}, 'm=5', { query: null });
    expect(await evaluator.evaluate(0, SIGNAL)).toMatchObject({ relevanceMass: null, regionRecall: null });
    const large = await open({}, 'm=5', { isComparable: false });
    const small = await open({}, 'm=5');
    const { coverage, exhaustiveOverlap, ...rest } = await large.evaluator.evaluate(0, SIGNAL);
    const { coverage: known, exhaustiveOverlap: same, ...others } = await small.evaluator.evaluate(0, SIGNAL);
    expect([coverage, exhaustiveOverlap]).toEqual([null, null]);
    expect(known).toBeGreaterThan(0);
    expect(same).toBeGreaterThan(0);
    expect(rest.logDeterminant).toBeCloseTo(others.logDeterminant, 5);
  });

  test('do not depend on where the sweep begins or on what else the kernels were asked', async () => {
    const { evaluator, select } = await open({}, 'tau=0,0.2;gamma=1,10;p=0.2,0.8;m=4,20');
    for (const index of [15, 0, 7, 8]) {
      expect((await evaluator.evaluate(index, SIGNAL)).kStar).toBe((await select(index)).kStar);
    }
  });

  test('are refused for a budget above the number of tokens', async () => {
    await expect(open({}, 'm=5,49')).rejects.toThrow('The budget m is 49');
  });

  test('stop when they are told to', async () => {
    const { evaluator } = await open({}, 'tau=0,0.2');
    await expect(evaluator.evaluate(0, AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});

describe('a sweep', () => {
  test('counts edges once for every tau and graph, scores once for every gamma, and makes one greedy order', async () => {
    const backend = await createCpuKernels().createBackend(SOURCE);
    const plans: StagePlan[] = [];
    const recorded = new Proxy<Backend>(backend, {
      get: (target, name: keyof Backend) => {
        const member = target[name];
        if (name === 'execute') {
          return (plan: StagePlan) => {
            plans.push(plan);
            return target.execute(plan);
          };
        }
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const workspace = new Workspace(recorded);
    const plan = parsePlan('tau=0.1,0.2,0.3;gamma=1,5;p=0,0.5,0.8;m=4,12', REST);
    const parts = [{ range: { start: 0, count: N }, workspace }];
    const evaluator = new CellEvaluator({ n: N, parts, whole: workspace, query: QUERY, base: BASE, plan, regionTokens: new Uint32Array(), isComparable: true });
    for (let index = 0; index < evaluator.cellCount; index++) await evaluator.evaluate(index, SIGNAL);
    expect(plans.filter(({ degrees }) => degrees)).toHaveLength(3 * 2);
    expect(plans.filter(({ scores }) => scores)).toHaveLength(3 * 2 * 2);
    expect(plans.filter(({ relevance }) => relevance)).toHaveLength(1);
    expect(plans.filter(({ greedy }) => greedy?.from === 0)).toHaveLength(1);
  });
});
