/** Methods that compare tokens with the question: relevance alone, TRIM, CDPruner and MMTok. */
import { describe, expect, test } from 'vitest';
import { MissingInputError } from '../../src/core/methods/inputs.ts';
import { BudgetError } from '../../src/core/methods/method.ts';
import { countOutliers } from '../../src/core/methods/outliers.ts';
import { takeSoftmax } from '../../src/core/softmax.ts';
import { selectTiny, unitRows } from '../support/tinySets.ts';

/** Tokens whose cosines with the question (1, 0) are as given. */
function withCosines(cosines: readonly number[]) {
  return { tokens: unitRows(cosines.length), joint: cosines.map((cosine) => [cosine, Math.sqrt(1 - cosine ** 2)]), states: [[1, 0]] };
}

/** As `withCosines`, with products instead. */
function withProducts(products: readonly number[]) {
  return { tokens: unitRows(products.length), joint: products.map((product) => [product, 1]), states: [[1, 0]] };
}

describe('relevance alone', () => {
  test('keeps what is closest to the question, or farthest from it', async () => {
    const set = withCosines([0.9, -0.5, 0.2, 0.4]);
    expect(Array.from((await selectTiny('relevance-only', set, 2)).indices)).toEqual([0, 3]);
    expect(Array.from((await selectTiny('relevance-only', set, 2, { invert: true })).indices)).toEqual([1, 2]);
    expect(Array.from((await selectTiny('relevance-only', set, 4)).indices)).toEqual([0, 1, 2, 3]);
  });

  test('takes the first of equals, and the first tokens where all are equal', async () => {
    expect(Array.from((await selectTiny('relevance-only', withCosines([0.1, 0.7, 0.7, 0.7]), 2)).indices)).toEqual([1, 2]);
    expect(Array.from((await selectTiny('relevance-only', withCosines([0.5, 0.5, 0.5]), 2)).indices)).toEqual([0, 1]);
    expect(Array.from((await selectTiny('relevance-only', { tokens: unitRows(2), joint: [[0, 0], [0, 0]], states: [[1, 0]] }, 1)).indices)).toEqual([0]);
  });

  test('compares with the pooled question or with the mean of its states', async () => {
    const set = { tokens: unitRows(2), joint: [[1, 0], [0, 1]], states: [[1, 0], [0.5, 0]], pooled: [0, 1] };
    expect(Array.from((await selectTiny('relevance-only', set, 1)).indices)).toEqual([1]);
    expect(Array.from((await selectTiny('relevance-only', set, 1, { querySource: 'mean' })).indices)).toEqual([0]);
  });

  test('ranks inside each view', async () => {
    const set = { ...withCosines([0.1, 0.2, 0.8, 0.9]), grid: { views: 2, rows: 1, cols: 2 } };
    const { indices, ranking } = await selectTiny('relevance-only', set, 3);
    expect(Array.from(indices)).toEqual([0, 1, 3]);
    expect(Array.from(ranking?.values ?? [])).toEqual([0, 1, 0, 1]);
  });

  test('needs a question, which nothing stands in for', async () => {
    const set = { tokens: unitRows(2), allowStandIns: true };
    await expect(selectTiny('relevance-only', set, 1)).rejects.toThrow(MissingInputError);
  });
});

describe('TRIM', () => {
  test('keeps the lowest products and adds the mean of the others', async () => {
    const { indices, extraTokens, ranking } = await selectTiny('trim', withProducts([3, -1, 0, 2]), 3);
    expect(Array.from(indices)).toEqual([1, 2]);
    expect(extraTokens).toEqual([{ title: 'mean of the dropped tokens', count: 1 }]);
    expect(Array.from(ranking?.values ?? [], Math.round)).toEqual([-3, 1, -0, -2]);
  });

  test('takes products, not cosines', async () => {
    // Cosines are -1 and -0.6, products -1 and -3.
    const set = { tokens: unitRows(3), joint: [[-1, 0], [-3, 4], [1, 0]], states: [[1, 0]] };
    expect(Array.from((await selectTiny('trim', set, 2)).indices)).toEqual([1]);
  });

  test('refuses a budget with no room for the mean', async () => {
    await expect(selectTiny('trim', withProducts([1, 2]), 1)).rejects.toThrow(BudgetError);
    await expect(selectTiny('trim', withProducts([1]), 1)).rejects.toThrow('at least 2');
    await expect(selectTiny('trim', { ...withProducts([1, 2, 3, 4]), grid: { views: 2, rows: 1, cols: 2 } }, 3)).rejects.toThrow(BudgetError);
  });

  test('adapts to the outliers of the softmax', async () => {
    const set = withProducts([1, 1, 1, -10, 1, 1, 1, 1, -10]);
    const { indices } = await selectTiny('trim', set, 9, { rule: 'adaptive' });
    expect(Array.from(indices)).toEqual([3, 8]);
    expect(Array.from((await selectTiny('trim', set, 3, { rule: 'adaptive' })).indices)).toEqual([3, 8]);
    await expect(selectTiny('trim', set, 2, { rule: 'adaptive' })).rejects.toThrow('keeps 2 of 9 tokens');
  });

  test('keeps the mean alone where no token stands out', async () => {
    const { indices, extraTokens } = await selectTiny('trim', withProducts([1, 1, 1]), 1, { rule: 'adaptive' });
    expect(indices).toHaveLength(0);
    expect(extraTokens[0].count).toBe(1);
  });

  test('needs a question', async () => {
    await expect(selectTiny('trim', { tokens: unitRows(3) }, 2)).rejects.toThrow(MissingInputError);
  });
});

