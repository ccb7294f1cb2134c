/**
 * What a place in the comparison comes to: its method, all of its parameters, and what it is called.
 */
import type { Method } from '../core/methods/method.ts';
import { type ParameterValues, readValues } from '../core/methods/parameters.ts';
import { METHODS } from '../core/methods/registry.ts';
import { SCRIPT_SCHEMA } from '../core/methods/scriptSchema.ts';
import type { ScriptParameters } from '../core/script/scriptSelection.ts';
import type { CompareEntry } from './settings.ts';

/** The method of an entry; entries only ever name methods of the registry. */
export function methodOf({ method: id }: CompareEntry): Method {
  const method = METHODS.find((candidate) => candidate.id === id);
  if (!method) throw new Error(`There is no method "${id}".`);
  return method;
}

/**
 * The parameters that a method shares with Script's panels: it follows the page's sliders in them until the entry sets its
 * own.
 */
export function listFollowed(method: Method): (keyof typeof SCRIPT_SCHEMA)[] {
  const names = Object.keys(SCRIPT_SCHEMA) as (keyof typeof SCRIPT_SCHEMA)[];
  return names.filter((name) => Object.hasOwn(method.parameters, name) && method.parameters[name] === SCRIPT_SCHEMA[name]);
}

/** Every parameter of the entry's method: its own, else the page's, else the default. */
export function resolveParameters(entry: CompareEntry, page: ScriptParameters): ParameterValues {
  const method = methodOf(entry);
  const followed = Object.fromEntries(listFollowed(method).map((name) => [name, page[name]]));
  return readValues(method.parameters, { ...followed, ...entry.parameters });
}

/** What an entry is called: its method, with what tells it from others of the same method. */
export function titleEntry(entry: CompareEntry, entries: readonly CompareEntry[]): string {
  const { title, parameters } = methodOf(entry);
  if (entries.filter(({ method }) => method === entry.method).length < 2) return title;
  const settings = Object.entries(entry.parameters).map(([name, value]) => `${parameters[name]?.symbol ?? name} ${value}`);
  const details = [...settings, ...(entry.question === null ? [] : [`“${entry.question}”`])];
  return details.length === 0 ? title : `${title}, ${details.join(', ')}`;
}
