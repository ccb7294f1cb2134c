import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FATES, type Fate, type ScriptSelection } from '../../src/core/script/scriptSelection.ts';
import type { Layout } from '../../src/core/tokens.ts';
import { formatBytes, formatFlops, formatMilliseconds, formatNumber, formatPercent } from '../../src/ui/format.ts';
import { describeAttention } from '../../src/ui/insight/attention.ts';
import { explainToken, formatOrdinal } from '../../src/ui/insight/explainToken.ts';
import { describeLostRegion, findLostRegion } from '../../src/ui/insight/lostRegion.ts';
import { shareOfEdges, suggestThreshold } from '../../src/ui/insight/similarityHistogram.ts';

/** One token of the given fate in a selection of m = 64, k* = 118, n = 576. */
function selectionWith(fate: Fate, step: number, values: { degree?: number; rank?: number } = {}): ScriptSelection {
  return {
    method: 'script',
    n: 576,
    budget: 64,
    indices: new Uint32Array(),
    fate: Uint8Array.of(FATES.indexOf(fate)),
    maps: {
      degree: Uint32Array.of(values.degree ?? 0),
      meanSimilarity: Float32Array.of(0),
      score: Float32Array.of(0),
      redundancyRank: Uint32Array.of(values.rank ?? 1),
      rawRelevance: null,
      relevance: Float32Array.of(0.42),
      greedyStep: Int32Array.of(step),
    },
    trace: { order: new Uint32Array(), gains: new Float32Array() },
    kStar: 118,
    intersectionAtM: 0,
    supplemented: 0,
    pEffective: 0.5,
    timings: [],
    warnings: [],
  };
}

describe('explainToken', () => {
  it.each<[Fate, number, { degree?: number; rank?: number }, string]>([
    ['both', 7, {}, 'Kept: survives GSP and is pick 8 of the greedy order, within the first m = 64.'],
    ['extended', 96, {}, 'Kept: survives GSP and is pick 97 of the greedy order, reached because GSP had dropped earlier picks.'],
    ['filled', -1, {}, 'Kept to fill the budget after the greedy order had ended, for its relevance of 0.42.'],
    ['filled', 4, {}, 'Kept to fill the budget: GSP had dropped it, but it is pick 5 of the greedy order, which ended too early.'],
    ['redundant', -1, { degree: 214, rank: 12 }, 'Dropped: 214 similar tokens, the 12th most redundant of 576.'],
    ['redundant', 200, { degree: 1, rank: 1 }, 'Dropped: 1 similar token, the most redundant of 576.'],
    ['redundant', 4, { degree: 3, rank: 2 }, 'Dropped: 3 similar tokens, the 2nd most redundant of 576. QCSP alone would have made it pick 5.'],
    ['unreached', 129, {}, 'Dropped: survives GSP, but pick 130 of the greedy order came after the budget was full at k* = 118.'],
    ['unreached', -1, {}, 'Dropped: survives GSP, but the greedy order reached its budget of 64 without it.'],
  ])('says why a token is %s (step %i)', (fate, step, values, sentence) => {
    expect(explainToken(selectionWith(fate, step, values), 0)).toBe(sentence);
  });

  it('says that the greedy order ended first where others filled the budget', () => {
    const selection = { ...selectionWith('unreached', -1), supplemented: 3 };
    expect(explainToken(selection, 0)).toBe(
      'Dropped: survives GSP, but the greedy order ended without it, and other survivors of higher relevance filled the budget of 64.',
    );
  });

  it('counts in English', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 113, 123].map(formatOrdinal)).toEqual(
      ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '102nd', '111th', '113th', '123rd'],
    );
  });
});

describe('describeAttention', () => {
  it('gives the share of each kind that the encoder gave', () => {
    const extras = { classAttention: Float32Array.of(0.1, 0.2, 0.1, 0), classActivation: Float32Array.of(1, 2, 3, 4) };
    const [figure, ...others] = describeAttention(extras, 1);
    expect(others).toEqual([]);
    expect([figure.name, figure.value.replace(/\s/, ' ')]).toEqual(['[CLS] attention', '50.00 %']);
    expect(describeAttention({ ...extras, receivedAttention: Float32Array.of(1, 1, 1, 1) }, 3).map(({ value }) => Number.parseFloat(value))).toEqual([0, 25]);
    expect(describeAttention({}, 0)).toEqual([]);
  });
});

