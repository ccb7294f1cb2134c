import { describe, expect, it } from 'vitest';
import {
  averageRow,
  checkAverages,
  checkFactors,
  checkProse,
  checkReductions,
  checkRelatives,
  compareRepeated,
  type Discrepancy,
} from '../../src/core/figures/reportedResults/discrepancies.ts';
import { findBaseline, findRow, listBudgets, listMethods, readMeasure, type ReportedTable } from '../../src/core/figures/reportedResults/reportedTable.ts';
import {
  REPORTED_TABLES,
  TABLE_10,
  TABLE_11,
  TABLE_2,
  TABLE_3,
  TABLE_4,
  TABLE_6,
  TABLE_8,
  TABLE_9,
} from '../../src/core/figures/reportedResults/reportedTables.ts';

/** Sums of the columns of the paper's text, then of its averages and relative values, taken from there independently of the data files. */
const CHECKSUMS: { table: ReportedTable; rows: number; sums: number[] }[] = [
  { table: TABLE_2, rows: 31, sums: [1722.52, 1818.35, 1475.3, 40936.2, 2506.74, 2126.31, 2161.24, 1597.6, 1612.29, 829.52, 1787.1, 2815.65] },
  { table: TABLE_3, rows: 19, sums: [1109.29, 1189.96, 1010.17, 26255, 1590.95, 1263.36, 1430.07, 1053.18, 1031.63, 673.17, 1166.54, 1782.9] },
  { table: TABLE_4, rows: 13, sums: [792.26, 698.36, 706.13, 770.99, 650.46, 758.36, 887.01, 736.91, 649.5, 739.07, 1189.55] },
  { table: TABLE_6, rows: 8, sums: [71.7, 67.9, 575, 39.2, 189, 8.7, 2561.7, 122.7, 614.2, 0, 0] },
  { table: TABLE_8, rows: 19, sums: [1397.46, 1081.02, 996.13, 1378.14, 1065.55, 1508.67, 26533.58, 1221.29, 1105.86, 599.61, 1168.19, 1763.37] },
  { table: TABLE_9, rows: 19, sums: [1450.32, 1152.82, 1036.99, 1348.78, 1099.03, 1563.41, 27811.46, 1253.3, 1137.88, 736.43, 1216.93, 1791.94] },
  { table: TABLE_10, rows: 7, sums: [564.92, 483.16, 425.54, 3877, 310.86, 16024.43, 572.96, 564.7, 514.69, 609.37] },
  { table: TABLE_11, rows: 6, sums: [7948.15, 13.74, 1, 1 + 5 * 9.54e-7, 0, 0] },
];

function listRows(table: ReportedTable) {
  return table.groups.flatMap((group) => group.rows);
}

function findTable(title: string): ReportedTable {
  const table = REPORTED_TABLES.find((candidate) => candidate.title === title);
  if (!table) throw new Error(`There is no "${title}".`);
  return table;
}

function listPrintedBudgets({ groups }: ReportedTable) {
  return groups.map(({ tokens, reduction, teraflops }) => [tokens, reduction, teraflops]);
}

describe.each(CHECKSUMS)('$table.title as typed in', ({ table, rows, sums }) => {
  it('has every row, and every column sums to what the paper’s text sums to', () => {
    expect(listRows(table)).toHaveLength(rows);
    const measures = [...table.columns.keys(), 'average', 'relative'] as const;
    expect(sums).toHaveLength(measures.length);
    measures.forEach((measure, index) => {
      const sum = listRows(table).reduce((total, row) => total + (readMeasure(row, measure) ?? 0), 0);
      expect(sum, `column ${measure}`).toBeCloseTo(sums[index], 6);
    });
  });

  it('has one value per column in every row, and every method at every budget', () => {
    for (const row of listRows(table)) expect(row.values).toHaveLength(table.columns.length);
    for (const { rows: group } of listBudgets(table)) expect(group.map(({ method }) => method).toSorted()).toEqual([...listMethods(table)].toSorted());
  });
});

describe('cells of the tables', () => {
  it.each([
    ['Table 2', 576, 'unpruned', 'MME', 1507.06],
    ['Table 2', 192, 'DivPrune', 'MMB-CN', 43],
    ['Table 2', 64, 'Script', 'POPE', 86.95],
    ['Table 2', 16, 'TRIM', 'VizWiz', 35.26],
    ['Table 3', 2880, 'unpruned', 'GQA', 62.83],
    ['Table 3', 320, 'Script', 'MME', 1452.85],
    ['Table 3', 160, 'SparseVLM', 'MMVet', 34.81],
    ['Table 4', 64 * 169, 'unpruned', 'MLVU m-avg', 67.75],
    ['Table 4', 64 * 32, 'Script', 'Video-MME short', 72.11],
    ['Table 4', 64 * 16, 'FastV', 'LongVideoBench relation', 44.79],
    ['Table 6', 320, 'Script', 'Prefill time', 35],
    ['Table 6', 320, 'SparseVLM', 'GPU memory', 18.6],
    ['Table 6', 2880, 'unpruned', 'KV cache', 1440],
    ['Table 8', 128, 'VisionZip', 'SQA', 73.68],
    ['Table 8', 32, 'Script', 'MMB-CN', 56.36],
    ['Table 9', 640, 'FastV', 'MME', 1536.7],
    ['Table 9', 160, 'Script', 'POPE', 88.83],
    ['Table 10', 256, 'DivPrune', 'OCRBench', 477],
    ['Table 10', 256, 'FastV', 'MME', 2348.31],
    ['Table 11', 160, 'Script', 'Standard deviation', 0.94],
    ['Table 11', 160, 'FastV', 't-test', 1.01e-43],
  ] as const)('%s at %i tokens, %s, %s', (title, tokens, method, name, value) => {
    const table = findTable(title);
    const column = table.columns.findIndex((candidate) => candidate.name === name);
    expect(findRow(table, tokens, method)?.values[column]).toBe(value);
  });

  it('keep the printed budgets, reductions and FLOPs', () => {
    expect(listPrintedBudgets(TABLE_2)).toEqual([[576, null, 3.817], [192, 66.7, 1.253], [128, 77.8, 0.833], [64, 88.9, 0.415], [32, 94.5, 0.208], [16, 97.3, 0.103]]);
    expect(listPrintedBudgets(TABLE_3)).toEqual([[2880, null, 20.825], [640, 77.8, 4.627], [320, 88.9, 2.314], [160, 94.4, 1.156]]);
    expect(listPrintedBudgets(TABLE_4)).toEqual([[10816, null, null], [4096, 62.1, null], [2048, 81.1, null], [1024, 90.5, null]]);
    expect(listPrintedBudgets(TABLE_8)).toEqual([[576, null, 3.817], [128, 77.8, 0.833], [64, 88.9, 0.415], [32, 94.5, 0.208]]);
    expect(listPrintedBudgets(TABLE_9)).toEqual([[576, null, 3.817], [640, 77.8, 4.627], [320, 88.9, 2.314], [160, 94.4, 1.156]]);
    expect(listPrintedBudgets(TABLE_10)).toEqual([[1280, null, null], [256, 80, null], [128, 90, null]]);
  });
});

