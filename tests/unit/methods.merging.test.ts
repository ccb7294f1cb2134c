/** Methods that merge or drop similar tokens: their rules on small examples worked out by hand. */
import { describe, expect, test } from 'vitest';
import { BudgetError } from '../../src/core/methods/method.ts';
import { asExtra, atAngles, keepWith, orthogonal, tryMethod } from '../support/methodTrials.ts';

describe('ToMe', () => {
  const trial = { tokens: atAngles(0, 90, 91, 170), extras: { meanKeys: asExtra(atAngles(0, 1, 90, 180)) } };

  test('the most similar token at an even place joins the odd one that it is like', async () => {
    const selection = await tryMethod('tome', { ...trial, budget: 3 });
    expect(Array.from(selection.indices)).toEqual([1, 2, 3]);
    expect(Array.from(selection.assignment ?? [])).toEqual([1, 1, 2, 3]);
  });

  test('tokens themselves may be compared, and then no keys are needed', async () => {
    const { tokens } = trial;
    const selection = await tryMethod('tome', { tokens, budget: 3, parameters: { metric: 'tokens' } });
    expect(Array.from(selection.assignment ?? [])).toEqual([0, 1, 1, 3]);
  });

  test('a single round merges at most half, and so many as it may', async () => {
    const tokens = atAngles(0, 1, 90, 92, 180, 183, 270, 274);
    const run = (perRound: number) => tryMethod('tome', { tokens, budget: 2, parameters: { metric: 'tokens', perRound } });
    // Each even one joins its neighbour; of the odd ones left, 1 3 5 7 at 0.5, 91, 181.5 and 272, the first and third go on.
    expect(new Set((await run(8)).indices)).toEqual(new Set([3, 7]));
    expect((await run(1)).indices).toHaveLength(2);
  });

  test('one group of everything', async () => {
    const selection = await tryMethod('tome', { tokens: orthogonal(5), budget: 1, parameters: { metric: 'tokens' } });
    expect(new Set(selection.assignment)).toEqual(new Set(selection.indices));
  });
});

describe('SAINT for LLaVA', () => {
  test('drops the token that is most like all others, then sums up anew', async () => {
    // Sums: 1.9976, 1.9985, 1.9976, ... and without token 1: 0.9977 for token 0, 0.9989 for token 2.
    const trial = { tokens: orthogonal(6), extras: { meanKeys: asExtra(atAngles(-1, 0, 3, 90, 270, 180)) } };
    expect(await keepWith('saint', { ...trial, budget: 5 })).toEqual([0, 2, 3, 4, 5]);
    expect(await keepWith('saint', { ...trial, budget: 4 })).toEqual([0, 3, 4, 5]);
  });

  test('a round drops a sixteenth of the tokens by the same sums', async () => {
    // Of 32 tokens two go at once: 31 and its twin 30. Had the first been gone, the twin would have had no match.
    const meanKeys = asExtra(orthogonal(32));
    meanKeys.data.copyWithin(31 * 32, 30 * 32, 31 * 32);
    const trial = { tokens: orthogonal(32), extras: { meanKeys } };
    expect(await keepWith('saint', { ...trial, budget: 30 })).toEqual(Array.from({ length: 30 }, (_, token) => token));
    expect(await keepWith('saint', { ...trial, budget: 31 })).not.toContain(30);
  });
});

describe('SAINT for vision transformers', () => {
  const trial = { tokens: orthogonal(6), extras: { meanKeys: asExtra(atAngles(0, 1, 90, 2, 4, 180)) } };
  const parameters = { variant: 'vit', threshold: 0.9, minimumDegree: 2 };

  test('drops even tokens of highest score, as many as have enough neighbours', async () => {
    // 0 and 4 have the neighbours 1 and 3; 0 is nearer to them.
    expect(await keepWith('saint', { ...trial, budget: 5, parameters })).toEqual([1, 2, 3, 4, 5]);
    expect(await keepWith('saint', { ...trial, budget: 4, parameters })).toEqual([1, 2, 3, 5]);
  });

  test('refuses a budget that it stops short of', async () => {
    const running = tryMethod('saint', { ...trial, budget: 3, parameters });
    await expect(running).rejects.toThrow(BudgetError);
    await expect(running).rejects.toThrow('stops at 4 tokens and cannot reach 3: no even token has 2 neighbours of a cosine of at least 0.9 left.');
  });

  test('goes on with the places of those that are left', async () => {
    // 0, 2 and 4 are less than 90 degrees from 1 and 3. Of 1 3 5, left then, 1 and 5 stand at even places; 3 is near 1 only.
    const loose = { ...parameters, threshold: 0.01, minimumDegree: 1 };
    expect(await keepWith('saint', { ...trial, budget: 3, parameters: loose })).toEqual([1, 3, 5]);
    expect(await keepWith('saint', { ...trial, budget: 2, parameters: loose })).toEqual([3, 5]);
    await expect(tryMethod('saint', { ...trial, budget: 1, parameters: loose })).rejects.toThrow('stops at 2 tokens');
  });
});
