import type { DataCell, DataColumn, DataTable } from '../../../core/figures/dataTable.ts';
import type { Selection } from '../../../core/methods/method.ts';
import type { Layout } from '../../../core/tokens.ts';
import { keptMask } from '../../paint/fateColours.ts';
import { locateToken } from '../../../core/cells.ts';
import type { ShownRun } from './shownRuns.ts';

interface Columns {
  columns: DataColumn[];
  read: (token: number) => DataCell[];
}

/** One row per token: whether each method keeps it, the token it was merged into, and what the method ranks it by. */
export function tabulateRuns(layout: Layout, runs: readonly ShownRun[]): DataTable {
  const n = layout.views.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
  // Numbers keep columns apart where a method is compared with itself.
  const parts = runs.map(({ title, selection }, index) => columnsOf(`${index + 1} ${title}`, selection));
  return {
    columns: [{ title: 'token' }, { title: 'view' }, { title: 'row' }, { title: 'col' }, ...parts.flatMap(({ columns }) => columns)],
    rows: Array.from({ length: n }, (_, token) => {
      const cell = locateToken(layout, token);
      const place = cell ? [layout.views.indexOf(cell.view), cell.row, cell.col] : [null, null, null];
      return [token, ...place, ...parts.flatMap(({ read }) => read(token))];
    }),
  };
}

function columnsOf(name: string, selection: Selection | null): Columns {
  if (!selection) return { columns: [{ title: `${name}: kept` }], read: () => [null] };
  const { n, indices, assignment, ranking } = selection;
  const kept = keptMask(n, indices);
  return {
    columns: [
      { title: `${name}: kept` },
      ...(assignment ? [{ title: `${name}: group` }] : []),
      ...(ranking ? [{ title: `${name}: ${ranking.title}`, digits: 4 }] : []),
    ],
    read: (token) => [
      kept[token],
      ...(assignment ? [assignment[token] < 0 ? null : assignment[token]] : []),
      ...(ranking ? [ranking.values[token]] : []),
    ],
  };
}
