import { describe, expect, test } from 'vitest';
import type { Contestant, OpenContestant, Outcome } from '../../src/bench/contestant.ts';
import { compareOutcomes } from '../../src/bench/compare.ts';
import { makeInputs } from '../../src/bench/inputs.ts';
import type { Lineup } from '../../src/bench/lineup.ts';
import { openLineup } from '../../src/bench/lineup.ts';
import { runBench } from '../../src/bench/runBench.ts';
import { parseSizes } from '../../src/bench/sizes.ts';
import { describeSpread } from '../../src/bench/statistics.ts';
import { toBenchTable, toText } from '../../src/bench/table.ts';
import { countWork, TASKS } from '../../src/bench/work.ts';
import { parseBenchOptions } from '../../src/cli/benchOptions.ts';
import { InputError } from '../../src/cli/inputError.ts';

describe('statistics', () => {
  test('median and quartiles, whatever the order of the values', () => {
    expect(describeSpread([4, 1, 3, 2, 10])).toEqual({ count: 5, minimum: 1, lowerQuartile: 2, median: 3, upperQuartile: 4, maximum: 10 });
    expect(describeSpread([2, 1])).toMatchObject({ median: 1.5, lowerQuartile: 1.25, upperQuartile: 1.75 });
    expect(describeSpread([7])).toEqual({ count: 1, minimum: 7, lowerQuartile: 7, median: 7, upperQuartile: 7, maximum: 7 });
    expect(() => describeSpread([])).toThrow('got none');
  });
});

describe('command line', () => {
  test('reads sizes, repetitions and defaults', () => {
    expect(parseBenchOptions(['--sizes', '576x1024x64,2880x1024x320', '--repeat', '3', '--json'])).toEqual({
      sizes: [
        { n: 576, d: 1024, k: 64 },
        { n: 2880, d: 1024, k: 320 },
      ],
      repeat: 3,
      secondsPerContestant: 60,
      json: true,
    });
    expect(parseBenchOptions([])).toMatchObject({ repeat: 20, json: false, sizes: [{ n: 576 }, { n: 2880 }, { n: 10816, d: 1152, k: 1024 }] });
    expect(parseBenchOptions(['--seconds', '0.5']).secondsPerContestant).toBe(0.5);
  });

  test.each([
    [['--repeat', '0'], '--repeat is "0"; it must be a whole number above 0.'],
    [['--repeat', '2.5'], '--repeat is "2.5"; it must be a whole number above 0.'],
    [['--seconds', 'long'], '--seconds is "long"; it must be a number above 0.'],
  ])('refuses %j', (args, message) => {
    expect(() => parseBenchOptions(args)).toThrow(new InputError(message));
  });

  test('refuses sizes that are none', () => {
    expect(() => parseSizes('576x1024')).toThrow('"576x1024" is not understood');
    expect(() => parseSizes('576x1024x64,')).toThrow('"" is not understood');
    expect(() => parseSizes('8x4x9')).toThrow('9 picks out of 8 tokens');
    expect(() => parseSizes('1x4x1')).toThrow('too small');
    expect(() => parseBenchOptions(['--fast'])).toThrow(InputError);
  });
});

describe('work', () => {
  test('similarity: half of the products where one half is mirrored', () => {
    const size = { n: 576, d: 1024, k: 64 };
    expect(countWork('similarity', size, false).flop).toBe(2 * 576 * 576 * 1024);
    expect(countWork('similarity', size, true).flop).toBe(576 * 577 * 1024);
  });

  test('greedy: 22.7 GB of columns for 10,816 tokens and 1024 picks', () => {
    const { bytes } = countWork('greedy', { n: 10816, d: 1152, k: 1024 }, true);
    expect(bytes / 1e9).toBeCloseTo(22.7, 1);
  });

  test('end to end is more than all kernels together', () => {
    const size = { n: 64, d: 32, k: 8 };
    const kernels = TASKS.filter((task) => task !== 'endToEnd').map((task) => countWork(task, size, true));
    const whole = countWork('endToEnd', size, true);
    expect(whole.flop).toBeGreaterThan(kernels.reduce((sum, { flop }) => sum + flop, 0));
    expect(whole.bytes).toBeGreaterThan(kernels.reduce((sum, { bytes }) => sum + bytes, 0));
  });
});

function claimCosines(values: number[]): Outcome {
  return { similarity: Float32Array.from(values) };
}

describe('comparison', () => {
  const order = { order: Uint32Array.of(3, 1, 2), gains: Float32Array.of(0.9, 0.5, 0.2) };

  test('reports the largest difference and what counts as wrong', () => {
    expect(compareOutcomes('similarity', claimCosines([1, 0.5]), claimCosines([1, 0.500002]))).toMatchObject({ agrees: true });
    expect(compareOutcomes('similarity', claimCosines([1, 0.5]), claimCosines([1, 0.5002]))).toMatchObject({ agrees: false });
    expect(compareOutcomes('similarity', claimCosines([NaN]), claimCosines([1]))).toEqual({ difference: Infinity, agrees: false });
    expect(compareOutcomes('similarity', {}, claimCosines([1]))).toBeNull();
  });

  test('counts the picks that are the same', () => {
    const other = { order: Uint32Array.of(3, 2, 1), gains: Float32Array.of(0.9, 0.5001, 0.2) };
    expect(compareOutcomes('greedy', other, order)).toMatchObject({ agrees: true, samePicks: 1 });
    expect(compareOutcomes('greedy', { ...other, gains: Float32Array.of(0.9, 0.7, 0.2) }, order)).toMatchObject({ agrees: false });
  });
});