test.each([
  [[1, 2, 3, 4, 100], 1],
  // Quartiles 2 and 4: 7 is on the fence, not above it.
  [[1, 2, 3, 4, 7], 0],
  // Quartiles 1.75, by interpolation, and 3: the fence is at 4.875.
  [[1, 2, 3, 2, 2, 1, 3, 4.9], 1],
  [[1, 2, 3, 2, 2, 1, 3, 4.8], 0],
  [[1], 0],
  [[3, 3, 3], 0],
])('counts the outliers of %j', (values, count) => {
  expect(countOutliers(values)).toBe(count);
});

test('softmax stays finite and sums to 1', () => {
  const shares = takeSoftmax([1000, 999, -1000], 0.5);
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(shares[0] / shares[1]).toBeCloseTo(Math.exp(2), 9);
  expect(shares[2]).toBe(0);
});

describe('CDPruner', () => {
  test('starts at the token that matches the question least', async () => {
    const { indices, ranking } = await selectTiny('cdpruner', withCosines([1, 0, -1]), 1);
    expect(Array.from(indices)).toEqual([2]);
    expect(ranking?.values[0]).toBeCloseTo(5e-7, 9);
    expect(ranking?.values[1]).toBeCloseTo(0.5, 5);
  });

  test('takes min-max over all views', async () => {
    const set = { ...withCosines([1, 0.8, -0.8, -1]), grid: { views: 2, rows: 1, cols: 2 } };
    const { ranking, indices } = await selectTiny('cdpruner', set, 2);
    expect(Array.from(indices)).toEqual([1, 3]);
    Array.from(ranking?.values ?? []).forEach((value, token) => expect(value).toBeCloseTo([0, 0.1, 0.9, 1][token], 5));
  });

  test('is pure diversity without a question, or where all tokens match it alike', async () => {
    const tokens = [[1, 0], [1, 0.01], [0, 1]];
    expect(Array.from((await selectTiny('cdpruner', { tokens }, 2)).indices)).toEqual([0, 2]);
    const flat = { tokens, joint: [[1, 0], [2, 0], [3, 0]], states: [[1, 0]] };
    const { indices, ranking } = await selectTiny('cdpruner', flat, 2);
    expect(Array.from(indices)).toEqual([0, 2]);
    expect(Array.from(ranking?.values ?? [])).toEqual([1, 1, 1]);
  });

  test('goes on where little is new, and fills by relevance where nothing is', async () => {
    // The sine of the angle between 0 and 1 is 0.005: 2.5e-5 is left of token 1.
    const nearly = await selectTiny('cdpruner', { tokens: [[1, 0], [1, 0.005], [1, 0]] }, 2);
    expect(Array.from(nearly.trace?.order ?? [])).toEqual([0, 1]);
    expect(nearly.trace?.values[1]).toBeCloseTo(2.5e-5, 6);
    const copies = { tokens: [[1, 0], [1, 0], [1, 0]], joint: withCosines([0.5, 0.9, 0.1]).joint, states: [[1, 0]] };
    const { indices, trace, roles } = await selectTiny('cdpruner', copies, 2);
    expect(Array.from(trace?.order ?? [])).toEqual([2]);
    expect(Array.from(indices)).toEqual([0, 2]);
    expect(roles.map(({ tokens }) => Array.from(tokens))).toEqual([[2], [0]]);
    expect(Array.from((await selectTiny('cdpruner', { tokens: [[0, 0], [0, 0]] }, 1)).indices)).toEqual([0]);
    expect(Array.from((await selectTiny('cdpruner', copies, 3)).indices)).toEqual([0, 1, 2]);
  });

  test('shifts between diversity and relevance by theta', async () => {
    // Token 1 repeats token 0 but for an angle of 45 degrees and matches better (that is, less) than 2, which is orthogonal.
    const set = { tokens: [[1, 0], [1, 1], [0, 1]], joint: withCosines([-1, -0.9, 1]).joint, states: [[1, 0]] };
    expect(Array.from((await selectTiny('cdpruner', set, 2, { reweight: true, theta: 0 })).indices)).toEqual([0, 2]);
    expect(Array.from((await selectTiny('cdpruner', set, 2, { reweight: true, theta: 0.9 })).indices)).toEqual([0, 1]);
    const { ranking } = await selectTiny('cdpruner', set, 2, { reweight: true, theta: 0.5 });
    expect(ranking?.values[0]).toBeCloseTo(Math.exp(0.5), 4);
    // Spent tokens are filled in however large the weights are.
    const copies = { ...set, tokens: [[1, 0], [1, 0], [1, 0]] };
    expect(Array.from((await selectTiny('cdpruner', copies, 2, { reweight: true, theta: 0.95 })).trace?.order ?? [])).toEqual([0]);
  });

  test('compares behind the projector where there is one', async () => {
    const set = { tokens: [[1, 0], [1, 0], [0, 1]], extras: { projected: [[1, 0], [0, 1], [1, 0]] } };
    expect(Array.from((await selectTiny('cdpruner', set, 2)).indices)).toEqual([0, 1]);
  });
});

