/**
 * The claims of Appendix B.5-B.6 on every triple of a few tokens. Three tokens are few enough to be drawn, and enough for every
 * claim to fail; 40 tokens have few enough triples (9,880) to look at all.
 */
import { createSeededRandom } from '../random.ts';
import { drawSubset } from './determinantBounds.ts';
import type { Sliced } from './slices.ts';

/** Three unit vectors by their cosines. */
export interface Triple {
  /** null for vectors that are no tokens. */
  tokens: readonly [number, number, number] | null;
  /** Of the first and second, the first and third, the second and third. */
  cosines: readonly [number, number, number];
  rhoMax: number;
  rhoAvg: number;
  /** 1 + 2abc - a^2 - b^2 - c^2, at least 0. */
  det: number;
  /** Smallest eigenvalue of the Gram matrix. */
  smallestEigenvalue: number;
}

/** Unit rows that exist, although Eq. 26 says that their determinant is at least 0.125. */
export const TEXTBOOK_TRIPLE: Triple = describeTriple([0.5, -0.5, 0.5], null);

/** Differences below this may come from similarities that are float32. */
const ROUNDING = 1e-6;

/** Pairs of triples that Theorem 1's reasoning would order alike. */
export interface TriplePair {
  /** Less similar on average ... */
  lessSimilar: Triple;
  /** ... and yet of smaller volume than this one. */
  larger: Triple;
}

export interface TripleChecks {
  /** The tokens that were looked at. */
  pool: readonly number[];
  triples: number;
  lemma1: {
    /** Triples whose smallest eigenvalue is below 1 - rho_max. */
    eigenvalue: number;
    /** Triples whose determinant is below (1 - rho_max)^3. */
    determinant: number;
    /** Triples whose determinant is below the bound that Gershgorin's theorem gives. */
    valid: number;
    /** The one whose smallest eigenvalue is farthest below 1 - rho_max. */
    worstEigenvalue: Triple;
    /** The one that falls short of (1 - rho_max)^3 most, or comes closest to it. */
    worst: Triple;
  };
  lemma2: {
    /** Triples with rho_avg > 0, whose bound is above 1. */
    above: number;
    /** Triples with rho_avg < 0. */
    negative: number;
    /** Triples whose determinant is above the bound. */
    violations: number;
    /** The one whose determinant exceeds the bound most; null if none does. */
    worst: Triple | null;
  };
  lemma3: {
    violations: number;
    /** Largest det / bound of a triple. */
    closest: number;
  };
  theorem1: {
    /** The triple with the largest determinant [S*]. */
    best: Triple;
    /** Triples with a smaller rho_max or rho_avg than S*. */
    smallerMax: number;
    smallerAverage: number;
    /** The triple with the smallest rho_avg of all. */
    leastSimilar: Triple;
    /** Pairs of triples of which the less similar one (rho_avg) has the smaller determinant, among all pairs. */
    disordered: number;
    pairs: number;
    /** The pair whose determinants differ most; null if there is none. */
    example: TriplePair | null;
  };
}

/**
 * Tokens to look at: the first picks of the greedy order, then others drawn at random.
 * @param candidates tokens that have a direction
 */
export function choosePool(
  order: ArrayLike<number>,
  candidates: readonly number[],
  { size, picks, seed }: { size: number; picks: number; seed: number },
): number[] {
  const leading = Array.from(order).slice(0, Math.min(picks, size));
  const taken = new Set(leading);
  const others = candidates.filter((token) => !taken.has(token));
  return [...leading, ...drawSubset(others, size - leading.length, createSeededRandom(seed))];
}

/** det of a Gram matrix of three unit vectors; never below 0, where only rounding could take it. */
function determinantOfTriple(a: number, b: number, c: number): number {
  return Math.max(0, 1 + 2 * a * b * c - a * a - b * b - c * c);
}

/** Smallest eigenvalue of the same matrix: the smallest root of x^3 - (a^2 + b^2 + c^2) x - 2abc, plus 1. */
export function smallestEigenvalue(a: number, b: number, c: number): number {
  const squares = a * a + b * b + c * c;
  // Smaller squares underflow in the quotient below, and move the eigenvalue by less than rounding does.
  if (squares < 1e-30) return 1;
  const cosine = (3 * a * b * c * Math.sqrt(3 / squares)) / squares;
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine))) / 3;
  return 1 + 2 * Math.sqrt(squares / 3) * Math.cos(angle + (2 * Math.PI) / 3);
}

