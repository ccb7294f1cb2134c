/**
 * What the checks of the printed numbers found, in sentences. Every number in them is computed or printed, none is typed here.
 */
import { max } from 'd3';
import {
  checkAverages,
  checkFactors,
  checkProse,
  checkReductions,
  checkRelatives,
  compareRepeated,
  type Discrepancy,
} from '../../../core/figures/reportedResults/discrepancies.ts';
import { findBaseline, type ReportedTable } from '../../../core/figures/reportedResults/reportedTable.ts';
import { TABLE_11, TABLE_3 } from '../../../core/figures/reportedResults/reportedTables.ts';
import { formatNumber } from '../../format.ts';
import { describeBudget } from './reportedViews.ts';

/** Examples that a sentence names before it only counts. */
const NAMED = 3;

export function describeDiscrepancies(table: ReportedTable): string[] {
  const count = table.groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const averages = checkAverages(table);
  const relatives = checkRelatives(table);
  return [
    ...(averages.length > 0
      ? [`In ${averages.length} of ${count} rows the printed average is not the mean of the row (${describeRule(table)}): ${listExamples(table, averages)}.`]
      : []),
    ...(relatives.length > 0
      ? [`In ${relatives.length} of ${count} rows the printed relative value is not the average divided by the unpruned one: ${listExamples(table, relatives)}.`]
      : []),
    ...describeReductions(table),
    ...describeBenchmarkCount(table),
    ...checkFactors(table).map(
      ({ method, column, printed, computed }) => `${column}, ${method}: printed ×${printed}, the printed costs give ×${formatNumber(computed, 2)}.`,
    ),
    ...checkProse(table).map(
      ({ source, tokens, method, measure, value, digits, table: cell }) =>
        `The text (${source}) gives ${formatNumber(value, digits)} % for ${method} at ${describeBudget(tokens, table)} tokens, the ${measure === 'average' ? 'average' : 'relative'} column has ${formatNumber(cell, 2)} %.`,
    ),
    ...(table === TABLE_11 ? describeRepeated() : []),
  ];
}

function describeRule({ columns }: ReportedTable): string {
  const divided = columns.filter(({ divisor }) => divisor !== null && divisor !== 1).map(({ name, divisor }) => `${name} / ${divisor}`);
  return divided.length > 0 ? `${divided.join(', ')}, within rounding` : 'within rounding';
}

/** The largest differences by name. */
function listExamples(table: ReportedTable, found: readonly Discrepancy[]): string {
  const sorted = found.toSorted((a, b) => Math.abs(b.printed - b.computed) - Math.abs(a.printed - a.computed));
  const named = sorted
    .slice(0, NAMED)
    .map(({ method, tokens, printed, computed }) => `${method} at ${describeBudget(tokens, table)} tokens prints ${formatNumber(printed, 2)}, computed ${formatNumber(computed, 2)}`);
  const rest = sorted.slice(NAMED);
  if (rest.length === 0) return named.join('; ');
  const largest = max(rest, ({ printed, computed }) => Math.abs(printed - computed)) ?? 0;
  return `${named.join('; ')}; the others by at most ${formatNumber(largest, 2)}`;
}

function describeReductions(table: ReportedTable): string[] {
  const found = checkReductions(table);
  const baseline = findBaseline(table);
  if (found.length === 0 || !baseline) return [];
  const all = describeBudget(baseline.tokens, table);
  if (found.some(({ computed }) => computed < 0)) {
    const [{ tokens, printed }] = found;
    // A percentage with one decimal settles no more than three digits.
    const implied = Number((tokens / (1 - printed / 100)).toPrecision(3));
    return [
      `The unpruned row is printed with ${all} tokens, yet the printed reductions are those of about ${implied}: ${tokens} tokens are said to be ${formatNumber(printed, 1)} % fewer.`,
    ];
  }
  const list = found.map(({ tokens, printed, computed }) => `${tokens} of ${all} tokens: printed ${formatNumber(printed, 1)} %, computed ${formatNumber(computed, 1)} %`);
  return [`Reductions: ${list.join('; ')}.`];
}

function describeBenchmarkCount({ claimedBenchmarks, columns }: ReportedTable): string[] {
  if (claimedBenchmarks === undefined || claimedBenchmarks === columns.length) return [];
  return [`The caption announces ${claimedBenchmarks} benchmarks, the table has ${columns.length}.`];
}

function describeRepeated(): string[] {
  const runs = compareRepeated(TABLE_11, TABLE_3, 'MME');
  const far = runs.filter(({ mean, deviation, elsewhere }) => Math.abs(mean - elsewhere) > 2 * deviation);
  const script = runs.find(({ method }) => method === 'Script');
  const sentence = `For ${far.length} of ${runs.length} methods the value of Table 3 lies more than two standard deviations from the mean of Table 11`;
  if (!script) return [`${sentence}.`];
  const deviations = formatNumber(Math.abs(script.mean - script.elsewhere) / script.deviation, 0);
  return [`${sentence}; for Script, ${formatNumber(script.elsewhere, 2)} against ${formatNumber(script.mean, 2)} ± ${formatNumber(script.deviation, 2)} is ${deviations} of them.`];
}
