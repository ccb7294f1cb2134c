/**
 * Command line of the headless program: every value checked, every complaint one sentence.
 */
import { parseArgs } from 'node:util';
import type { ScriptParameters } from '../core/script/scriptSelection.ts';
import { DEFAULT_PARAMETERS, defaultBudget, defaultScope } from '../core/script/scriptParameters.ts';
import type { StatedGrid } from '../core/ownTokensGrid.ts';

/** A complaint about the input: printed as one line, exit status 2. */
export class InputError extends Error {}

export const USAGE = `Usage: npm run --silent prune -- (--tokens FILE [--joint FILE] [--query FILE] [--tensors FILE] | --image photo.jpg [--question "..."])
  --tokens FILE           own tokens: .npy (n x d), or .npz or .safetensors that may hold the others too, by name
  --joint, --query FILE   the tokens in text space (n x e), the question there (l x e): .npy, .npz or .safetensors
  --tensors FILE          further tensors by name: grid, pooled, classAttention, projected ... (docs/own-tokens.md)
  --method script         the pruning method
  --budget M              tokens to keep (default: n / 9)
  --tau T                 similarity threshold, -1 ... 1 (default ${DEFAULT_PARAMETERS.threshold})
  --gamma G               contrast of the redundancy score (default ${DEFAULT_PARAMETERS.gamma})
  --prune-ratio P         share that GSP discards, 0 ... 1 (default ${DEFAULT_PARAMETERS.pruneRatio})
  --epsilon E             under the square root of Eq. 11 (default ${DEFAULT_PARAMETERS.epsilon})
  --relevance-exponent A  1: diag(r) S diag(r); 0.5: Eq. 5 (default ${DEFAULT_PARAMETERS.relevanceExponent})
  --query-source S        pooled or mean (Eq. 3) (default ${DEFAULT_PARAMETERS.querySource})
  --invert                normalize -relevance
  --graph G               bipartite or full (default ${DEFAULT_PARAMETERS.graph})
  --scope S               joint or per-view (default: joint for one view, per-view for several)
  --views V --rows R --cols C   the token layout (default: the grid in the file, else one view)
  --order-length K        compute at least K greedy picks
  --device D              gpu or cpu (default gpu)
  --out result.json       where to write (default: standard output)`;

/** With the token layout as far as it is stated; rows and cols come together. */
export interface PruneOptions extends StatedGrid {
  source:
    | { kind: 'tokens'; tokens: string; joint?: string; query?: string; tensors?: string }
    | { kind: 'image'; image: string; question: string };
  device: 'gpu' | 'cpu';
  orderLength?: number;
  out?: string;
  /** Every parameter; budget and scope may depend on the numbers of tokens and views. */
  parametersFor(n: number, views: number): ScriptParameters;
}

/** @throws InputError that names the option, what it was and what it must be */
export function parseOptions(args: string[]): PruneOptions {
  const values = readArguments(args);
  requireChoice('--method', values.method ?? 'script', ['script']);
  const budget = optionalCount('--budget', values.budget);
  const scope = values.scope === undefined ? undefined : requireChoice('--scope', values.scope, ['joint', 'per-view']);
  const parameters: Omit<ScriptParameters, 'budget' | 'scope'> = {
    threshold: optionalNumber('--tau', values.tau) ?? DEFAULT_PARAMETERS.threshold,
    gamma: optionalNumber('--gamma', values.gamma) ?? DEFAULT_PARAMETERS.gamma,
    pruneRatio: optionalNumber('--prune-ratio', values['prune-ratio']) ?? DEFAULT_PARAMETERS.pruneRatio,
    epsilon: optionalNumber('--epsilon', values.epsilon) ?? DEFAULT_PARAMETERS.epsilon,
    invert: values.invert ?? DEFAULT_PARAMETERS.invert,
    graph: requireChoice('--graph', values.graph ?? DEFAULT_PARAMETERS.graph, ['bipartite', 'full']),
    relevanceExponent:
      optionalNumber('--relevance-exponent', values['relevance-exponent']) ?? DEFAULT_PARAMETERS.relevanceExponent,
    querySource: requireChoice('--query-source', values['query-source'] ?? DEFAULT_PARAMETERS.querySource, [
      'pooled',
      'mean',
    ]),
  };
  return {
    source: chooseSource(values),
    device: requireChoice('--device', values.device ?? 'gpu', ['gpu', 'cpu']),
    ...readGrid(values),
    orderLength: optionalCount('--order-length', values['order-length']),
    out: values.out,
    parametersFor: (n, views) => ({ ...parameters, budget: budget ?? defaultBudget(n), scope: scope ?? defaultScope(views) }),
  };
}

function readArguments(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: args.map(joinNegativeValues(args)).filter((argument) => argument !== null),
      options: {
        tokens: text,
        joint: text,
        query: text,
        tensors: text,
        image: text,
        question: text,
        method: text,
        budget: text,
        tau: text,
        gamma: text,
        'prune-ratio': text,
        epsilon: text,
        'relevance-exponent': text,
        'query-source': text,
        invert: { type: 'boolean' },
        graph: text,
        scope: text,
        views: text,
        rows: text,
        cols: text,
        'order-length': text,
        device: text,
        out: text,
      },
    }).values;
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message.split('\n')[0] : String(error));
  }
}

/** `--tau -0.1` becomes `--tau=-0.1`, which the parser would otherwise take for another option. */
function joinNegativeValues(args: string[]): (argument: string, index: number) => string | null {
  return (argument, index) => {
    if (isNegative(argument) && args[index - 1]?.startsWith('--')) return null;
    return argument.startsWith('--') && isNegative(args[index + 1]) ? `${argument}=${args[index + 1]}` : argument;
  };
}

function chooseSource(values: ReturnType<typeof readArguments>): PruneOptions['source'] {
  const { tokens, joint, query, tensors, image, question } = values;
  if (tokens !== undefined && image !== undefined) throw new InputError('Give either --tokens or --image, not both.');
  if (tokens !== undefined) {
    if (question !== undefined) {
      throw new InputError('--question needs --image; own tokens take their question as --query q.npy.');
    }
    return { kind: 'tokens', tokens, joint, query, tensors };
  }
  if (image !== undefined) {
    if (joint !== undefined || query !== undefined) {
      throw new InputError('--joint and --query belong to --tokens; with --image the encoder makes both.');
    }
    if (tensors !== undefined) throw new InputError('--tensors belongs to --tokens; with --image the encoder makes the tensors.');
    return { kind: 'image', image, question: question ?? '' };
  }
  throw new InputError('Nothing to prune: give --tokens t.npy or --image photo.jpg (--help lists all options).');
}

function readGrid(values: ReturnType<typeof readArguments>): StatedGrid {
  const grid = {
    views: optionalCount('--views', values.views),
    rows: optionalCount('--rows', values.rows),
    cols: optionalCount('--cols', values.cols),
  };
  if ((grid.rows === undefined) !== (grid.cols === undefined)) throw new InputError('Give --rows and --cols together.');
  return grid;
}

function optionalNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) throw new InputError(`${name} is "${text}"; it must be a number.`);
  return value;
}

function optionalCount(name: string, text: string | undefined): number | undefined {
  const value = optionalNumber(name, text);
  if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
    throw new InputError(`${name} is ${text}; it must be a whole number of at least 1.`);
  }
  return value;
}

function requireChoice<Choice extends string>(name: string, value: string, choices: Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new InputError(`${name} is "${value}"; it must be ${choices.join(' or ')}.`);
  return choice;
}

function isNegative(argument: string | undefined): boolean {
  return argument !== undefined && /^-[\d.]/.test(argument);
}
