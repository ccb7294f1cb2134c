/**
 * What can be chosen: the paper's tables and the two parts of Figure 2, and what each of them measures.
 */
import { listBudgets, readMeasure, type Measure, type ReportedGroup, type ReportedTable } from '../../../core/figures/reportedResults/reportedTable.ts';
import { TABLE_10, TABLE_11, TABLE_2, TABLE_3, TABLE_4, TABLE_6, TABLE_8, TABLE_9 } from '../../../core/figures/reportedResults/reportedTables.ts';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import { averageRow } from '../../../core/figures/reportedResults/discrepancies.ts';

/** How a table is drawn. */
type ViewKind = 'budgets' | 'scatter' | 'benchmarks' | 'bars' | 'repeated';

export interface ReportedView {
  id: string;
  title: string;
  source: string;
  kind: ViewKind;
  table: ReportedTable;
}

/** The budget of Figure 2 (b): a reduction of 94.4 %. */
const FIGURE_2B_TOKENS = 32;

const budgets = (table: ReportedTable): ReportedView => ({ id: table.id, title: `${table.title}: ${table.model}`, source: table.title, kind: 'budgets', table });

export const REPORTED_VIEWS: readonly ReportedView[] = [
  { id: 'figure-2a', title: 'Figure 2 (a): cost and F1', source: 'Figure 2 (a), numbers of Table 6', kind: 'scatter', table: TABLE_6 },
  { id: 'figure-2b', title: 'Figure 2 (b): ten benchmarks', source: 'Figure 2 (b), numbers of Table 2', kind: 'benchmarks', table: narrowTable(TABLE_2, FIGURE_2B_TOKENS) },
  budgets(TABLE_2),
  budgets(TABLE_3),
  budgets(TABLE_4),
  { id: 'table-6', title: 'Table 6: efficiency', source: 'Table 6', kind: 'bars', table: TABLE_6 },
  budgets(TABLE_8),
  budgets(TABLE_9),
  budgets(TABLE_10),
  { id: 'table-11', title: 'Table 11: repeated runs', source: 'Table 11', kind: 'repeated', table: TABLE_11 },
];

/** The unpruned model and one budget of a table. */
function narrowTable(table: ReportedTable, tokens: number): ReportedTable {
  return { ...table, groups: table.groups.filter((group, index) => index === 0 || group.tokens === tokens), prose: [] };
}

export interface NamedMeasure {
  id: string;
  title: string;
  measure: Measure;
  /** Unit for axes. */
  unit: string;
  digits: number;
}

/** What can be chosen for a view; empty where it shows everything at once. */
export function listMeasures({ kind, table }: ReportedView): NamedMeasure[] {
  const columns = table.columns.map(
    ({ name, unit, digits }, measure): NamedMeasure => ({ id: name, title: name, measure, unit, digits }),
  );
  switch (kind) {
    case 'budgets':
      return [
        { id: 'average', title: 'Average of all benchmarks', measure: 'average', unit: '%', digits: 2 },
        { id: 'relative', title: 'Relative to the unpruned model', measure: 'relative', unit: '%', digits: 2 },
        ...columns,
      ];
    case 'scatter':
      return columns.filter(({ measure }) => typeof measure === 'number' && table.columns[measure].better === 'lower');
    case 'benchmarks':
    case 'bars':
    case 'repeated':
      return [];
    default:
      return kind satisfies never;
  }
}

/** Kept tokens as the table prints them: of a video, frames × tokens. */
export function describeBudget(tokens: number, { frames }: Pick<ReportedTable, 'frames'>): string {
  return frames === undefined ? String(tokens) : `${frames} × ${tokens / frames}`;
}

/** At how many budgets Script has the best value of a measure, alone or with others. */
export function countBest({ table }: Pick<ReportedView, 'table'>, measure: Measure): { best: number; budgets: number } {
  const groups = listBudgets(table);
  const best = groups.filter((group) => {
    const script = group.rows.find(({ method }) => method === 'Script');
    const value = script ? readMeasure(script, measure) : null;
    return value !== null && group.rows.every((row) => row.method === 'unpruned' || (readMeasure(row, measure) ?? -Infinity) <= value);
  });
  return { best: best.length, budgets: groups.length };
}

/** The table as printed, with the mean of every row beside the printed average. */
export function toDataTable({ table }: ReportedView): DataTable {
  const { columns, groups } = table;
  const rows = groups.flatMap((group) => group.rows.map((row) => ({ group, row })));
  const hasAverage = rows.some(({ row }) => row.average !== null);
  const extra: { title: string; digits: number; read: (group: ReportedGroup, row: ReportedGroup['rows'][number]) => number | null }[] = [
    { title: 'average', digits: 2, read: (_, row) => row.average },
    { title: 'relative (%)', digits: 2, read: (_, row) => row.relative },
    { title: 'mean of the row, computed here', digits: 2, read: (_, row) => averageRow(table, row) },
  ];
  const printedCost = [
    { title: 'reduction (%)', digits: 1, read: (group: ReportedGroup) => group.reduction },
    { title: 'TFLOPs', digits: 3, read: (group: ReportedGroup) => group.teraflops },
  ].filter(({ read }) => groups.some((group) => read(group) !== null));
  const shownExtra = hasAverage ? extra : [];
  return {
    columns: [
      { title: 'method' },
      { title: 'tokens kept' },
      ...printedCost.map(({ title, digits }) => ({ title, digits })),
      // Probabilities as small as 10^-43 have no fixed number of decimals.
      ...columns.map(({ name, unit, digits }) => (unit === 'p-value' ? { title: `${name} (${unit})` } : { title: unit === '%' ? name : `${name} (${unit})`, digits })),
      ...shownExtra.map(({ title, digits }) => ({ title, digits })),
    ],
    rows: rows.map(({ group, row }) => [
      row.method,
      group.tokens,
      ...printedCost.map(({ read }) => read(group)),
      ...columns.map((_, index) => row.values[index] ?? null),
      ...shownExtra.map(({ read }) => read(group, row)),
    ]),
  };
}
