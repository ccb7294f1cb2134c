import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureSubset } from '../../src/core/figures/determinantBounds.ts';
import { embedTriple, measureReach, turnBox, turnPoint } from '../../src/core/figures/determinantBoundsBox.ts';
import {
  checkTriples,
  choosePool,
  countAscents,
  describeTriple,
  smallestEigenvalue,
  TEXTBOOK_TRIPLE,
} from '../../src/core/figures/determinantBoundsTriples.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { makeTokens } from '../support/randomTokens.ts';

describe('Appendix B on triples', () => {
  it('has det 0 and not at least 0.125 for cosines 0.5, -0.5, 0.5', () => {
    expect(TEXTBOOK_TRIPLE.det).toBe(0);
    expect(TEXTBOOK_TRIPLE.rhoMax).toBe(0.5);
    expect(TEXTBOOK_TRIPLE.smallestEigenvalue).toBeCloseTo(0, 12);
    expect((1 - TEXTBOOK_TRIPLE.rhoMax) ** 3).toBe(0.125);
  });

  it('finds the smallest eigenvalue: det(S - lambda I) = 0, and nothing below it', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), (a, b, c) => {
        const x = smallestEigenvalue(a, b, c) - 1;
        const polynomial = (at: number) => at ** 3 - (a * a + b * b + c * c) * at - 2 * a * b * c;
        expect(polynomial(x)).toBeCloseTo(0, 9);
        expect(polynomial(x - 0.01)).toBeLessThan(0);
        // Interlacing: the claim of Eq. 26 points the other way.
        expect(1 + x).toBeLessThanOrEqual(1 - Math.max(a, b, c) + 1e-7);
      }),
    );
  });

  it('counts on all triples what brute force counts', () => {
    const { n, similarity, tokens, checks } = checkRandom(12, 5, 7, 0);
    const all = listAll(tokens).map((set) => measureSubset(similarity, n, set));
    const det = all.map(({ logDet }) => Math.exp(logDet));
    expect(checks.triples).toBe(220);
    expect(checks.lemma1.determinant).toBe(all.filter(({ rhoMax }, at) => det[at] < (1 - rhoMax) ** 3 - 1e-6).length);
    expect(checks.lemma2.violations).toBe(all.filter(({ rhoAvg }, at) => det[at] > (1 + rhoAvg) ** 2 + 1e-6).length);
    expect(checks.lemma2.above + checks.lemma2.negative).toBe(220);
    expect(checks.lemma3.violations).toBe(0);
    expect(checks.lemma1.valid).toBe(0);
    let disordered = 0;
    for (let s = 0; s < 220; s++) for (let t = 0; t < 220; t++) disordered += Number(all[s].rhoAvg < all[t].rhoAvg && det[s] < det[t]);
    expect(checks.theorem1.disordered).toBe(disordered);
    expect(checks.theorem1.pairs).toBe((220 * 219) / 2);
    const best = det.indexOf(Math.max(...det));
    expect(checks.theorem1.best.tokens).toEqual(all[best].tokens);
    expect(checks.theorem1.smallerAverage).toBe(all.filter(({ rhoAvg }) => rhoAvg < all[best].rhoAvg - 1e-6).length);
    expect(checks.theorem1.smallerMax).toBe(all.filter(({ rhoMax }) => rhoMax < all[best].rhoMax - 1e-6).length);
    const { lessSimilar, larger } = checks.theorem1.example ?? { lessSimilar: TEXTBOOK_TRIPLE, larger: TEXTBOOK_TRIPLE };
    expect(lessSimilar.rhoAvg).toBeLessThan(larger.rhoAvg);
    expect(lessSimilar.det).toBeLessThan(larger.det);
  });

  it.each([0, 0.5, 2])('holds Lemma 3 and Gershgorin for all triples of random tokens (shift %s)', (shift) => {
    for (let seed = 1; seed < 6; seed++) {
      const { checks } = checkRandom(20, 6, seed, shift);
      expect(checks.lemma3.violations).toBe(0);
      expect(checks.lemma3.closest).toBeLessThanOrEqual(1);
      expect(checks.lemma1.valid).toBe(0);
    }
  });

  it('refutes Theorem 1 itself: the largest determinant with the larger average', () => {
    // Orthogonal tokens 0, 1, 2 have det 1; tokens 3, 4, 5 have a negative average and a smaller det.
    const S = [
      [1, 0, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 0],
      [0, 0, 1, 0, 0, 0],
      [0, 0, 0, 1, -0.3, -0.3],
      [0, 0, 0, -0.3, 1, -0.3],
      [0, 0, 0, -0.3, -0.3, 1],
    ].flat();
    const checks = runToEnd(checkTriples(S, 6, [0, 1, 2, 3, 4, 5]));
    expect(checks?.theorem1.best.det).toBe(1);
    expect(checks?.theorem1.smallerAverage).toBeGreaterThan(0);
    expect(checks?.theorem1.smallerMax).toBe(1);
    expect(checks?.theorem1.leastSimilar.tokens).toEqual([3, 4, 5]);
  });

  it('looks at duplicates, and at too few tokens, without a number that is none', () => {
    expect(runToEnd(checkTriples([1, 1, 1, 1], 2, [0, 1]))).toBeNull();
    const checks = runToEnd(checkTriples(new Float64Array(25).fill(1), 5, [0, 1, 2, 3, 4]));
    expect(checks?.theorem1).toMatchObject({ disordered: 0, smallerMax: 0, smallerAverage: 0, example: null });
    expect(checks?.lemma1).toMatchObject({ determinant: 0, valid: 0 });
    expect(checks?.lemma3).toEqual({ violations: 0, closest: 0 });
  });

  it('puts picks first into the pool, and draws the rest', () => {
    const candidates = [...Array(50).keys()];
    const pool = choosePool([7, 3, 9], candidates, { size: 10, picks: 2, seed: 4 });
    expect(pool.slice(0, 2)).toEqual([7, 3]);
    expect(new Set(pool).size).toBe(10);
    expect(choosePool([], [1, 2], { size: 10, picks: 2, seed: 4 }).toSorted()).toEqual([1, 2]);
  });

  it('counts ascents', () => {
    expect(countAscents(Float64Array.of(3, 1, 2, 2, 5))).toBe(6);
    expect(countAscents(Float64Array.of(3, 2, 1))).toBe(0);
    expect(countAscents(new Float64Array(0))).toBe(0);
  });
});

