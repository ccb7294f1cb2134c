/** Methods that rank by attention: their rules on small examples worked out by hand. */
import { describe, expect, test } from 'vitest';
import { BudgetError } from '../../src/core/methods/method.ts';
import { listWindows } from '../../src/core/methods/gridWindows.ts';
import { asExtra, atAngles, keepWith, orthogonal, perToken, tokensOf, tryMethod } from '../support/methodTrials.ts';

/** Attention that rises from the first token to the last. */
function rising(n: number) {
  return perToken(...Array.from({ length: n }, (_, token) => (token + 1) / n));
}

describe('VisionZip', () => {
  const trial = { tokens: orthogonal(6), extras: { classAttention: perToken(0.1, 0.9, 0.2, 0.3, 0.2, 0.1), meanKeys: asExtra(atAngles(0, 45, 80, 90, 170, 10)) } };

  test('dominant tokens by attention, evenly spaced ones of the rest, and what is most like them merged in', async () => {
    // C = round(4 * 0.5) = 2, D = 2 with [CLS] among them; of 0 2 3 4 5 every second from the first, two of them: 0 and 3.
    const selection = await tryMethod('visionzip', { ...trial, budget: 4, parameters: { contextualShare: 0.5 } });
    expect(tokensOf(selection, 'dominant')).toEqual([1]);
    expect(tokensOf(selection, 'contextual')).toEqual([0, 3]);
    expect(selection.extraTokens).toEqual([{ title: '[CLS]', count: 1 }]);
    expect(Array.from(selection.assignment ?? [])).toEqual([0, 1, 3, 3, 3, 0]);
  });

  test('merges nothing where the budget is too small for contextual tokens, and says so', async () => {
    const selection = await tryMethod('visionzip', { ...trial, budget: 3 });
    expect(Array.from(selection.indices)).toEqual([1, 3]);
    expect(selection.assignment).toBeNull();
    expect(selection.notes).toEqual(['The budget is too small for contextual tokens: nothing is merged.']);
  });

  test('needs a budget for [CLS] and one token', async () => {
    await expect(tryMethod('visionzip', { ...trial, budget: 1 })).rejects.toThrow(BudgetError);
  });
});

describe('VisPruner', () => {
  const trial = { tokens: atAngles(0, 2, 90, 91, 45, 180), budget: 3, extras: { classAttention: rising(6) } };

  test('one round drops all even places of the rest, in order of attention', async () => {
    // Important: 5. The rest by attention is 4 3 2 1 0, its even places 4 2 0.
    const selection = await tryMethod('vispruner', { ...trial, parameters: { importantRatio: 0.35 } });
    expect(tokensOf(selection, 'important')).toEqual([5]);
    expect(tokensOf(selection, 'diverse')).toEqual([1, 3]);
    expect(selection.assignment).toBeNull();
  });

  test('rounds of one go on with the even ones left, most similar first, and then the odd ones', async () => {
    // 4 3 2 1 0 drops 2 (1 degree from 3); 0 4 3 1 drops 0 (2 from 1); 3 4 1 drops 1 (43 from 4; 3 is 46 from it).
    expect(await keepWith('vispruner', { ...trial, parameters: { importantRatio: 0.35, perRound: 1 } })).toEqual([3, 4, 5]);
  });

  test('of equally similar tokens the one of lower index goes first, wherever it stands in the list', async () => {
    const equal = { tokens: atAngles(30, 30, 30, 30, 30), extras: { classAttention: rising(5) } };
    expect(await keepWith('vispruner', { ...equal, budget: 4, parameters: { importantRatio: 0 } })).toEqual([1, 2, 3, 4]);
  });

  test.each([
    [0, [], 3],
    [1, [3, 4, 5], 0],
    // int(3 * 0.65) = 1
    [0.65, [5], 2],
  ])('a ratio of %f has %j important tokens and %i diverse ones', async (importantRatio, important, diverse) => {
    const selection = await tryMethod('vispruner', { ...trial, parameters: { importantRatio } });
    expect(tokensOf(selection, 'important')).toEqual(important);
    expect(tokensOf(selection, 'diverse')).toHaveLength(diverse);
  });
});

