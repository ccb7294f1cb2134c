/**
 * Even partitions of a grid, for the methods that look at no token.
 */

export interface Lattice {
  rows: number;
  cols: number;
}

/** Windows more stretched than this would be lines rather than regions: 13 tokens of a 24 x 24 grid are no row of 13. */
const MOST_STRETCH = 2;

/**
 * The partition of a grid into as many windows as a budget allows, rows x cols <= budget, none of them more than twice as long as
 * wide if that can be had. Among equals the one with the squarest windows, then the one with fewer rows.
 */
export function fitLattice(grid: Lattice, budget: number): Lattice {
  const all = listLattices(grid, budget);
  const compact = all.filter((lattice) => measureStretch(grid, lattice) <= MOST_STRETCH + 1e-9);
  const [first, ...others] = compact.length > 0 ? compact : all;
  return others.reduce((best, candidate) => {
    const gain = countWindows(candidate) - countWindows(best);
    const isSquarer = measureStretch(grid, candidate) < measureStretch(grid, best) - 1e-9;
    return gain > 0 || (gain === 0 && isSquarer) ? candidate : best;
  }, first);
}

/** Every partition into at most so many windows, by rising number of rows. */
function listLattices({ rows, cols }: Lattice, budget: number): Lattice[] {
  return Array.from({ length: Math.min(rows, budget) }, (_, index) =>
    Array.from({ length: Math.min(cols, Math.floor(budget / (index + 1))) }, (__, column) => ({ rows: index + 1, cols: column + 1 })),
  ).flat();
}

export function countWindows({ rows, cols }: Lattice): number {
  return rows * cols;
}

/** How many times longer than wide windows are, or the other way round. */
function measureStretch(grid: Lattice, { rows, cols }: Lattice): number {
  const ratio = grid.rows / rows / (grid.cols / cols);
  return Math.max(ratio, 1 / ratio);
}
