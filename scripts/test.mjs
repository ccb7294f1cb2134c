// npm test: installs what is missing, then runs every check in turn and stops at the first that fails.
// "npm test -- unit gpu" runs only the steps that are named.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { buildPage, prepareAssets } from './build.mjs';
import { checkBudget } from './checkBudget.mjs';
import { Failure, runCommand, runScript } from './commands.mjs';
import { ensureDependencies, requireNode } from './dependencies.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/**
 * @typedef {{ passed: number, failed: number }} Counts
 * @typedef {{ name: string, always?: boolean, run: () => Promise<Counts | void> }} Step a step throws a Failure if it fails
 */

/** Counts of failed steps, carried by the error that ends the run. */
class TestFailure extends Failure {
  /**
   * @param {string} sentence
   * @param {Counts} counts
   */
  constructor(sentence, counts) {
    super(sentence);
    this.counts = counts;
  }
}

/**
 * Runs a checker that is silent when all is well.
 * @param {string} script path of its program inside node_modules
 * @param {string[]} checkerArguments
 */
async function runChecker(script, checkerArguments) {
  const program = [join('node_modules', ...script.split('/')), ...checkerArguments];
  const { status, output } = await runCommand(process.execPath, program, { cwd: root, output: 'collect' });
  if (status !== 0) throw new Failure(output.trimEnd());
}

/** Compares the stored model's relevance maps with those of the unquantized weights. */
async function verifyModel() {
  const program = [join('scripts', 'run.mjs'), join('scripts', 'prepareAssets.ts'), '--verify'];
  const { status } = await runCommand(process.execPath, program, { cwd: root, output: 'show' });
  if (status !== 0) throw new Failure('The stored model does not agree with the unquantized weights: see the correlations above.');
}

/**
 * Runs the tests of one vitest project. A skipped test counts as a failure: nothing here may be left out in silence.
 * @param {string} project
 * @returns {Promise<Counts>}
 */
async function runTests(project) {
  const report = join(root, '.cache', 'test', `${project}.json`);
  mkdirSync(join(report, '..'), { recursive: true });
  rmSync(report, { force: true });
  const program = [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { status } = await runCommand(process.execPath, program, { cwd: root, output: 'show' });
  if (!existsSync(report)) throw new Failure(`vitest ended with status ${status} before it could report: see its message above.`);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  const skipped = numPendingTests + numTodoTests;
  const counts = { passed: numPassedTests, failed: numFailedTests + skipped };
  if (skipped > 0) throw new TestFailure(`${skipped} tests were skipped; a test has to pass or fail.`, counts);
  if (status !== 0) throw new TestFailure('See the failures above.', counts);
  return counts;
}

/** @type {Step[]} */
const STEPS = [
  { name: 'install', always: true, run: () => ensureDependencies(root, { development: true }) },
  { name: 'assets', always: true, run: () => prepareAssets(root) },
  { name: 'model', run: verifyModel },
  { name: 'types', run: () => runChecker('typescript/bin/tsc', ['--noEmit']) },
  { name: 'lint', run: () => runChecker('oxlint/bin/oxlint', ['--deny-warnings']) },
  { name: 'unit', run: () => runTests('unit') },
  { name: 'gpu', run: () => runTests('gpu') },
  { name: 'build', run: async () => void (await buildPage(root)) },
  { name: 'budget', run: async () => console.log(checkBudget(join(root, 'dist'))) },
  { name: 'e2e', run: () => runTests('e2e') },
];

/**
 * The steps to run, in their order.
 * @param {string[]} names none for all
 */
function selectSteps(names) {
  const known = STEPS.map((step) => step.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Failure(`There is no step "${unknown}": choose from ${known.join(', ')}.`);
  // These look at the built page.
  const wanted = names.includes('e2e') || names.includes('budget') ? [...names, 'build'] : names;
  return STEPS.filter((step) => names.length === 0 || step.always || wanted.includes(step.name));
}

await runScript(async (names) => {
  requireNode();
  const total = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const lines = [];
  for (const step of selectSteps(names)) {
    console.log(`\n=== ${step.name}`);
    const start = performance.now();
    /** @type {Counts | void} */
    let counts;
    let verdict = 'ok';
    try {
      counts = await step.run();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.log(error.message);
      verdict = 'FAILED';
      counts = error instanceof TestFailure ? error.counts : undefined;
      // A failed step without a failed test (types, lint, a file that does not load) still is one failure.
      if (!counts?.failed) counts = { passed: counts?.passed ?? 0, failed: 1 };
    }
    total.passed += counts?.passed ?? 0;
    total.failed += counts?.failed ?? 0;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    lines.push(`${step.name.padEnd(8)} ${verdict.padEnd(6)} ${seconds.padStart(6)} s${counts ? `  ${counts.passed} passed, ${counts.failed} failed` : ''}`);
    if (verdict === 'FAILED') {
      process.exitCode = 1;
      break;
    }
  }
  console.log(`\n=== summary\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
});