describe('findLostRegion', () => {
  const layout: Layout = {
    width: 8,
    height: 8,
    views: [{ kind: 'base', rows: 8, cols: 8, offset: 0, x: 0, y: 0, cellWidth: 1, cellHeight: 1 }],
  };
  const redundant = FATES.indexOf('redundant');
  const unreached = FATES.indexOf('unreached');

  it('finds the largest block without a survivor', () => {
    const fate = new Uint8Array(64).fill(unreached);
    for (let row = 2; row < 6; row++) fate.fill(redundant, row * 8 + 3, row * 8 + 7);
    const region = findLostRegion(layout, fate);
    expect(region).toEqual({ first: 19, last: 46, side: 4, row: 2, col: 3 });
    if (!region) return;
    expect(describeLostRegion(layout, region)).toContain('4 × 4 tokens (rows 2–5, columns 3–6, dashed)');
    const [view] = layout.views;
    const tiles: Layout = { ...layout, views: [{ ...view, kind: 'tile', offset: 64 }, { ...view, kind: 'tile' }] };
    expect(describeLostRegion(tiles, region)).toContain('(Tile 1, rows 2–5, columns 3–6, dashed)');
  });

  it('ignores blocks that are not sizeable', () => {
    const fate = new Uint8Array(64).fill(unreached);
    fate[0] = fate[1] = fate[8] = fate[9] = redundant;
    expect(findLostRegion(layout, fate)).toBeNull();
  });

  it('is the whole grid if nothing survives', () => {
    expect(findLostRegion(layout, new Uint8Array(64).fill(redundant))).toMatchObject({ side: 8, first: 0, last: 63 });
  });

  it('reports only blocks that are redundant throughout', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }), (dropped) => {
        const fate = Uint8Array.from(dropped, (yes) => (yes ? redundant : unreached));
        const region = findLostRegion(layout, fate);
        if (!region) return;
        for (let row = 0; row < region.side; row++) {
          for (let col = 0; col < region.side; col++) expect(fate[region.first + row * 8 + col]).toBe(redundant);
        }
      }),
    );
  });
});

describe('similarity histogram', () => {
  const range = { min: -0.2, max: 1, step: 0.01 };
  const histogram = fc.array(fc.nat(1000), { minLength: 200, maxLength: 200 }).map((counts) => Uint32Array.from(counts));

  it('counts the edges at or above the threshold', () => {
    const counts = Uint32Array.of(1, 2, 3, 4);
    expect(shareOfEdges(counts, -1)).toBe(1);
    expect(shareOfEdges(counts, 0)).toBeCloseTo(0.7, 12);
    expect(shareOfEdges(counts, 0.75)).toBeCloseTo(0.2, 12);
    expect(shareOfEdges(counts, 1)).toBe(0);
    expect(shareOfEdges(new Uint32Array(4), 0)).toBe(0);
  });

  it('never rises with the threshold', () => {
    fc.assert(
      fc.property(histogram, fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), (counts, a, b) => {
        expect(shareOfEdges(counts, Math.max(a, b))).toBeLessThanOrEqual(shareOfEdges(counts, Math.min(a, b)) + 1e-12);
      }),
    );
  });

  it('suggests the first step of the slider at which at most a tenth of the edges count', () => {
    fc.assert(
      fc.property(histogram, (counts) => {
        const threshold = suggestThreshold(counts, range);
        expect(Math.abs(threshold * 100 - Math.round(threshold * 100))).toBeLessThan(1e-9);
        expect(shareOfEdges(counts, threshold)).toBeLessThanOrEqual(0.1);
        if (threshold > range.min) expect(shareOfEdges(counts, threshold - range.step)).toBeGreaterThan(0.1);
      }),
    );
  });
});

describe('numbers', () => {
  it('carry a true minus sign and words for what is no number', () => {
    expect(formatNumber(-1.5, 1)).toBe('−1.5');
    expect(formatNumber(-Infinity)).toBe('−∞');
    expect(formatNumber(Number.NaN)).toBe('–');
  });

  it('carry three digits and a unit', () => {
    expect(formatFlops(3.817e12)).toBe('3.82 TFLOPs');
    expect(formatFlops(415.7e9)).toBe('416 GFLOPs');
    expect(formatBytes(288 * 1024 ** 2)).toBe('288 MiB');
    expect(formatMilliseconds(3.21)).toBe('3.2 ms');
    expect(formatMilliseconds(1234)).toBe('1.23 s');
    expect(formatPercent(0.8889)).toBe('88.9 %');
  });
});
