/** Table 10, typed in as printed. */
import { MME, percentColumn, type ReportedTable } from './reportedTable.ts';

export const TABLE_10: ReportedTable = {
  id: 'table-10',
  title: 'Table 10',
  model: 'InternVL3-8B',
  caption: 'Performance comparisons on InternVL3-8B Zhu et al. (2025) across 10 image understanding benchmarks.',
  claimedBenchmarks: 10,
  columns: [
    percentColumn('AI2D'),
    percentColumn('TextVQA'),
    percentColumn('ChartQA'),
    { name: 'OCRBench', unit: 'points', digits: 0, better: 'higher', divisor: 10 },
    percentColumn('HallBench'),
    MME,
    percentColumn('MMB-EN'),
    percentColumn('MMB-CN'),
  ],
  groups: [
    {
      tokens: 1280,
      reduction: null,
      teraflops: null,
      rows: [
        { method: 'unpruned', values: [85.28, 81.51, 85.07, 853, 50.02, 2393.22, 83.82, 82.54], average: 84.22, relative: 100.0 },
      ],
    },
    {
      tokens: 256,
      reduction: 80.0,
      teraflops: null,
      rows: [
        { method: 'FastV', values: [82.21, 74.34, 70.58, 632, 48.45, 2348.31, 83.36, 82.04], average: 77.98, relative: 92.6 },
        { method: 'DivPrune', values: [80.88, 64.70, 57.51, 477, 38.63, 2249.17, 80.63, 80.27], average: 70.41, relative: 82.80 },
        { method: 'Script', values: [82.87, 75.97, 72.20, 640, 48.98, 2334.22, 83.45, 81.57], average: 78.35, relative: 93.03 },
      ],
    },
    {
      tokens: 128,
      reduction: 90.0,
      teraflops: null,
      rows: [
        { method: 'FastV', values: [77.35, 63.55, 46.82, 426, 42.75, 2250.31, 81.09, 80.20], average: 68.44, relative: 80.9 },
        { method: 'DivPrune', values: [76.45, 55.44, 42.58, 378, 37.57, 2166.22, 78.49, 77.55], average: 64.31, relative: 75.75 },
        { method: 'Script', values: [79.88, 67.65, 50.78, 471, 44.46, 2282.98, 82.12, 80.53], average: 70.98, relative: 84.29 },
      ],
    },
  ],
  prose: [
    { source: 'App. D.2', tokens: 128, method: 'Script', measure: 'relative', value: 83.9, digits: 1 },
  ],
};
