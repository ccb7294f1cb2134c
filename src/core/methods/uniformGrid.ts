/**
 * Tokens at even distances: coverage of the photo without looking at it.
 */
import { fitLattice } from './lattice.ts';
import { defineMethod } from './method.ts';

export const uniformGrid = defineMethod({
  id: 'uniform-grid',
  title: 'Uniform grid',
  family: 'Control',
  source: 'Control',
  summary: 'Keeps tokens on the finest regular lattice that the budget allows; looks at nothing.',
  remarks: 'The lattice has a × b ≤ m points at the centres of equal cells, so fewer than m tokens may be kept.',
  scope: 'per-view',
  needs: [],
  parameters: {},
  select({ rows, cols, budget }) {
    const lattice = fitLattice({ rows, cols }, budget);
    const down = listCentres(rows, lattice.rows);
    const across = listCentres(cols, lattice.cols);
    return { kept: down.flatMap((row) => across.map((col) => row * cols + col)) };
  },
});

/** Which of `size` positions the centres of `count` equal cells fall on. */
function listCentres(size: number, count: number): number[] {
  return Array.from({ length: count }, (_, cell) => Math.floor(((cell + 0.5) * size) / count));
}
