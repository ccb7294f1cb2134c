/** What methods that rank by attention or merge tokens do at the edges, and where their inputs come from. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findInput, type InputName } from '../../src/core/methods/inputs.ts';
import { BudgetError, type Selection } from '../../src/core/methods/method.ts';
import { countExtra } from '../../src/core/methods/runMethod.ts';
import type { ExtraTensor } from '../../src/core/tokens.ts';
import { keepWith, orthogonal, perToken, tryMethod, type Trial } from '../support/methodTrials.ts';
import { createRandom, makeTokens, smallTokenSets } from '../support/randomTokens.ts';

const BY_ATTENTION = ['visionzip', 'cls-attention', 'vispruner', 'prumerge', 'prumerge-plus', 'hiprune', 'holov', 'vscan'];
const ALL = [...BY_ATTENTION, 'saint', 'tome'];

/** Everything that any of the methods asks for, with some attention of exactly 0. */
function makeExtras(n: number, views: number, seed: number): Record<string, ExtraTensor> {
  const random = createRandom(seed);
  const attention = () => perToken(...Array.from({ length: n }, () => Math.max(0, random())));
  const rows = () => ({ shape: [n + views, 5], data: makeTokens(n + views, 5, seed + 7) });
  return {
    classAttention: attention(),
    'classAttention.layer5': attention(),
    receivedAttention: attention(),
    'receivedAttention.layer8': attention(),
    meanKeys: rows(),
    lastQueries: rows(),
    lastKeys: rows(),
  };
}

function requireSound({ n, budget, indices, extraTokens, assignment, ranking, roles }: Selection): void {
  const kept = new Set(indices);
  expect(indices.length).toBeGreaterThan(0);
  expect(indices.length + countExtra(extraTokens)).toBeLessThanOrEqual(budget);
  expect(ranking?.values.every(Number.isFinite) ?? true).toBe(true);
  if (roles.length > 0) expect(roles.flatMap(({ tokens }) => Array.from(tokens)).toSorted((a, b) => a - b)).toEqual(Array.from(indices));
  if (!assignment) return;
  expect(assignment).toHaveLength(n);
  for (const [token, target] of assignment.entries()) expect(kept.has(token) ? target === token : kept.has(target)).toBe(true);
}

describe.each(ALL)('%s', (id) => {
  test('keeps a sound selection of any tokens and budget, or refuses it with a sentence', async () => {
    const trials = fc.tuple(smallTokenSets, fc.nat(), fc.integer({ min: 1, max: 99 }));
    await fc.assert(
      fc.asyncProperty(trials, async ([{ n, d, tokens }, any, seed]) => {
        const trial: Trial = { tokens: { rows: n, cols: d, data: tokens }, budget: 1 + (any % n), extras: makeExtras(n, 1, seed) };
        try {
          requireSound(await tryMethod(id, trial));
        } catch (error) {
          if (!(error instanceof BudgetError)) throw error;
        }
      }),
      { numRuns: 60 },
    );
  });

  test('selects inside each view', async () => {
    const size = 24;
    const extras = makeExtras(2 * size, 2, 3);
    const selection = await tryMethod(id, { tokens: { rows: 2 * size, cols: 6, data: makeTokens(2 * size, 6, 5) }, budget: 21, grid: { views: 2, rows: 4, cols: 6 }, extras });
    requireSound(selection);
    const first = selection.indices.filter((token) => token < size);
    const alone = await tryMethod(id, {
      tokens: { rows: size, cols: 6, data: makeTokens(2 * size, 6, 5).subarray(0, size * 6) },
      budget: 11,
      grid: { views: 1, rows: 4, cols: 6 },
      extras: Object.fromEntries(Object.entries(extras).map(([name, extra]) => [name, takeFirstView(extra, size, 2 * size)])),
    });
    expect(first).toEqual(alone.indices);
  });

  test('needs its inputs, and says which stand in', async () => {
    const tokens = { rows: 24, cols: 24, data: orthogonal(24).data };
    const trial: Trial = { tokens, budget: 12, extras: { classActivation: perToken(...Array.from({ length: 24 }, (_, token) => token / 24)) } };
    await expect(tryMethod(id, trial)).rejects.toThrow(/needs the (?:attention|queries)/);
    const selection = await tryMethod(id, { ...trial, allowStandIns: true });
    requireSound(selection);
    expect(selection.standIns.length).toBeGreaterThan(0);
    expect(selection.standIns.every((sentence) => sentence.startsWith('In place of the '))).toBe(true);
    if (BY_ATTENTION.includes(id)) expect(selection.standIns.join(' ')).toContain('the class-activation map of the starter encoder');
    else expect(selection.standIns).toEqual(['In place of the attention keys (mean over heads): the tokens themselves.']);
  });
});

