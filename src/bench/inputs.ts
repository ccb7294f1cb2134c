/**
 * The tokens that every contestant gets: made from a seed, the same on every machine.
 */
import { createSeededRandom } from '../core/random.ts';
import type { Matrix, Query } from '../core/tokens.ts';
import type { BenchSize } from './sizes.ts';

export interface BenchInputs {
  size: BenchSize;
  /** f32[n, d] */
  tokens: Matrix;
  /** f32[n, d], the tokens in text space, which has d dimensions here too. */
  joint: Matrix;
  /** The question in that space, as its pooled embedding. */
  query: Query;
  /** Tokens whose mutual similarities are compared between contestants: all, or evenly spread ones. */
  checked: Uint32Array;
}

/** Objects on the imagined photo: neighbouring tokens look at the same one. */
const GROUPS = 24;
/** How far tokens stray from their group's direction; photos give mean cosines of about the 0.3 that this gives. */
const STRAY = 1.5;
/** Comparing all pairs of 10,816 tokens would take longer than computing them. */
const MOST_CHECKED = 1024;

export function makeInputs(size: BenchSize): BenchInputs {
  const { n, d } = size;
  const random = createSeededRandom(1_000 * n + d);
  const tokens = { rows: n, cols: d, data: drawGroupedRows(n, d, random) };
  const joint = { rows: n, cols: d, data: drawGroupedRows(n, d, random) };
  // A question that is about the group of the first tokens.
  const question = joint.data.slice(0, d).map((value) => value + STRAY * (2 * random() - 1));
  const query = { id: 'bench', embeddings: { rows: 1, cols: d, data: question }, pooled: question, pieces: [], truncated: false };
  return { size, tokens, joint, query, checked: spreadIndices(n, Math.min(n, MOST_CHECKED)) };
}

/** A direction that all share, one per group of consecutive rows, and noise. */
function drawGroupedRows(n: number, d: number, random: () => number): Float32Array {
  const draw = (count: number) => Float32Array.from({ length: count }, () => 2 * random() - 1);
  const shared = draw(d);
  const groups = draw(GROUPS * d);
  const rows = draw(n * d);
  for (let i = 0; i < n; i++) {
    const group = Math.floor((i * GROUPS) / n) * d;
    for (let k = 0; k < d; k++) rows[i * d + k] = shared[k] + groups[group + k] + STRAY * rows[i * d + k];
  }
  return rows;
}

function spreadIndices(n: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
}
