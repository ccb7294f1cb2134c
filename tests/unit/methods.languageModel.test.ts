/** Methods that prune inside the language model: their rules on small examples, and their accounting. */
import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { MissingInputError } from '../../src/core/methods/inputs.ts';
import { averageTokens, buildSchedule, splitByAttention } from '../../src/core/methods/layerSchedule.ts';
import { BudgetError, defineMethod, type Selection } from '../../src/core/methods/method.ts';
import type { ParameterValues } from '../../src/core/methods/parameters.ts';
import { findMethod } from '../../src/core/methods/registry.ts';
import { runMethod } from '../../src/core/methods/runMethod.ts';
import { countRecycled } from '../../src/core/methods/sparsevlmRecycling.ts';
import type { ExtraTensor } from '../../src/core/tokens.ts';
import { openMethodContext } from '../support/methodCases.ts';

const KERNELS = createCpuKernels();

interface Trial {
  n: number;
  budget: number;
  /** Rows of attention by layer; the tokens are spread on a circle unless given. */
  attention: Record<number, number[][]>;
  parameters?: ParameterValues;
  views?: number;
  tokens?: Float32Array;
  extras?: Record<string, ExtraTensor>;
}

async function run(id: string, { n, budget, attention, parameters = {}, views = 1, tokens, extras = {} }: Trial): Promise<Selection> {
  const rows = Object.entries(attention).map(([layer, raters]): [string, ExtraTensor] => {
    return [`promptAttention.layer${layer}`, { shape: [raters.length, n], data: Float32Array.from(raters.flat()) }];
  });
  const data = tokens ?? Float32Array.from({ length: n * 2 }, (_, index) => (index % 2 === 0 ? Math.cos : Math.sin)(Math.floor(index / 2)));
  const own = {
    tokens: { rows: n, cols: 2, data },
    joint: null,
    query: null,
    grid: { views, rows: 1, cols: n / views },
    extras: { ...Object.fromEntries(rows), ...extras },
  };
  const { context, spaces } = openMethodContext(KERNELS, own, { allowStandIns: true });
  try {
    return await runMethod(findMethod(id), context, { budget, parameters });
  } finally {
    await spaces.destroy();
  }
}

/** Attention that falls from the first token to the last. */
function falling(n: number): number[] {
  return Array.from({ length: n }, (_, token) => (n - token) / n);
}

function first(count: number): number[] {
  return Array.from({ length: count }, (_, token) => token);
}

