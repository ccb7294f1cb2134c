/** The paper's budgets for every number of tokens, against its tables as they are typed in. */
import { describe, expect, it } from 'vitest';
import { REPORTED_TABLES } from '../../src/core/figures/reportedResults/reportedTables.ts';
import { findBaseline, listBudgets } from '../../src/core/figures/reportedResults/reportedTable.ts';
import { PAPER_BUDGETS, suggestBudgets, type PaperModel } from '../../src/core/script/paperBudgets.ts';

/** The table that prints a model's budgets. */
const TABLES: Record<PaperModel, string> = { 'llava-1.5': 'table-2', 'llava-next': 'table-3', 'llava-video': 'table-4', internvl3: 'table-10' };
const MODELS = Object.keys(TABLES) as PaperModel[];

describe('budgets of the paper', () => {
  it.each(MODELS)('of %s are those of its table', (model) => {
    const table = REPORTED_TABLES.find(({ id }) => id === TABLES[model]);
    if (!table) throw new Error(`There is no ${TABLES[model]}.`);
    const { n, budgets } = PAPER_BUDGETS[model];
    expect(findBaseline(table)?.tokens).toBe(n);
    expect(budgets).toEqual(listBudgets(table).map(({ tokens }) => tokens).toReversed());
  });

  it.each(MODELS)('are suggested as printed for as many tokens as %s has, whatever cut them', (model) => {
    const { n, budgets } = PAPER_BUDGETS[model];
    expect(suggestBudgets(model, n)).toMatchObject({ budgets, isPrinted: true });
    expect(suggestBudgets(null, n)).toMatchObject({ budgets, isPrinted: true });
  });

  it('are shares of other numbers of tokens', () => {
    // A fifth and a tenth; 64, 32 and 16 of 169 tokens of every frame; what LLaVA-1.5 keeps.
    expect(suggestBudgets('internvl3', 720)).toMatchObject({ budgets: [144, 72], isPrinted: false });
    expect(suggestBudgets('llava-video', 8 * 169)).toMatchObject({ budgets: [512, 256, 128], isPrinted: false });
    expect(suggestBudgets(null, 729)).toMatchObject({ budgets: [243, 162, 81, 41, 20], isPrinted: false, source: { title: 'LLaVA-1.5' } });
  });

  it('are at least one token, each once', () => {
    expect(suggestBudgets('llava-1.5', 9).budgets).toEqual([3, 2, 1]);
    expect(suggestBudgets(null, 1).budgets).toEqual([1]);
  });
});
