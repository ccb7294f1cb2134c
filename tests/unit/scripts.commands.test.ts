import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFiles } from '../../scripts/build.mjs';
import { runCommand } from '../../scripts/commands.mjs';

const run = promisify(execFile);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'with space '));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('runCommand', () => {
  it('collects both streams and the exit status, in folders with spaces', async () => {
    const script = 'console.log(process.cwd()); console.error("and this"); process.exitCode = 3;';
    const { status, output } = await runCommand(process.execPath, ['-e', script], { cwd: folder, output: 'collect' });
    expect(status).toBe(3);
    expect(output).toContain('with space ');
    expect(output).toContain('and this');
  });

  it('counts a signal as a failure', async () => {
    const script = 'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);';
    const { status } = await runCommand(process.execPath, ['-e', script], { cwd: folder, output: 'collect' });
    expect(status).not.toBe(0);
  });
});

describe('hashFiles', () => {
  it('changes with contents, names and files, and with nothing else', () => {
    mkdirSync(join(folder, 'src', 'inner'), { recursive: true });
    writeFileSync(join(folder, 'index.html'), 'page');
    writeFileSync(join(folder, 'src', 'inner', 'a.ts'), 'one');
    const hash = () => hashFiles(folder, ['index.html', 'src', 'absent']);
    const first = hash();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    writeFileSync(join(folder, 'src', 'inner', 'a.ts'), 'one');
    writeFileSync(join(folder, 'elsewhere.ts'), 'not an input');
    expect(hash()).toBe(first);

    const hashes = new Set([first]);
    writeFileSync(join(folder, 'src', 'inner', 'a.ts'), 'two');
    hashes.add(hash());
    writeFileSync(join(folder, 'src', 'b.ts'), '');
    hashes.add(hash());
    rmSync(join(folder, 'src', 'b.ts'));
    writeFileSync(join(folder, 'src', 'inner', 'b.ts'), '');
    hashes.add(hash());
    expect(hashes.size).toBe(4);
  });
});

describe.each([
  ['start.mjs', ['--port', 'http'], '--port takes a number from 1 to 65535, not "http".'],
  ['start.mjs', ['--port', '70000'], '--port takes a number from 1 to 65535, not "70000".'],
  ['start.mjs', ['--model-host', 'mirror'], '--model-host takes an address such as https://models.school.example, not "mirror".'],
  ['start.mjs', ['--fast'], 'the options are --port NUMBER and --model-host URL'],
  ['test.mjs', ['everything'], 'There is no step "everything": choose from install, assets, model, types, lint, unit, gpu, build, budget, e2e.'],
])('%s %j', (script, scriptArguments, sentence) => {
  it('ends with status 1 and one sentence', async () => {
    const failure = await run(process.execPath, [join('scripts', script), ...scriptArguments]).then(
      () => null,
      (error: { code: number; stderr: string; stdout: string }) => error,
    );
    expect(failure?.code).toBe(1);
    expect(failure?.stderr).toContain(sentence);
    expect(failure?.stderr.trim().split('\n')).toHaveLength(1);
    expect(failure?.stdout).toBe('');
  });
});
