/** DART: its rule against a walk written out token by token, its accounting, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { MissingInputError } from '../../src/core/methods/inputs.ts';
import { averageTokens } from '../../src/core/methods/layerSchedule.ts';
import { BudgetError, type Selection } from '../../src/core/methods/method.ts';
import type { ParameterValues } from '../../src/core/methods/parameters.ts';
import { findMethod } from '../../src/core/methods/registry.ts';
import { runMethod } from '../../src/core/methods/runMethod.ts';
import type { ExtraTensor } from '../../src/core/tokens.ts';
import { type Inside, walkDart } from '../support/dartWalk.ts';
import { openMethodContext } from '../support/methodCases.ts';
import { createRandom } from '../support/randomTokens.ts';

const KERNELS = createCpuKernels();
/** Half of the layers see all tokens, so an average is easy to tell. */
const SHALLOW = { layer: 2, layers: 4 };
const ONE_AND_ONE = { ...SHALLOW, imagePivots: 1, textPivots: 1 };

interface Trial {
  budget: number;
  parameters?: ParameterValues;
  views?: number;
  /** Extras that are not there. */
  without?: string[];
}

async function run(inside: Inside, { budget, parameters = {}, views = 1, without = [] }: Trial): Promise<Selection> {
  const n = inside.states.length;
  const layer = Number(parameters.layer ?? 2);
  const extras: Record<string, ExtraTensor> = {
    [`languageStates.layer${layer}`]: toTensor(inside.states),
    [`languageKeys.layer${layer - 1}`]: toTensor(inside.keys),
    [`promptStates.layer${layer}`]: toTensor(inside.textStates),
    [`promptKeys.layer${layer - 1}`]: toTensor(inside.textKeys),
  };
  for (const name of without) delete extras[name];
  const tokens = { rows: n, cols: 1, data: new Float32Array(n).fill(1) };
  const own = { tokens, joint: null, query: null, grid: { views, rows: 1, cols: n / views }, extras };
  const { context, spaces } = openMethodContext(KERNELS, own, { allowStandIns: true });
  try {
    return await runMethod(findMethod('dart'), context, { budget, parameters });
  } finally {
    await spaces.destroy();
  }
}

function toTensor(rows: number[][]): ExtraTensor {
  return { shape: [rows.length, rows[0].length], data: Float32Array.from(rows.flat()) };
}

