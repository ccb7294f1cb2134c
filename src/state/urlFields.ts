/**
 * Makers of the fields of a link: how the text of one setting is read, checked and written.
 */
import * as v from 'valibot';
import type { Method } from '../core/methods/method.ts';
import type { Settings } from './settings.ts';

/** One setting: its key in the hash, how text becomes a value, and where the value lives. */
export interface Field {
  key: string;
  read: (settings: Settings) => string;
  /** Returns the changed settings, or what was expected instead of `text`. @param methods all that there are, for a field that names some */
  write: (settings: Settings, text: string, methods: readonly Method[]) => Settings | { expected: string };
}

type TextSchema<Value> = v.GenericSchema<string, Value>;

export function field<Value>(
  key: string,
  schema: TextSchema<Value>,
  expected: string,
  get: (settings: Settings) => Value,
  set: (settings: Settings, value: Value) => Settings,
  format: (value: Value) => string = String,
): Field {
  return {
    key,
    read: (settings) => format(get(settings)),
    write: (settings, text) => {
      const parsed = v.safeParse(schema, text);
      return parsed.success ? set(settings, parsed.output) : { expected };
    },
  };
}

export const numberBetween = (min: number, max: number): TextSchema<number> =>
  v.pipe(v.string(), v.regex(/^[-+.\de]+$/i), v.transform(Number), v.number(), v.minValue(min), v.maxValue(max));

export function choiceField<Choice extends string>(
  key: string,
  choices: readonly Choice[],
  get: (settings: Settings) => Choice,
  set: (settings: Settings, value: Choice) => Settings,
): Field {
  return field(key, v.picklist(choices) as TextSchema<Choice>, choices.filter((choice) => choice !== '').join(' or '), get, set);
}

export function switchField(
  key: string,
  get: (settings: Settings) => boolean,
  set: (settings: Settings, value: boolean) => Settings,
): Field {
  const schema = v.pipe(v.picklist(['0', '1']), v.transform((text) => text === '1')) as TextSchema<boolean>;
  return field(key, schema, '0 or 1', get, set, (value) => (value ? '1' : '0'));
}
