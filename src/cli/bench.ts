/**
 * The benchmark in Node: our kernels on Dawn, and side by side what a person would otherwise use.
 */
import { openLineup } from '../bench/lineup.ts';
import type { BenchReport } from '../bench/report.ts';
import { runBench, type BenchProgress } from '../bench/runBench.ts';
import { toText } from '../bench/table.ts';
import { openNodeMachine } from './benchMachine.ts';
import { BENCH_USAGE, parseBenchOptions, type BenchOptions } from './benchOptions.ts';
import { InputError } from './inputError.ts';

/** @returns the exit status: 0, 2 for bad input, 1 for a machine that cannot do it */
export async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(BENCH_USAGE);
    return 0;
  }
  try {
    const options = parseBenchOptions(args);
    const report = await measure(options);
    process.stdout.write(options.json ? `${JSON.stringify({ command: describeCommand(args), ...report })}\n` : toText(report));
    return 0;
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    return error instanceof InputError || error instanceof RangeError ? 2 : 1;
  }
}

async function measure(options: BenchOptions): Promise<BenchReport> {
  const { machine, close } = await openNodeMachine();
  try {
    const lineup = await openLineup(machine);
    try {
      return await runBench(options, lineup, tell);
    } finally {
      lineup.close();
    }
  } finally {
    close();
  }
}

/** Standard output is for the report alone. */
function tell({ share, sentence }: BenchProgress): void {
  process.stderr.write(`${(100 * share).toFixed(0).padStart(3)} %  ${sentence}\n`);
}

function describeCommand(args: string[]): string {
  return ['npm run --silent bench --', ...args].join(' ');
}
