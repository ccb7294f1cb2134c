/**
 * The numbers behind a figure as one table: what "CSV" saves and what stands below the drawing for those who cannot see it.
 */
import { csvFormatRows } from 'd3';

export interface DataColumn {
  /** With the unit in brackets where there is one. */
  title: string;
  /** Decimals on screen; the CSV keeps every digit. */
  digits?: number;
}

export type DataCell = string | number | null;

export interface DataTable {
  columns: DataColumn[];
  rows: DataCell[][];
}

/** RFC 4180 text with a heading line; null and NaN are empty cells, infinities are spelled out. */
export function toCsv({ columns, rows }: DataTable): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null || Number.isNaN(cell) ? '' : String(cell))));
  return `${csvFormatRows([columns.map(({ title }) => title), ...cells])}\n`;
}
