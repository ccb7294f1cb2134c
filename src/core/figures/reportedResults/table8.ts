/** Table 8, typed in as printed. */
import { LLAVA_13B_COLUMNS, type ReportedTable } from './reportedTable.ts';

export const TABLE_8: ReportedTable = {
  id: 'table-8',
  title: 'Table 8',
  model: 'LLaVA-1.5-13B',
  caption: 'Performance comparisons on LLaVA-1.5-13B Liu et al. (2024a) across 10 image understanding benchmarks.',
  claimedBenchmarks: 10,
  columns: LLAVA_13B_COLUMNS,
  groups: [
    {
      tokens: 576,
      reduction: null,
      teraflops: 3.817,
      rows: [
        { method: 'unpruned', values: [80.10, 63.35, 53.36, 72.85, 61.24, 86.00, 1531.25, 68.55, 63.55, 36.22], average: 66.21, relative: 100 },
      ],
    },
    {
      tokens: 128,
      reduction: 77.8,
      teraflops: 0.833,
      rows: [
        { method: 'FastV', values: [75.53, 58.13, 54.46, 74.32, 58.76, 75.55, 1460.56, 66.01, 62.23, 32.78], average: 63.17, relative: 95.41 },
        { method: 'TRIM', values: [76.34, 59.14, 49.87, 72.14, 55.08, 86.38, 1426.49, 67.11, 58.14, 35.13], average: 63.06, relative: 95.24 },
        { method: 'VisionZip', values: [76.83, 57.79, 52.03, 73.68, 58.39, 82.77, 1449.42, 67.14, 62.95, 36.01], average: 64.01, relative: 96.67 },
        { method: 'DivPrune', values: [77.41, 59.21, 53.35, 72.28, 58.40, 86.81, 1457.97, 66.13, 60.74, 34.41], average: 64.16, relative: 96.90 },
        { method: 'SparseVLM', values: [77.61, 59.46, 51.74, 74.23, 59.93, 85.02, 1487.59, 68.14, 62.36, 35.92], average: 64.87, relative: 97.97 },
        { method: 'Script', values: [77.87, 59.27, 52.49, 73.29, 58.45, 87.31, 1498.30, 67.15, 61.35, 36.12], average: 64.83, relative: 97.64 },
      ],
    },
    {
      tokens: 64,
      reduction: 88.9,
      teraflops: 0.415,
      rows: [
        { method: 'FastV', values: [65.73, 51.39, 53.48, 73.01, 53.74, 56.49, 1246.54, 59.12, 55.18, 26.89], average: 55.78, relative: 84.24 },
        { method: 'TRIM', values: [73.12, 57.85, 49.23, 72.00, 52.10, 86.65, 1406.12, 65.04, 52.57, 27.98], average: 60.73, relative: 91.72 },
        { method: 'VisionZip', values: [73.75, 56.23, 53.12, 74.29, 57.41, 75.67, 1379.66, 64.94, 61.33, 33.40], average: 61.91, relative: 93.51 },
        { method: 'DivPrune', values: [75.20, 57.91, 54.49, 71.67, 57.54, 84.35, 1454.29, 64.13, 59.87, 29.31], average: 62.73, relative: 94.74 },
        { method: 'SparseVLM', values: [73.12, 55.91, 52.17, 72.09, 57.14, 77.91, 1374.35, 65.12, 60.23, 32.94], average: 61.62, relative: 93.07 },
        { method: 'Script', values: [76.67, 59.64, 53.55, 72.75, 57.86, 87.19, 1466.98, 65.85, 58.72, 36.20], average: 64.20, relative: 96.96 },
      ],
    },
    {
      tokens: 32,
      reduction: 94.5,
      teraflops: 0.208,
      rows: [
        { method: 'FastV', values: [61.13, 48.36, 51.68, 72.37, 50.73, 53.99, 1198.33, 54.27, 53.22, 23.65], average: 52.93, relative: 79.95 },
        { method: 'TRIM', values: [69.83, 55.67, 48.58, 70.64, 49.65, 85.85, 1284.57, 63.13, 45.45, 26.34], average: 57.79, relative: 86.28 },
        { method: 'VisionZip', values: [68.40, 52.71, 53.09, 72.79, 55.20, 66.85, 1257.67, 61.32, 55.58, 29.43], average: 57.81, relative: 87.62 },
        { method: 'DivPrune', values: [72.00, 56.20, 54.55, 70.89, 54.76, 79.12, 1405.02, 61.47, 57.12, 27.98], average: 60.42, relative: 91.25 },
        { method: 'SparseVLM', values: [71.57, 54.05, 51.54, 70.86, 53.74, 77.45, 1327.37, 62.88, 58.91, 28.13], average: 59.55, relative: 89.94 },
        { method: 'Script', values: [75.25, 58.75, 53.35, 71.99, 55.43, 87.31, 1421.10, 63.79, 56.36, 30.77], average: 62.41, relative: 94.26 },
      ],
    },
  ],
  prose: [
    { source: 'App. E', tokens: 128, method: 'Script', measure: 'relative', value: 98.0, digits: 1 },
  ],
};