test('the tokens are the same every time, and the similarities of at most 1024 of them are compared', () => {
  const size = { n: 96, d: 48, k: 8 };
  expect(makeInputs(size).tokens.data).toEqual(makeInputs(size).tokens.data);
  expect(makeInputs({ ...size, n: 2000 }).checked).toHaveLength(1024);
});

/** A contestant that claims a result and takes no time. */
function claim(id: string, outcome: Outcome, calls: string[]): Contestant {
  const open: OpenContestant = {
    repeat() {
      calls.push(id);
      return Promise.resolve({ samples: { similarity: { wall: calls.length, gpu: null } }, outcome });
    },
    close: () => Promise.resolve(void calls.push(`close ${id}`)),
  };
  return { id, title: id, processor: 'cpu', note: '', halves: false, open: () => Promise.resolve(open) };
}

function makeLineup(contestants: Contestant[]): Lineup {
  const device = { kind: 'cpu', adapter: 'test', software: true, timestamps: false } as const;
  return { device, environment: {}, contestants, absentees: [], measureCeilings: null, close: () => undefined };
}

describe('a run', () => {
  const sizes = [{ n: 4, d: 2, k: 1 }];
  const right = { similarity: Float32Array.of(1, 0.5) };
  const wrong = { similarity: Float32Array.of(1, 0.6) };

  test('takes turns, leaves the warm-up out and finds who is wrong', async () => {
    const calls: string[] = [];
    const lineup = makeLineup([claim('a', right, calls), claim('b', wrong, calls)]);
    const shares: number[] = [];
    const report = await runBench({ sizes, repeat: 2, secondsPerContestant: 60 }, lineup, ({ share }) => shares.push(share));
    expect(calls).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'close a', 'close b']);
    expect(report.sizes[0].results).toMatchObject([
      { task: 'similarity', contestant: 'a', cold: false, wall: { count: 2, minimum: 3, maximum: 5 }, agreement: null },
      { task: 'similarity', contestant: 'b', cold: false, wall: { count: 2, minimum: 4, maximum: 6 }, agreement: { agrees: false } },
    ]);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBe(1);
    expect(toText(report)).toContain('WRONG: 1.0e-1');
  });

  test('keeps the first run of a contestant that uses up its time', async () => {
    const calls: string[] = [];
    const report = await runBench({ sizes, repeat: 5, secondsPerContestant: 1e-9 }, makeLineup([claim('slow', right, calls)]), () => undefined);
    expect(calls).toEqual(['slow', 'close slow']);
    expect(report.sizes[0].results).toMatchObject([{ cold: true, wall: { count: 1 } }]);
  });

  test('goes on without a contestant that fails, and says why', async () => {
    const calls: string[] = [];
    const broken: Contestant = { ...claim('broken', right, calls), open: () => Promise.reject(new Error('out of memory: 468 MB')) };
    const report = await runBench({ sizes, repeat: 1, secondsPerContestant: 60 }, makeLineup([claim('a', right, calls), broken]), () => undefined);
    expect(report.sizes[0].failures).toEqual([{ id: 'broken', title: 'broken', reason: 'out of memory: 468 MB' }]);
    expect(report.sizes[0].results.map(({ contestant }) => contestant)).toEqual(['a']);
  });
});

test('everything that runs without a GPU agrees with our CPU path on a small size', async () => {
  const lineup = await openLineup({
    gpu: 'No adapter in this test.',
    environment: {},
    onnxThreads: 1,
    onnxWebgpuReason: 'Not in Node.',
    loadTfjs: () => Promise.reject(new Error('Not in this test.')),
  });
  expect(lineup.absentees.map(({ id, reason }) => [id, reason])).toEqual([
    ['ours-gpu', 'No adapter in this test.'],
    ['onnxruntime-webgpu', 'Not in Node.'],
    ['tfjs-webgpu', 'Not in this test.'],
    ['tfjs-wasm', 'Not in this test.'],
  ]);
  const report = await runBench({ sizes: [{ n: 97, d: 33, k: 12 }], repeat: 1, secondsPerContestant: 60 }, lineup, () => undefined);
  lineup.close();
  const { results, failures } = report.sizes[0];
  expect(failures).toEqual([]);
  expect(results.filter(({ contestant }) => contestant === 'ours-cpu').map(({ task }) => task)).toEqual([...TASKS]);
  expect(results.filter(({ contestant }) => contestant === 'onnxruntime-wasm').map(({ task }) => task)).toEqual(['similarity']);
  const compared = results.filter(({ contestant }) => contestant !== 'ours-cpu');
  expect(compared).toHaveLength(5);
  for (const { title, task, agreement } of compared) expect(agreement?.agrees, `${title}, ${task}`).toBe(true);
  const greedy = compared.find(({ task }) => task === 'greedy');
  expect(greedy?.agreement?.samePicks).toBe(12);
  const { columns, rows } = toBenchTable(report);
  expect(rows).toHaveLength(results.length);
  for (const row of rows) expect(row).toHaveLength(columns.length);
  expect(() => JSON.stringify(report)).not.toThrow();
});
