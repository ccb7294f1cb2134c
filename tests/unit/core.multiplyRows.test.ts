/** The product on the wasm engine, and the similarities that the CPU path makes of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { computeBipartiteBlock, computeSimilarity, multiplyBipartiteBlock, multiplySimilarity, normalizeRows, type MultiplyRows } from '../../src/core/cpu/similarity.ts';
import { createSeededRandom } from '../../src/core/random.ts';
import { computeSimilarity as computeReference } from '../../src/core/reference/similarity.ts';
import { createMultiplyRows } from '../../src/encoders/multiplyRows.ts';
import { judgeCase, loadGoldenCases } from '../support/goldenCases.ts';

/** How often the product was declined and made. */
const product = { declined: 0, made: 0 };
const onEngine = createMultiplyRows({ worthLoading: 0 });
const multiply: MultiplyRows = async (a, b, d) => {
  const result = await onEngine(a, b, d);
  product[result ? 'made' : 'declined'] += 1;
  return result;
};

function makeTokens(n: number, d: number): Float32Array {
  const random = createSeededRandom(n * 1000 + d);
  return Float32Array.from({ length: n * d }, () => random() - 0.5);
}

test('declines as long as nobody has loaded the engine and the product is not worth it', async () => {
  const { unit, isZero } = normalizeRows(makeTokens(9, 5), 9, 5);
  const declining = createMultiplyRows({ worthLoading: Infinity });
  expect(await declining(unit, unit, 5)).toBeNull();
  expect(await multiplySimilarity(declining, unit, isZero, 9, 5)).toEqual(computeSimilarity(unit, isZero, 9, 5));
});

describe('on the engine', () => {
  beforeAll(async () => expect(await multiply(Float32Array.of(1, 2), Float32Array.of(3, 4, 5, 6), 2)).toEqual(Float32Array.of(11, 17)));

  // Around the 4 and 16 rows and columns that SIMD kernels take at once, and beyond one band.
  test.each([
    [2, 250_001],
    [3, 120_000],
    [17, 4099],
    [63, 257],
    [530, 48],
    [1100, 20],
  ])('n = %i, d = %i: cosines of the reference, symmetric to the bit, equal rows with equal cosines', async (n, d) => {
    const tokens = makeTokens(n, d);
    // Copies everywhere: of the first token in every fifth row, and a zero token at the end.
    for (let i = 5; i < n; i += 5) tokens.copyWithin(i * d, 0, d);
    if (n > 2) tokens.fill(0, (n - 1) * d);
    const { unit, isZero } = normalizeRows(tokens, n, d);
    product.made = 0;
    const similarity = await multiplySimilarity(multiply, unit, isZero, n, d);
    expect(product.made).toBe(Math.ceil(n / 512));
    const reference = computeReference(tokens, n, d);
    expect(similarity.every((value, place) => Math.abs(value - reference[place]) <= 1e-6)).toBe(true);
    const copies = Array.from({ length: Math.ceil(n / 5) }, (_, k) => 5 * k).filter((i) => n <= 2 || i < n - 1);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) if (similarity[i * n + j] !== similarity[j * n + i]) expect.fail(`S is not symmetric at ${i}, ${j}`);
      const outside = copies.includes(i) ? [] : copies;
      for (const copy of outside) if (similarity[i * n + copy] !== similarity[i * n]) expect.fail(`token ${i} tells copies 0 and ${copy} apart`);
      expect(similarity[i * n + i]).toBe(isZero[i] ? 0 : 1);
    }
  });

  test('the bipartite block is that part of all similarities to the last bit', async () => {
    const [n, d] = [1237, 24];
    const { unit, isZero } = normalizeRows(makeTokens(n, d), n, d);
    const similarity = await multiplySimilarity(multiply, unit, isZero, n, d);
    const block = await multiplyBipartiteBlock(multiply, unit, n, d);
    const columns = Math.floor(n / 2);
    expect(block).toHaveLength(Math.ceil(n / 2) * columns);
    expect(block.every((value, place) => value === similarity[2 * Math.floor(place / columns) * n + 2 * (place % columns) + 1])).toBe(true);
  });

  test('a single token has no block', async () => {
    expect(await multiplyBipartiteBlock(multiply, new Float32Array(2e6), 1, 2e6)).toHaveLength(0);
  });

  test.each(loadGoldenCases().map((golden) => [golden.name, golden] as const))('golden case %s', async (_, golden) => {
    product.declined = product.made = 0;
    await judgeCase(createCpuKernels({ multiply }), golden);
    expect(product.made > 0).toBe(golden.n ** 2 * golden.d >= 1e6);
    expect(product.declined).toBe(0);
  });
});

const failIfAsked: MultiplyRows = (a, b, d) => expect.fail(`asked for rows of ${a.length}, ${b.length} numbers in ${d} dimensions`);

test('small sets do not ask', async () => {
  const { unit, isZero } = normalizeRows(makeTokens(60, 7), 60, 7);
  expect(await multiplySimilarity(failIfAsked, unit, isZero, 60, 7)).toEqual(computeSimilarity(unit, isZero, 60, 7));
  expect(await multiplyBipartiteBlock(failIfAsked, unit, 60, 7)).toEqual(computeBipartiteBlock(unit, 60, 7));
});

test('a failing product leaves the work to the loop', async () => {
  const { unit, isZero } = normalizeRows(makeTokens(700, 3), 700, 3);
  let calls = 0;
  const failing: MultiplyRows = async (a, b, d) => (calls++ === 0 ? onEngine(a, b, d) : null);
  expect(await multiplySimilarity(failing, unit, isZero, 700, 3)).toEqual(computeSimilarity(unit, isZero, 700, 3));
});