describe('FastV', () => {
  test.each([
    [192, 166],
    [128, 98],
    [64, 30],
    [576, 576],
    [37, 1],
  ])('an average of %i of 576 tokens keeps %i after layer 2', async (budget, kept) => {
    const selection = await run('fastv', { n: 576, budget, attention: { 1: [falling(576)] } });
    expect(Array.from(selection.indices)).toEqual(first(kept));
    expect(selection.schedule).toEqual([576, 576, ...Array.from({ length: 30 }, () => kept)]);
    expect(Math.abs(averageTokens(selection.schedule ?? []) - budget)).toBeLessThanOrEqual(0.5);
  });

  test.each([640, 320])('of 2880 tokens, an average of %i keeps what the published formula gives', async (budget) => {
    const selection = await run('fastv', { n: 2880, budget, attention: { 1: [falling(2880)] } });
    expect(selection.indices.length).toBe(budget === 640 ? 491 : 149);
  });

  test.each([36, 32, 16])('an average of %i of 576 is refused with the smallest that there is', async (budget) => {
    const running = run('fastv', { n: 576, budget, attention: { 1: [falling(576)] } });
    await expect(running).rejects.toThrow(BudgetError);
    await expect(running).rejects.toThrow(`cannot reach ${budget} of 576 tokens on average: all 576 in the first 2 of 32 layers make 36.0 already. The smallest budget is 37,`);
  });

  test('the last row counts, the lower index among equals, over the boundary of views', async () => {
    const selection = await run('fastv', { n: 8, budget: 3, attention: { 1: [falling(8), [0, 0, 1, 5, 5, 1, 1, 0]] }, views: 2 });
    // x = (32 * 3 - 2 * 8) / 30 = 2.67
    expect(Array.from(selection.indices)).toEqual([2, 3, 4]);
  });

  test('another layer reads its own attention; another depth changes the count and the cost', async () => {
    const selection = await run('fastv', { n: 10, budget: 5, attention: { 1: [falling(10)], 2: [falling(10).toReversed()] }, parameters: { layer: 3, layers: 8 } });
    // x = (8 * 5 - 3 * 10) / 5 = 2
    expect(Array.from(selection.indices)).toEqual([8, 9]);
    expect(selection.schedule).toEqual([10, 10, 10, 2, 2, 2, 2, 2]);
    expect(selection.notes).toEqual([expect.stringMatching(/^Of 10 visual tokens, 5 on average over 8 layers and 2 in the last: 0\.008 TFLOPs and 0\.6 MiB/)]);
  });

  test('states its cost', async () => {
    const { notes } = await run('fastv', { n: 576, budget: 216, attention: { 1: [falling(576)] } });
    expect(notes[0]).toContain('216 on average over 32 layers and 192 in the last: 1.413 TFLOPs and 108.0 MiB of KV cache');
  });

  test('one token of one; equal attention everywhere', async () => {
    expect(Array.from((await run('fastv', { n: 1, budget: 1, attention: { 1: [[0]] } })).indices)).toEqual([0]);
    expect(Array.from((await run('fastv', { n: 6, budget: 3, attention: { 1: [[0, 0, 0, 0, 0, 0]] } })).indices)).toEqual([0, 1, 2]);
  });

  test('nothing stands in for the attention of the prompt', async () => {
    const classAttention = { shape: [6], data: Float32Array.from(falling(6)) };
    const running = run('fastv', { n: 6, budget: 3, attention: { 2: [falling(6)] }, extras: { classAttention } });
    await expect(running).rejects.toThrow(MissingInputError);
    await expect(running).rejects.toThrow('the attention of the prompt inside the language model in layer 1');
  });

  test('a pruning layer behind the last one is refused', async () => {
    await expect(run('fastv', { n: 6, budget: 3, attention: { 7: [falling(6)] }, parameters: { layer: 8, layers: 8 } })).rejects.toThrow('layer is 8; it must be below the number of layers, 8.');
  });
});

describe('PyramidDrop', () => {
  test('each stage drops among what the stage before left', async () => {
    const attention = {
      8: [[9, 9, 9, 9, 9, 9, 9, 9], [0, 1, 2, 3, 4, 5, 6, 7]],
      // Token 0 is dropped by now; 4 and 5 tie.
      16: [[9, 0, 0, 0, 2, 2, 3, 1]],
      24: [[9, 9, 9, 9, 1, 9, 0, 9]],
    };
    const selection = await run('pyramiddrop', { n: 8, budget: 4, attention });
    expect(Array.from(selection.indices)).toEqual([4]);
    expect(selection.schedule).toEqual([8, 4, 2, 1].flatMap((tokens) => Array.from({ length: 8 }, () => tokens)));
  });

  test('270 of 576 tokens for 1.777 TFLOPs, and no other budget', async () => {
    const attention = { 8: [falling(576)], 16: [falling(576)], 24: [falling(576)] };
    const { notes, indices } = await run('pyramiddrop', { n: 576, budget: 270, attention });
    expect(Array.from(indices)).toEqual(first(72));
    expect(notes[0]).toContain('270 on average over 32 layers and 72 in the last: 1.777 TFLOPs and 135.0 MiB');
    const running = run('pyramiddrop', { n: 576, budget: 128, attention });
    await expect(running).rejects.toThrow(BudgetError);
    await expect(running).rejects.toThrow('576, 288, 144, 72 tokens in its four stages, 270 on average. The one budget that it reaches is 270, not 128');
  });

  test('another share reaches another budget, rounding shares down as decimals', async () => {
    const attention = { 8: [falling(100)], 16: [falling(100)], 24: [falling(100)] };
    const { schedule } = await run('pyramiddrop', { n: 100, budget: 63, attention, parameters: { ratio: 0.7 } });
    expect([0, 8, 16, 24].map((layer) => schedule?.[layer])).toEqual([100, 70, 49, 34]);
  });

  test('in 28 layers the stages start at 7, 14 and 21', async () => {
    const attention = { 7: [falling(8)], 14: [falling(8)], 21: [falling(8)] };
    const { schedule } = await run('pyramiddrop', { n: 8, budget: 4, attention, parameters: { layers: 28 } });
    expect(schedule).toEqual([8, 4, 2, 1].flatMap((tokens) => Array.from({ length: 7 }, () => tokens)));
  });

  test('too few tokens for an eighth are refused, and missing layers are named', async () => {
    const attention = { 8: [falling(4)], 16: [falling(4)], 24: [falling(4)] };
    await expect(run('pyramiddrop', { n: 4, budget: 2, attention })).rejects.toThrow('leaves nothing of 4 tokens: λ³ = 0.125');
    await expect(run('pyramiddrop', { n: 8, budget: 4, attention: { 8: [falling(8)] } })).rejects.toThrow(/in layer 16 and .* in layer 24/);
  });
});

