/**
 * The compared methods as one value of a link: `script;visionzip,contextualShare=0.2;script,question=Is there a cat?`, with
 * whatever could be mistaken for a separator written as in addresses.
 */
import type { Method } from '../core/methods/method.ts';
import { parseValue, readValues, type ParameterValue } from '../core/methods/parameters.ts';
import { MOST_ENTRIES, type CompareEntry } from './settings.ts';

/** A key that no parameter has. */
const QUESTION = 'question';
const LONGEST_QUESTION = 2000;

export function encodeEntries(entries: readonly CompareEntry[]): string {
  return entries.map(encodeEntry).join(';');
}

function encodeEntry({ method, parameters, question }: CompareEntry): string {
  const assignments: [string, ParameterValue][] = [...Object.entries(parameters), ...(question === null ? [] : [[QUESTION, question] as [string, string]])];
  return [method, ...assignments.map(([name, value]) => `${name}=${escapeText(String(value))}`)].join(',');
}

/** Only separators, so that links stay readable. */
function escapeText(text: string): string {
  return text.replace(/[%,;=]/g, encodeURIComponent);
}

/**
 * @param methods all that there are
 * @returns null if the text names no methods, unknown ones, too many, or parameters they do not have
 */
export function decodeEntries(text: string, methods: readonly Method[]): CompareEntry[] | null {
  const entries = text.split(';').map((part) => decodeEntry(part, methods));
  if (entries.length > MOST_ENTRIES) return null;
  const known = entries.filter((entry) => entry !== null);
  return known.length === entries.length ? known : null;
}

function decodeEntry(text: string, methods: readonly Method[]): CompareEntry | null {
  const [id, ...assignments] = text.split(',');
  const method = methods.find((candidate) => candidate.id === id);
  if (!method) return null;
  const given: [string, string][] = [];
  for (const assignment of assignments) {
    const [name, value, ...rest] = assignment.split('=').map(unescapeText);
    if (name === null || value === null || value === undefined || rest.length > 0) return null;
    given.push([name, value]);
  }
  const question = given.find(([name]) => name === QUESTION)?.[1] ?? null;
  if (question !== null && question.length > LONGEST_QUESTION) return null;
  const parameters = readParameters(method, given.filter(([name]) => name !== QUESTION));
  return parameters && { method: method.id, parameters, question };
}

function unescapeText(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function readParameters({ parameters: schema }: Method, given: readonly [string, string][]): Record<string, ParameterValue> | null {
  const values = given.map(([name, text]) => [name, Object.hasOwn(schema, name) ? parseValue(schema[name], text) : text] as const);
  const parameters = Object.fromEntries(values);
  try {
    readValues(schema, parameters);
    return parameters;
  } catch {
    return null;
  }
}
