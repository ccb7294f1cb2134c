/** Table 4, typed in as printed. The caption says Video-LLaVA, the row LLaVA-Video. */
import { percentColumn, type ReportedTable } from './reportedTable.ts';

export const TABLE_4: ReportedTable = {
  id: 'table-4',
  title: 'Table 4',
  model: 'LLaVA-Video-7B',
  caption: 'Performance comparison of different pruning methods on Video-LLaVA-7B with 64 frames per video.',
  frames: 64,
  columns: [
    'MLVU m-avg',
    'MVBench test',
    'LongVideoBench val',
    'LongVideoBench perception',
    'LongVideoBench relation',
    'Video-MME w/o sub',
    'Video-MME short',
    'Video-MME medium',
    'Video-MME long',
  ].map(percentColumn),
  groups: [
    {
      tokens: 64 * 169,
      reduction: null,
      teraflops: null,
      rows: [
        { method: 'unpruned', values: [67.75, 58.15, 59.07, 65.03, 53.64, 63.66, 76.46, 61.21, 53.19], average: 62.19, relative: 100 },
      ],
    },
    {
      tokens: 64 * 64,
      reduction: 62.1,
      teraflops: null,
      rows: [
        { method: 'FastV', values: [63.79, 55.81, 56.21, 60.60, 52.15, 61.89, 73.46, 59.45, 52.71], average: 59.56, relative: 95.77 },
        { method: 'DivPrune', values: [64.01, 54.82, 57.97, 64.32, 53.75, 61.31, 72.49, 59.43, 51.02], average: 59.90, relative: 96.32 },
        { method: 'SparseVLM', values: [65.33, 56.68, 56.30, 61.20, 51.57, 60.94, 73.20, 58.78, 51.12], average: 59.45, relative: 95.59 },
        { method: 'Script', values: [66.13, 57.74, 58.27, 64.25, 53.37, 62.36, 74.67, 60.31, 52.59], average: 61.08, relative: 98.22 },
      ],
    },
    {
      tokens: 64 * 32,
      reduction: 81.1,
      teraflops: null,
      rows: [
        { method: 'FastV', values: [58.75, 52.27, 52.64, 56.88, 48.25, 56.00, 63.38, 55.79, 48.34], average: 54.70, relative: 87.95 },
        { method: 'DivPrune', values: [61.44, 53.37, 56.64, 62.41, 51.34, 59.73, 69.69, 57.82, 49.88], average: 58.04, relative: 93.32 },
        { method: 'SparseVLM', values: [60.37, 54.13, 53.47, 58.51, 49.79, 59.09, 69.18, 56.49, 50.38], average: 56.82, relative: 91.37 },
        { method: 'Script', values: [62.77, 55.37, 56.35, 61.40, 52.97, 60.35, 72.11, 58.46, 51.20], average: 58.99, relative: 95.00 },
      ],
    },
    {
      tokens: 64 * 16,
      reduction: 90.5,
      teraflops: null,
      rows: [
        { method: 'FastV', values: [52.58, 46.57, 46.61, 48.68, 44.79, 49.88, 54.92, 50.30, 45.28], average: 48.85, relative: 78.54 },
        { method: 'DivPrune', values: [58.60, 51.13, 52.27, 57.56, 47.29, 56.37, 67.67, 53.34, 48.11], average: 54.72, relative: 88.98 },
        { method: 'SparseVLM', values: [51.97, 48.87, 47.42, 53.02, 42.89, 49.58, 53.81, 49.45, 46.22], average: 49.25, relative: 79.19 },
        { method: 'Script', values: [58.77, 53.45, 52.91, 57.13, 48.66, 57.20, 65.97, 56.08, 49.46], average: 55.52, relative: 89.30 },
      ],
    },
  ],
  prose: [
    { source: 'Sec. 5.2', tokens: 64 * 64, method: 'Script', measure: 'relative', value: 98.22, digits: 2 },
    { source: 'Sec. 5.2', tokens: 64 * 32, method: 'Script', measure: 'relative', value: 95.00, digits: 2 },
    { source: 'Sec. 5.2', tokens: 64 * 16, method: 'Script', measure: 'relative', value: 89.30, digits: 2 },
  ],
};