describe('MMTok', () => {
  const words = [[1, 0], [0, 1]];
  const projected = [[1, 0], [0.9, 0.1], [0, 2]];

  test('covers words', async () => {
    const set = { tokens: unitRows(3), extras: { wordEmbeddings: words, projected } };
    const { trace, indices } = await selectTiny('mmtok', set, 2, { alpha: 0 });
    // Word 2 is token 2's alone; tokens 0 and 1 share word 1.
    expect(Array.from(trace?.order ?? [])).toEqual([2, 0]);
    expect(trace?.values[0]).toBeCloseTo(0.5, 4);
    const cosine = 0.9 / Math.hypot(0.9, 0.1);
    expect(trace?.values[1]).toBeCloseTo(0.5 / (1 + Math.exp((cosine - 1) / 0.02)), 5);
    expect(Array.from(indices)).toEqual([0, 2]);
  });

  test('covers the photo too', async () => {
    // All words are token 2's; the other tokens are copies of 0, which stands for most of the photo.
    const set = { tokens: [[1, 0], [1, 0], [0, 1], [1, 0]], extras: { wordEmbeddings: [[0, 1]], projected: [[1, 0], [1, 0], [0, 1], [1, 0]] } };
    const { trace } = await selectTiny('mmtok', set, 2, { alpha: 2, imageTemperature: 1 });
    expect(Array.from(trace?.order ?? [])).toEqual([2, 0]);
    expect(Array.from((await selectTiny('mmtok', set, 4)).indices)).toEqual([0, 1, 2, 3]);
  });

  test('runs inside each view', async () => {
    const set = {
      tokens: [...unitRows(3), ...unitRows(3)],
      grid: { views: 2, rows: 1, cols: 3 },
      extras: { wordEmbeddings: words, projected: [...projected, ...projected.toReversed()] },
    };
    expect(Array.from((await selectTiny('mmtok', set, 3, { alpha: 0 })).indices)).toEqual([0, 2, 3]);
  });

  test('survives zero tokens, zero words and a single token', async () => {
    const zeros = { tokens: [[0, 0], [0, 0]], extras: { wordEmbeddings: [[0, 0]], projected: [[0, 0], [0, 0]] } };
    expect(Array.from((await selectTiny('mmtok', zeros, 1)).indices)).toEqual([0]);
    const single = { tokens: [[1, 0]], extras: { wordEmbeddings: words, projected: [[1, 0]] } };
    expect(Array.from((await selectTiny('mmtok', single, 1)).indices)).toEqual([0]);
  });

  test('lets the states of the question stand in where that is allowed', async () => {
    const set = { tokens: unitRows(3), joint: projected, states: words };
    await expect(selectTiny('mmtok', set, 2)).rejects.toThrow(MissingInputError);
    const { indices, standIns, trace } = await selectTiny('mmtok', { ...set, allowStandIns: true }, 2, { alpha: 0 });
    expect(Array.from(trace?.order ?? [])).toEqual([2, 0]);
    expect(Array.from(indices)).toEqual([0, 2]);
    expect(standIns).toHaveLength(1);
    expect(standIns[0]).toContain('token states');
    await expect(selectTiny('mmtok', { tokens: unitRows(3), allowStandIns: true }, 2)).rejects.toThrow(MissingInputError);
  });

  test('refuses words of another space', async () => {
    await expect(selectTiny('mmtok', { tokens: unitRows(3), extras: { wordEmbeddings: words } }, 2)).rejects.toThrow(MissingInputError);
    const wide = { tokens: unitRows(3), extras: { wordEmbeddings: [[1, 0, 0]], projected } };
    await expect(selectTiny('mmtok', wide, 2)).rejects.toThrow('3 columns and the projected tokens 2');
  });
});
