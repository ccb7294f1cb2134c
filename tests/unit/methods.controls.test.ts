/** The controls, which look at no token. */
import { describe, expect, test } from 'vitest';
import { fitLattice } from '../../src/core/methods/lattice.ts';
import { createSeededRandom, drawRandomScores } from '../../src/core/random.ts';
import { selectTiny, type TinySet } from '../support/tinySets.ts';

function gridOf(rows: number, cols: number, views = 1): TinySet {
  return { tokens: Array.from({ length: views * rows * cols }, () => [1]), grid: { views, rows, cols } };
}

async function keep(id: string, set: TinySet, budget: number, parameters = {}): Promise<number[]> {
  return Array.from((await selectTiny(id, set, budget, parameters)).indices);
}

describe('random', () => {
  test('depends on the seed alone', async () => {
    const first = await keep('random', gridOf(5, 5), 6);
    expect(await keep('random', gridOf(5, 5), 6, { seed: 1 })).toEqual(first);
    expect(await keep('random', gridOf(5, 5), 6, { seed: 2 })).not.toEqual(first);
    expect(new Set(first).size).toBe(6);
  });

  test('adds to a smaller draw, and keeps all in the end', async () => {
    const small = await keep('random', gridOf(4, 4), 5);
    expect(await keep('random', gridOf(4, 4), 9)).toEqual(expect.arrayContaining(small));
    expect(await keep('random', gridOf(2, 2), 4)).toEqual([0, 1, 2, 3]);
    expect(await keep('random', gridOf(1, 1), 1)).toEqual([0]);
  });

  test('draws other tokens in every view', async () => {
    const kept = await keep('random', gridOf(6, 6, 2), 20);
    const [first, second] = [kept.filter((token) => token < 36), kept.filter((token) => token >= 36).map((token) => token - 36)];
    expect([first.length, second.length]).toEqual([10, 10]);
    expect(second).not.toEqual(first);
  });

  test('draws every token about as often', () => {
    const counts = new Float64Array(10);
    for (let seed = 0; seed < 2000; seed++) {
      const scores = drawRandomScores(10, seed);
      counts[scores.indexOf(Math.max(...scores))] += 1;
    }
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(60);
  });

  test('the generator goes on from where the scores begin', () => {
    const random = createSeededRandom(7);
    expect(Array.from(drawRandomScores(3, 7))).toEqual([random(), random(), random()]);
  });
});

describe('the lattice', () => {
  test.each([
    [24, 24, 64, 8, 8],
    [24, 24, 192, 12, 16],
    [24, 24, 576, 24, 24],
    [6, 6, 13, 3, 4],
    [7, 9, 31, 5, 6],
    [4, 10, 10, 2, 5],
    [10, 4, 10, 5, 2],
    [1, 5, 3, 1, 3],
    [5, 1, 3, 3, 1],
    [1, 1, 1, 1, 1],
    [3, 3, 1, 1, 1],
  ])('of %i x %i tokens for a budget of %i is %i x %i', (rows, cols, budget, down, across) => {
    expect(fitLattice({ rows, cols }, budget)).toEqual({ rows: down, cols: across });
  });
});

describe('uniform grid', () => {
  test('keeps the centres of equal cells', async () => {
    expect(await keep('uniform-grid', gridOf(4, 4), 4)).toEqual([5, 7, 13, 15]);
    expect(await keep('uniform-grid', gridOf(3, 3), 1)).toEqual([4]);
    expect(await keep('uniform-grid', gridOf(6, 6), 13)).toHaveLength(12);
    expect(await keep('uniform-grid', gridOf(2, 3), 6)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('does so in every view', async () => {
    expect(await keep('uniform-grid', gridOf(3, 3, 2), 2)).toEqual([4, 13]);
  });
});

describe('spatial pooling', () => {
  test('assigns every token to the middle of its window', async () => {
    const { indices, assignment } = await selectTiny('spatial-pooling', gridOf(2, 3), 1);
    expect(Array.from(indices)).toEqual([1]);
    expect(Array.from(assignment ?? [])).toEqual([1, 1, 1, 1, 1, 1]);
    const halves = await selectTiny('spatial-pooling', gridOf(3, 5), 2);
    // Columns 0-1 and 2-4, rows 0-2.
    expect(Array.from(halves.assignment ?? []).slice(0, 5)).toEqual([5, 5, 8, 8, 8]);
    expect(Array.from(halves.indices)).toEqual([5, 8]);
  });

  test('does so in every view, and merges nothing with a budget of n', async () => {
    const { indices, assignment } = await selectTiny('spatial-pooling', gridOf(1, 3, 2), 2);
    expect(Array.from(indices)).toEqual([1, 4]);
    expect(Array.from(assignment ?? [])).toEqual([1, 1, 1, 4, 4, 4]);
    expect(Array.from((await selectTiny('spatial-pooling', gridOf(2, 2), 4)).assignment ?? [])).toEqual([0, 1, 2, 3]);
  });
});