export function describeTriple(cosines: Triple['cosines'], tokens: Triple['tokens']): Triple {
  const [a, b, c] = cosines;
  return {
    tokens,
    cosines,
    rhoMax: Math.max(a, b, c),
    rhoAvg: (a + b + c) / 3,
    det: determinantOfTriple(a, b, c),
    smallestEigenvalue: smallestEigenvalue(a, b, c),
  };
}

/** @param similarity f[n, n] */
export function describeTokens(similarity: ArrayLike<number>, n: number, tokens: readonly [number, number, number]): Triple {
  const [i, j, l] = tokens;
  return describeTriple([similarity[i * n + j], similarity[i * n + l], similarity[j * n + l]], tokens);
}

/** All triples of a pool, one row each. */
interface TripleList {
  count: number;
  /** i32[count, 3] */
  tokens: Int32Array;
  /** f64[count, 3], in the order of `Triple.cosines`. */
  cosines: Float64Array;
  /** f64[count] each */
  det: Float64Array;
  rhoAvg: Float64Array;
  rhoMax: Float64Array;
}

/**
 * Checks every claim on all triples of a pool.
 * @param similarity f[n, n]
 * @param pool different tokens with a direction
 * @returns null if the pool has fewer than three tokens
 */
export function* checkTriples(similarity: ArrayLike<number>, n: number, pool: readonly number[]): Sliced<TripleChecks | null> {
  if (pool.length < 3) return null;
  const list = yield* listTriples(similarity, n, pool);
  const lemma1 = checkLemma1(list);
  yield 0.6;
  const lemma2 = checkLemma2(list);
  const lemma3 = checkLemma3(list);
  yield 0.7;
  const theorem1 = yield* checkTheorem1(list);
  return { pool, triples: list.count, lemma1, lemma2, lemma3, theorem1 };
}

function* listTriples(similarity: ArrayLike<number>, n: number, pool: readonly number[]): Sliced<TripleList> {
  const count = (pool.length * (pool.length - 1) * (pool.length - 2)) / 6;
  const column = () => new Float64Array(count);
  const list = { count, tokens: new Int32Array(3 * count), cosines: new Float64Array(3 * count), det: column(), rhoAvg: column(), rhoMax: column() };
  let row = 0;
  for (let i = 0; i < pool.length; i++) {
    for (let j = i + 1; j < pool.length; j++) {
      const a = similarity[pool[i] * n + pool[j]];
      for (let l = j + 1; l < pool.length; l++) {
        const b = similarity[pool[i] * n + pool[l]];
        const c = similarity[pool[j] * n + pool[l]];
        list.tokens.set([pool[i], pool[j], pool[l]], 3 * row);
        list.cosines.set([a, b, c], 3 * row);
        list.det[row] = determinantOfTriple(a, b, c);
        list.rhoAvg[row] = (a + b + c) / 3;
        list.rhoMax[row] = Math.max(a, b, c);
        row += 1;
      }
    }
    yield (0.5 * row) / count;
  }
  return list;
}

function checkLemma1(list: TripleList): TripleChecks['lemma1'] {
  const { cosines } = list;
  const tally = { eigenvalue: 0, determinant: 0, valid: 0 };
  let worst = { row: 0, shortfall: -Infinity };
  let worstEigenvalue = { row: 0, shortfall: -Infinity };
  for (let row = 0; row < list.count; row++) {
    const a = cosines[3 * row];
    const b = cosines[3 * row + 1];
    const c = cosines[3 * row + 2];
    const det = list.det[row];
    const rhoMax = list.rhoMax[row];
    const shortfall = 1 - rhoMax - smallestEigenvalue(a, b, c);
    const printed = (1 - rhoMax) ** 3;
    const valid = Math.max(0, 1 - 2 * Math.max(Math.abs(a), Math.abs(b), Math.abs(c))) ** 3;
    tally.eigenvalue += Number(shortfall > ROUNDING);
    tally.determinant += Number(det < printed - ROUNDING);
    tally.valid += Number(det < valid - ROUNDING);
    if (printed - det > worst.shortfall) worst = { row, shortfall: printed - det };
    if (shortfall > worstEigenvalue.shortfall) worstEigenvalue = { row, shortfall };
  }
  return { ...tally, worst: readTriple(list, worst.row), worstEigenvalue: readTriple(list, worstEigenvalue.row) };
}

