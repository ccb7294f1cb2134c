/** Table 11, typed in as printed. It calls the mean a percentage; the numbers are MME points. */
import type { ReportedTable } from './reportedTable.ts';

const sums = { average: null, relative: null };

export const TABLE_11: ReportedTable = {
  id: 'table-11',
  title: 'Table 11',
  model: 'LLaVA-NeXT-7B',
  caption: 'Statistical comparison between our method and other baselines on MME benchmark with ratain 160 tokens.',
  columns: [
    { name: 'MME, mean', unit: 'points', digits: 2, better: 'higher', divisor: null },
    { name: 'Standard deviation', unit: 'points', digits: 2, better: 'lower', divisor: null },
    { name: 't-test', unit: 'p-value', digits: 2, better: 'lower', divisor: null },
    { name: 'Wilcoxon', unit: 'p-value', digits: 2, better: 'lower', divisor: null },
  ],
  groups: [
    {
      tokens: 160,
      reduction: null,
      teraflops: null,
      rows: [
        { method: 'FastV', values: [1076.81, 2.62, 1.01e-43, 9.54e-7], ...sums },
        { method: 'TRIM', values: [1316.74, 3.41, 8.96e-35, 9.54e-7], ...sums },
        { method: 'VisionZip', values: [1349.28, 2.34, 8.49e-36, 9.54e-7], ...sums },
        { method: 'DivPrune', values: [1347.72, 2.04, 1.9e-36, 9.54e-7], ...sums },
        { method: 'SparseVLM', values: [1369.62, 2.39, 7.58e-35, 9.54e-7], ...sums },
        { method: 'Script', values: [1487.98, 0.94, 1, 1], ...sums },
      ],
    },
  ],
  prose: [],
};
