/**
 * Windows of the grid averaged to one token each: merging without looking at the tokens.
 */
import { fitLattice } from './lattice.ts';
import { defineMethod } from './method.ts';

export const spatialPooling = defineMethod({
  id: 'spatial-pooling',
  title: 'Spatial pooling',
  family: 'Control',
  source: 'Control',
  summary: 'Merges the tokens of every window of the grid into one, with as many windows as the budget allows; looks at nothing.',
  remarks: 'The photo is divided into a × b ≤ m windows, so fewer than m tokens may be left. The token nearest the centre of its window stands for it.',
  scope: 'per-view',
  needs: [],
  parameters: {},
  select({ n, rows, cols, budget }) {
    const lattice = fitLattice({ rows, cols }, budget);
    const down = listMiddles(rows, lattice.rows);
    const across = listMiddles(cols, lattice.cols);
    const assignment = Int32Array.from({ length: n }, (_, token) => down[Math.floor(token / cols)] * cols + across[token % cols]);
    return { kept: [...new Set(assignment)], assignment };
  },
});

/** For each of `size` positions, the middle of its window, the lower of two; window i of `count` starts at floor(i size / count). */
function listMiddles(size: number, count: number): number[] {
  return Array.from({ length: count }, (_, window) => {
    const first = Math.floor((window * size) / count);
    const end = Math.floor(((window + 1) * size) / count);
    return Array.from({ length: end - first }, () => Math.floor((first + end - 1) / 2));
  }).flat();
}
