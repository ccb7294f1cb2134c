/**
 * Everything the figure computes from the tokens on screen: the live set, random sets, and the claims on all triples of a pool.
 */
import { useMemo } from 'react';
import {
  countFallingSteps,
  drawSubset,
  listDirections,
  measureSubset,
  orderBySimilarity,
  sampleSubsets,
  type OrderSteps,
  type SubsetMeasures,
} from '../../../core/figures/determinantBounds.ts';
import { checkTriples, choosePool, type TripleChecks } from '../../../core/figures/determinantBoundsTriples.ts';
import { ZERO_NORM } from '../../../core/numerics.ts';
import { createSeededRandom } from '../../../core/random.ts';
import type { FigureInputs } from '../figureInputs.ts';
import { useSlicedWork, type SlicedWork } from '../useSlicedWork.ts';
import { useUnchanged } from '../useUnchanged.ts';
import type { LiveSet, SetKind } from './determinantBoundsText.ts';

export const SMALLEST_SET = 2;
export const LARGEST_SET = 32;
/** Few enough that all of them are measured within a frame for the largest k. */
const RANDOM_SETS = 250;
const POOL = 40;
/** Of the pool; the others are drawn at random. */
const POOL_PICKS = 20;

export interface BoundsAnalysis {
  /** How many tokens have a direction. */
  directions: number;
  /** As asked for, as far as there are tokens. */
  k: number;
  live: LiveSet;
  cloud: readonly SubsetMeasures[];
  steps: OrderSteps;
  /** The tokens whose triples are looked at, the first `poolPicks` of them greedy picks. */
  pool: readonly number[];
  poolPicks: number;
  checks: TripleChecks | null;
  work: SlicedWork<TripleChecks | null>;
}

export function useBoundsAnalysis({ shown, geometry, ranges }: FigureInputs, wanted: { k: number; kind: SetKind; seed: number }): BoundsAnalysis {
  const { kind, seed } = wanted;
  const { n, similarity } = geometry;
  const { trace } = shown.selection;
  // No more picks than these are looked at, and they stay the same while only m, tau, gamma or p move.
  const order = useUnchanged(trace.order.subarray(0, LARGEST_SET));
  const gains = useUnchanged(trace.gains);
  const directions = useMemo(() => listDirections(geometry, ZERO_NORM), [geometry]);
  const k = Math.max(SMALLEST_SET, Math.min(wanted.k, directions.length));
  const similar = useMemo(
    () => (kind === 'similar' ? orderBySimilarity(similarity, n, directions, LARGEST_SET) : []),
    [kind, similarity, n, directions],
  );
  const live = useMemo(() => {
    const source = listSource(kind, { order, similar, directions, seed, kept: shown.selection.indices });
    const name = nameSet(kind, k, ranges.length > 1);
    if (source.length < k) return { name: `${name}: only ${source.length} there`, measures: null };
    return { name, measures: measureSubset(similarity, n, source.slice(0, k)) };
  }, [kind, k, order, similar, directions, seed, shown.selection.indices, ranges.length, similarity, n]);
  const cloud = useMemo(
    () => sampleSubsets(similarity, n, directions, { k, count: RANDOM_SETS, seed }),
    [similarity, n, directions, k, seed],
  );
  const steps = useMemo(() => countFallingSteps(gains), [gains]);
  const pool = useMemo(() => choosePool(order, directions, { size: POOL, picks: POOL_PICKS, seed }), [order, directions, seed]);
  const start = useMemo(() => () => checkTriples(similarity, n, pool), [similarity, n, pool]);
  const work = useSlicedWork(start);
  // What is left of a former pool does not go with this one.
  const checks = work.result?.pool === pool ? work.result : null;
  return { directions: directions.length, k, live, cloud, steps, pool, poolPicks: Math.min(POOL_PICKS, order.length), checks, work };
}

interface Sources {
  order: Uint32Array;
  similar: readonly number[];
  directions: readonly number[];
  kept: Uint32Array;
  seed: number;
}

/** Tokens of which the first k are the live set; at least `LARGEST_SET` where there are so many. */
function listSource(kind: SetKind, { order, similar, directions, kept, seed }: Sources): number[] {
  switch (kind) {
    case 'picks':
      return Array.from(order.subarray(0, LARGEST_SET));
    case 'kept': {
      const known = new Set(directions);
      return Array.from(kept).filter((token) => known.has(token));
    }
    case 'random':
      // Another seed than that of the random sets, or it would be the first of them.
      return drawSubset(directions, LARGEST_SET, createSeededRandom(seed + 0.5));
    case 'similar':
      return [...similar];
    default:
      return kind satisfies never;
  }
}

function nameSet(kind: SetKind, k: number, hasViews: boolean): string {
  switch (kind) {
    case 'picks':
      return `first ${k} greedy picks${hasViews ? ' of the first view' : ''}`;
    case 'kept':
      return `first ${k} kept tokens`;
    case 'random':
      return `${k} random tokens`;
    case 'similar':
      return `${k} similar tokens`;
    default:
      return kind satisfies never;
  }
}
