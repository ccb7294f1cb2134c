/**
 * The shape of the paper's result tables: one group of rows per token budget, the unpruned model first. Numbers are the
 * paper's own, with all their inconsistencies; discrepancies.ts finds those.
 */

export const REPORTED_METHODS = ['unpruned', 'FastV', 'TRIM', 'VisionZip', 'DivPrune', 'SparseVLM', 'PDrop', 'Script', 'Script w/o DPP'] as const;
export type ReportedMethod = (typeof REPORTED_METHODS)[number];

export interface ReportedColumn {
  name: string;
  unit: '%' | 'points' | 'TFLOPs' | 'ms' | 'ms/token' | 'MB' | 'GB' | 'times less' | 'p-value';
  /** Decimals as printed. */
  digits: number;
  better: 'higher' | 'lower';
  /** What a value is divided by where it enters the row's average; null where it does not. */
  divisor: number | null;
}

export interface ReportedRow {
  method: ReportedMethod;
  /** One per column; null where the paper prints nothing. */
  values: readonly (number | null)[];
  /** The column "Acc." */
  average: number | null;
  /** The last column, in percent of the unpruned model. */
  relative: number | null;
}

export interface ReportedGroup {
  /** Visual tokens kept; of a video, in all its frames. */
  tokens: number;
  /** In percent, as printed; null where nothing is pruned or nothing is printed. */
  reduction: number | null;
  teraflops: number | null;
  rows: readonly ReportedRow[];
}

/** What the paper's text says about a cell of a table. */
export interface ProseValue {
  /** The section that says it. */
  source: string;
  tokens: number;
  method: ReportedMethod;
  measure: 'average' | 'relative';
  value: number;
  /** Decimals as printed. */
  digits: number;
}

export interface ReportedTable {
  id: string;
  title: string;
  model: string;
  caption: string;
  /** How many benchmarks the caption announces. */
  claimedBenchmarks?: number;
  /** Frames of a video, where budgets are printed as frames × tokens. */
  frames?: number;
  columns: readonly ReportedColumn[];
  groups: readonly ReportedGroup[];
  prose: readonly ProseValue[];
}

/** A benchmark that counts in the average as it stands. */
export function percentColumn(name: string): ReportedColumn {
  return { name, unit: '%', digits: 2, better: 'higher', divisor: 1 };
}

/** MME's perception score reaches 2000 points; the averages of the paper hold it divided by 20. */
export const MME: ReportedColumn = { name: 'MME', unit: 'points', digits: 2, better: 'higher', divisor: 20 };

/** Columns of Tables 2 and 3. */
export const LLAVA_COLUMNS: readonly ReportedColumn[] = [
  ...['GQA', 'MMB', 'MMB-CN'].map(percentColumn),
  MME,
  ...['POPE', 'SQA', 'VQAv2', 'TextVQA', 'VizWiz', 'MMVet'].map(percentColumn),
];

/** Columns of Tables 8 and 9, which are in another order. */
export const LLAVA_13B_COLUMNS: readonly ReportedColumn[] = [
  ...['VQAv2', 'GQA', 'VizWiz', 'SQA', 'TextVQA', 'POPE'].map(percentColumn),
  MME,
  ...['MMB-EN', 'MMB-CN', 'MMVet'].map(percentColumn),
];

/** A column by its place, or one of the two that sum up a row. */
export type Measure = number | 'average' | 'relative';

export function readMeasure(row: ReportedRow, measure: Measure): number | null {
  if (measure === 'average') return row.average;
  if (measure === 'relative') return row.relative;
  return row.values[measure] ?? null;
}

/** A row of a table, null if the paper has none. */
export function findRow({ groups }: ReportedTable, tokens: number, method: ReportedMethod): ReportedRow | null {
  return groups.find((group) => group.tokens === tokens)?.rows.find((row) => row.method === method) ?? null;
}

/** The unpruned model's row with its tokens; null for tables without one. */
export function findBaseline({ groups }: ReportedTable): { tokens: number; row: ReportedRow } | null {
  for (const { tokens, rows } of groups) {
    const row = rows.find(({ method }) => method === 'unpruned');
    if (row) return { tokens, row };
  }
  return null;
}

/** Groups with pruned rows, the smallest budget first. */
export function listBudgets({ groups }: ReportedTable): ReportedGroup[] {
  return groups.filter(({ rows }) => rows.some(({ method }) => method !== 'unpruned')).toSorted((a, b) => a.tokens - b.tokens);
}

/** Methods of a table in the order of `REPORTED_METHODS`, without the unpruned model. */
export function listMethods({ groups }: ReportedTable): ReportedMethod[] {
  const present = new Set(groups.flatMap(({ rows }) => rows.map(({ method }) => method)));
  return REPORTED_METHODS.filter((method) => method !== 'unpruned' && present.has(method));
}
