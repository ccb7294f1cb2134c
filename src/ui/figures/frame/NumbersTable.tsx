/**
 * The numbers of a figure as a table that can be sorted by any column.
 */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { DataCell, DataTable } from '../../../core/figures/dataTable.ts';
import { formatNumber } from '../../format.ts';

/** Rows of a longer table that are shown; the CSV has all of them. */
const SHOWN_ROWS = 200;

interface Order {
  column: number;
  descending: boolean;
}

export function NumbersTable({ table, label }: { table: DataTable; label: string }) {
  const [order, setOrder] = useState<Order | null>(null);
  const rows = order ? sortRows(table.rows, order) : table.rows;
  return (
    // A wide table scrolls, which has to work by keyboard, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="numbers-scroll" tabIndex={0} role="region" aria-label={`Numbers of ${label}`}>
      <table className="numbers-table">
        <thead>
          <tr>
            {table.columns.map(({ title }, column) => (
              <th key={title} scope="col" aria-sort={order?.column === column ? (order.descending ? 'descending' : 'ascending') : 'none'}>
                <Button className="sort-button" onPress={() => setOrder({ column, descending: order?.column === column && !order.descending })}>
                  {title}
                  {order?.column === column && <span aria-hidden="true">{order.descending ? ' ↓' : ' ↑'}</span>}
                </Button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN_ROWS).map((row, index) => (
            // Rows have no names of their own, and they hold no state.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={table.columns[column].title} data-number={typeof cell === 'number' || undefined}>
                  {showCell(cell, table.columns[column].digits)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN_ROWS && (
        <p className="hint">
          The first {SHOWN_ROWS} of {rows.length} rows; the CSV has all of them.
        </p>
      )}
    </div>
  );
}

function showCell(cell: DataCell, digits: number | undefined): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  return digits === undefined ? String(cell).replace('-', '−') : formatNumber(cell, digits);
}

/** Numbers by value, words by the alphabet; empty cells last in either direction. */
function sortRows(rows: readonly DataCell[][], { column, descending }: Order): DataCell[][] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [a[column], b[column]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * String(left).localeCompare(String(right), 'en');
  });
}