const describeCell = ({ method, tokens, printed }: Discrepancy) => `${method} at ${tokens}: ${printed}`;

describe('the paper’s own arithmetic', () => {
  it('averages rows with MME / 20 and OCRBench / 10', () => {
    const baseline = findBaseline(TABLE_2);
    expect(baseline && averageRow(TABLE_2, baseline.row)).toBeCloseTo(63.4693, 4);
    expect(averageRow(TABLE_6, TABLE_6.groups[0].rows[0])).toBeNull();
  });

  it('agrees with the printed averages within rounding, except here', () => {
    expect(Object.fromEntries(REPORTED_TABLES.map((table) => [table.title, checkAverages(table).map(describeCell)]))).toEqual({
      'Table 2': ['VisionZip at 192: 59.28', 'Script at 128: 62.51'],
      'Table 3': ['Script at 640: 65.35'],
      'Table 4': ['unpruned at 10816: 62.19', 'DivPrune at 1024: 54.72'],
      'Table 6': [],
      'Table 8': [
        'unpruned at 576: 66.21',
        'FastV at 128: 63.17',
        'FastV at 64: 55.78',
        'TRIM at 64: 60.73',
        'DivPrune at 64: 62.73',
        'SparseVLM at 64: 61.62',
        'Script at 64: 64.2',
        'TRIM at 32: 57.79',
        'VisionZip at 32: 57.81',
        'DivPrune at 32: 60.42',
      ],
      'Table 9': ['unpruned at 576: 67.91', 'DivPrune at 640: 66.42', 'SparseVLM at 320: 65.05', 'Script at 320: 66.16', 'TRIM at 160: 60.21'],
      'Table 10': listRows(TABLE_10).map(({ method, average }, index) => `${method} at ${[1280, 256, 256, 256, 128, 128, 128][index]}: ${average}`),
      'Table 11': [],
    });
  });

  it('agrees with the printed relative values within rounding, except here', () => {
    expect(Object.fromEntries(REPORTED_TABLES.map((table) => [table.title, checkRelatives(table).map(describeCell)]))).toEqual({
      'Table 2': ['Script at 192: 100'],
      'Table 3': ['Script at 320: 97.78'],
      'Table 4': ['Script at 2048: 95', 'DivPrune at 1024: 88.98', 'Script at 1024: 89.3'],
      'Table 6': [],
      'Table 8': ['Script at 128: 97.64', 'TRIM at 32: 86.28', 'VisionZip at 32: 87.62'],
      'Table 9': [],
      'Table 10': ['DivPrune at 256: 82.8', 'FastV at 128: 80.9', 'DivPrune at 128: 75.75'],
      'Table 11': [],
    });
  });

  it('finds reductions, factors and sentences that the tables contradict', () => {
    expect(checkReductions(TABLE_2).map(({ tokens, printed }) => [tokens, printed])).toEqual([[32, 94.5], [16, 97.3]]);
    expect(checkReductions(TABLE_3)).toEqual([]);
    // The unpruned row of Table 9 is printed with fewer tokens than a pruned one.
    expect(checkReductions(TABLE_9)[0].computed).toBeLessThan(0);
    expect(checkFactors(TABLE_6).map(({ method, column, printed }) => [method, column, printed])).toEqual([['Script', 'Prefill, factor', 6.8]]);
    expect(REPORTED_TABLES.flatMap((table) => checkProse(table).map(({ source, tokens, value }) => [table.title, source, tokens, value]))).toEqual([
      ['Table 2', 'Sec. 5.2', 64, 96.86],
      ['Table 3', 'abstract', 320, 96.88],
      ['Table 3', 'Sec. 5.2', 640, 65.1],
      ['Table 3', 'Sec. 5.2', 320, 63.97],
      ['Table 3', 'Sec. 5.2', 320, 97.09],
      ['Table 8', 'App. E', 128, 98],
      ['Table 10', 'App. D.2', 128, 83.9],
    ]);
  });

  it('puts repeated runs beside the same measurement in another table', () => {
    const runs = compareRepeated(TABLE_11, TABLE_3, 'MME');
    expect(runs).toHaveLength(6);
    expect(runs.at(-1)).toEqual({ method: 'Script', tokens: 160, mean: 1487.98, deviation: 0.94, elsewhere: 1423.89 });
  });
});
