/**
 * Command line of the headless program: every value checked, every complaint one sentence.
 */
import { parseArgs } from 'node:util';
import type { Method } from '../core/methods/method.ts';
import type { ParameterValues } from '../core/methods/parameters.ts';
import { METHODS } from '../core/methods/registry.ts';
import type { ScriptParameters } from '../core/script/scriptSelection.ts';
import { DEFAULT_PARAMETERS, defaultBudget, defaultScope } from '../core/script/scriptParameters.ts';
import { isLayoutName, LAYOUT_NAMES, type LayoutName, ONE_VIEW } from '../core/tokenLayouts.ts';
import type { StatedGrid } from '../core/ownTokensGrid.ts';
import { InputError } from './inputError.ts';
import { describeMethods, listParameterOptions, readMethodOptions, requireUsed } from './methodOptions.ts';
import { checkCompanions, readRegions, SWEEP_USAGE, type SweepOptions } from './sweepOptions.ts';

export const USAGE = `Usage: npm run --silent prune -- (--tokens FILE [--joint FILE] [--query FILE] [--tensors FILE] | --image photo.jpg [--question "..."])
  --tokens FILE           own tokens: .npy (n x d), or .npz or .safetensors that may hold the others too, by name
  --joint, --query FILE   the tokens in text space (n x e), the question there (l x e): .npy, .npz or .safetensors
  --tensors FILE          further tensors by name: grid, pooled, classAttention, projected ... (docs/own-tokens.md)
  --method ID             the pruning method (default: script); all are listed below
  --compare ID,ID,...     several methods and their score card instead; a FILE.csv of --out makes it a table
${SWEEP_USAGE}
  --stand-ins             allow other inputs in place of those that the tokens do not come with
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
  --layout L              how the photo is cut: llava-1.5, llava-next, internvl3 or tiles-RxC[+base] (default ${ONE_VIEW})
  --views V --rows R --cols C   the token layout (default: the grid in the file, else one view)
  --order-length K        compute at least K greedy picks (script)
  --device D              gpu or cpu (default gpu)
  --out result.json       where to write (default: standard output)
Methods, their parameters and defaults; --no-X turns a switch off (docs/methods.md):
${describeMethods()}`;

/** With the token layout as far as it is stated; rows and cols come together. */
export interface PruneOptions extends StatedGrid {
  source:
    | { kind: 'tokens'; tokens: string; joint?: string; query?: string; tensors?: string }
    | { kind: 'image'; image: string; question: string; tokenLayout: LayoutName }
    | { kind: 'folder'; folder: string; tokenLayout: LayoutName };
  device: 'gpu' | 'cpu';
  run: RunOptions | SweepOptions;
  out?: string;
  /** [m]; the default depends on the number of tokens. */
  budgetFor(n: number): number;
}

/** A method with the parameters that differ from its defaults. */
export interface ChosenMethod {
  method: Method;
  parameters: ParameterValues;
}

/** Script in full detail, any other method, or a comparison. */
export type RunOptions =
  | {
      kind: 'script';
      orderLength?: number;
      /** Every parameter but the budget; scope may depend on the number of views. */
      parametersFor(views: number): Omit<ScriptParameters, 'budget'>;
    }
  | { kind: 'method'; chosen: ChosenMethod; allowStandIns: boolean }
  | { kind: 'compare'; chosen: ChosenMethod[]; allowStandIns: boolean };

/** @throws InputError that names the option, what it was and what it must be */
export function parseOptions(args: string[]): PruneOptions {
  const values = readArguments(args);
  checkCompanions(values);
  const budget = optionalCount('--budget', values.budget);
  return {
    run: chooseRun(values),
    source: chooseSource(values),
    device: requireChoice('--device', values.device ?? 'gpu', ['gpu', 'cpu']),
    ...readGrid(values),
    out: values.out,
    budgetFor: (n) => budget ?? defaultBudget(n),
  };
}

function chooseRun(values: Values): PruneOptions['run'] {
  const { method: id = 'script', compare } = values;
  if (compare !== undefined && values.method !== undefined) throw new InputError('Give either --method or --compare, not both.');
  const methods = (compare ?? id).split(',').map((name) => requireMethod(compare === undefined ? '--method' : '--compare', name));
  requireUsed(methods, values);
  if (values.sweep !== undefined) {
    const questions = [...new Set(values.question ?? [''])];
    return { kind: 'sweep', sweep: values.sweep, parametersFor: readScriptParameters(values), regions: readRegions(values.region ?? []), questions };
  }
  const orderLength = optionalCount('--order-length', values['order-length']);
  if (compare === undefined && id === 'script') return { kind: 'script', orderLength, parametersFor: readScriptParameters(values) };
  if (orderLength !== undefined) throw new InputError('--order-length belongs to --method script.');
  const allowStandIns = values['stand-ins'] ?? false;
  const chosen = methods.map((method) => ({ method, parameters: readMethodOptions(method, values) }));
  return compare === undefined ? { kind: 'method', chosen: chosen[0], allowStandIns } : { kind: 'compare', chosen, allowStandIns };
}

