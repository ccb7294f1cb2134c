/** The whole benchmark as a person runs it, at a small size. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { BenchReport } from '../../src/bench/report.ts';
import { TASKS } from '../../src/bench/work.ts';

/** The ceilings take a minute on a software adapter that shares its processor with others. */
const PATIENCE = 300_000;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function bench(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('node', ['scripts/run.mjs', 'src/cli/bench.ts', ...args], { cwd: ROOT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe('npm run bench', () => {
  test('prints one JSON document in which all contestants agree', async () => {
    const { status, stdout, stderr } = await bench('--sizes', '64x32x8', '--repeat', '2', '--json');
    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout) as BenchReport & { command: string };
    expect(report).toMatchObject({
      command: 'npm run --silent bench -- --sizes 64x32x8 --repeat 2 --json',
      device: { kind: 'gpu', adapter: expect.any(String) },
      environment: { Node: process.versions.node, 'onnxruntime-web': expect.stringMatching(/^\d/), 'TensorFlow.js': expect.stringMatching(/^\d/) },
      repeat: 2,
      sizes: [{ n: 64, d: 32, k: 8, failures: [] }],
    });
    expect(report.ceilings?.copyGigabytesPerSecond).toBeGreaterThan(0);
    expect(report.ceilings?.fmaGigaflops).toBeGreaterThan(0);
    // These two need a browser; anything else that is missing is a mistake.
    expect(report.notAvailable.map(({ id }) => id)).toEqual(['onnxruntime-webgpu', 'tfjs-webgpu']);

    const { results } = report.sizes[0];
    const tasksOf = (id: string) => results.filter(({ contestant }) => contestant === id).map(({ task }) => task);
    expect(tasksOf('ours-gpu')).toEqual([...TASKS]);
    expect(tasksOf('ours-cpu')).toEqual([...TASKS]);
    expect(tasksOf('onnxruntime-wasm')).toEqual(['similarity']);
    expect(tasksOf('tfjs-wasm')).toEqual(['similarity', 'relevance', 'greedy']);
    expect(tasksOf('plain-loops')).toEqual(['similarity', 'relevance', 'redundancy', 'greedy']);
    for (const { title, task, wall, gpu, cold, agreement, contestant, shareOfFma } of results) {
      const what = `${title}, ${task}`;
      expect(wall, what).toMatchObject({ count: 2, median: expect.any(Number) });
      expect(wall.minimum, what).toBeGreaterThan(0);
      expect(cold, what).toBe(false);
      expect(gpu !== null, what).toBe(contestant === 'ours-gpu' && report.device.timestamps);
      expect(shareOfFma !== null, what).toBe(contestant === 'ours-gpu');
      if (contestant !== 'ours-gpu' && task !== 'endToEnd') expect(agreement?.agrees, what).toBe(true);
    }
    expect(stderr).toContain('100 %  Done.');
  }, PATIENCE);

  test('refuses bad input in one line', async () => {
    expect(await bench('--sizes', '64x32')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'bench: The size "64x32" is not understood; it must read n x d x k without spaces, for example 576x1024x64.\n',
    });
  });
});
