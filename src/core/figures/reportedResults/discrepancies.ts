/**
 * Where the paper's tables contradict themselves or the text. Everything here is computed from the printed numbers; a
 * difference counts only if no rounding of printed numbers can explain it.
 */
import { findBaseline, findRow, readMeasure, type ProseValue, type ReportedMethod, type ReportedRow, type ReportedTable } from './reportedTable.ts';

/** A printed number beside the one that follows from other printed numbers. */
export interface Discrepancy {
  method: ReportedMethod;
  tokens: number;
  printed: number;
  computed: number;
}

/** Half a unit of the last of two decimals: how far rounding moves a printed average or percentage. */
const HALF_UNIT = 0.005;
const FLOAT_SLACK = 1e-9;

/** Mean over the columns that count, each divided by its divisor; null if none counts. */
export function averageRow({ columns }: Pick<ReportedTable, 'columns'>, { values }: ReportedRow): number | null {
  let sum = 0;
  let count = 0;
  for (const [index, { divisor }] of columns.entries()) {
    const value = values[index];
    if (divisor === null || value === null || value === undefined) continue;
    sum += value / divisor;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

/** Rows whose printed average is not the mean of the row. Rounded cells move a mean by at most as much as rounding moves the average itself. */
export function checkAverages(table: ReportedTable): Discrepancy[] {
  return listRows(table).flatMap(({ tokens, row }) => {
    const computed = averageRow(table, row);
    if (row.average === null || computed === null) return [];
    return differ(row.average, computed, 2 * HALF_UNIT) ? [{ method: row.method, tokens, printed: row.average, computed }] : [];
  });
}

/** Rows whose printed percentage is not average / average of the unpruned model. */
export function checkRelatives(table: ReportedTable): Discrepancy[] {
  const whole = findBaseline(table)?.row.average ?? null;
  if (whole === null) return [];
  return listRows(table).flatMap(({ tokens, row }) => {
    if (row.average === null || row.relative === null) return [];
    const computed = (100 * row.average) / whole;
    const rounding = HALF_UNIT + ((100 + computed) * HALF_UNIT) / whole;
    return differ(row.relative, computed, rounding) ? [{ method: row.method, tokens, printed: row.relative, computed }] : [];
  });
}

/** Budgets whose printed reduction, one decimal, is not 1 − kept / all. */
export function checkReductions(table: ReportedTable): Discrepancy[] {
  const whole = findBaseline(table)?.tokens ?? null;
  if (whole === null) return [];
  return table.groups.flatMap(({ tokens, reduction }) => {
    if (reduction === null) return [];
    const computed = 100 * (1 - tokens / whole);
    return differ(reduction, computed, 0.05) ? [{ method: 'unpruned', tokens, printed: reduction, computed }] : [];
  });
}

/** Factors of Table 6 that are not unpruned / pruned; each stands in the column after its cost. */
export function checkFactors(table: ReportedTable): (Discrepancy & { column: string })[] {
  const baseline = findBaseline(table);
  if (!baseline) return [];
  return table.columns.flatMap(({ name, unit }, index) => {
    if (unit !== 'times less') return [];
    const half = 0.5 / 10 ** table.columns[index - 1].digits;
    const whole = readMeasure(baseline.row, index - 1);
    return listRows(table).flatMap(({ tokens, row }) => {
      const cost = readMeasure(row, index - 1);
      const printed = readMeasure(row, index);
      if (whole === null || cost === null || printed === null) return [];
      // The true costs lie within half a unit of the printed ones.
      const rounding = (whole + half) / (cost - half) - whole / cost + 0.05;
      return differ(printed, whole / cost, rounding) ? [{ method: row.method, tokens, printed, computed: whole / cost, column: name }] : [];
    });
  });
}

export interface ProseDiscrepancy extends ProseValue {
  /** What the table prints. */
  table: number;
}

/** Sentences of the paper that give another number than its table. */
export function checkProse(table: ReportedTable): ProseDiscrepancy[] {
  return table.prose.flatMap((said) => {
    const row = findRow(table, said.tokens, said.method);
    const printed = row && readMeasure(row, said.measure);
    if (printed === null) return [];
    // Printed in the table with two decimals, in the sentence sometimes with one.
    const rounding = said.digits < 2 ? 0.5 / 10 ** said.digits : 0;
    return differ(said.value, printed, rounding) ? [{ ...said, table: printed }] : [];
  });
}

export interface RepeatedMeasurement {
  method: ReportedMethod;
  tokens: number;
  mean: number;
  deviation: number;
  /** The same benchmark, model and budget in another table. */
  elsewhere: number;
}

/** Means over repeated runs (two columns: mean, standard deviation) beside the single number another table prints for the same thing. */
export function compareRepeated(repeated: ReportedTable, single: ReportedTable, benchmark: string): RepeatedMeasurement[] {
  const column = single.columns.findIndex(({ name }) => name === benchmark);
  return listRows(repeated).flatMap(({ tokens, row: { method, values } }) => {
    const [mean, deviation] = values;
    const row = findRow(single, tokens, method);
    const elsewhere = row && readMeasure(row, column);
    if (mean === null || deviation === null || elsewhere === null) return [];
    return [{ method, tokens, mean, deviation, elsewhere }];
  });
}

function listRows({ groups }: ReportedTable): { tokens: number; row: ReportedRow }[] {
  return groups.flatMap(({ tokens, rows }) => rows.map((row) => ({ tokens, row })));
}

function differ(a: number, b: number, allowed: number): boolean {
  return Math.abs(a - b) > allowed + FLOAT_SLACK;
}
