/**
 * Local information entropy (Eq. 2): how evenly the tokens of a 3 x 3 window spread along their first principal component.
 * Read as the authors' plotting code has it: window of the token and its 8 neighbours, clipped at the border; 20 equal bins
 * from the window's lowest to its highest score; natural logarithm of p + 1e-8, not renormalized.
 */
import type { Layout } from '../tokens.ts';
import { listNeighbours } from './neighbourRedundancy.ts';
import type { Sliced } from './slices.ts';

const BINS = 20;
const EPSILON = 1e-8;
/** Tokens of a window that the border does not clip. */
const WHOLE_WINDOW = 9;
/** Largest value: every token of a whole window in a bin of its own. */
export const HIGHEST_ENTROPY = entropyOfCounts(Array.from({ length: WHOLE_WINDOW }, () => 1), WHOLE_WINDOW);
/**
 * Share of a window's squared norms below which its spread is rounding of float32 similarities: such tokens are the same,
 * and fall into one bin.
 */
const SAME = 1e-6;

/** Dot products of tokens as figures know them: cosines f[n, n] and norms f[n]. */
export interface TokenProducts {
  n: number;
  similarity: ArrayLike<number>;
  norms: ArrayLike<number>;
}

export interface LocalEntropy {
  /** f64[n], in nats. */
  entropy: Float64Array;
  /** u8[n], 1 where the border does not clip the window. */
  isWhole: Uint8Array;
}

/** Entropy of the window around every token, inside the token's view. */
export function* measureLocalEntropy(products: TokenProducts, { views }: Pick<Layout, 'views'>): Sliced<LocalEntropy> {
  const { n } = products;
  const entropy = new Float64Array(n);
  const isWhole = new Uint8Array(n);
  for (const view of views) {
    for (let local = 0; local < view.rows * view.cols; local++) {
      const token = view.offset + local;
      const window = [token, ...listNeighbours(view, local, 8)].toSorted((a, b) => a - b);
      entropy[token] = entropyOfScores(scoreFirstComponent(products, window));
      isWhole[token] = Number(window.length === WHOLE_WINDOW);
      if (local % view.cols === view.cols - 1) yield (token + 1) / n;
    }
  }
  return { entropy, isWhole };
}

/**
 * Scores of a few raw tokens on their first principal component, up to one common factor: the leading eigenvector of their centred
 * Gram matrix, the largest score positive. All zero where the tokens are the same.
 */
export function scoreFirstComponent({ n, similarity, norms }: TokenProducts, tokens: readonly number[]): Float64Array {
  const size = tokens.length;
  const gram = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [tokens[Math.floor(at / size)], tokens[at % size]];
    return norms[i] * norms[j] * similarity[i * n + j];
  });
  const squaredNorms = trace(gram, size);
  centre(gram, size);
  if (trace(gram, size) <= SAME * squaredNorms) return new Float64Array(size);
  return orient(findLeadingVector(gram, size));
}

/** Entropy of scores in 20 equal bins between the lowest and the highest; scores that are all equal fall into one bin. */
export function entropyOfScores(scores: ArrayLike<number>): number {
  const values = Array.from(scores);
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const counts: number[] = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    const bin = range > 0 ? Math.min(BINS - 1, Math.floor(((value - low) / range) * BINS)) : 0;
    counts[bin] += 1;
  }
  return entropyOfCounts(counts, values.length);
}

/** Summed from the fullest bin down: windows with the same counts get the same number, whichever bins hold them. */
function entropyOfCounts(counts: readonly number[], total: number): number {
  const filled = counts.filter((count) => count > 0).toSorted((a, b) => b - a);
  const padded = [...filled, ...Array.from({ length: BINS - filled.length }, () => 0)];
  return padded.reduce((sum, count) => {
    const share = count / total + EPSILON;
    return sum - share * Math.log(share);
  }, 0);
}

function trace(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += matrix[i * size + i];
  return sum;
}

/** Takes the mean token away: G - row means - column means + mean, in place. */
function centre(gram: Float64Array, size: number): void {
  const means = Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += gram[i * size + j];
    return sum / size;
  });
  const mean = means.reduce((sum, value) => sum + value, 0) / size;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) gram[i * size + j] += mean - means[i] - means[j];
}

/** A sign of its own kind, so that scores on the edge of a bin fall the same way on every path. */
function orient(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/** Sweeps that a matrix of this size never needs; convergence is quadratic. */
const MOST_SWEEPS = 30;

/** Eigenvector of the largest eigenvalue of a small symmetric matrix, which is overwritten: cyclic Jacobi rotations. */
export function findLeadingVector(matrix: Float64Array, size: number): Float64Array {
  const vectors = Float64Array.from({ length: size * size }, (_, at) => Number(at % (size + 1) === 0));
  const negligible = 1e-30 * matrix.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MOST_SWEEPS && sumOffDiagonal(matrix, size) > negligible; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(matrix, vectors, size, p, q);
  }
  let leading = 0;
  for (let i = 1; i < size; i++) if (matrix[i * size + i] > matrix[leading * size + leading]) leading = i;
  return Float64Array.from({ length: size }, (_, i) => vectors[i * size + leading]);
}

function sumOffDiagonal(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) sum += 2 * matrix[p * size + q] ** 2;
  return sum;
}

/** Turns the plane of p and q until their shared entry vanishes (Golub and Van Loan, 8.5). */
function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const shared = matrix[p * size + q];
  if (shared === 0) return;
  const half = (matrix[q * size + q] - matrix[p * size + p]) / (2 * shared);
  const tangent = (half >= 0 ? 1 : -1) / (Math.abs(half) + Math.hypot(half, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let i = 0; i < size; i++) turn(matrix, i * size + p, i * size + q, cosine, sine);
  for (let i = 0; i < size; i++) turn(matrix, p * size + i, q * size + i, cosine, sine);
  for (let i = 0; i < size; i++) turn(vectors, i * size + p, i * size + q, cosine, sine);
}

function turn(values: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const [first, second] = [values[p], values[q]];
  values[p] = cosine * first - sine * second;
  values[q] = sine * first + cosine * second;
}