/** A unit vector at an angle in degrees. */
function at(degrees: number): number[] {
  return [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
}

/** Photo and text of unit states at angles; the size of the keys as given. */
function onCircle(angles: number[], sizes: number[], textAngles: number[], textSizes: number[]): Inside {
  return { states: angles.map(at), keys: sizes.map((size) => [size]), textStates: textAngles.map(at), textKeys: textSizes.map((size) => [size]) };
}

/** n tokens around the circle, the first with the largest keys, and four text tokens. */
function spread(n: number): Inside {
  const tokens = Array.from({ length: n }, (_, token) => token);
  return onCircle(tokens.map((token) => (token * 360) / n), tokens.map((token) => n - token), [10, 100, 200, 300], [4, 3, 2, 1]);
}

function roleOf({ roles }: Selection, title: string): number[] {
  return Array.from(roles.find((role) => role.title === title)?.tokens ?? []);
}

describe('the rule by hand', () => {
  // Angles from token 2, which has the largest keys: 160, 40, -, 150, 90, 180, 20, 60.
  const photo: [number[], number[]] = [
    [200, 40, 0, 150, 270, 180, 20, 60],
    [1, 2, 9, 1, 1, 3, 1, 1],
  ];

  test('each pivot takes the tokens least similar to it among those that are left', async () => {
    const selection = await run(onCircle(...photo, [0, 90, 180], [1, -5, 2]), { budget: 6, parameters: ONE_AND_ONE });
    // (2 * 8 + 2 * (1 + 2 k)) / 4 = 6.5 for k = 2
    expect(roleOf(selection, 'pivots')).toEqual([2]);
    expect(roleOf(selection, 'unlike a pivot of the photo')).toEqual([0, 5]);
    // The text's pivot is at 90 degrees: token 0 would be at 110 of it, but is taken; 4 is at 180, 6 at 70.
    expect(roleOf(selection, 'unlike a pivot of the text')).toEqual([4, 6]);
    expect(Array.from(selection.indices)).toEqual([0, 2, 4, 5, 6]);
    expect(selection.schedule).toEqual([8, 8, 5, 5]);
    expect(selection.ranking?.values).toEqual(Float32Array.from(photo[1]));
    expect(selection.notes[0]).toBe('2 tokens for each of 1 pivots of the photo and 1 of 3 text tokens.');
    expect(selection.notes[1]).toContain('Of 8 visual tokens, 6.5 on average over 4 layers and 5 in the last');
    expect(selection.standIns).toEqual([]);
  });

  test('another question keeps other tokens', async () => {
    const selection = await run(onCircle(...photo, [0, 300, 180], [1, -5, 2]), { budget: 6, parameters: ONE_AND_ONE });
    // From 300 degrees: 40 is at 100, 60 at 120, 150 at 150, 20 at 80.
    expect(roleOf(selection, 'unlike a pivot of the text')).toEqual([3, 7]);
  });

  test('norms of keys add up absolute values', async () => {
    const inside = onCircle([0, 90, 180, 270], [1, 1, 1, 1], [0], [1]);
    inside.keys = [[3, 0], [-2, 2], [2.5, -0.5], [0, 0]];
    inside.textKeys = [[1, 0]];
    const selection = await run(inside, { budget: 3, parameters: { ...ONE_AND_ONE, layers: 6 } });
    // (2 * 4 + 4 * (1 + 2 k)) / 6 = 2 for k = 0, 3.3 for k = 1
    expect(roleOf(selection, 'pivots')).toEqual([1]);
  });

  test('the lower index comes first among equal keys and equal states', async () => {
    const inside = onCircle([0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1], [0, 0], [1, 1]);
    const selection = await run(inside, { budget: 6, parameters: { ...SHALLOW, imagePivots: 2, textPivots: 1 } });
    expect(roleOf(selection, 'pivots')).toEqual([0, 1]);
    expect(roleOf(selection, 'unlike a pivot of the photo')).toEqual([2, 3]);
    expect(roleOf(selection, 'unlike a pivot of the text')).toEqual([4]);
  });

  test('a zero token is at a right angle to every pivot', async () => {
    const inside = onCircle([0, 100, 80, 85, 95], [9, 1, 1, 1, 1], [0], [1]);
    inside.states[2] = [0, 0];
    const selection = await run(inside, { budget: 4, parameters: ONE_AND_ONE });
    expect(Array.from(selection.indices)).toEqual([0, 1, 4]);
    inside.states[4] = at(85);
    expect(Array.from((await run(inside, { budget: 4, parameters: ONE_AND_ONE })).indices)).toEqual([0, 1, 2]);
  });

  test('a single token is its own pivot', async () => {
    const selection = await run(onCircle([0], [1], [0], [1]), { budget: 1, parameters: ONE_AND_ONE });
    expect(Array.from(selection.indices)).toEqual([0]);
    expect(selection.schedule).toEqual([1, 1, 1, 1]);
  });

  test('views are one set of tokens', async () => {
    // The second view holds the pivot, the first one what is least like it.
    const selection = await run(onCircle([180, 170, 90, 0, 10, 20], [1, 1, 1, 9, 1, 1], [180], [1]), { budget: 4, parameters: ONE_AND_ONE, views: 2 });
    // The text's pivot takes token 4 at 170 degrees: 3 is taken.
    expect(Array.from(selection.indices)).toEqual([0, 3, 4]);
  });

  test('another layer reads states in front of it and keys of the one before', async () => {
    const parameters = { layer: 5, layers: 10, imagePivots: 1, textPivots: 1 };
    expect(findMethod('dart').needsOf(parameters)).toEqual(['languageStates.layer5', 'languageKeys.layer4', 'promptStates.layer5', 'promptKeys.layer4']);
    const { schedule } = await run(spread(7), { budget: 5, parameters });
    expect(schedule).toEqual([7, 7, 7, 7, 7, 3, 3, 3, 3, 3]);
  });
});

describe('against a walk that looks at every token', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i, with duplicates and zero tokens', async (seed) => {
    const inside = drawInside(seed, 40);
    for (const [imagePivots, textPivots, k] of [[4, 4, 3], [1, 2, 7], [3, 1, 0], [5, 3, 4]]) {
      const count = imagePivots + (imagePivots + textPivots) * k;
      const parameters = { ...SHALLOW, imagePivots, textPivots };
      const { indices, schedule } = await run(inside, { budget: Math.floor((40 + count) / 2), parameters });
      expect(Array.from(indices)).toEqual(walkDart(inside, imagePivots, textPivots, k));
      expect(schedule).toEqual([40, 40, count, count]);
    }
  });
});

/** Random directions, some of them several times, some zero. */
function drawInside(seed: number, n: number): Inside {
  const next = createRandom(seed);
  const draw = (count: number, width: number) => Array.from({ length: count }, () => Array.from({ length: width }, next));
  const states = draw(n, 6);
  const keys = draw(n, 3);
  for (let token = 0; token < n; token += 5) {
    states[token] = states[Math.floor(((next() + 1) / 2) * n)];
    keys[token] = keys[Math.floor(((next() + 1) / 2) * n)];
  }
  states[3] = states[17] = [0, 0, 0, 0, 0, 0];
  return { states, keys, textStates: draw(6, 6), textKeys: draw(6, 3) };
}

