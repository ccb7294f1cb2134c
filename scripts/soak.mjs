// npm run soak [-- CHANGES]: the end-to-end test that changes photo and question, 200 times unless told otherwise.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, runCommand, runScript } from './commands.mjs';
import { ensureDependencies, requireNode } from './dependencies.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');

await runScript(async ([changes = '200']) => {
  requireNode();
  if (!/^[1-9]\d*$/.test(changes) || Number(changes) < 2) throw new Failure(`The number of changes is "${changes}"; it must be a whole number of at least 2.`);
  await ensureDependencies(root, { development: true });
  const program = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'e2e', 'tests/e2e/soak.test.ts'];
  const environment = { ...process.env, SOAK_CHANGES: changes };
  const { status } = await runCommand(process.execPath, program, { cwd: root, output: 'show', environment });
  if (status !== 0) throw new Failure('Something grew, or the run broke off: see above.');
});
