import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeSimilar } from '../../src/core/cpu/softMatching.ts';
import { computeSimilarity, normalizeRows } from '../../src/core/cpu/similarity.ts';
import { replayMerging, runSoftMatching } from '../../src/core/reference/softMatching.ts';
import { followMerges, planMergeRounds } from '../../src/core/mergeRounds.ts';
import type { MergePlan } from '../../src/core/searches.ts';
import { makeTokens, smallTokenSets } from '../support/randomTokens.ts';

/** Token sets with a plan that fits them. */
const plannedSets = fc
  .tuple(smallTokenSets, fc.nat(), fc.integer({ min: 1, max: 5 }))
  .map(([set, any, perRound]) => ({ ...set, plan: { target: 1 + (any % set.n), perRound } }));

function mergeOnCpu(tokens: Float32Array, n: number, d: number, plan: MergePlan) {
  const { unit, isZero, norms } = normalizeRows(tokens, n, d);
  return mergeSimilar({ n, similarity: computeSimilarity(unit, isZero, n, d), norms }, plan);
}

/** Unit vectors in the plane at the given angles in degrees. */
function atAngles(...degrees: number[]): Float32Array {
  return Float32Array.from(degrees.flatMap((degree) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)]));
}

function countMerges(n: number, plan: MergePlan): number[] {
  return planMergeRounds(n, plan).map(({ mergeCount }) => mergeCount);
}

describe('rounds', () => {
  test('merge what was asked for, never more than half and never below the target', () => {
    expect(countMerges(20, { target: 5, perRound: 6 })).toEqual([6, 6, 3]);
    expect(countMerges(20, { target: 2, perRound: 100 })).toEqual([10, 5, 2, 1]);
    expect(countMerges(7, { target: 1, perRound: 8 })).toEqual([3, 2, 1]);
    expect(countMerges(4, { target: 4, perRound: 8 })).toEqual([]);
    expect(planMergeRounds(20, { target: 5, perRound: 6 })[2]).toEqual({ listLength: 8, mergeCount: 3, mergedBefore: 12 });
  });

  test.each([
    [{ target: 0, perRound: 8 }, 'asked for 0 tokens; expected a whole number from 1 to 9'],
    [{ target: 10, perRound: 8 }, 'asked for 10 tokens; expected a whole number from 1 to 9'],
    [{ target: 2.5, perRound: 8 }, '2.5 tokens'],
    [{ target: 3, perRound: 0 }, 'asked for 0 merges per round'],
    [{ target: NaN, perRound: 1 }, 'NaN tokens'],
  ])('a plan that cannot be met is refused: %o', (plan, message) => {
    expect(() => planMergeRounds(9, plan)).toThrow(message);
  });

  test('an assignment follows merges to where the group stands in the end', () => {
    expect(Array.from(followMerges(5, [0, 1, 4, 3, 1, 3]))).toEqual([3, 3, 2, 3, 3]);
  });
});

