/**
 * Everything that Table 1 shows, for the tokens at hand.
 */
import { max, median, min } from 'd3';
import {
  compareRankings,
  countPairs,
  keepRest,
  rankByGraph,
  rankRandomly,
  type Agreement,
  type PairCount,
  type Rankings,
  type ThresholdRankings,
} from '../../../core/figures/graphComparison.ts';
import type { Sliced } from '../../../core/figures/slices.ts';
import type { Timing, TokenGeometry } from '../../../core/kernels.ts';
import type { TokenRange } from '../../../core/tokens.ts';
import type { MeasureGraphsResult } from '../../../engine/protocol.ts';
import type { Method } from './paperTable.ts';

/** Milliseconds of one run. */
export interface TimeSpread {
  median: number;
  min: number;
  max: number;
}

export interface MeasuredTimes {
  methods: Record<Method, TimeSpread>;
  samples: number;
  /** Runs whose mean a sample is. */
  repeat: number;
  clock: Timing['clock'];
  /** What measured, for people. */
  device: string;
}

export interface ComparedMethod {
  pairs: PairCount;
  /** With the exhaustive method. */
  agreement: Agreement;
  /** u8[n], 1 for kept tokens. */
  kept: Uint8Array;
}

/** How far bipartite and random agree with exhaustive while one setting moves. */
export interface AgreementSweep {
  at: readonly number[];
  bipartite: Agreement[];
  random: Agreement[];
}

export interface Comparison {
  n: number;
  d: number;
  share: number;
  /** K over all ranges. */
  count: number;
  threshold: number;
  seed: number;
  methods: Record<Method, ComparedMethod>;
  overShares: AgreementSweep;
  /** null while it is being computed. */
  overThresholds: AgreementSweep | null;
}

/** Every percent, without the ends where one of the sets is empty. */
const SHARES = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

/** The range of the page's slider in steps of 0.02. */
export const SWEPT_THRESHOLDS = Array.from({ length: 61 }, (_, i) => (2 * i - 20) / 100);

export interface AllRankings {
  exhaustive: Rankings;
  bipartite: Rankings;
  random: Rankings;
}

/** A graph at a time. */
export function* rankAll(
  { geometry, ranges }: { geometry: TokenGeometry; ranges: readonly TokenRange[] },
  settings: { threshold: number; gamma: number },
  seed: number,
): Sliced<AllRankings> {
  const exhaustive = rankByGraph(geometry, ranges, 'full', settings);
  yield 0.6;
  const bipartite = rankByGraph(geometry, ranges, 'bipartite', settings);
  yield 0.95;
  return { exhaustive, bipartite, random: rankRandomly(ranges, seed) };
}

interface ComparisonSettings {
  n: number;
  d: number;
  ranges: readonly TokenRange[];
  threshold: number;
  share: number;
  seed: number;
}

export function compareMethods(rankings: AllRankings, sweep: readonly ThresholdRankings[] | null, settings: ComparisonSettings): Comparison {
  const { n, d, ranges, threshold, share, seed } = settings;
  const compare = (ranked: Rankings, pairs: PairCount): ComparedMethod => ({
    pairs,
    agreement: compareRankings(rankings.exhaustive, ranked, [share])[0],
    kept: keepRest(n, ranges, ranked, share),
  });
  const exhaustive = compare(rankings.exhaustive, countPairs(ranges, 'full'));
  return {
    n,
    d,
    share,
    count: exhaustive.agreement.count,
    threshold,
    seed,
    methods: {
      exhaustive,
      bipartite: compare(rankings.bipartite, countPairs(ranges, 'bipartite')),
      random: compare(rankings.random, { pairs: 0, ofOrdered: 0, ofUnique: 0 }),
    },
    overShares: {
      at: SHARES,
      bipartite: compareRankings(rankings.exhaustive, rankings.bipartite, SHARES),
      random: compareRankings(rankings.exhaustive, rankings.random, SHARES),
    },
    overThresholds: sweep && {
      at: sweep.map((step) => step.threshold),
      bipartite: sweep.map(({ full, bipartite }) => compareRankings(full, bipartite, [share])[0]),
      random: sweep.map(({ full }) => compareRankings(full, rankings.random, [share])[0]),
    },
  };
}

export function summarizeTimes({ samples, randomScores, repeat, clock }: MeasureGraphsResult, device: string): MeasuredTimes {
  return {
    methods: { exhaustive: spread(samples.full), bipartite: spread(samples.bipartite), random: spread(randomScores) },
    samples: samples.full.length,
    repeat,
    clock,
    device,
  };
}

function spread(milliseconds: readonly number[]): TimeSpread {
  return { median: median(milliseconds) ?? NaN, min: min(milliseconds) ?? NaN, max: max(milliseconds) ?? NaN };
}

/** How many times as fast as exhaustive; null where the clock is too coarse, or no pair is compared. */
export function speedupOf({ methods }: MeasuredTimes, method: Method): number | null {
  const { median: own } = methods[method];
  return method === 'random' || !(own > 0) ? null : methods.exhaustive.median / own;
}
