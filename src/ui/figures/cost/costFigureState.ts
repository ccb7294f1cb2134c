/**
 * What can be set in the cost calculator, and the numbers that follow.
 */
import { estimateCacheBytes, estimateFlops, LLAMA_13B, LLAMA_7B, splitFlops, type LanguageModel } from '../../../core/costModel.ts';
import { checkPrintedCosts, type CostCheck, type CostOrigin } from '../../../core/figures/costChecks.ts';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import { formatNumber } from '../../format.ts';

export type ModelChoice = '7b' | '13b' | 'free';

export function chooseModel(choice: ModelChoice, free: LanguageModel): LanguageModel {
  switch (choice) {
    case '7b':
      return LLAMA_7B;
    case '13b':
      return LLAMA_13B;
    case 'free':
      return free;
    default:
      return choice satisfies never;
  }
}

export interface CostScenario {
  model: LanguageModel;
  /** Visual tokens. */
  before: number;
  after: number;
  /** Tokens of the question, which pruning leaves alone. */
  text: number;
}

/** TFLOPs and MiB of one prefill. */
export interface Cost {
  tokens: number;
  linear: number;
  quadratic: number;
  teraflops: number;
  mebibytes: number;
}

export function costOf(tokens: number, model: LanguageModel): Cost {
  const { linear, quadratic } = splitFlops(tokens, model);
  return {
    tokens,
    linear: linear / 1e12,
    quadratic: quadratic / 1e12,
    teraflops: estimateFlops(tokens, model) / 1e12,
    mebibytes: estimateCacheBytes(tokens, model) / 2 ** 20,
  };
}

const ORIGINS: Record<CostOrigin, string> = {
  rounded: 'exact',
  truncated: 'truncated',
  linear: 'scaled linearly',
  doubled: 'exact × 2',
  unexplained: 'not reproduced',
};

/** How a printed number came about, in a few words. */
export function describeOrigin({ origin, model, printedFor }: CostCheck): string {
  if (model === printedFor) return ORIGINS[origin];
  return origin === 'rounded' ? '7B number' : `7B number, ${ORIGINS[origin]}`;
}

/** The printed numbers by the model whose tables they stand in. */
export function listChecks(): { sevenB: CostCheck[]; thirteenB: CostCheck[] } {
  const checks = checkPrintedCosts();
  return { sevenB: checks.filter(({ model }) => model === LLAMA_7B), thirteenB: checks.filter(({ model }) => model === LLAMA_13B) };
}

/** 0.416 and 41.7: three decimals for what the paper prints with three, fewer for large numbers. */
export function formatTera(teraflops: number): string {
  return formatNumber(teraflops, teraflops >= 100 ? 1 : 3);
}

export function formatMebibytes(mebibytes: number): string {
  return formatNumber(mebibytes, Number.isInteger(mebibytes) || mebibytes >= 100 ? 0 : 1);
}

export function toCostTable({ model, before, after, text }: CostScenario): DataTable {
  const own = [
    { name: 'before pruning', cost: costOf(before + text, model) },
    { name: 'after pruning', cost: costOf(after + text, model) },
  ];
  return {
    columns: [
      { title: 'what' },
      { title: 'model' },
      { title: 'tokens' },
      { title: 'TFLOPs, computed here', digits: 6 },
      { title: 'TFLOPs, paper' },
      { title: 'how the paper’s number came about' },
      { title: 'KV cache (MiB)', digits: 1 },
    ],
    rows: [
      ...own.map(({ name, cost }) => [name, model.title, cost.tokens, cost.teraflops, null, null, cost.mebibytes]),
      ...checkPrintedCosts().map((check) => [
        check.source,
        check.model.title,
        check.tokens,
        check.computed,
        check.printed,
        describeOrigin(check),
        estimateCacheBytes(check.tokens, check.model) / 2 ** 20,
      ]),
    ],
  };
}