describe('SparseVLM', () => {
  const whole = { 2: [falling(576)], 6: [falling(576)], 15: [falling(576)] };

  test.each([
    [192, 191, [300, 200, 110], 202.8],
    [128, 126.25, [303, 110, 36], 140.8],
    [96, 93.75, [238, 48, 26], 110.3],
    [64, 62.125, [66, 30, 17], 79.2],
  ])('the published list of %i makes %f on average, in the published way of counting', async (budget, average, [a, b, c], worked) => {
    const { schedule, indices, extraTokens, assignment, notes } = await run('sparsevlm', { n: 576, budget, attention: whole });
    expect(schedule).toEqual(buildSchedule(32, [{ from: 0, tokens: 576 }, { from: 2, tokens: a }, { from: 6, tokens: b }, { from: 16, tokens: c }]));
    expect(averageTokens(schedule ?? [])).toBe(average);
    expect(Array.from(indices)).toEqual(first(c));
    expect([extraTokens, assignment]).toEqual([[], null]);
    expect(notes.join(' ')).toContain(`${(average / 2).toFixed(1)} MiB of KV cache`);
    expect(notes.join(' ')).toContain(`it is ${worked} on average`);
  });

  test.each([
    [192, 194.875, 3],
    [128, 131.0625, 3],
    [96, 97.8125, 1],
    [64, 65.25, 1],
  ])('with recycled tokens the list of %i makes %f', async (budget, average, recycled) => {
    const selection = await run('sparsevlm', { n: 576, budget, attention: whole, parameters: { recycling: true } });
    expect(averageTokens(selection.schedule ?? [])).toBe(average);
    expect(selection.extraTokens).toEqual([{ title: 'recycled', count: recycled }]);
    expect(selection.notes.join(' ')).toContain('clustered by their features in front of the language model');
  });

  test('of 10 dropped tokens the best 4 are recycled into 1, of 273 the best 82 into 9', () => {
    expect(countRecycled(10)).toEqual({ pool: 4, recycled: 1 });
    expect(countRecycled(273)).toEqual({ pool: 82, recycled: 9 });
  });

  test('recycled tokens name the centre of their cluster, the others nothing', async () => {
    const { assignment, indices } = await run('sparsevlm', { n: 576, budget: 192, attention: whole, parameters: { recycling: true } });
    // Layer 15 drops 204 - 110 tokens, of which 4 are recycled ones, and recycles int(0.3 * 94) + 1 = 29 into 3.
    expect(Array.from(indices)).toEqual(first(110));
    const targets = Array.from(assignment ?? []);
    expect(targets.slice(0, 110)).toEqual(first(110));
    const recycled = targets.slice(110, 139);
    expect(new Set(recycled).size).toBe(3);
    for (const centre of recycled) expect(targets[centre]).toBe(centre);
    expect(targets.slice(139).every((target) => target === -1)).toBe(true);
  });

  test('scores are means over raters, and each layer chooses among what is left', async () => {
    // With 6 tokens every list keeps 5, 4 and 3.
    const attention = {
      2: [[5, 1, 4, 4, 4, 4], [5, 0, 0, 4, 4, 4]],
      6: [[0, 9, 3, 3, 3, 3]],
      15: [[9, 9, 1, 2, 2, 0]],
    };
    const selection = await run('sparsevlm', { n: 6, budget: 4, attention, parameters: { list: '192' } });
    expect(Array.from(selection.indices)).toEqual([2, 3, 4]);
    expect([2, 6, 16].map((layer) => selection.schedule?.[layer])).toEqual([5, 4, 3]);
  });

  test('other budgets are refused with those that the lists reach', async () => {
    const running = run('sparsevlm', { n: 576, budget: 100, attention: whole });
    await expect(running).rejects.toThrow(BudgetError);
    await expect(running).rejects.toThrow('has no list for 100 of 576 tokens; its lists were published for 192, 128, 96, 64 of 576 tokens.');
    await expect(running).rejects.toThrow('191 with the list of 192, 126.3 with the list of 128, 93.8 with the list of 96, 62.1 with the list of 64');
    await expect(run('sparsevlm', { n: 576, budget: 64, attention: whole, parameters: { list: '192' } })).rejects.toThrow('does not reach 64 of 576 tokens with the list of 192');
  });

  test('a list that is chosen may go by its true average, and in another depth by that only', async () => {
    expect((await run('sparsevlm', { n: 576, budget: 191, attention: whole, parameters: { list: '192' } })).indices.length).toBe(110);
    const attention = { 2: [falling(576)], 5: [falling(576)], 13: [falling(576)] };
    const parameters = { list: '192', layers: 28 };
    await expect(run('sparsevlm', { n: 576, budget: 192, attention, parameters })).rejects.toThrow(BudgetError);
    // (2 * 576 + 3 * 300 + 9 * 200 + 14 * 110) / 28
    const { schedule } = await run('sparsevlm', { n: 576, budget: 193, attention, parameters });
    expect(averageTokens(schedule ?? [])).toBeCloseTo(5392 / 28, 10);
  });

  test('three tokens are too few to drop one thrice', async () => {
    const attention = { 2: [falling(3)], 6: [falling(3)], 15: [falling(3)] };
    await expect(run('sparsevlm', { n: 3, budget: 1, attention, parameters: { list: '64' } })).rejects.toThrow('which leaves none of 3');
  });

  test('duplicates and zero tokens can be recycled', async () => {
    const n = 40;
    const attention = { 2: [falling(n)], 6: [falling(n)], 15: [falling(n)] };
    const tokens = Float32Array.from({ length: n * 2 }, (_, index) => (index < n ? 1 : 0));
    const selection = await run('sparsevlm', { n, budget: 26, attention, tokens, parameters: { list: '64', recycling: true } });
    // 40, 39 + 1, 30 + 1, 17 + 1
    expect(averageTokens(selection.schedule ?? [])).toBe((2 * 40 + 4 * 40 + 10 * 31 + 16 * 18) / 32);
    expect(selection.assignment?.filter((target) => target >= 17).length).toBe(5);
  });
});

