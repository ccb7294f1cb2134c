/**
 * Parameters of a method as data: the page draws controls from them, links and the command line read and check values by
 * them, and the method itself gets values of the right types.
 */

interface Described {
  title: string;
  /** The paper's symbol, where it has one. */
  symbol?: string;
  /** One sentence: what it does, in the paper's words. */
  explanation: string;
}

export interface NumberParameter extends Described {
  kind: 'number';
  min: number;
  max: number;
  step: number;
  default: number;
  /** Whole numbers only. */
  isWhole?: boolean;
  /** The values that matter lie orders of magnitude apart. */
  isLogarithmic?: boolean;
}

export interface ChoiceParameter extends Described {
  kind: 'choice';
  options: readonly { value: string; title: string }[];
  default: string;
}

export interface SwitchParameter extends Described {
  kind: 'switch';
  default: boolean;
}

export type Parameter = NumberParameter | ChoiceParameter | SwitchParameter;
export type ParameterSchema = Readonly<Record<string, Parameter>>;
export type ParameterValue = number | string | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** The type of the values that a schema describes. */
export type ValuesOf<Schema extends ParameterSchema> = {
  readonly [Name in keyof Schema]: Schema[Name] extends { kind: 'number' }
    ? number
    : Schema[Name] extends { kind: 'switch' }
      ? boolean
      : Schema[Name] extends { options: readonly { value: infer Value }[] }
        ? Value
        : never;
};

/** The default of every parameter. */
export function defaultValues<Schema extends ParameterSchema>(schema: Schema): ValuesOf<Schema> {
  return readValues(schema, {});
}

/**
 * Every parameter of a schema: as given, or its default.
 * @throws RangeError that names the parameter, what it was and what it must be
 */
export function readValues<Schema extends ParameterSchema>(schema: Schema, given: ParameterValues): ValuesOf<Schema> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(schema, name));
  if (unknown !== undefined) {
    const known = Object.keys(schema);
    throw new RangeError(`There is no parameter "${unknown}"; ${known.length > 0 ? `there are ${known.join(', ')}` : 'this method has none'}.`);
  }
  const values = Object.entries(schema).map(([name, parameter]) => [name, readValue(name, parameter, given[name] ?? parameter.default)]);
  return Object.fromEntries(values) as ValuesOf<Schema>;
}

function readValue(name: string, parameter: Parameter, value: ParameterValue): ParameterValue {
  switch (parameter.kind) {
    case 'number': {
      const { min, max, isWhole } = parameter;
      const fits = typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value));
      if (!fits) throw new RangeError(`${name} is ${typeof value === 'string' ? `"${value}"` : value}; it must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`);
      return value;
    }
    case 'choice': {
      const values = parameter.options.map((option) => option.value);
      if (!values.includes(String(value))) throw new RangeError(`${name} is "${value}"; it must be ${values.join(' or ')}.`);
      return value;
    }
    case 'switch':
      if (typeof value !== 'boolean') throw new RangeError(`${name} is ${value}; it must be true or false.`);
      return value;
    default:
      return parameter satisfies never;
  }
}

/** Text as a value of the parameter's kind; what cannot be one stays text, which `readValues` refuses. */
export function parseValue(parameter: Parameter, text: string): ParameterValue {
  switch (parameter.kind) {
    case 'number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'switch':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'choice':
      return text;
    default:
      return parameter satisfies never;
  }
}