/** Queries and keys in four dimensions whose [CLS] attends to token i with exp(logits[i]); keys differ in nothing else. */
function attendingTo(...logits: number[]) {
  const rows = [0, ...logits].flatMap((logit) => [logit, 0, 0, 0]);
  const queries = rows.map((_, index) => (index === 0 ? 2 : 0));
  const shape = [logits.length + 1, 4];
  return { lastQueries: { shape, data: Float32Array.from(queries) }, lastKeys: { shape, data: Float32Array.from(rows) } };
}

describe('PruMerge', () => {
  test('keeps one less than the budget, by softmax of q k / sqrt(d), and one extra token', async () => {
    const selection = await tryMethod('prumerge', { tokens: orthogonal(4), budget: 3, extras: attendingTo(0, 3, 1, 2) });
    expect(Array.from(selection.indices)).toEqual([1, 3]);
    expect(selection.extraTokens).toEqual([{ title: 'sum of dropped tokens', count: 1 }]);
    const weights = [0, 3, 1, 2].map(Math.exp);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [token, weight] of weights.entries()) expect(selection.ranking?.values[token]).toBeCloseTo(weight / sum, 6);
  });

  test('says how many dropped tokens are near enough to a kept one to be merged', async () => {
    const { lastQueries } = attendingTo(0, 0, 0, 0, 0);
    const lastKeys = asExtra({ rows: 6, cols: 4, data: Float32Array.from([[0, 0], [9, 0], [8, 1], [7, 3], [0, 5], [-5, 0]].flatMap(([x, y]) => [x, y, 0, 0])) });
    // Kept: 0. Its two nearest are 1 and 2.
    const selection = await tryMethod('prumerge', { tokens: orthogonal(5), budget: 2, parameters: { neighbours: 2 }, extras: { lastQueries, lastKeys } });
    expect(Array.from(selection.indices)).toEqual([0]);
    expect(selection.notes).toEqual(['2 of 4 dropped tokens are among the 2 nearest of a kept one and are merged into it; the extra token sums up all of them.']);
  });

  test('adaptive keeps the tokens that stand out, where the budget has room for them', async () => {
    // Quartiles are those of the thirteen equal tokens, so the fence is their value.
    const trial = { tokens: orthogonal(16), parameters: { rule: 'adaptive' }, extras: attendingTo(...Array.from({ length: 16 }, (_, token) => (token > 12 ? token : 0))) };
    expect(await keepWith('prumerge', { ...trial, budget: 16 })).toEqual([13, 14, 15]);
    expect(await keepWith('prumerge', { ...trial, budget: 4 })).toEqual([13, 14, 15]);
    await expect(tryMethod('prumerge', { ...trial, budget: 3 })).rejects.toThrow('finds 3 tokens that stand out and adds an extra one; that is more than the budget of 3');
  });

  test.each(['prumerge', 'prumerge-plus'])('%s: no token stands out of equal ones', async (id) => {
    const trial = { tokens: orthogonal(4), budget: 4, parameters: { rule: 'adaptive' }, extras: attendingTo(1, 1, 1, 1) };
    await expect(tryMethod(id, trial)).rejects.toThrow(BudgetError);
    await expect(tryMethod(id, trial)).rejects.toThrow('finds no token that stands out');
  });

  test('queries without the row of [CLS] are as good as missing', async () => {
    const { lastKeys } = attendingTo(0, 3, 1, 2);
    const lastQueries = { shape: [4, 4], data: new Float32Array(16) };
    const trial = { tokens: orthogonal(4), budget: 3, extras: { lastQueries, lastKeys, receivedAttention: perToken(1, 2, 3, 4) } };
    await expect(tryMethod('prumerge', trial)).rejects.toThrow('PruMerge needs the queries of the last block, that of [CLS] among them.');
    const selection = await tryMethod('prumerge', { ...trial, allowStandIns: true });
    expect(Array.from(selection.indices)).toEqual([2, 3]);
    expect(selection.standIns).toEqual(['In place of the queries of the last block, that of [CLS] among them: the mean attention that each token receives.']);
  });
});

