import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/core/figures/dataTable.ts';
import { MEASURES, type Measure } from '../../src/core/scoreCard/measureList.ts';
import type { ScoreCard } from '../../src/core/scoreCard/scoreCard.ts';
import { toPlainScores, toScoreTable, type ScoreRow } from '../../src/core/scoreCard/scoreTable.ts';
import { chooseBudgets, toPlainSweep, toSweepTable, type Sweep } from '../../src/core/scoreCard/sweep.ts';

const CARD: ScoreCard = {
  tokens: 3,
  milliseconds: 1.25,
  logDeterminant: { relevance: -1.5, diversity: -0.25 },
  minimumDistance: 0.1,
  meanDistance: 0.4,
  effectiveRank: 2.5,
  coverage: 0.9,
  reconstructionError: 0.2,
  relevanceMass: 0.3,
  attentionKept: null,
  spatialSpread: 0.6,
};
const SINGULAR: ScoreCard = { ...CARD, logDeterminant: { relevance: -Infinity, diversity: -0.25 } };
const ROWS: ScoreRow[] = [
  { id: 'script', title: 'Script', outcome: { kind: 'card', card: CARD, kept: [1, 2, 3] } },
  { id: 'fastv', title: 'FastV, K = 2', outcome: { kind: 'refusal', sentence: 'It needs a language model.' } },
  { id: 'divprune', title: 'DivPrune', outcome: { kind: 'card', card: SINGULAR, kept: [3, 4, 5] } },
];

describe('the list of measures', () => {
  it('names every measure once, and reads each number of a card', () => {
    const measures: readonly Measure[] = MEASURES;
    expect(new Set(measures.map(({ id }) => id)).size).toBe(MEASURES.length);
    expect(new Set(measures.map(({ title }) => title)).size).toBe(MEASURES.length);
    for (const { explanation } of measures) expect(explanation).toMatch(/^\S[^\n]*\.$/);
    expect(Object.fromEntries(measures.map(({ id, read }) => [id, read(CARD)]))).toEqual({
      ...Object.fromEntries(Object.entries(CARD).filter(([name]) => name !== 'logDeterminant')),
      logDeterminant: -1.75,
      logRelevance: -1.5,
      logDiversity: -0.25,
    });
    expect(measures.filter(({ better }) => better === 'lower').map(({ id }) => id)).toEqual(['reconstructionError', 'milliseconds']);
  });
});

describe('the score table', () => {
  it('has a row for each method, and a column for each measure, overlap and refusal', () => {
    const { columns, rows } = toScoreTable(ROWS);
    expect(columns).toHaveLength(1 + MEASURES.length + 3 + 1);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    const cells = (index: number) => Object.fromEntries(columns.map(({ title }, column) => [title, rows[index][column]]));
    expect(cells(0)).toMatchObject({ Method: 'Script', 'log det': -1.75, 'Time (ms)': 1.25, 'Attention kept': null, 'IoU with DivPrune': 0.2, 'Did not run because': null });
    expect(cells(0)).toMatchObject({ 'IoU with Script': 1, 'IoU with FastV, K = 2': null });
    expect(cells(1)).toMatchObject({ Coverage: null, 'IoU with Script': null, 'IoU with FastV, K = 2': null, 'Did not run because': 'It needs a language model.' });
    expect(cells(2)['log det']).toBe(-Infinity);
  });

  it('says nothing of refusals where there are none', () => {
    expect(toScoreTable([ROWS[0]]).columns.map(({ title }) => title)).not.toContain('Did not run because');
  });

  it('becomes CSV that spells out infinities', () => {
    const [heading, first, , third] = toCsv(toScoreTable(ROWS)).split('\n');
    expect(heading).toContain('"IoU with FastV, K = 2"');
    expect(first).toContain('Script,3,-1.75,-1.5,-0.25,');
    expect(third).toContain('DivPrune,3,-Infinity,-Infinity,-0.25,');
  });

  it('becomes JSON that survives a round trip', () => {
    const plain = toPlainScores(ROWS);
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
    expect(plain.methods[1]).toEqual({ id: 'fastv', title: 'FastV, K = 2', measures: null, refusal: 'It needs a language model.' });
    expect(plain.methods[2].measures).toMatchObject({ logDeterminant: '-Infinity', logDiversity: -0.25, attentionKept: null });
    expect(plain.overlap).toEqual([
      [1, null, 0.2],
      [null, null, null],
      [0.2, null, 1],
    ]);
  });
});

describe('budgets of a sweep', () => {
  it('are about 12, with the paper’s and the current one, for 576 tokens', () => {
    const budgets = chooseBudgets(576, 64);
    expect(budgets).toEqual(expect.arrayContaining([16, 32, 64, 128, 192]));
    expect(budgets[0]).toBe(9);
    expect(budgets.at(-1)).toBe(384);
    expect(budgets.length).toBeGreaterThanOrEqual(10);
    expect(budgets.length).toBeLessThanOrEqual(14);
    expect(chooseBudgets(576, 100)).toContain(100);
  });

  it('are geometric where none is fixed', () => {
    const budgets = chooseBudgets(4096, 64);
    expect([budgets[0], budgets.at(-1), budgets.length]).toEqual([64, 2731, 12]);
    const steps = budgets.slice(1).map((budget, index) => budget / budgets[index]);
    for (const step of steps) expect(step).toBeCloseTo((2730.67 / 64) ** (1 / 11), 1);
  });

  it('ascend, are whole, and lie in 1 to n for every n and current budget', () => {
    for (let n = 1; n <= 80; n++) {
      for (let current = 1; current <= n; current++) {
        const budgets = chooseBudgets(n, current);
        expect(budgets).toContain(current);
        expect(budgets.every((budget, index) => Number.isInteger(budget) && budget > (budgets[index - 1] ?? 0) && budget <= n)).toBe(true);
        expect(budgets.length).toBeLessThanOrEqual(13);
      }
    }
    expect(chooseBudgets(1, 1)).toEqual([1]);
    expect(() => chooseBudgets(10, 11)).toThrow('11 of 10');
  });
});

describe('a sweep', () => {
  const sweep: Sweep = {
    budgets: [2, 4, 8],
    methods: [
      { id: 'script', title: 'Script', outcomes: [{ kind: 'card', card: SINGULAR }, { kind: 'card', card: CARD }, { kind: 'card', card: CARD }] },
      // Cancelled before its last budget.
      { id: 'pyramiddrop', title: 'PyramidDrop', outcomes: [{ kind: 'refusal', sentence: 'It keeps at least 3 tokens.' }, { kind: 'card', card: CARD }] },
    ],
  };

  it('becomes a row for each method and budget', () => {
    const { columns, rows } = toSweepTable(sweep);
    expect(rows.map(([title, budget]) => [title, budget])).toEqual([['Script', 2], ['Script', 4], ['Script', 8], ['PyramidDrop', 2], ['PyramidDrop', 4]]);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(rows[3].at(-1)).toBe('It keeps at least 3 tokens.');
    expect(rows[0][3]).toBe(-Infinity);
  });

  it('becomes JSON that survives a round trip', () => {
    const plain = toPlainSweep(sweep);
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
    expect(plain.methods[0].outcomes[0]).toMatchObject({ budget: 2, refusal: null, measures: { logDeterminant: '-Infinity' } });
    expect(plain.methods[1].outcomes[0]).toEqual({ budget: 2, measures: null, refusal: 'It keeps at least 3 tokens.' });
  });
});
