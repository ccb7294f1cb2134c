/** Tuning sweeps from the command line: every cell as a run of its own has it, folders, boxes, and what is refused. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { csvParse } from 'd3';
import { afterAll, describe, expect, test } from 'vitest';
import { prune } from '../support/pruneProcess.ts';

const INPUTS = fileURLToPath(new URL('../golden/methods/odd-7x9/inputs.npz', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../public/samples', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'prune-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run prune -- --sweep', () => {
  test.each(['gpu', 'cpu'])('gives the read-outs that a run of every cell gives: %s', async (device) => {
    // The left third of the photo: three of the nine columns.
    const region = ['--region', '0,0,0.3333,1'];
    const ended = await prune('--tokens', INPUTS, '--sweep', 'tau=0.1:0.3:0.2;gamma=10;m=7,20', '--prune-ratio', '0.4', ...region, '--device', device);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    const { plan, parameters, device: used, subjects } = JSON.parse(ended.stdout);
    expect(plan).toEqual({ threshold: [0.1, 0.3], gamma: [10], pruneRatio: [0.4], budget: [7, 20] });
    expect(parameters).toMatchObject({ graph: 'bipartite', scope: 'joint' });
    expect(used.kind).toBe(device);
    expect(subjects).toMatchObject([{ image: 'inputs.npz', n: 63, regionTokens: 21, problem: null }]);
    const [{ cells }] = subjects as { cells: Record<string, number>[] }[];
    expect(cells).toHaveLength(4);
    const alone = await prune('--tokens', INPUTS, '--tau', '0.3', '--gamma', '10', '--prune-ratio', '0.4', '--budget', '20', '--device', device);
    const { kStar, intersectionAtM, supplemented, selected, relevance } = JSON.parse(alone.stdout);
    expect(cells[3]).toMatchObject({ threshold: 0.3, budget: 20, kStar, intersectionAtM, supplemented });
    const inside = (selected as number[]).filter((token) => token % 9 < 3).length;
    expect(cells[3].regionRecall).toBeCloseTo(inside / 21, 12);
    const sum = (tokens: number[]) => tokens.reduce((total, token) => total + relevance.normalized[token], 0);
    expect(cells[3].relevanceMass).toBeCloseTo(sum(selected) / sum(relevance.normalized.map((_: number, token: number) => token)), 5);
  });

  test('goes through a folder with several questions, and writes a table', async () => {
    const photos = join(folder, 'photos');
    mkdirSync(photos);
    cpSync(join(SAMPLES, 'astronaut.png'), join(photos, 'a.png'));
    writeFileSync(join(photos, 'broken.png'), 'no picture');
    writeFileSync(join(photos, 'notes.txt'), 'no image');
    const out = join(folder, 'sweep.csv');
    const asked = ['--question', 'Is there a space shuttle?', '--question', 'Is there a flag?'];
    expect(await prune('--image-dir', photos, ...asked, '--sweep', 'tau=0.4,0.6;m=64', '--device', 'cpu', '--out', out)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const rows = csvParse(readFileSync(out, 'utf8'));
    expect(rows.map((row) => [row['Image'], row['Question'], row['τ'], row['m']])).toEqual([
      ['a.png', 'Is there a space shuttle?', '0.4', '64'],
      ['a.png', 'Is there a space shuttle?', '0.6', '64'],
      ['a.png', 'Is there a flag?', '0.4', '64'],
      ['a.png', 'Is there a flag?', '0.6', '64'],
    ]);
    expect(new Set(rows.map((row) => row['Relevance mass kept'])).size).toBeGreaterThan(2);
  });

  test.each([
    [['--tokens', INPUTS, '--sweep', 'tau=0:1:5'], 'for 5 values write 0:1:x5'],
    [['--tokens', INPUTS, '--sweep', 'm=64'], 'The budget m is 64; it must be a whole number from 1 to the 63 tokens'],
    [['--image-dir', join(folder, 'nowhere'), '--sweep', 'm=7'], 'There is no folder'],
  ])('says in one line what is wrong with %j', async (args, reason) => {
    const ended = await prune(...args, '--device', 'cpu');
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain(reason);
    expect(ended.stderr).toMatch(/^prune: .+\n$/);
  });
});