describe.each([
  ['float64 reference', (tokens: Float32Array, n: number, d: number, plan: MergePlan) => runSoftMatching(tokens, n, d, plan)],
  ['CPU path', mergeOnCpu],
])('soft matching by hand: %s', (_path, merge) => {
  test('the most similar pair merges first, and groups are compared by their means', () => {
    // Round 1: 0 (0 degrees) against 1 (40) and 3 (100), 2 (90) against the same: 2 joins 3.
    // Round 2: the list is 0, 1, 3; 0 against 1 has 40 degrees, {2, 3} at 95 against 1 has 55: 0 joins 1.
    // Round 3: the list is 3, 1; they merge at the place of 1.
    const { merges, assignment } = merge(atAngles(0, 40, 90, 100), 4, 2, { target: 1, perRound: 1 });
    expect(Array.from(merges)).toEqual([2, 3, 0, 1, 3, 1]);
    expect(Array.from(assignment)).toEqual([1, 1, 1, 1]);
  });

  test('several tokens of a round may join the same one, the most similar first', () => {
    const { merges, assignment } = merge(atAngles(-20, 0, 10, 180), 4, 2, { target: 2, perRound: 2 });
    expect(Array.from(merges)).toEqual([2, 1, 0, 1]);
    expect(Array.from(assignment)).toEqual([1, 1, 1, 3]);
  });

  test('of equal cosines the earlier token merges, into the earlier one', () => {
    const equal = new Float32Array(12).fill(1);
    expect(Array.from(merge(equal, 6, 2, { target: 4, perRound: 2 }).merges)).toEqual([0, 1, 2, 1]);
    // Orthogonal tokens, cosine 0 everywhere.
    const axes = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    expect(Array.from(merge(axes, 4, 4, { target: 3, perRound: 8 }).merges)).toEqual([0, 1]);
  });

  test('a zero token has cosine 0: it merges before opposite tokens and after similar ones', () => {
    // 0 is zero; 2 is like 1; 4 is opposite to 1 and 3.
    const tokens = Float32Array.of(0, 0, 1, 0, 1, 0.1, 1, 0.3, -1, -0.1);
    expect(Array.from(merge(tokens, 5, 2, { target: 3, perRound: 2 }).merges)).toEqual([2, 1, 0, 1]);
  });

  test('a group whose tokens cancel out has cosine 0 with everything', () => {
    // 0 joins its opposite 1, the only target; then the list is 2, 1: cosine 0, and they merge.
    const tokens = Float32Array.of(1, 0, -1, 0, -1, 0);
    expect(Array.from(merge(tokens, 3, 2, { target: 1, perRound: 1 }).merges)).toEqual([2, 1, 0, 1]);
    expect(Array.from(merge(Float32Array.of(1, 0, -1, 0), 2, 2, { target: 1, perRound: 1 }).merges)).toEqual([0, 1]);
  });

  test('one token, and a target of all tokens, merge nothing', () => {
    expect(merge(Float32Array.of(3, 4), 1, 2, { target: 1, perRound: 8 }).assignment).toEqual(Int32Array.of(0));
    const { merges, assignment } = merge(makeTokens(9, 4, 1), 9, 4, { target: 9, perRound: 8 });
    expect(merges.length).toBe(0);
    expect(Array.from(assignment)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('soft matching on any tokens', () => {
  test('every merge of the reference is the best one by brute force over explicit groups', () => {
    fc.assert(
      fc.property(plannedSets, ({ n, d, tokens, plan }) => {
        const { merges } = runSoftMatching(tokens, n, d, plan);
        const wanted = mergeByBruteForce(tokens, n, d, plan);
        expect(wanted.map(({ cosine }) => cosine).length).toBe(merges.length / 2);
        wanted.forEach(({ members, cosine }, i) => {
          // Rounding may order equal cosines otherwise from there on.
          if (members.length === 0) return;
          expect(cosine).toBeCloseTo(cosineOf(members[merges[2 * i]], members[merges[2 * i + 1]], tokens, d), 9);
        });
      }),
    );
  });

  test('the CPU path is right by replay, and its groups are as many as asked for', () => {
    fc.assert(
      fc.property(plannedSets, ({ n, d, tokens, plan }) => {
        const { merges, assignment } = mergeOnCpu(tokens, n, d, plan);
        for (const shortfall of replayMerging(tokens, n, d, plan, merges)) expect(shortfall).toBeLessThanOrEqual(3e-5);
        expect(new Set(assignment).size).toBe(plan.target);
        for (const place of assignment) expect(assignment[place]).toBe(place);
      }),
    );
  });

  test('the CPU path equals the reference where no cosines are close', () => {
    const plan = { target: 8, perRound: 3 };
    const tokens = makeTokens(40, 16, 3);
    const want = runSoftMatching(tokens, 40, 16, plan);
    const got = mergeOnCpu(tokens, 40, 16, plan);
    expect(Array.from(got.merges)).toEqual(want.merges);
    expect(got.assignment).toEqual(want.assignment);
  });

  test('the scale of all tokens does not matter, even where its squares barely fit float32', () => {
    const plan = { target: 5, perRound: 4 };
    const tokens = makeTokens(30, 16, 3);
    const want = mergeOnCpu(tokens, 30, 16, plan);
    for (const scale of [2 ** 49, 2 ** -20]) {
      expect(mergeOnCpu(tokens.map((value) => value * scale), 30, 16, plan)).toEqual(want);
    }
  });
});

describe('the replay', () => {
  const tokens = atAngles(0, 10, 90, 135);
  const judge = (merges: number[]) => replayMerging(tokens, 4, 2, { target: 3, perRound: 1 }, merges);

  test('finds nothing to blame in the best merge', () => {
    expect(judge([0, 1])).toEqual([0]);
  });

  test('blames a source that is not the best', () => {
    expect(judge([2, 3])[0]).toBeCloseTo(Math.cos(Math.PI / 18) - Math.SQRT1_2, 6);
  });

  test('blames a target that is not the best of its source', () => {
    expect(judge([0, 3])[0]).toBeCloseTo(Math.cos(Math.PI / 18) + Math.SQRT1_2, 6);
  });

  test.each([
    [[1, 0], '1 stands at no even position'],
    [[0, 2], '2 stands at no odd position'],
    [[], 'expected 1 merges, got 0'],
  ])('refuses merges that are none: %o', (merges, message) => {
    expect(() => judge(merges)).toThrow(message);
  });
});

/** Soft matching with groups as lists of tokens; `members` is empty from where two cosines are equal within rounding. */
function mergeByBruteForce(tokens: Float32Array, n: number, d: number, { target, perRound }: MergePlan) {
  let list = Array.from({ length: n }, (_, token) => token);
  const members = list.map((token) => [token]);
  const merges: { cosine: number; members: number[][] }[] = [];
  let isClear = true;
  while (list.length > target) {
    const [even, odd] = [0, 1].map((parity) => list.filter((_, position) => position % 2 === parity));
    const pairs = even.map((from) => {
      const cosines = odd.map((into) => cosineOf(members[from], members[into], tokens, d));
      const cosine = Math.max(...cosines);
      isClear &&= cosines.filter((value) => value > cosine - 1e-9).length === 1;
      return { from, into: odd[cosines.indexOf(cosine)], cosine };
    });
    pairs.sort((a, b) => b.cosine - a.cosine);
    isClear &&= pairs.every(({ cosine }, i) => i === 0 || pairs[i - 1].cosine - cosine > 1e-9);
    const chosen = pairs.slice(0, Math.min(perRound, list.length - target, odd.length));
    const before = isClear ? members.map((group) => [...group]) : [];
    for (const { from, into, cosine } of chosen) {
      merges.push({ cosine, members: before });
      members[into].push(...members[from]);
    }
    const gone = chosen.map(({ from }) => from);
    list = [...even.filter((place) => !gone.includes(place)), ...odd];
  }
  return merges;
}

function cosineOf(first: number[], second: number[], tokens: Float32Array, d: number): number {
  const [a, b] = [first, second].map((group) =>
    Array.from({ length: d }, (_, k) => group.reduce((sum, token) => sum + tokens[token * d + k], 0) / group.length),
  );
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  return lengths === 0 ? 0 : a.reduce((sum, value, k) => sum + value * b[k], 0) / lengths;
}
