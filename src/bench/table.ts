/**
 * A report as people read it: one row per size, task and contestant, on the page, as CSV and in a terminal.
 */
import type { DataCell, DataColumn, DataTable } from '../core/figures/dataTable.ts';
import type { Ceilings } from './ceilings.ts';
import type { BenchReport, Result } from './report.ts';
import { describeSize, type BenchSize } from './sizes.ts';
import { TASK_TITLES } from './work.ts';

/** Every number of the report. */
export function toBenchTable({ sizes }: Pick<BenchReport, 'sizes'>): DataTable {
  return {
    columns: [
      ...['n', 'd', 'k', 'task', 'contestant', 'repetitions'].map((title) => ({ title })),
      ...listSpreadColumns('wall'),
      ...listSpreadColumns('GPU'),
      { title: 'GFLOP/s', digits: 1 },
      { title: 'GB/s', digits: 1 },
      { title: 'share of multiply-add ceiling', digits: 3 },
      { title: 'share of copy ceiling', digits: 3 },
      { title: 'difference from ours' },
      { title: 'same picks' },
    ],
    rows: sizes.flatMap(({ n, d, k, results }) => results.map((result) => [n, d, k, ...listNumbers(result)])),
  };
}

function listSpreadColumns(clock: string): DataColumn[] {
  return ['median', 'minimum', 'lower quartile', 'upper quartile', 'maximum'].map((what) => ({ title: `${clock} ${what} (ms)`, digits: 3 }));
}

function listNumbers({ task, title, wall, gpu, gigaflops, gigabytesPerSecond, shareOfFma, shareOfCopy, agreement }: Result): DataCell[] {
  const spreads = [wall, gpu].flatMap((spread) =>
    spread ? [spread.median, spread.minimum, spread.lowerQuartile, spread.upperQuartile, spread.maximum] : [null, null, null, null, null],
  );
  const agreed = [agreement?.difference ?? null, agreement?.samePicks ?? null];
  return [TASK_TITLES[task], title, wall.count, ...spreads, gigaflops, gigabytesPerSecond, shareOfFma, shareOfCopy, ...agreed];
}

export const SHORT_COLUMNS = ['Task', 'Contestant', 'Wall ms', 'Min – max', 'GPU ms', 'GFLOP/s', 'GB/s', 'Of ceilings', 'Check'] as const;

/** The cells of one result under SHORT_COLUMNS, as text. */
export function describeResult(result: Result, { k }: BenchSize): string[] {
  const { task, title, wall, gpu, cold, gigaflops, gigabytesPerSecond, shareOfFma, shareOfCopy } = result;
  return [
    TASK_TITLES[task],
    title,
    `${round(wall.median)}${cold ? ' (first run)' : ''}`,
    wall.count === 1 ? '–' : `${round(wall.minimum)} – ${round(wall.maximum)}`,
    gpu ? round(gpu.median) : '–',
    round(gigaflops),
    round(gigabytesPerSecond),
    shareOfFma === null || shareOfCopy === null ? '–' : `${percent(shareOfFma)} fma, ${percent(shareOfCopy)} copy`,
    describeAgreement(result, k),
  ];
}

export function describeCeilings({ copyGigabytesPerSecond, fmaGigaflops, clock }: Ceilings): string {
  const source = clock === 'gpu-timestamp' ? 'GPU timestamps' : 'wall time';
  return `Ceilings of the device: copy ${round(copyGigabytesPerSecond)} GB/s, multiply-add ${round(fmaGigaflops)} GFLOP/s (${source}).`;
}

export function describeDevice({ device, environment }: Pick<BenchReport, 'device' | 'environment'>): string {
  const { adapter, software, kind, timestamps, similarity } = device;
  const traits = [
    ...(software && kind === 'gpu' ? ['computes in software'] : []),
    ...(kind === 'gpu' && !timestamps ? ['no GPU timestamps'] : []),
    ...(similarity === 'subgroups' ? ['similarity with subgroups'] : []),
  ];
  const versions = Object.entries(environment).map(([name, version]) => `${name} ${version}`);
  return `Device: ${adapter}${traits.length > 0 ? ` (${traits.join(', ')})` : ''}; ${versions.join(', ')}.`;
}

/** The report as text for a terminal. */
export function toText(report: BenchReport): string {
  const lines = [describeDevice(report), report.ceilings ? describeCeilings(report.ceilings) : 'No GPU, so no ceilings were measured.'];
  for (const { id, title, reason } of report.notAvailable) lines.push(`Not available here: ${title} (${id}): ${reason}`);
  for (const size of report.sizes) {
    lines.push('', describeSize(size), ...alignColumns([[...SHORT_COLUMNS], ...size.results.map((result) => describeResult(result, size))]));
    for (const { title, reason } of size.failures) lines.push(`Failed: ${title}: ${reason}`);
  }
  return `${lines.join('\n')}\n`;
}

function describeAgreement({ agreement }: Result, k: number): string {
  if (!agreement) return '–';
  const { difference, agrees, samePicks } = agreement;
  const picks = samePicks === undefined ? '' : `, ${samePicks} of ${k} picks`;
  return `${agrees ? '' : 'WRONG: '}${difference.toExponential(1)}${picks}`;
}

function alignColumns(rows: string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  '));
}

/** Three significant digits as far as they mean something. */
function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-GB');
  return value < 0.01 ? '< 0.01' : value.toPrecision(3);
}

function percent(share: number): string {
  if (share < 0.001) return '< 0.1 %';
  return `${share < 0.1 ? (100 * share).toPrecision(2) : (100 * share).toFixed(0)} %`;
}
