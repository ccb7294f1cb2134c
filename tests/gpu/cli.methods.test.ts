/** Every method and the score card from the command line, against the independent reference cases. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { loadMethodCases } from '../support/methodCases.ts';
import { prune } from '../support/pruneProcess.ts';

const INPUTS = fileURLToPath(new URL('../golden/methods/odd-7x9/inputs.npz', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'prune-methods-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the reference expects of a method with its defaults, and the budget it belongs to. */
function expected(id: string): { budget: number; kept: number[] | null } {
  const odd = loadMethodCases().find(({ name }) => name === 'odd-7x9');
  const run = odd?.runs.find(({ method, parameters, exact, refused }) => method === id && exact && !refused && Object.keys(parameters).length === 0);
  if (!run) throw new Error(`There is no expectation for ${id}.`);
  return run;
}

describe('npm run prune -- --method', () => {
  test.each(['gpu', 'cpu'])('keeps what the reference keeps, with extras from a second file: %s', async (device) => {
    const { budget, kept } = expected('visionzip');
    const entries = Object.entries(unzipSync(readFileSync(INPUTS)));
    const main = new Set(['tokens.npy', 'joint.npy', 'query.npy', 'pooled.npy', 'grid.npy']);
    const write = (name: string, isMain: boolean) => {
      writeFileSync(join(folder, name), zipSync(Object.fromEntries(entries.filter(([entry]) => main.has(entry) === isMain))));
      return join(folder, name);
    };
    const run = await prune('--tokens', write('tokens.npz', true), '--tensors', write('extras.npz', false), '--method', 'visionzip', '--budget', `${budget}`, '--device', device);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({
      method: 'visionzip',
      budget,
      selected: kept,
      extraTokens: [{ title: '[CLS]', count: 1 }],
      device: { kind: device },
      parameters: { contextualShare: 0.15625 },
      standIns: [],
    });
  });

  test('takes parameters and a seed, and says what is missing or out of reach in one line', async () => {
    const [first, again, other] = await Promise.all(
      ['1', '1', '2'].map(async (seed) => JSON.parse((await prune('--tokens', INPUTS, '--method', 'random', '--seed', seed, '--budget', '9', '--device', 'cpu')).stdout)),
    );
    expect(first.selected).toEqual(again.selected);
    expect(other.selected).not.toEqual(first.selected);
    expect(other.parameters).toEqual({ seed: 2 });

    const bare = join(folder, 'bare.npz');
    writeFileSync(bare, zipSync({ 'tokens.npy': unzipSync(readFileSync(INPUTS))['tokens.npy'] }));
    const missing = await prune('--tokens', bare, '--rows', '7', '--cols', '9', '--method', 'visionzip', '--device', 'cpu');
    expect(missing).toMatchObject({ status: 2, stdout: '', stderr: 'prune: VisionZip needs the attention of the [CLS] token and the attention keys (mean over heads).\n' });
    const outOfReach = await prune('--tokens', INPUTS, '--method', 'fastv', '--budget', '2', '--device', 'cpu');
    expect(outOfReach).toMatchObject({ status: 2, stdout: '' });
    expect(outOfReach.stderr).toMatch(/^prune: FastV .+\n$/);
  });
});

describe('npm run prune -- --compare', () => {
  const methods = ['script', 'divprune', 'cls-attention', 'fastv'];

  test('writes the score card, refusals included', async () => {
    const out = join(folder, 'card.json');
    const { kept, budget } = expected('divprune');
    const run = await prune('--tokens', INPUTS, '--compare', methods.join(','), '--budget', `${budget}`, '--layer', '60', '--layers', '61', '--out', out);
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
    const card = JSON.parse(readFileSync(out, 'utf8'));
    expect(card).toMatchObject({ n: 63, budget, device: { kind: 'gpu' } });
    expect(card.methods.map(({ id }: { id: string }) => id)).toEqual(methods);
    expect(card.methods[1]).toMatchObject({ selected: kept, refusal: null, measures: { tokens: budget, milliseconds: expect.any(Number) } });
    expect(card.methods[3]).toMatchObject({ selected: null, measures: null, refusal: expect.stringContaining('FastV') });
    expect(card.overlap[0][0]).toBe(1);
    expect(card.overlap[0][1]).toBe(card.overlap[1][0]);
    expect(card.overlap[3]).toEqual([null, null, null, null]);
  });

  test('is a table where the file is called so', async () => {
    const out = join(folder, 'card.csv');
    await prune('--tokens', INPUTS, '--compare', methods.join(','), '--budget', '14', '--device', 'cpu', '--out', out);
    const [head, ...rows] = readFileSync(out, 'utf8').trim().split(/\r?\n/);
    expect(head).toMatch(/^Method,Tokens kept,/);
    expect(rows).toHaveLength(4);
  });
});
