// Child processes and the one way in which the scripts of this folder fail. Node's built-in modules only:
// this runs before anything is installed.
import { spawn } from 'node:child_process';

/** A failure that is told to the person in one sentence, without a stack trace. */
export class Failure extends Error {}

/**
 * Runs a program to its end.
 * @param {string} command program, found on the PATH
 * @param {string[]} programArguments
 * @param {{ cwd: string, output: 'show' | 'collect', shell?: boolean, environment?: NodeJS.ProcessEnv }} options `show` passes output
 *   through as it comes; `collect` returns it; `shell` is for the .cmd files of Windows and takes constant arguments only
 * @returns {Promise<{ status: number, output: string }>} exit status (1 after a signal) and what was collected
 */
export function runCommand(command, programArguments, { cwd, output, shell = false, environment = process.env }) {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(command, programArguments, {
      cwd,
      shell,
      env: environment,
      stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    const stop = () => child.kill();
    process.once('exit', stop);
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (status) => {
      process.off('exit', stop);
      resolvePromise({ status: status ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/**
 * Runs the main function of a script: a Failure becomes its sentence and exit status 1.
 * @param {(programArguments: string[]) => Promise<void>} main
 */
export async function runScript(main) {
  // Leaving through process.exit lets runCommand take its children along.
  process.once('SIGTERM', () => process.exit(143));
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(error instanceof Failure ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  }
}
