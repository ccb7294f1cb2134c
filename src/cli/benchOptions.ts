/**
 * Command line of the benchmark.
 */
import { parseArgs } from 'node:util';
import type { BenchPlan } from '../bench/runBench.ts';
import { DEFAULT_SIZES, parseSizes } from '../bench/sizes.ts';
import { InputError } from './inputError.ts';

const DEFAULT_REPEAT = '20';
const DEFAULT_SECONDS = '60';

export const BENCH_USAGE = `Usage: npm run --silent bench -- [--sizes ${DEFAULT_SIZES}] [--repeat ${DEFAULT_REPEAT}] [--json]
  --sizes NxDxK,...  tokens x dimensions x greedy picks (default ${DEFAULT_SIZES})
  --repeat R         repetitions, after one to warm up (default ${DEFAULT_REPEAT})
  --seconds S        per contestant and size: fewer repetitions where one takes long (default ${DEFAULT_SECONDS})
  --json             one JSON document on standard output instead of a table`;

export interface BenchOptions extends BenchPlan {
  json: boolean;
}

/** @throws InputError or RangeError that names the option, what it was and what it must be */
export function parseBenchOptions(args: string[]): BenchOptions {
  const { sizes, repeat, seconds, json } = readArguments(args);
  return {
    sizes: parseSizes(sizes),
    repeat: requirePositive('--repeat', repeat, Number.isInteger),
    secondsPerContestant: requirePositive('--seconds', seconds, Number.isFinite),
    json,
  };
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        sizes: { type: 'string', default: DEFAULT_SIZES },
        repeat: { type: 'string', default: DEFAULT_REPEAT },
        seconds: { type: 'string', default: DEFAULT_SECONDS },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message.split('\n')[0] : String(error));
  }
}

function requirePositive(name: string, text: string, fits: (value: number) => boolean): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!fits(value) || value <= 0) {
    throw new InputError(`${name} is "${text}"; it must be a ${fits === Number.isInteger ? 'whole ' : ''}number above 0.`);
  }
  return value;
}