function requireMethod(option: string, id: string): Method {
  const method = METHODS.find((candidate) => candidate.id === id);
  if (!method) throw new InputError(`${option} is "${id}"; it must be one of ${METHODS.map((known) => known.id).join(', ')}.`);
  return method;
}

/** Script takes more values than the page's sliders reach; it checks them itself when it knows the tokens. */
function readScriptParameters(values: Values): Extract<RunOptions, { kind: 'script' }>['parametersFor'] {
  const scope = values.scope === undefined ? undefined : requireChoice('--scope', values.scope, ['joint', 'per-view']);
  const parameters: Omit<ScriptParameters, 'budget' | 'scope'> = {
    threshold: optionalNumber('--tau', values.tau) ?? DEFAULT_PARAMETERS.threshold,
    gamma: optionalNumber('--gamma', values.gamma) ?? DEFAULT_PARAMETERS.gamma,
    pruneRatio: optionalNumber('--prune-ratio', values['prune-ratio']) ?? DEFAULT_PARAMETERS.pruneRatio,
    epsilon: optionalNumber('--epsilon', values.epsilon) ?? DEFAULT_PARAMETERS.epsilon,
    invert: values.invert ?? DEFAULT_PARAMETERS.invert,
    graph: requireChoice('--graph', values.graph ?? DEFAULT_PARAMETERS.graph, ['bipartite', 'full']),
    relevanceExponent: optionalNumber('--relevance-exponent', values['relevance-exponent']) ?? DEFAULT_PARAMETERS.relevanceExponent,
    querySource: requireChoice('--query-source', values['query-source'] ?? DEFAULT_PARAMETERS.querySource, ['pooled', 'mean']),
  };
  return (views) => ({ ...parameters, scope: scope ?? defaultScope(views) });
}

type Values = ReturnType<typeof readArguments>;

function readArguments(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      allowNegative: true,
      args: args.map(joinNegativeValues(args)).filter((argument) => argument !== null),
      options: {
        ...listParameterOptions(),
        tokens: text,
        joint: text,
        query: text,
        tensors: text,
        image: text,
        'image-dir': text,
        question: { type: 'string', multiple: true },
        sweep: text,
        region: { type: 'string', multiple: true },
        layout: text,
        method: text,
        compare: text,
        'stand-ins': { type: 'boolean' },
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
    });
    return values;
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

function chooseSource(values: Values): PruneOptions['source'] {
  const { tokens, joint, query, tensors, image, question, layout, 'image-dir': folder } = values;
  if (folder !== undefined) {
    const other = (['tokens', 'image', 'joint', 'query', 'tensors'] as const).find((option) => values[option] !== undefined);
    if (other) throw new InputError(`Give either --image-dir or --${other}, not both.`);
    return { kind: 'folder', folder, tokenLayout: requireLayout(layout ?? ONE_VIEW) };
  }
  if (tokens !== undefined && image !== undefined) throw new InputError('Give either --tokens or --image, not both.');
  if (tokens !== undefined) {
    if (question !== undefined) {
      throw new InputError('--question needs --image; own tokens take their question as --query q.npy.');
    }
    if (layout !== undefined) throw new InputError('--layout needs --image; own tokens state theirs as --views, --rows and --cols.');
    return { kind: 'tokens', tokens, joint, query, tensors };
  }
  if (image !== undefined) {
    if (joint !== undefined || query !== undefined) {
      throw new InputError('--joint and --query belong to --tokens; with --image the encoder makes both.');
    }
    if (tensors !== undefined) throw new InputError('--tensors belongs to --tokens; with --image the encoder makes the tensors.');
    return { kind: 'image', image, question: question?.[0] ?? '', tokenLayout: requireLayout(layout ?? ONE_VIEW) };
  }
  throw new InputError('Nothing to prune: give --tokens t.npy or --image photo.jpg (--help lists all options).');
}

function requireLayout(name: string): LayoutName {
  if (!isLayoutName(name)) throw new InputError(`--layout is "${name}"; it must be ${LAYOUT_NAMES}.`);
  return name;
}

function readGrid(values: Values): StatedGrid {
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
