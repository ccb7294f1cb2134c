/** Table 3, typed in as printed. */
import { LLAVA_COLUMNS, type ReportedTable } from './reportedTable.ts';

export const TABLE_3: ReportedTable = {
  id: 'table-3',
  title: 'Table 3',
  model: 'LLaVA-NeXT-7B',
  caption: 'Performance comparisons on LLaVA-NeXT-7B (Liu et al., 2024a) across 9 image understanding benchmarks.',
  claimedBenchmarks: 9,
  columns: LLAVA_COLUMNS,
  groups: [
    {
      tokens: 2880,
      reduction: null,
      teraflops: 20.825,
      rows: [
        { method: 'unpruned', values: [62.83, 65.81, 57.65, 1504.72, 86.92, 67.59, 81.20, 60.38, 55.65, 41.11], average: 65.43, relative: 100 },
      ],
    },
    {
      tokens: 640,
      reduction: 77.8,
      teraflops: 4.627,
      rows: [
        { method: 'FastV', values: [58.93, 63.14, 53.88, 1412.86, 79.96, 67.32, 77.06, 58.15, 53.94, 39.17], average: 62.22, relative: 95.09 },
        { method: 'TRIM', values: [61.13, 65.83, 55.79, 1473.62, 86.92, 66.71, 78.36, 54.85, 54.12, 37.16], average: 63.46, relative: 96.98 },
        { method: 'VisionZip', values: [60.84, 64.52, 56.28, 1408.67, 85.86, 66.36, 79.13, 59.90, 55.46, 38.79], average: 63.76, relative: 97.44 },
        { method: 'DivPrune', values: [60.58, 65.77, 57.31, 1457.48, 86.69, 66.76, 79.26, 57.04, 55.62, 38.16], average: 64.01, relative: 97.82 },
        { method: 'SparseVLM', values: [60.32, 65.66, 56.81, 1426.83, 85.98, 67.27, 77.11, 59.64, 55.58, 39.48], average: 63.92, relative: 97.69 },
        { method: 'Script', values: [62.64, 65.98, 57.76, 1481.98, 87.65, 67.43, 80.47, 58.92, 55.71, 41.90], average: 65.35, relative: 99.88 },
      ],
    },
    {
      tokens: 320,
      reduction: 88.9,
      teraflops: 2.314,
      rows: [
        { method: 'FastV', values: [52.17, 53.87, 44.51, 1178.61, 72.54, 65.67, 66.52, 52.30, 51.33, 26.58], average: 54.44, relative: 83.21 },
        { method: 'TRIM', values: [59.94, 63.58, 51.01, 1426.49, 86.17, 66.22, 74.27, 51.02, 53.94, 32.77], average: 61.02, relative: 93.27 },
        { method: 'VisionZip', values: [59.11, 62.89, 53.39, 1360.61, 84.44, 65.71, 76.41, 58.53, 55.27, 36.25], average: 62.00, relative: 94.76 },
        { method: 'DivPrune', values: [59.24, 64.03, 55.58, 1418.46, 84.92, 67.11, 77.24, 56.17, 54.97, 35.72], average: 62.59, relative: 95.66 },
        { method: 'SparseVLM', values: [58.75, 64.18, 54.86, 1399.77, 85.16, 66.14, 75.62, 56.55, 55.22, 37.94], average: 62.44, relative: 95.43 },
        { method: 'Script', values: [61.36, 65.39, 55.82, 1452.85, 87.22, 67.80, 78.45, 57.24, 55.51, 38.12], average: 63.95, relative: 97.78 },
      ],
    },
    {
      tokens: 160,
      reduction: 94.4,
      teraflops: 1.156,
      rows: [
        { method: 'FastV', values: [48.19, 47.96, 39.77, 1083.20, 68.81, 64.07, 61.42, 48.92, 48.04, 22.04], average: 50.34, relative: 76.93 },
        { method: 'TRIM', values: [57.36, 61.53, 47.79, 1279.44, 84.58, 65.51, 71.04, 45.94, 52.92, 29.82], average: 58.05, relative: 88.71 },
        { method: 'VisionZip', values: [56.28, 59.72, 51.33, 1342.84, 84.06, 65.89, 73.49, 54.32, 53.68, 34.59], average: 60.05, relative: 91.78 },
        { method: 'DivPrune', values: [55.62, 62.97, 53.51, 1359.82, 81.05, 66.28, 74.48, 54.18, 54.87, 32.38], average: 60.33, relative: 92.21 },
        { method: 'SparseVLM', values: [53.27, 62.93, 53.45, 1362.86, 84.83, 66.08, 71.83, 53.85, 54.61, 34.81], average: 60.38, relative: 92.28 },
        { method: 'Script', values: [60.73, 64.20, 53.67, 1423.89, 87.19, 67.44, 76.71, 55.28, 55.19, 36.38], average: 62.80, relative: 95.98 },
      ],
    },
  ],
  prose: [
    { source: 'abstract', tokens: 320, method: 'Script', measure: 'relative', value: 96.88, digits: 2 },
    { source: 'Sec. 5.2', tokens: 640, method: 'Script', measure: 'relative', value: 99.88, digits: 2 },
    { source: 'Sec. 5.2', tokens: 640, method: 'Script', measure: 'average', value: 65.1, digits: 1 },
    { source: 'Sec. 5.2', tokens: 320, method: 'Script', measure: 'average', value: 63.97, digits: 2 },
    { source: 'Sec. 5.2', tokens: 320, method: 'Script', measure: 'relative', value: 97.09, digits: 2 },
    { source: 'Sec. 5.2', tokens: 160, method: 'Script', measure: 'average', value: 62.80, digits: 2 },
    { source: 'Sec. 5.2', tokens: 160, method: 'Script', measure: 'relative', value: 95.98, digits: 2 },
  ],
};