describe('the budget is the average over the layers', () => {
  const photo = spread(576);

  test.each([
    [220, 196],
    [160, 132],
    [100, 68],
    [62, 28],
    [40, 4],
    [572, 572],
  ])('an average of %i of 576 tokens keeps %i after layer 2', async (budget, kept) => {
    const { indices, schedule } = await run(photo, { budget });
    expect(indices.length).toBe(kept);
    expect(schedule).toEqual([576, 576, ...Array.from({ length: 30 }, () => kept)]);
  });

  test('its presets are the published counts', async () => {
    const { presets } = findMethod('dart');
    expect(presets.length).toBe(3);
    for (const { title, budget = 0, parameters } of presets) {
      const { indices } = await run(photo, { budget, parameters });
      const [, after, name] = /(\d+) after it, published as (\d+)/.exec(title) ?? [];
      expect([indices.length, 4 + 8 * Math.floor(Number(name) / 8)]).toEqual([Number(after), Number(after)]);
    }
  });

  test.each([
    [64, '4 + 8 k in the other 30, with a whole number k for each pivot, make 62.3 or 69.8. The nearest budgets are 62 and 70.'],
    [192, 'make 189.8 or 197.3. The nearest budgets are 190 and 197.'],
    [39, 'make 39.8. The nearest budget is 40.'],
    [576, 'make 572.3. The nearest budget is 572.'],
  ])('an average of %i of 576 is refused with its neighbours', async (budget, reason) => {
    const running = run(photo, { budget });
    await expect(running).rejects.toThrow(BudgetError);
    await expect(running).rejects.toThrow(`DART cannot reach ${budget} of 576 tokens on average`);
    await expect(running).rejects.toThrow(reason);
  });

  test('every budget is reached or refused as its neighbours say', async () => {
    const small = spread(30);
    for (const [imagePivots, textPivots, layers] of [[4, 4, 32], [1, 1, 28], [3, 2, 5]]) {
      const parameters = { layer: 2, layers, imagePivots, textPivots };
      const counts = Array.from({ length: 30 }, (_, k) => imagePivots + (imagePivots + textPivots) * k).filter((count) => count <= 30);
      const averages = counts.map((count) => (2 * 30 + (layers - 2) * count) / layers);
      for (let budget = 1; budget <= 30; budget++) {
        const best = averages.findLastIndex((average) => Math.abs(average - budget) <= 0.5);
        const outcome = await run(small, { budget, parameters }).catch((error: unknown) => error);
        if (best < 0) expect(outcome).toBeInstanceOf(BudgetError);
        else expect([budget, (outcome as Selection).indices.length]).toEqual([budget, counts[best]]);
        if (best >= 0) expect(Math.abs(averageTokens((outcome as Selection).schedule ?? []) - budget)).toBeLessThanOrEqual(0.5);
      }
    }
  });

  test('pivots alone', async () => {
    const selection = await run(photo, { budget: 40 });
    expect(Array.from(selection.indices)).toEqual([0, 1, 2, 3]);
    expect(selection.roles.map(({ tokens }) => tokens.length)).toEqual([4, 0, 0]);
  });
});

describe('what is refused', () => {
  test.each(['languageStates.layer2', 'languageKeys.layer1', 'promptStates.layer2', 'promptKeys.layer1'])('without %s, and nothing stands in', async (name) => {
    const running = run(spread(12), { budget: 12, without: [name] });
    await expect(running).rejects.toThrow(MissingInputError);
    await expect(running).rejects.toThrow(/^DART needs the (photo|text)’s (hidden states|keys) inside the language model in layer [12]\.$/);
  });

  test('everything that is missing is named at once', async () => {
    const all = ['languageStates.layer2', 'languageKeys.layer1', 'promptStates.layer2', 'promptKeys.layer1'];
    await expect(run(spread(12), { budget: 12, without: all })).rejects.toThrow(
      'DART needs the photo’s hidden states inside the language model in layer 2 and the photo’s keys inside the language model in layer 1 and ' +
        'the text’s hidden states inside the language model in layer 2 and the text’s keys inside the language model in layer 1.',
    );
  });

  test('more pivots than tokens', async () => {
    await expect(run(spread(3), { budget: 3 })).rejects.toThrow('imagePivots is 4; there are only 3 tokens.');
    await expect(run(spread(12), { budget: 12, parameters: { textPivots: 5 } })).rejects.toThrow('textPivots is 5; there are only 4 text tokens.');
  });

  test('a pruning layer behind the last one', async () => {
    await expect(run(spread(12), { budget: 12, parameters: { layer: 8, layers: 8 } })).rejects.toThrow('layer is 8; it must be below the number of layers, 8.');
  });

  test('states and keys of different widths', async () => {
    const inside = spread(12);
    await expect(run({ ...inside, textStates: inside.textStates.map((row) => [...row, 0]) }, { budget: 12 })).rejects.toThrow(
      'languageStates.layer2 has 2 columns and promptStates.layer2 has 3; both must be of the same language model',
    );
    await expect(run({ ...inside, textKeys: inside.textKeys.map((row) => [...row, 0]) }, { budget: 12 })).rejects.toThrow('languageKeys.layer1 has 1 columns and promptKeys.layer1 has 2');
  });
});