describe('PruMerge+', () => {
  const extras = attendingTo(...Array.from({ length: 24 }, (_, token) => token / 4));
  const trial = { tokens: orthogonal(24), extras };

  test.each([
    // k = 4: every second token from 0 to 22, without 20 and 22; k = 5 takes all tokens.
    [15, [20, 21, 22, 23], [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]],
    [24, [20, 21, 22, 23], [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]],
    // k = 3 makes 15 as well, k = 2 takes every fourth.
    [14, [22, 23], [0, 4, 8, 12, 16, 20]],
    [9, [22, 23], [0, 4, 8, 12, 16, 20]],
    [8, [23], [0, 8, 16]],
  ])('a budget of %i has the largest fitting number of attended tokens', async (budget, attended, spaced) => {
    const selection = await tryMethod('prumerge-plus', { ...trial, budget });
    expect(tokensOf(selection, 'attended')).toEqual(attended);
    expect(tokensOf(selection, 'evenly spaced')).toEqual(spaced);
    const isLess = attended.length + spaced.length + 1 < budget;
    expect(selection.notes.some((note) => note.startsWith('Less than the budget'))).toBe(isLess);
  });

  test('refuses a budget below the sparsest spacing', async () => {
    await expect(tryMethod('prumerge-plus', { ...trial, budget: 4 })).rejects.toThrow('keeps at least 5 tokens here: one attended, 3 evenly spaced and the extra one; the budget is 4.');
  });

  test('adaptive spaces by the tokens that stand out', async () => {
    // Three stand out: n / k = 8, hence every second one, 12 of them.
    const outliers = attendingTo(...Array.from({ length: 24 }, (_, token) => (token % 9 === 1 ? 5 : 0)));
    const selection = await tryMethod('prumerge-plus', { ...trial, extras: outliers, budget: 24, parameters: { rule: 'adaptive' } });
    expect(tokensOf(selection, 'attended')).toEqual([1, 10, 19]);
    expect(tokensOf(selection, 'evenly spaced')).toEqual([0, 2, 4, 6, 8, 12, 14, 16, 18, 20, 22]);
    const tight = { ...trial, extras: outliers, budget: 14, parameters: { rule: 'adaptive' } };
    await expect(tryMethod('prumerge-plus', tight)).rejects.toThrow('finds 3 tokens that stand out and keeps 15 with those between them');
  });
});

describe('HiPrune', () => {
  const objects = perToken(0, 0, 0, 9, 0, 0, 0, 0, 0, 8, 0, 0);
  const extras = { 'receivedAttention.layer8': objects, receivedAttention: rising(12) };
  const trial = { tokens: orthogonal(12), grid: { views: 1, rows: 3, cols: 4 }, extras };

  test('anchors, their neighbours by index clamped to the photo, and registers', async () => {
    // Token 3 is the last of the first row: above it is nothing (0), beside it 2 and 4, below it 7.
    const selection = await tryMethod('hiprune', { ...trial, budget: 6, parameters: { alpha: 1 } });
    expect(tokensOf(selection, 'anchors')).toEqual([3]);
    expect(tokensOf(selection, 'buffers')).toEqual([0, 2, 4, 7]);
    expect(tokensOf(selection, 'registers')).toEqual([11]);
  });

  test('a budget too small for all neighbours takes those from the top left on', async () => {
    const selection = await tryMethod('hiprune', { ...trial, budget: 3, parameters: { alpha: 1 } });
    expect(tokensOf(selection, 'buffers')).toEqual([0, 2]);
    expect(tokensOf(selection, 'registers')).toEqual([]);
  });

  test.each([
    // m alpha / 5 = 0.5, 1.5, 2.5 and 3: halves go to the even number, and one anchor there always is.
    [0.5, 1],
    [1.5, 2],
    [2.5, 2],
    [3, 3],
    [0, 1],
  ])('alpha %f of 5 tokens has %i anchors', async (alpha, anchors) => {
    const selection = await tryMethod('hiprune', { ...trial, budget: 5, parameters: { alpha } });
    expect(tokensOf(selection, 'anchors')).toHaveLength(anchors);
  });
});

