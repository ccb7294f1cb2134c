/** The headless program as a person runs it: a process of its own, files in, files out. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { writeNpy } from '../../src/core/npy.ts';
import { prune } from '../support/pruneProcess.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'prune-'));
afterAll(() => rmSync(folder, { recursive: true }));

const golden = (name: string, file: string) => join(ROOT, 'tests/golden', name, file);
const tokensOf = (name: string) => ['--tokens', golden(name, 'tokens.npy'), '--joint', golden(name, 'joint.npy'), '--query', golden(name, 'query.npy')];

describe('npm run prune', () => {
  test('writes the documented fields, and the same set on GPU and CPU', async () => {
    const [setting] = JSON.parse(readFileSync(golden('grid-8x8', 'expected.json'), 'utf8')).script;
    for (const device of ['gpu', 'cpu']) {
      const out = join(folder, `${device}.json`);
      const run = await prune(...tokensOf('grid-8x8'), '--budget', '16', '--device', device, '--order-length', '30', '--out', out);
      expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
      const result = JSON.parse(readFileSync(out, 'utf8'));
      expect(result).toMatchObject({
        method: 'script',
        n: 64,
        d: 32,
        budget: 16,
        device: { kind: device, adapter: expect.any(String) },
        selected: setting.selected,
        kStar: setting.kStar,
        intersectionAtM: setting.intersectionAtM,
        supplemented: 0,
        pEffective: 0.5,
        degree: setting.degree,
        warnings: [],
      });
      expect(result.order.length).toBeGreaterThanOrEqual(30);
      expect(result.gains).toHaveLength(result.order.length);
      expect(result.score).toHaveLength(64);
      expect(result.relevance.raw).toHaveLength(64);
      expect(result.relevance.normalized).toHaveLength(64);
      expect(result.timings.length).toBeGreaterThan(0);
    }
  });

  test('selects per view and prints to standard output', async () => {
    const expected = JSON.parse(readFileSync(golden('views5-720', 'expected.json'), 'utf8')).perView[0];
    const { p, tau, gamma, m } = expected;
    const layout = ['--scope', 'per-view', '--views', '5', '--rows', '12', '--cols', '12'];
    const numbers = ['--budget', `${m}`, '--tau', `${tau}`, '--gamma', `${gamma}`, '--prune-ratio', `${p}`];
    const { status, stdout } = await prune(...tokensOf('views5-720'), ...layout, ...numbers, '--query-source', 'mean');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ selected: expected.selected, kStar: expected.kStar });
  });

  test('takes everything from one archive, or some of it from a second one', async () => {
    const read = (name: string, file: string) => new Uint8Array(readFileSync(golden(name, file)));
    const file = (name: string, contents: Record<string, Uint8Array>) => {
      const path = join(folder, name);
      writeFileSync(path, zipSync(contents));
      return path;
    };
    const views = 'views5-720';
    const arrays = { 'tokens.npy': read(views, 'tokens.npy'), 'joint.npy': read(views, 'joint.npy'), 'query.npy': read(views, 'query.npy') };
    const grid = writeNpy({ rows: 1, cols: 3, data: Float32Array.of(5, 12, 12) });
    const { p, tau, gamma, m, selected } = JSON.parse(readFileSync(golden(views, 'expected.json'), 'utf8')).perView[0];
    const numbers = ['--budget', `${m}`, '--tau', `${tau}`, '--gamma', `${gamma}`, '--prune-ratio', `${p}`, '--query-source', 'mean', '--device', 'cpu'];
    const whole = await prune('--tokens', file('whole.npz', { ...arrays, 'grid.npy': grid }), '--scope', 'per-view', ...numbers);
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(whole.stdout)).toMatchObject({ selected, warnings: [], layout: { views: [{ rows: 12 }, {}, {}, {}, {}] } });
    const tokens = file('tokens.npz', { 'tokens.npy': arrays['tokens.npy'] });
    const extras = file('extras.npz', { 'grid.npy': grid, 'notes.npy': grid });
    const parts = await prune('--tokens', tokens, ...tokensOf(views).slice(2), '--tensors', extras, '--scope', 'per-view', ...numbers);
    expect(JSON.parse(parts.stdout)).toMatchObject({ selected, warnings: [expect.stringContaining('Ignored, because the names mean nothing here: "notes"')] });
    const twice = await prune('--tokens', join(folder, 'whole.npz'), '--query', golden(views, 'query.npy'), '--device', 'cpu');
    expect(twice).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('"query" is given twice') });
  });

  test('bad input: one line, status 2, no file', async () => {
    const good = golden('grid-8x8', 'tokens.npy');
    const damaged = join(folder, 'damaged.npy');
    writeFileSync(damaged, readFileSync(good).subarray(0, 500));
    const narrow = join(folder, 'narrow.npy');
    writeFileSync(narrow, writeNpy({ rows: 1, cols: 3, data: Float32Array.of(1, 2, 3) }));
    const notFinite = join(folder, 'nan.npy');
    writeFileSync(notFinite, writeNpy({ rows: 1, cols: 2, data: Float32Array.of(1, NaN) }));
    const archive = join(folder, 'archive.npz');
    writeFileSync(archive, zipSync({ 'tokens.npy': new Uint8Array(readFileSync(good)) }).subarray(0, 300));
    const out = join(folder, 'never.json');
    const cases: [string[], string][] = [
      [['--tokens', join(folder, 'missing.npy')], 'missing.npy cannot be read'],
      [['--tokens', damaged], 'is truncated: 64 x 32 elements of 4 bytes need 8192 bytes'],
      [['--tokens', notFinite], 'NaN at row 0, column 1'],
      [['--tokens', good, '--query', narrow], 'has 3 columns'],
      [['--tokens', good, '--joint', narrow], 'has 1 rows'],
      [['--tokens', good, '--budget', '65'], 'The budget m is 65; it must be a whole number from 1 to the 64 tokens'],
      [['--tokens', good, '--tau', '2'], 'The threshold tau is 2'],
      [['--tokens', good, '--views', '3', '--scope', 'per-view'], 'does not fit the 64 tokens'],
      [['--tokens', good, '--out', join(folder, 'no/such/folder.json')], 'cannot be written'],
      [['--image', damaged], 'damaged.npy'],
      [['--tokens', archive], 'its 300 bytes hold no directory at the end'],
      [['--tokens', good, '--joint', golden('llava15-576', 'expected.json')], 'is no .npy, .npz or .safetensors file'],
    ];
    for (const [args, sentence] of cases) {
      const run = await prune('--device', 'cpu', '--out', out, ...args);
      expect(run.stderr).toContain(sentence);
      expect(run.stderr.trim().split('\n')).toHaveLength(1);
      expect(run).toMatchObject({ status: 2, stdout: '' });
    }
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