describe('three tokens in space', () => {
  it('has exactly their cosines, lengths and volume', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(0, 1, 4), (seed, shift) => {
        const S = computeSimilarity(makeTokens(3, 3, seed).map((value) => value + shift), 3, 3);
        const cosines = [S[1], S[2], S[5]] as const;
        const lengths = [1, 0.5, 0.25] as const;
        const [u, v, w] = embedTriple(cosines);
        const [p, q, r] = embedTriple(cosines, lengths);
        expect(dot(u, v)).toBeCloseTo(S[1], 6);
        expect(dot(u, w)).toBeCloseTo(S[2], 6);
        expect(dot(v, w)).toBeCloseTo(S[5], 6);
        expect(volume(u, v, w) ** 2).toBeCloseTo(describeTriple(cosines, null).det, 6);
        expect(volume(p, q, r)).toBeCloseTo(volume(u, v, w) * 0.125, 9);
      }),
    );
  });

  it('embeds vectors that coincide or lie in a plane', () => {
    expect(embedTriple([1, 1, 1])).toEqual([[1, 0, 0], [1, 0, 0], [1, 0, 0]]);
    expect(volume(...embedTriple([1, 0.3, 0.3]))).toBe(0);
    expect(volume(...embedTriple(TEXTBOOK_TRIPLE.cosines))).toBeCloseTo(0, 7);
  });

  it('knows the ball that holds the box', () => {
    expect(measureReach(embedTriple([0, 0, 0]))).toBeCloseTo(Math.sqrt(3) / 2, 12);
    expect(measureReach(embedTriple([1, 1, 1]))).toBeCloseTo(1.5, 12);
    const vectors = embedTriple([0.2, -0.6, 0.4]);
    const corners = turnBox(vectors, { yaw: 1, pitch: 0.3 }).faces.flatMap((face) => face.corners);
    expect(Math.max(...corners.map((corner) => Math.hypot(...corner)))).toBeCloseTo(measureReach(vectors), 12);
  });

  it('finds the triples that break both parts of Eq. 26', () => {
    // Cosines 0.7, 0.7, 0 have det 0.02, and a smallest eigenvalue of 1 - 0.7 sqrt 2.
    const checks = runToEnd(checkTriples([1, 0.7, 0.7, 0.7, 1, 0, 0.7, 0, 1], 3, [0, 1, 2]));
    expect(checks?.lemma1).toMatchObject({ eigenvalue: 1, determinant: 1, valid: 0 });
    expect(checks?.lemma1.worst.det).toBeCloseTo(0.02, 12);
    expect(checks?.lemma1.worstEigenvalue.smallestEigenvalue).toBeCloseTo(1 - 0.7 * Math.SQRT2, 12);
  });

  it('keeps lengths when turned', () => {
    expect(Math.hypot(...turnPoint([0.3, -0.4, 1.2], { yaw: 1, pitch: -2 }))).toBeCloseTo(1.3, 12);
    expect(turnPoint([1, 0, 0], { yaw: Math.PI / 2, pitch: 0 })[2]).toBeCloseTo(-1, 12);
    expect(turnPoint([0, 1, 0], { yaw: 0, pitch: Math.PI / 2 })[2]).toBeCloseTo(1, 12);
  });

  it('shows three faces of a box and hides the three edges behind it', () => {
    const { faces, edges, origin } = turnBox(embedTriple([0.2, 0.1, -0.3]), { yaw: 0.5, pitch: 0.4 });
    expect(faces.filter(({ front }) => front)).toHaveLength(3);
    expect(edges).toHaveLength(12);
    expect(edges.filter(({ hidden }) => hidden)).toHaveLength(3);
    const vectors = edges.filter(({ isVector }) => isVector);
    expect(vectors.map(({ along }) => along).toSorted()).toEqual([0, 1, 2]);
    for (const { from } of vectors) expect(Math.hypot(...from.map((value, axis) => value - origin[axis]))).toBeCloseTo(0, 12);
  });

  it('hides nothing of a flat box', () => {
    expect(turnBox(embedTriple(TEXTBOOK_TRIPLE.cosines), { yaw: 0.5, pitch: 0.4 }).edges.some(({ hidden }) => hidden)).toBe(false);
  });
});

type Point = readonly [number, number, number];

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function volume([ax, ay, az]: Point, [bx, by, bz]: Point, [cx, cy, cz]: Point): number {
  return Math.abs(ax * (by * cz - bz * cy) - ay * (bx * cz - bz * cx) + az * (bx * cy - by * cx));
}

function listAll(tokens: readonly number[]): number[][] {
  return tokens.flatMap((i, at) => tokens.slice(at + 1).flatMap((j, next) => tokens.slice(at + next + 2).map((l) => [i, j, l])));
}

function checkRandom(n: number, d: number, seed: number, shift: number) {
  const similarity = computeSimilarity(makeTokens(n, d, seed).map((value) => value + shift), n, d);
  const tokens = [...Array(n).keys()];
  const checks = runToEnd(checkTriples(similarity, n, tokens));
  if (!checks) throw new Error('Too few tokens.');
  return { n, similarity, tokens, checks };
}
