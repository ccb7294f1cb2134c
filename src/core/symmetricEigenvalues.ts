/**
 * Eigenvalues of a symmetric matrix, without eigenvectors: Householder reduction to a tridiagonal matrix, then implicit QR
 * steps with Wilkinson's shift (Golub and Van Loan, Matrix Computations, 4th ed., 8.3.1 and 8.3.3).
 */
import { scaleProgress, type Sliced } from './figures/slices.ts';

/** Share of the time that the reduction takes: it costs 4/3 k^3 operations, the steps after it only k^2. */
const REDUCTION_SHARE = 0.95;

/** Steps per eigenvalue; two or three are usual, and only what is no number needs more than this. */
const MOST_STEPS = 50;

/** A symmetric matrix with non-zero entries only on and beside its diagonal. */
interface Tridiagonal {
  /** f64[k] */
  diagonal: Float64Array;
  /** f64[k - 1], at least one entry long; entry i stands between diagonal entries i and i + 1. */
  beside: Float64Array;
}

/**
 * All eigenvalues in ascending order, each within a few 1e-16 of the largest one's magnitude. O(k^3).
 * @param matrix f[k, k] row-major and symmetric; only its upper triangle is read. Squares of entries must fit float64.
 * @returns f64[k]
 * @throws RangeError if the matrix holds NaN or infinities
 */
export function* findSymmetricEigenvalues(matrix: ArrayLike<number>, k: number): Sliced<Float64Array> {
  const tridiagonal = yield* scaleProgress(tridiagonalize(matrix, k), 0, REDUCTION_SHARE);
  return yield* scaleProgress(diagonalize(tridiagonal), REDUCTION_SHARE, 1);
}

/** One reflection after another clears a row beyond the entry beside the diagonal. */
function* tridiagonalize(matrix: ArrayLike<number>, k: number): Sliced<Tridiagonal> {
  const upper = new Float64Array(matrix);
  const diagonal = new Float64Array(k);
  const beside = new Float64Array(Math.max(k - 1, 1));
  for (let row = 0; row < k; row++) {
    yield row / k;
    diagonal[row] = upper[row * k + row];
    if (row < k - 1) beside[row] = reflectRow(upper, k, row);
  }
  return { diagonal, beside };
}

/**
 * Applies the reflection I - beta v v^T that maps the rest of `row` to a multiple of its first axis, from both sides, to the
 * triangle below it.
 * @returns that multiple
 */
function reflectRow(upper: Float64Array, k: number, row: number): number {
  const first = row + 1;
  const reflector = upper.subarray(row * k + first, (row + 1) * k);
  const head = reflector[0];
  let tail = 0;
  for (let i = 1; i < reflector.length; i++) tail += reflector[i] ** 2;
  if (tail === 0) return head;
  const length = Math.sqrt(head ** 2 + tail);
  // The sign that avoids cancellation.
  const image = head > 0 ? -length : length;
  reflector[0] = head - image;
  const beta = 2 / (reflector[0] ** 2 + tail);

  const product = multiplyUpper(upper, k, first, reflector);
  let projection = 0;
  for (let i = 0; i < product.length; i++) projection += product[i] * reflector[i];
  for (let i = 0; i < product.length; i++) product[i] = beta * (product[i] - (beta / 2) * projection * reflector[i]);
  for (let i = 0; i < product.length; i++) {
    const start = (first + i) * k + first;
    const own = reflector[i];
    const ownProduct = product[i];
    for (let j = i; j < product.length; j++) upper[start + j] -= own * product[j] + ownProduct * reflector[j];
  }
  return image;
}

/** The symmetric block from row and column `first` on, times a vector; reads its upper triangle row by row. */
function multiplyUpper(upper: Float64Array, k: number, first: number, vector: Float64Array): Float64Array {
  const size = k - first;
  const product = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const start = (first + i) * k + first;
    const own = vector[i];
    let sum = upper[start + i] * own;
    for (let j = i + 1; j < size; j++) {
      const entry = upper[start + j];
      sum += entry * vector[j];
      product[j] += entry * own;
    }
    product[i] += sum;
  }
  return product;
}

/** Chases the entries beside the diagonal to zero, the last one first. */
function* diagonalize({ diagonal, beside }: Tridiagonal): Sliced<Float64Array> {
  const negligible = Number.EPSILON * Math.max(...absolutes(diagonal), ...absolutes(beside));
  let steps = 0;
  for (let last = diagonal.length - 1; last > 0; ) {
    if (Math.abs(beside[last - 1]) <= negligible) {
      last -= 1;
      continue;
    }
    yield 1 - (last + 1) / diagonal.length;
    let first = last - 1;
    while (first > 0 && Math.abs(beside[first - 1]) > negligible) first -= 1;
    stepImplicitly({ diagonal, beside }, first, last);
    steps += 1;
    if (steps > MOST_STEPS * diagonal.length) {
      throw new RangeError(
        `The eigenvalues of a ${diagonal.length} x ${diagonal.length} matrix were not found in ${steps} steps; it must hold finite numbers only.`,
      );
    }
  }
  return diagonal.toSorted();
}

function absolutes(values: Float64Array): Float64Array {
  return values.map(Math.abs);
}

/** One QR step on rows `first` to `last`: a rotation makes a bulge beside the three diagonals, further ones push it out. */
function stepImplicitly({ diagonal, beside }: Tridiagonal, first: number, last: number): void {
  let x = diagonal[first] - shiftOf({ diagonal, beside }, last);
  let bulge = beside[first];
  for (let i = first; i < last; i++) {
    const length = Math.sqrt(x * x + bulge * bulge);
    const cosine = length > 0 ? x / length : 1;
    const sine = length > 0 ? bulge / length : 0;
    if (i > first) beside[i - 1] = length;
    const [above, between, below] = [diagonal[i], beside[i], diagonal[i + 1]];
    const cross = 2 * cosine * sine * between;
    diagonal[i] = cosine * cosine * above + cross + sine * sine * below;
    diagonal[i + 1] = sine * sine * above - cross + cosine * cosine * below;
    beside[i] = cosine * sine * (below - above) + (cosine * cosine - sine * sine) * between;
    if (i + 1 < last) {
      x = beside[i];
      bulge = sine * beside[i + 1];
      beside[i + 1] *= cosine;
    }
  }
}

/** Wilkinson's: the eigenvalue of the last 2 x 2 block that lies nearer to its last diagonal entry. */
function shiftOf({ diagonal, beside }: Tridiagonal, last: number): number {
  const half = (diagonal[last - 1] - diagonal[last]) / 2;
  const off = beside[last - 1];
  const root = Math.sqrt(half * half + off * off);
  return diagonal[last] - (off * off) / (half + (half < 0 ? -root : root));
}
