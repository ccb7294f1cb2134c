/** Table 6, typed in as printed; the factors stand in brackets there. */
import type { ReportedColumn, ReportedTable } from './reportedTable.ts';

const cost = (name: string, unit: ReportedColumn['unit'], digits: number): ReportedColumn => ({ name, unit, digits, better: 'lower', divisor: null });
const factor = (name: string): ReportedColumn => ({ name, unit: 'times less', digits: 1, better: 'higher', divisor: null });

const sums = { average: null, relative: null };

export const TABLE_6: ReportedTable = {
  id: 'table-6',
  title: 'Table 6',
  model: 'LLaVA-NeXT-7B',
  caption:
    'Efficiency comparisons on the POPE benchmark. We report the theoretical FLOPs, actual runtime, KV cache compression rate (%), and the achieved accuracy.',
  columns: [
    cost('FLOPs', 'TFLOPs', 1),
    factor('FLOPs, factor'),
    cost('Prefill time', 'ms/token', 0),
    factor('Prefill, factor'),
    cost('Decode time', 'ms/token', 0),
    factor('Decode, factor'),
    cost('KV cache', 'MB', 1),
    cost('GPU memory', 'GB', 1),
    { name: 'F1 score', unit: '%', digits: 1, better: 'higher', divisor: null },
  ],
  groups: [
    {
      tokens: 2880,
      reduction: null,
      teraflops: null,
      rows: [{ method: 'unpruned', values: [41.7, null, 246, null, 29, null, 1440.0, 16.7, 86.8], ...sums }],
    },
    {
      tokens: 320,
      reduction: null,
      teraflops: null,
      rows: [
        { method: 'FastV', values: [4.4, 9.5, 54, 4.6, 23, 1.2, 160.3, 15.6, 49.5], ...sums },
        { method: 'PDrop', values: [4.5, 9.3, 55, 4.5, 24, 1.2, 160.2, 15.6, 60.8], ...sums },
        { method: 'SparseVLM', values: [4.5, 9.3, 71, 3.5, 25, 1.1, 161.2, 18.6, 76.9], ...sums },
        { method: 'VisionZip', values: [4.2, 9.9, 38, 6.6, 22, 1.3, 160.0, 14.8, 82.3], ...sums },
        { method: 'DivPrune', values: [4.2, 9.9, 38, 6.6, 22, 1.3, 160.0, 13.9, 84.7], ...sums },
        { method: 'Script', values: [4.1, 10, 35, 6.8, 22, 1.3, 160.0, 13.5, 86.7], ...sums },
        { method: 'Script w/o DPP', values: [4.1, 10, 38, 6.6, 22, 1.3, 160.0, 14.0, 86.5], ...sums },
      ],
    },
  ],
  prose: [],
};