/** Extras of two views, cut down to the first; the class token in front of its rows goes along. */
function takeFirstView({ shape, data }: ExtraTensor, size: number, n: number): ExtraTensor {
  if (shape.length === 1) return { shape: [size], data: data.subarray(0, size) };
  const rows = shape[0] === n ? size : size + 1;
  return { shape: [rows, shape[1]], data: data.subarray(0, rows * shape[1]) };
}

describe('the whole budget', () => {
  const n = 12;
  const trial: Trial = { tokens: { rows: n, cols: 6, data: makeTokens(n, 6, 5) }, budget: n, grid: { views: 1, rows: 3, cols: 4 }, extras: makeExtras(n, 1, 9) };
  const all = Array.from({ length: n }, (_, token) => token);

  test.each(['cls-attention', 'vispruner', 'hiprune', 'saint', 'tome'])('%s keeps all tokens', async (id) => {
    expect(await keepWith(id, trial)).toEqual(all);
  });

  test.each(['visionzip', 'prumerge', 'prumerge-plus'])('%s has one token more to give, hence drops one', async (id) => {
    expect(await keepWith(id, trial)).toHaveLength(n - 1);
  });
});

describe('equal values', () => {
  test.each(['cls-attention', 'vispruner', 'visionzip'])('%s takes the lower index', async (id) => {
    const classAttention = perToken(0.5, 0.5, 0.5, 0.5);
    const meanKeys = { shape: [4, 4], data: orthogonal(4).data };
    const kept = await keepWith(id, { tokens: orthogonal(4), budget: 2, parameters: id === 'vispruner' ? { importantRatio: 1 } : {}, extras: { classAttention, meanKeys } });
    expect(kept).toEqual(id === 'visionzip' ? [0] : [0, 1]);
  });
});

/** Name of the tensor that is read for an input, null if it is missing. */
function find(input: InputName, ...extras: string[]): string | null {
  return findInput(input, { extras, hasQuestion: false }, false)?.name ?? null;
}

describe('attention of an inner layer', () => {
  test('is the very one where it is there', () => {
    expect(find('classAttention.layer5', 'classAttention', 'classAttention.layer2', 'classAttention.layer5')).toBe('classAttention.layer5');
  });

  test('is the only one there is in an encoder of another depth', () => {
    expect(find('classAttention.layer5', 'classAttention', 'classAttention.layer2', 'receivedAttention.layer4')).toBe('classAttention.layer2');
    expect(find('receivedAttention.layer8', 'classAttention', 'classAttention.layer2', 'receivedAttention', 'receivedAttention.layer4')).toBe('receivedAttention.layer4');
  });

  test('is never that of the block which made the tokens', () => {
    expect(find('classAttention.layer5', 'classAttention.layer2', 'classAttention.layer11')).toBe('classAttention.layer2');
    expect(find('classAttention.layer5', 'classAttention.layer11')).toBeNull();
    expect(find('classAttention.layer5', 'classAttention')).toBeNull();
  });

  test('is missing where there are several to choose from', () => {
    expect(find('classAttention.layer5', 'classAttention', 'classAttention.layer2', 'classAttention.layer3')).toBeNull();
  });

  test('is named in a note where another one was read', async () => {
    const extras = { 'receivedAttention.layer4': perToken(0, 0, 9, 0, 0, 0), receivedAttention: perToken(0, 0, 0, 0, 0, 9) };
    const { indices, notes, standIns } = await tryMethod('hiprune', { tokens: orthogonal(6), budget: 1, extras });
    expect(Array.from(indices)).toEqual([2]);
    expect(notes).toEqual(['Reads receivedAttention.layer4 as receivedAttention.layer8.']);
    expect(standIns).toEqual([]);
  });
});
