import { describe, expect, it } from 'vitest';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { findSymmetricEigenvalues } from '../../src/core/symmetricEigenvalues.ts';
import { createRandom, makeTokens } from '../support/randomTokens.ts';

const eigenvalues = (matrix: ArrayLike<number>, k: number) => runToEnd(findSymmetricEigenvalues(matrix, k));

function expectValues(found: Float64Array, wanted: readonly number[], tolerance = 1e-12): void {
  expect(found).toHaveLength(wanted.length);
  const scale = Math.max(1e-300, ...wanted.map(Math.abs));
  wanted.forEach((value, index) => expect(Math.abs(found[index] - value)).toBeLessThanOrEqual(tolerance * scale));
}

function makeSymmetric(k: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) matrix[i * k + j] = matrix[j * k + i] = random();
  return matrix;
}

/** Q D Q^T with Q a product of reflections: a full matrix whose eigenvalues are known. */
function hideDiagonal(values: readonly number[], seed: number): Float64Array {
  const k = values.length;
  let matrix = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? values[i / (k + 1)] : 0));
  for (let round = 0; round < 3; round++) {
    const axis = Float64Array.from(makeTokens(1, k, seed + round));
    const squared = axis.reduce((sum, value) => sum + value ** 2, 0);
    const reflect = (source: Float64Array) =>
      source.map((value, i) => {
        const column = i % k;
        let dot = 0;
        for (let t = 0; t < k; t++) dot += axis[t] * source[t * k + column];
        return value - (2 / squared) * axis[Math.floor(i / k)] * dot;
      });
    const transpose = (source: Float64Array) => source.map((_, i) => source[(i % k) * k + Math.floor(i / k)]);
    matrix = reflect(transpose(reflect(matrix)));
  }
  return matrix;
}

describe('eigenvalues of symmetric matrices', () => {
  it('are right by hand', () => {
    expectValues(eigenvalues([], 0), []);
    expectValues(eigenvalues([-3], 1), [-3]);
    expectValues(eigenvalues([2, 1, 1, 2], 2), [1, 3]);
    expectValues(eigenvalues([0, 1, 1, 0], 2), [-1, 1]);
    expectValues(eigenvalues([2, 0, 0, 0, 3, 4, 0, 4, 9], 3), [1, 2, 11]);
    expectValues(eigenvalues([5, 0, 0, 0, -1, 0, 0, 0, 2], 3), [-1, 2, 5]);
    expectValues(eigenvalues(new Float64Array(16), 4), [0, 0, 0, 0]);
    expectValues(eigenvalues(new Float64Array(16).fill(1), 4), [0, 0, 0, 4]);
  });

  it('of a path of springs are 2 - 2 cos(pi j / (k + 1))', () => {
    const k = 50;
    const matrix = new Float64Array(k * k);
    for (let i = 0; i < k; i++) {
      matrix[i * k + i] = 2;
      if (i > 0) matrix[i * k + i - 1] = matrix[(i - 1) * k + i] = -1;
    }
    expectValues(eigenvalues(matrix, k), Array.from({ length: k }, (_, j) => 2 - 2 * Math.cos((Math.PI * (j + 1)) / (k + 1))));
  });

  it.each([
    ['distinct', [-7, -1.5, 0.25, 1, 2, 3, 40]],
    ['repeated', [-2, -2, -2, 0, 0, 5, 5, 5, 5]],
    ['of very different size', [0, 1e-12, 1e-8, 1e-4, 1, 1e4]],
  ])('are found again in a full matrix: %s', (_, values) => {
    expectValues(eigenvalues(hideDiagonal(values, 11), values.length), values);
  });

  it.each([3, 10, 33, 100])('of random matrices of %i rows have their trace and their sum of squares', (k) => {
    for (const seed of [1, 2, 3]) {
      const matrix = makeSymmetric(k, seed);
      const found = eigenvalues(matrix, k);
      const trace = Array.from({ length: k }, (_, i) => matrix[i * k + i]).reduce((sum, value) => sum + value, 0);
      expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 10);
      const squares = matrix.reduce((sum, value) => sum + value ** 2, 0);
      expect(found.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(squares, 8);
      expect([...found]).toEqual([...found].toSorted((a, b) => a - b));
    }
  });

  it('make the shifted matrix singular, each of them', () => {
    const k = 6;
    const matrix = makeSymmetric(k, 5);
    for (const value of eigenvalues(matrix, k)) {
      expect(Math.abs(determinantOf(matrix.map((entry, i) => entry - (i % (k + 1) === 0 ? value : 0)), k))).toBeLessThan(1e-12);
    }
  });

  it('read the upper triangle only and leave the matrix alone', () => {
    const matrix = makeSymmetric(8, 9);
    const upper = matrix.map((value, i) => (i % 8 >= Math.floor(i / 8) ? value : 99));
    const before = [...upper];
    expect([...eigenvalues(upper, 8)]).toEqual([...eigenvalues(matrix, 8)]);
    expect([...upper]).toEqual(before);
  });

  it('report progress that never falls, and refuse what is no number', () => {
    const fractions = [...findSymmetricEigenvalues(makeSymmetric(30, 4), 30)];
    expect(fractions.every((value, index) => value >= (fractions[index - 1] ?? 0) && value < 1)).toBe(true);
    expect(() => eigenvalues([1, NaN, NaN, 1], 2)).toThrow(/2 x 2 matrix.*finite/);
  });
});

/** By elimination with row exchanges. */
function determinantOf(source: Float64Array, k: number): number {
  const rows = Array.from({ length: k }, (_, i) => source.slice(i * k, (i + 1) * k));
  let product = 1;
  for (let column = 0; column < k; column++) {
    rows.splice(column, k, ...rows.slice(column).toSorted((a, b) => Math.abs(b[column]) - Math.abs(a[column])));
    product *= rows[column][column];
    for (let row = column + 1; row < k; row++) {
      const factor = rows[row][column] / rows[column][column];
      rows[row] = rows[row].map((value, i) => value - factor * rows[column][i]);
    }
  }
  return product;
}