describe('HoloV', () => {
  test('floors the shares of chunks, gives the rest to the largest, and loses what exceeds a chunk', async () => {
    // Runs of 2, 2 and 3 tokens weigh 0.3, 0.1 and 0.0667: 2.57, 0.86 and 0.57 of 4, hence 3, 1 and 0.
    const classAttention = perToken(0.5, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05);
    const selection = await tryMethod('holov', { tokens: orthogonal(7), budget: 4, parameters: { chunks: 3 }, extras: { classAttention } });
    expect(Array.from(selection.indices)).toEqual([0, 1, 2]);
    expect(selection.notes).toContain('Some chunks have a larger share of the budget than tokens; what is over is lost.');
  });

  test('a chunk with more variance weighs more', async () => {
    // Two equal tokens: the similarities 0 and 1 have the published mean 1 and variance 1; two orthogonal ones have 0.
    const trial = { tokens: atAngles(0, 0, 0, 90), budget: 2, extras: { classAttention: perToken(0.1, 0.1, 0.1, 0.1) } };
    expect(await keepWith('holov', { ...trial, parameters: { chunks: 2 } })).toEqual([0, 1]);
    expect(await keepWith('holov', { ...trial, parameters: { chunks: 2, varianceWeight: 0 } })).toEqual([0, 2]);
    const { ranking } = await tryMethod('holov', { ...trial, parameters: { chunks: 2 } });
    expect(ranking?.values[0]).toBeCloseTo(100 * (1 + 0.09 / (1 + 1e-6)), 3);
    expect(ranking?.values[2]).toBeCloseTo(100, 3);
  });

  test('the scale of attention changes nothing', async () => {
    const trial = { tokens: atAngles(0, 5, 40, 90, 100, 170, 171, 172), budget: 4, extras: { classAttention: rising(8) } };
    const kept = await keepWith('holov', { ...trial, parameters: { chunks: 3, varianceWeight: 2 } });
    expect(await keepWith('holov', { ...trial, parameters: { chunks: 3, varianceWeight: 2, attentionScale: 1 } })).toEqual(kept);
  });

  test('has no more chunks than tokens, and equal shares where there is no attention', async () => {
    const selection = await tryMethod('holov', { tokens: orthogonal(3), budget: 2, extras: { classAttention: perToken(0, 0, 0) } });
    expect(Array.from(selection.indices)).toEqual([0, 1]);
    expect(selection.notes).toContain('There are 3 tokens, hence as many chunks and not 16.');
  });
});

describe('VScan', () => {
  const early = perToken(0, 9, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 9);
  const trial = {
    tokens: atAngles(...Array.from({ length: 16 }, (_, token) => token * 10)),
    grid: { views: 1, rows: 4, cols: 4 },
    extras: { 'classAttention.layer5': early, classAttention: rising(16) },
  };

  test('the best of each window in the early block, then the best of the others in the deep one', async () => {
    const selection = await tryMethod('vscan', { ...trial, budget: 8, parameters: { windows: 2 } });
    expect(tokensOf(selection, 'local')).toEqual([1, 7, 8, 15]);
    expect(tokensOf(selection, 'global')).toEqual([11, 12, 13, 14]);
    // Ten degrees lie between neighbours; half way between 1 and 7 the lower one wins.
    expect(Array.from(selection.assignment ?? [])).toEqual([1, 1, 1, 1, expect.toBeOneOf([1, 7]), 7, 7, 7, 8, 8, 11, 11, 12, 13, 14, 15]);
    expect(selection.notes).toEqual(['Compares the encoder’s tokens, as there are none behind a projector.']);
  });

  test('loses what does not divide evenly among windows, and says so', async () => {
    const selection = await tryMethod('vscan', { ...trial, budget: 6, parameters: { windows: 2 } });
    expect(tokensOf(selection, 'local')).toEqual([]);
    expect(Array.from(selection.indices)).toEqual([13, 14, 15]);
    expect(selection.notes).toContain('Each of 4 windows gets 0 local tokens; what does not divide evenly, or exceeds a window, is lost.');
  });

  test('refuses to keep nothing', async () => {
    const running = tryMethod('vscan', { ...trial, budget: 2, parameters: { windows: 2, localShare: 1 } });
    await expect(running).rejects.toThrow(BudgetError);
  });

  test('windows start at floor(i rows / windows)', () => {
    expect(listWindows({ rows: 1, cols: 7 }, { down: 1, across: 2 })).toEqual([[0, 1, 2], [3, 4, 5, 6]]);
    expect(listWindows({ rows: 1, cols: 7 }, { down: 1, across: 4 })).toEqual([[0], [1, 2], [3, 4], [5, 6]]);
    expect(listWindows({ rows: 2, cols: 4 }, { down: 2, across: 2 })).toEqual([[0, 1], [2, 3], [4, 5], [6, 7]]);
    expect(listWindows({ rows: 1, cols: 2 }, { down: 1, across: 3 }).flat()).toEqual([0, 1]);
  });
});
