import { describe, expect, it } from 'vitest';
import {
  compareRankings,
  countCommon,
  countPairs,
  expectAgreement,
  keepRest,
  rankByGraph,
  rankRandomly,
  shareOfOverlap,
  sweepThresholds,
} from '../../src/core/figures/graphComparison.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { floorShare } from '../../src/core/numerics.ts';
import { drawRandomScores } from '../../src/core/random.ts';
import { rankDescending } from '../../src/core/ranking.ts';
import { scoreRedundancy } from '../../src/core/reference/redundancy.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { compareMethods, rankAll, summarizeTimes, SWEPT_THRESHOLDS } from '../../src/ui/figures/graphComparison/comparisonData.ts';
import { describeFindings, describeMeasurement, formatTime } from '../../src/ui/figures/graphComparison/findings.ts';
import { drawGraphComparison } from '../../src/ui/figures/graphComparison/graphComparisonDrawing.tsx';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

const TIMES = {
  samples: { full: [30, 26.2, 25.04], bipartite: [12.1, 13, 14] },
  randomScores: [0.004, 0.005, 0.006],
  repeat: 2,
  clock: 'wall',
} as const;

function measured() {
  const samples = { full: [...TIMES.samples.full], bipartite: [...TIMES.samples.bipartite] };
  return summarizeTimes({ ...TIMES, samples, randomScores: [...TIMES.randomScores] }, 'test device (CPU)');
}

/** The comparison as the figure makes it. */
function compareCase(name: string, { share = 0.9, threshold = 0.5, gamma = 10, perView = false } = {}) {
  const { geometry, ranges: whole, n, d, layout } = loadFigureCase(name);
  const ranges = perView ? [{ start: 0, count: Math.floor(n / 2) }, { start: Math.floor(n / 2), count: Math.ceil(n / 2) }] : whole;
  const rankings = runToEnd(rankAll({ geometry, ranges }, { threshold, gamma }, 1));
  const sweep = runToEnd(sweepThresholds(geometry, ranges, { thresholds: SWEPT_THRESHOLDS, gamma }));
  return { comparison: compareMethods(rankings, sweep, { n, d, ranges, threshold, share, seed: 1 }), layout };
}

describe('pairs that the graphs compare', () => {
  it('are a quarter of the ordered and about half of the unique ones for bipartite', () => {
    const bipartite = countPairs([{ start: 0, count: 576 }], 'bipartite');
    expect(bipartite).toEqual({ pairs: 288 * 288, ofOrdered: 0.25, ofUnique: 288 / 575 });
    expect(countPairs([{ start: 0, count: 576 }], 'full')).toEqual({ pairs: 288 * 575, ofOrdered: 1, ofUnique: 1 });
  });

  it('add up over views, and an odd number of tokens counts as it is', () => {
    const ranges = [{ start: 0, count: 3 }, { start: 3, count: 2 }];
    expect(countPairs(ranges, 'bipartite')).toEqual({ pairs: 2 + 1, ofOrdered: 3 / 13, ofUnique: 3 / 4 });
    expect(countPairs([{ start: 0, count: 1 }], 'bipartite').ofUnique).toBeNaN();
  });
});

describe('agreement of two rankings', () => {
  it('is what sets say, for every K', () => {
    const first = rankDescending(drawRandomScores(40, 1));
    const second = rankDescending(drawRandomScores(40, 2));
    const common = countCommon(first, second);
    for (let k = 0; k <= 40; k++) {
      const dropped = new Set(first.subarray(0, k));
      expect(common[k]).toBe(second.subarray(0, k).filter((token) => dropped.has(token)).length);
    }
  });

  it('is intersection over union, by hand', () => {
    const [agreement, none, all] = compareRankings([Uint32Array.of(0, 1, 2, 3)], [Uint32Array.of(0, 2, 1, 3)], [0.5, 0, 1]);
    expect(agreement).toEqual({ count: 2, dropped: 1 / 3, kept: 1 / 3 });
    expect(none).toEqual({ count: 0, dropped: NaN, kept: 1 });
    expect(all).toEqual({ count: 4, dropped: 1, kept: NaN });
  });

  it('rounds K down inside every view', () => {
    expect([floorShare(0.9, 576), floorShare(0.3, 10), floorShare(0.9, 1)]).toEqual([518, 3, 0]);
    const ranges = [{ start: 0, count: 3 }, { start: 3, count: 3 }];
    const rankings = [Uint32Array.of(2, 0, 1), Uint32Array.of(1, 0, 2)];
    expect([...keepRest(6, ranges, rankings, 0.5)]).toEqual([1, 1, 0, 1, 0, 1]);
    expect(compareRankings(rankings, rankings, [0.5])[0]).toEqual({ count: 2, dropped: 1, kept: 1 });
  });

  it('of random drops is what the formula expects, .05 kept and .82 dropped at 90 %', () => {
    const { kept, dropped } = expectAgreement(0.9);
    expect(kept).toBeCloseTo(0.0526, 4);
    expect(dropped).toBeCloseTo(0.8182, 4);
    expect(shareOfOverlap(dropped)).toBeCloseTo(0.9, 12);
    const ranges = [{ start: 0, count: 4096 }];
    const [agreement] = compareRankings(rankRandomly(ranges, 1), rankRandomly(ranges, 2), [0.9]);
    expect(agreement.kept).toBeCloseTo(kept, 1);
    expect(agreement.dropped).toBeCloseTo(dropped, 2);
  });
});

