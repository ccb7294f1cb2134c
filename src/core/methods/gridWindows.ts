/**
 * The tokens of a rows x cols grid by the windows of a down x across partition, windows and tokens in raster order. Window i
 * of `down` starts at row floor(i rows / down), likewise across; with more windows than tokens a side some are empty.
 */
export function listWindows(
  { rows, cols }: { rows: number; cols: number },
  { down, across }: { down: number; across: number },
): number[][] {
  const windows: number[][] = Array.from({ length: down * across }, () => []);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < cols; column++) {
      windows[findWindow(row, rows, down) * across + findWindow(column, cols, across)].push(row * cols + column);
    }
  }
  return windows;
}

/** The last window that starts at or before a position. */
function findWindow(position: number, size: number, count: number): number {
  return Math.ceil(((position + 1) * count) / size) - 1;
}
