/**
 * The FLOPs that the paper prints, beside what its formula gives, and how the difference comes about.
 */
import { estimateFlops, LLAMA_13B, LLAMA_7B, type LanguageModel } from '../costModel.ts';
import type { ReportedTable } from './reportedResults/reportedTable.ts';
import { TABLE_2, TABLE_3, TABLE_6, TABLE_8, TABLE_9 } from './reportedResults/reportedTables.ts';

/**
 * How a printed number follows from the formula: rounded; cut off after the last decimal; scaled in proportion to the number
 * for 2880 tokens, as if nothing grew with the square; counted twice, a multiply-add as two operations; or not at all.
 */
export type CostOrigin = 'rounded' | 'truncated' | 'linear' | 'doubled' | 'unexplained';

export interface CostCheck {
  /** Where the paper prints it. */
  source: string;
  model: LanguageModel;
  tokens: number;
  /** TFLOPs as printed. */
  printed: number;
  digits: number;
  /** TFLOPs by the formula for this model. */
  computed: number;
  origin: CostOrigin;
  /** The model whose number it is: in tables of the 13B model the paper prints those of the 7B model. */
  printedFor: LanguageModel;
}

/** Tokens of LLaVA-NeXT before pruning, from which the paper scales. */
export const FULL_TOKENS = 2880;

const TERA = 1e12;
const SAME = 1e-9;

/** Every number of TFLOPs in Tables 2, 3, 8 and 9, and three of Table 6. */
export function checkPrintedCosts(): CostCheck[] {
  return [
    ...listPrinted(TABLE_2, LLAMA_7B),
    ...listPrinted(TABLE_3, LLAMA_7B),
    ...listEfficiency(),
    ...listPrinted(TABLE_8, LLAMA_13B),
    ...listPrinted(TABLE_9, LLAMA_13B),
  ];
}

/** A printed number of TFLOPs judged against the model it should belong to, then against the 7B model. */
export function judgeCost(printed: number, tokens: number, digits: number, model: LanguageModel): Pick<CostCheck, 'origin' | 'printedFor'> {
  for (const candidate of model === LLAMA_7B ? [LLAMA_7B] : [model, LLAMA_7B]) {
    const origin = explain(printed, tokens, digits, candidate);
    if (origin !== 'unexplained') return { origin, printedFor: candidate };
  }
  return { origin: 'unexplained', printedFor: model };
}

function explain(printed: number, tokens: number, digits: number, model: LanguageModel): CostOrigin {
  const exact = estimateFlops(tokens, model) / TERA;
  const scaled = ((estimateFlops(FULL_TOKENS, model) / TERA) * tokens) / FULL_TOKENS;
  const matches = (value: number, shorten: (value: number, digits: number) => number) => Math.abs(shorten(value, digits) - printed) < SAME;
  if (matches(exact, round)) return 'rounded';
  if (matches(exact, truncate)) return 'truncated';
  if (matches(scaled, round) || matches(scaled, truncate)) return 'linear';
  if (matches(2 * exact, round)) return 'doubled';
  return 'unexplained';
}

function listPrinted({ title, groups }: ReportedTable, model: LanguageModel): CostCheck[] {
  return groups.flatMap(({ tokens, teraflops }) => (teraflops === null ? [] : [check(title, tokens, teraflops, 3, model)]));
}

/** Methods that prune before the language model; the others of Table 6 keep all tokens in its first layers. */
function listEfficiency(): CostCheck[] {
  const column = TABLE_6.columns.findIndex(({ unit }) => unit === 'TFLOPs');
  return TABLE_6.groups.flatMap(({ tokens, rows }) =>
    rows.flatMap(({ method, values }) => {
      const printed = values[column];
      if (printed === null || (method !== 'unpruned' && method !== 'DivPrune' && method !== 'Script')) return [];
      return [check(`${TABLE_6.title}, ${method}`, tokens, printed, 1, LLAMA_7B)];
    }),
  );
}

function check(source: string, tokens: number, printed: number, digits: number, model: LanguageModel): CostCheck {
  return { source, model, tokens, printed, digits, computed: estimateFlops(tokens, model) / TERA, ...judgeCost(printed, tokens, digits, model) };
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function truncate(value: number, digits: number): number {
  return Math.floor(value * 10 ** digits) / 10 ** digits;
}