describe('schedules of selections are checked', () => {
  const n = 8;
  function selectWith(schedule: number[], isNominal = false): Promise<Selection> {
    const method = defineMethod({
      id: 'fixed',
      title: 'Fixed',
      family: 'Control',
      source: '',
      summary: '',
      scope: 'joint',
      needs: [],
      parameters: {},
      select: () => ({ kept: [0, 1], extraTokens: [{ title: 'extra', count: 1 }], schedule, isNominal }),
    });
    const own = { tokens: { rows: n, cols: 1, data: new Float32Array(n).fill(1) }, joint: null, query: null, grid: { views: 1, rows: 1, cols: n }, extras: {} };
    const { context } = openMethodContext(KERNELS, own);
    return runMethod(method, context, { budget: 5, parameters: {} });
  }

  test('an average within half a token passes, another does not', async () => {
    expect((await selectWith([8, 3])).schedule).toEqual([8, 3]);
    await expect(selectWith([8, 8, 3])).rejects.toThrow('Fixed has 6.333333333333333 tokens on average for a budget of 5');
    await expect(selectWith([8, 8, 3, 3, 3, 3])).resolves.toBeDefined();
    await expect(selectWith([8, 3, 3])).resolves.toBeDefined();
    await expect(selectWith([8, 3, 3, 3])).rejects.toThrow('4.25');
  });

  test('a published one may miss by 3 in 100, and the last layer must see what is kept with the extra tokens', async () => {
    await expect(selectWith([8, 8, 3], true)).rejects.toThrow('defect');
    await expect(selectWith([8, 2])).rejects.toThrow('kept 3 tokens but has 2 in the last layer');
  });
});

test('candidates are split by their attention, equal ones by their index', () => {
  expect(splitByAttention([1, 3, 4, 6], [9, 1, 9, 2, 2, 9, 1], 1)).toEqual({ kept: [3], dropped: [4, 1, 6] });
});
