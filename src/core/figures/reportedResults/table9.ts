/** Table 9, typed in as printed. Its unpruned row is printed with 576 tokens, its pruned rows with the budgets of 2880. */
import { LLAVA_13B_COLUMNS, type ReportedTable } from './reportedTable.ts';

export const TABLE_9: ReportedTable = {
  id: 'table-9',
  title: 'Table 9',
  model: 'LLaVA-NeXT-13B',
  caption: 'Performance comparisons on LLaVA-Next-13B Liu et al. (2024a) across 8 image understanding benchmarks.',
  claimedBenchmarks: 8,
  columns: LLAVA_13B_COLUMNS,
  groups: [
    {
      tokens: 576,
      reduction: null,
      teraflops: 3.817,
      rows: [
        { method: 'unpruned', values: [82.30, 64.35, 59.15, 73.15, 63.20, 85.20, 1539.50, 68.55, 61.05, 45.02], average: 67.91, relative: 100 },
      ],
    },
    {
      tokens: 640,
      reduction: 77.8,
      teraflops: 4.627,
      rows: [
        { method: 'FastV', values: [79.34, 60.89, 56.44, 71.75, 60.74, 80.24, 1536.7, 65.25, 59.39, 43.68], average: 65.45, relative: 96.38 },
        { method: 'TRIM', values: [79.34, 63.19, 54.31, 71.42, 57.64, 87.31, 1543.36, 68.75, 61.21, 42.34], average: 66.26, relative: 97.57 },
        { method: 'VisionZip', values: [79.37, 62.79, 56.12, 70.83, 61.91, 85.83, 1529.22, 68.31, 62.61, 46.98], average: 67.13, relative: 98.84 },
        { method: 'DivPrune', values: [80.34, 63.54, 56.73, 72.12, 59.42, 86.44, 1531.41, 67.51, 62.59, 39.10], average: 66.42, relative: 97.81 },
        { method: 'SparseVLM', values: [79.49, 62.74, 57.55, 72.35, 62.48, 85.56, 1573.74, 68.85, 64.10, 41.35], average: 67.31, relative: 99.11 },
        { method: 'Script', values: [81.14, 64.22, 57.02, 72.08, 61.40, 87.31, 1552.61, 68.93, 61.91, 47.13], average: 67.87, relative: 99.95 },
      ],
    },
    {
      tokens: 320,
      reduction: 88.9,
      teraflops: 2.314,
      rows: [
        { method: 'FastV', values: [66.98, 54.36, 53.33, 70.11, 55.34, 64.10, 1288.0, 59.48, 54.14, 30.52], average: 57.27, relative: 84.34 },
        { method: 'TRIM', values: [75.94, 61.13, 52.12, 69.59, 52.18, 87.42, 1484.6, 67.53, 57.34, 33.41], average: 63.09, relative: 92.90 },
        { method: 'VisionZip', values: [76.18, 60.37, 54.84, 70.12, 60.17, 82.33, 1417.13, 66.45, 62.53, 41.21], average: 64.50, relative: 94.96 },
        { method: 'DivPrune', values: [78.13, 61.28, 55.10, 72.39, 57.46, 85.32, 1465.01, 65.91, 61.59, 39.42], average: 64.98, relative: 95.68 },
        { method: 'SparseVLM', values: [76.75, 60.91, 54.75, 70.94, 60.01, 81.35, 1491.46, 68.10, 63.45, 39.36], average: 65.05, relative: 95.78 },
        { method: 'Script', values: [79.64, 63.11, 55.31, 71.46, 58.74, 87.63, 1501.15, 66.73, 61.48, 42.32], average: 66.16, relative: 97.42 },
      ],
    },
    {
      tokens: 160,
      reduction: 94.4,
      teraflops: 1.156,
      rows: [
        { method: 'FastV', values: [62.67, 50.79, 52.03, 69.11, 51.74, 62.95, 1229.18, 56.48, 53.16, 27.36], average: 54.77, relative: 80.66 },
        { method: 'TRIM', values: [72.15, 58.93, 51.12, 69.19, 49.12, 87.00, 1392.30, 65.75, 51.65, 27.68], average: 60.21, relative: 88.66 },
        { method: 'VisionZip', values: [72.45, 57.81, 52.35, 69.47, 58.69, 76.38, 1393.49, 64.85, 60.01, 35.39], average: 61.70, relative: 90.86 },
        { method: 'DivPrune', values: [75.64, 60.30, 53.15, 71.44, 56.43, 81.29, 1436.17, 65.19, 60.59, 37.34], average: 63.31, relative: 93.22 },
        { method: 'SparseVLM', values: [74.62, 59.79, 52.38, 69.89, 55.89, 80.92, 1429.44, 65.19, 59.17, 36.48], average: 62.58, relative: 92.15 },
        { method: 'Script', values: [77.85, 62.32, 53.19, 71.37, 56.47, 88.83, 1476.99, 65.49, 59.91, 40.34], average: 64.96, relative: 95.65 },
      ],
    },
  ],
  prose: [
    { source: 'App. E', tokens: 640, method: 'Script', measure: 'relative', value: 99.9, digits: 1 },
  ],
};
