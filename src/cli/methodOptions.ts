/**
 * The options that the methods' own parameters make up: `--contextual-share 0.2` for `contextualShare`.
 */
import { type Method } from '../core/methods/method.ts';
import { parseValue, readValues, type ParameterValue, type ParameterValues } from '../core/methods/parameters.ts';
import { METHODS } from '../core/methods/registry.ts';
import { InputError } from './inputError.ts';

/** Parameters whose option has the paper's name. */
const PAPER_NAMES: Readonly<Record<string, string>> = { threshold: 'tau' };

/** The option of a parameter, without dashes. */
export function optionOf(parameter: string): string {
  return PAPER_NAMES[parameter] ?? parameter.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Every option that some method has, as `parseArgs` takes them. A switch may also be `--no-` something. */
export function listParameterOptions(): Record<string, { type: 'string' | 'boolean' }> {
  const options = METHODS.flatMap(({ parameters }) =>
    Object.entries(parameters).map(([name, { kind }]) => [optionOf(name), { type: kind === 'switch' ? ('boolean' as const) : ('string' as const) }] as const),
  );
  return Object.fromEntries(options);
}

/** Options that may be repeated are lists; no parameter is. */
export type GivenOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * The parameters of a method among the options that were given.
 * @throws InputError that names the option, what it was and what it must be
 */
export function readMethodOptions({ parameters: schema }: Method, given: GivenOptions): ParameterValues {
  const values: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(schema)) {
    const text = given[optionOf(name)];
    if (typeof text !== 'string' && typeof text !== 'boolean') continue;
    values[name] = typeof text === 'boolean' ? text : parseValue(parameter, text);
    try {
      readValues({ [name]: parameter }, { [name]: values[name] });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new InputError(message.replace(name, `--${optionOf(name)}`));
    }
  }
  return values;
}

/** @throws InputError for an option that none of the methods has */
export function requireUsed(methods: readonly Method[], given: GivenOptions): void {
  const known = new Set(methods.flatMap(({ parameters }) => Object.keys(parameters).map(optionOf)));
  const stray = Object.keys(listParameterOptions()).find((option) => given[option] !== undefined && !known.has(option));
  if (stray === undefined) return;
  const names = methods.map(({ id }) => id).join(', ');
  const others = [...known].map((option) => `--${option}`).join(', ');
  throw new InputError(`--${stray} is no parameter of ${names}; there ${known.size > 0 ? `are ${others}` : 'are none'}.`);
}

/** One line for every method: its options and their defaults. */
export function describeMethods(): string {
  return METHODS.map(({ id, parameters }) => {
    const options = Object.entries(parameters).map(([name, parameter]) => `--${optionOf(name)} ${parameter.default}`);
    return `  ${id.padEnd(18)} ${options.join(' ')}`.trimEnd();
  }).join('\n');
}
