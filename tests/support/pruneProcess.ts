/** Runs the headless program as a person does: a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

export function prune(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile('node', ['scripts/run.mjs', 'src/cli/prune.ts', ...args], { cwd: ROOT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}
