// Prepares the model and sample files and builds the page, each only when its inputs have changed.
// Node's built-in modules only: this is loaded before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, runCommand } from './commands.mjs';

/** Of the packages for development, the one that the benchmark page takes along where it is installed. */
const OPTIONAL_PACKAGE = 'node_modules/@tensorflow/tfjs-core/package.json';

/** Files and folders that the build reads; package-lock.json stands for node_modules. */
const BUILD_INPUTS = [
  'index.html',
  'bench.html',
  'package.json',
  'package-lock.json',
  'public',
  'shaders',
  'src',
  'tsconfig.json',
  'vite.config.ts',
  'scripts/texPlugin.ts',
  'scripts/wgslPlugin.ts',
  OPTIONAL_PACKAGE,
];

/** Name, inside the build folder, of the record of the inputs; Vite empties that folder, so the record dies with its build. */
const RECORD = '.inputs';

/**
 * Hash of the names and contents of files, folders taken with all they hold.
 * @param {string} root
 * @param {string[]} paths relative to root; absent ones are skipped
 * @returns {string} SHA-256 in hexadecimal
 */
export function hashFiles(root, paths) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    const status = statSync(join(root, path), { throwIfNoEntry: false });
    if (status?.isDirectory()) {
      for (const name of readdirSync(join(root, path)).toSorted()) add(`${path}/${name}`);
    } else if (status?.isFile()) {
      const content = createHash('sha256').update(readFileSync(join(root, path)));
      hash.update(`${content.digest('hex')} ${path}\n`);
    }
  };
  paths.forEach(add);
  return hash.digest('hex');
}

/**
 * Makes the starter model and the sample photos under public/, unless they are up to date.
 * @param {string} root
 */
export async function prepareAssets(root) {
  const program = ['scripts/run.mjs', 'scripts/prepareAssets.ts'];
  const { status } = await runCommand(process.execPath, program, { cwd: root, output: 'show' });
  if (status !== 0) throw new Failure('The model and sample files could not be prepared: see the message above, then start again.');
}

/**
 * Builds the page into dist/, unless that holds a finished build of the same inputs.
 * @param {string} root
 * @returns {Promise<string>} the build folder
 */
export async function buildPage(root) {
  const folder = join(root, 'dist');
  const record = join(folder, RECORD);
  const inputs = hashFiles(root, BUILD_INPUTS);
  if (existsSync(record) && readFileSync(record, 'utf8') === inputs) return folder;
  console.log('Building the page ...');
  rmSync(record, { force: true });
  const program = [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'];
  // Vite would take over a test run's NODE_ENV and build React for development.
  const environment = { ...process.env, NODE_ENV: 'production' };
  const { status, output } = await runCommand(process.execPath, program, { cwd: root, output: 'collect', environment });
  if (status !== 0) throw new Failure(`${output.trimEnd()}\nThe page could not be built: vite ended with status ${status}, see its message above.`);
  writeFileSync(record, inputs);
  return folder;
}