describe('rankings', () => {
  it.each(['grid-8x8', 'odd-width-13', 'llava15-576'])('by graph are those of the float64 reference in %s', (name) => {
    const { geometry, ranges, similarity, n } = loadFigureCase(name);
    for (const graph of ['full', 'bipartite'] as const) {
      const [ranking] = rankByGraph(geometry, ranges, graph, { threshold: 0.5, gamma: 10 });
      const { score } = scoreRedundancy(similarity, n, { graph, threshold: 0.5, gamma: 10 });
      // Neighbours in the ranking may change places where float32 cannot tell them apart.
      for (let place = 1; place < n; place++) {
        expect(score[ranking[place - 1]]).toBeGreaterThanOrEqual(score[ranking[place]] * (1 - 1e-4) - 1e-6);
      }
    }
  });

  it.each(['grid-8x8', 'odd-7', 'rank-deficient', 'all-duplicates', 'zero-vectors', 'single-token'])('of a sweep are those at its thresholds in %s', (name) => {
    const { geometry, ranges } = loadFigureCase(name);
    const thresholds = [-0.2, 0.1, 0.5, 0.9, 1];
    for (const step of runToEnd(sweepThresholds(geometry, ranges, { thresholds, gamma: 4 }))) {
      expect(step.full).toEqual(rankByGraph(geometry, ranges, 'full', { ...step, gamma: 4 }));
      expect(step.bipartite).toEqual(rankByGraph(geometry, ranges, 'bipartite', { ...step, gamma: 4 }));
    }
  });

  it('of a sweep report how far they are', () => {
    const { geometry, ranges } = loadFigureCase('grid-8x8');
    const fractions = [...sweepThresholds(geometry, ranges, { thresholds: [0, 0.5], gamma: 1 })];
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
    expect(fractions.at(-1)).toBeCloseTo(1, 12);
  });

  it('at random are the same for the same seed only', () => {
    expect(drawRandomScores(50, 3)).toEqual(drawRandomScores(50, 3));
    expect(drawRandomScores(50, 3)).not.toEqual(drawRandomScores(50, 4));
    const scores = drawRandomScores(10_000, 5);
    expect(scores.every((score) => score >= 0 && score < 1)).toBe(true);
    expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeCloseTo(0.5, 1);
  });
});

describe('what the table says', () => {
  it('names both speedups where they differ, and says so where they do not', () => {
    const { comparison } = compareCase('grid-8x8');
    const slow = measured();
    expect(describeFindings(comparison, slow)[0]).toMatch(/^Here bipartite is 2\.0 times as fast as exhaustive; the paper reports 2\.81\./);
    const alike = { ...slow, methods: { ...slow.methods, exhaustive: { median: 36, min: 36, max: 36 } } };
    expect(describeFindings(comparison, alike)[0]).toBe('Here bipartite is 2.8 times as fast as exhaustive, about as in the paper (2.81).');
    expect(describeFindings(comparison, null)[0]).toMatch(/^Bipartite computes 50\.8 % of the pairs/u);
    expect(describeFindings(comparison, null).at(-1)).toContain('overlap 0.05 in what they keep and 0.82 in what they drop');
  });

  it('tells how the times came about', () => {
    const { comparison } = compareCase('grid-8x8');
    expect(describeMeasurement(comparison, measured())).toMatch(
      /n = 64, d = \d+, median of 3 samples of 2 runs each; exhaustive 25\.0–30\.0.ms, bipartite 12\.1–14\.0.ms\..*wall clock; test device \(CPU\)\./u,
    );
    expect(describeMeasurement(comparison, null)).toContain('not been measured');
    expect([formatTime(0.0042), formatTime(0.0421), formatTime(4.211)]).toEqual(['< 0.01 ms', '0.042 ms', '4.21 ms']);
  });

  it('has an answer for one token, equal tokens and several views', () => {
    expect(describeFindings(compareCase('single-token').comparison, null)).toEqual(['One token has no other to be compared with; nothing can be dropped.']);
    expect(compareCase('all-duplicates').comparison.methods.bipartite.agreement.kept).toBeGreaterThan(0);
    const { comparison } = compareCase('grid-8x8', { perView: true, share: 0.5 });
    expect(comparison.count).toBe(32);
    expect(comparison.methods.exhaustive.kept.subarray(0, 32).filter(Boolean)).toHaveLength(16);
  });

  it.each([326, 560, 1200])('has no broken number at %i pixels', (width) => {
    for (const name of ['single-token', 'all-duplicates', 'odd-7']) {
      const { comparison, layout } = compareCase(name);
      expect(drawSheet(() => drawGraphComparison(comparison, null, { layout, style: LIGHT_STYLE }, width))).not.toMatch(/NaN|undefined|Infinity/u);
    }
  });

  it('draws the same bytes every time', async () => {
    const { comparison, layout } = compareCase('grid-8x8');
    const svg = drawSheet((width) => drawGraphComparison(comparison, measured(), { layout, style: LIGHT_STYLE }, width));
    await expect(svg).toMatchFileSnapshot('snapshots/graph-comparison.svg');
  });
});