function checkLemma2(list: TripleList): TripleChecks['lemma2'] {
  const tally = { above: 0, negative: 0, violations: 0 };
  let worst: { row: number | null; excess: number } = { row: null, excess: ROUNDING };
  for (let row = 0; row < list.count; row++) {
    const rhoAvg = list.rhoAvg[row];
    const excess = list.det[row] - (1 + rhoAvg) ** 2;
    tally.above += Number(rhoAvg > 0);
    tally.negative += Number(rhoAvg < 0);
    tally.violations += Number(excess > ROUNDING);
    if (excess > worst.excess) worst = { row, excess };
  }
  return { ...tally, worst: worst.row === null ? null : readTriple(list, worst.row) };
}

function checkLemma3({ count, det, rhoAvg }: TripleList): TripleChecks['lemma3'] {
  const result = { violations: 0, closest: 0 };
  for (let row = 0; row < count; row++) {
    const bound = (1 + 2 * rhoAvg[row]) * (1 - rhoAvg[row]) ** 2;
    result.violations += Number(det[row] > bound + ROUNDING);
    if (bound > ROUNDING) result.closest = Math.max(result.closest, Math.min(1, det[row] / bound));
  }
  return result;
}

function* checkTheorem1(list: TripleList): Sliced<TripleChecks['theorem1']> {
  const { count, det, rhoAvg, rhoMax } = list;
  // The less similar first; among equals the larger determinant, so that no two of them count as disordered.
  const rows = Uint32Array.from({ length: count }, (_, row) => row).toSorted((s, t) => rhoAvg[s] - rhoAvg[t] || det[t] - det[s]);
  yield 0.8;
  const best = findBest(list);
  const example = findDisorder(list, rows);
  yield 0.9;
  const disordered = countAscents(Float64Array.from(rows, (row) => det[row]));
  yield 0.95;
  return {
    best: readTriple(list, best),
    smallerMax: rhoMax.filter((value) => value < rhoMax[best] - ROUNDING).length,
    smallerAverage: rhoAvg.filter((value) => value < rhoAvg[best] - ROUNDING).length,
    leastSimilar: readTriple(list, rows[0]),
    disordered,
    pairs: (count * (count - 1)) / 2,
    example,
  };
}

/** The pair of which the less similar triple has the smaller determinant, with the widest gap between them. */
function findDisorder(list: TripleList, rows: Uint32Array): TriplePair | null {
  const { det, rhoAvg } = list;
  let smallest = rows[0];
  let found: [lessSimilar: number, larger: number] | null = null;
  let gap = ROUNDING;
  for (const row of rows) {
    if (det[row] < det[smallest]) smallest = row;
    if (det[row] - det[smallest] > gap && rhoAvg[row] - rhoAvg[smallest] > ROUNDING) {
      gap = det[row] - det[smallest];
      found = [smallest, row];
    }
  }
  return found && { lessSimilar: readTriple(list, found[0]), larger: readTriple(list, found[1]) };
}

function findBest({ count, det }: TripleList): number {
  let best = 0;
  for (let row = 1; row < count; row++) if (det[row] > det[best]) best = row;
  return best;
}

/** Number of pairs i < j with values[i] < values[j], by merge sort: n log n where all pairs would be n^2. */
export function countAscents(values: Float64Array): number {
  if (values.length < 2) return 0;
  const middle = values.length >> 1;
  const left = values.slice(0, middle);
  const right = values.slice(middle);
  let ascents = countAscents(left) + countAscents(right);
  left.sort();
  right.sort();
  let below = 0;
  for (const value of right) {
    while (below < left.length && left[below] < value) below += 1;
    ascents += below;
  }
  return ascents;
}

function readTriple({ tokens, cosines }: TripleList, row: number): Triple {
  const [i, j, l] = tokens.subarray(3 * row, 3 * row + 3);
  const [a, b, c] = cosines.subarray(3 * row, 3 * row + 3);
  return describeTriple([a, b, c], [i, j, l]);
}
