/**
 * What a pruning method is. A method is one file that calls `defineMethod`, and one line in the registry.
 */
import type { Scope } from '../script/scriptSelection.ts';
import type { InputName } from './inputs.ts';
import { type ParameterSchema, type ParameterValues, readValues, type ValuesOf } from './parameters.ts';
import type { MethodPart } from './part.ts';

export const METHOD_FAMILIES = ['Script', 'Parts of Script', 'Relevance', 'Attention', 'Diversity', 'Merging', 'Language model', 'Control'] as const;
export type MethodFamily = (typeof METHOD_FAMILIES)[number];

/** Tokens that the language model gets besides kept ones, such as [CLS] or a mean; they count towards the budget. */
export interface ExtraTokens {
  title: string;
  count: number;
}

/** What a method does with one range of tokens. Indices count from the start of the range. */
export interface PartSelection {
  /** Kept tokens, each once, in any order. */
  kept: ArrayLike<number>;
  extraTokens?: ExtraTokens[];
  /**
   * i32[n], for each token the kept one it was merged into (a kept one names itself), the centre of the extra token that it
   * went into, or -1 if it was dropped; absent if nothing is merged.
   */
  assignment?: Int32Array;
  /** Kept tokens by the part they play, such as dominant and contextual ones. */
  roles?: { title: string; tokens: ArrayLike<number> }[];
  /** f32[n], what the method ranks by. */
  ranking?: { title: string; values: Float32Array };
  /** Picks in their order, and the value of each when it was picked. */
  trace?: { order: ArrayLike<number>; values: ArrayLike<number> };
  /** Visual tokens, extra ones included, in every layer of the language model, where a method prunes inside it. */
  schedule?: readonly number[];
  /** True where a published schedule is named after this budget, though its average is a little different. */
  isNominal?: boolean;
}

/** What a method keeps of all tokens. Indices are global. */
export interface Selection {
  method: string;
  n: number;
  /** [m], tokens the language model may get; on average over its layers where there is a `schedule`. */
  budget: number;
  /** u32, kept tokens in ascending order; with `extraTokens` never more than the budget. */
  indices: Uint32Array;
  extraTokens: ExtraTokens[];
  /** i32[n] */
  assignment: Int32Array | null;
  roles: { title: string; tokens: Uint32Array }[];
  ranking: { title: string; values: Float32Array } | null;
  trace: { order: Uint32Array; values: Float32Array } | null;
  schedule: readonly number[] | null;
  /** One sentence for every input that stood in for the one the method is defined on. */
  standIns: string[];
  /** One sentence for everything else worth knowing: what limited the selection, which features were compared. */
  notes: string[];
}

/** A published setting; `budget` where it belongs to one. */
export interface MethodPreset<Values> {
  title: string;
  budget?: number;
  /** The others keep what they are. */
  parameters: Partial<Values>;
}

/** A published setting of any method. */
export type Preset = Omit<MethodPreset<never>, 'parameters'> & { parameters: ParameterValues };

export interface MethodDefinition<Schema extends ParameterSchema> {
  /** Names the method in links, on the command line and in exports. */
  id: string;
  title: string;
  family: MethodFamily;
  /** Authors, title and year, or where else the rule comes from. */
  source: string;
  /** One or two sentences: what it keeps, and why. */
  summary: string;
  /** How this differs from what is published, and which reading was taken where that is ambiguous. */
  remarks?: string;
  /** `joint`: one selection over all tokens; `per-view`: one inside every view, with its share of the budget. */
  scope: Scope | ((values: ValuesOf<Schema>) => Scope);
  /** What it needs besides tokens. */
  needs: readonly InputName[] | ((values: ValuesOf<Schema>) => readonly InputName[]);
  parameters: Schema;
  presets?: readonly MethodPreset<ValuesOf<Schema>>[];
  /**
   * Selects from one range of tokens.
   * @throws BudgetError for a budget that the method cannot reach, MissingInputError if it asks for what is not there
   */
  select(part: MethodPart, values: ValuesOf<Schema>): PartSelection | Promise<PartSelection>;
}

/** A method whose parameters are checked when it is asked for anything. */
export interface Method
  extends Pick<MethodDefinition<ParameterSchema>, 'id' | 'title' | 'family' | 'source' | 'summary' | 'remarks' | 'parameters'> {
  presets: readonly Preset[];
  scopeOf(given: ParameterValues): Scope;
  needsOf(given: ParameterValues): readonly InputName[];
  select(part: MethodPart, given: ParameterValues): Promise<PartSelection>;
}

/** A budget that a method cannot reach, with the reason. */
export class BudgetError extends RangeError {}

/** Turns a definition into a method that anything can run which knows no more than its schema. */
export function defineMethod<const Schema extends ParameterSchema>(definition: MethodDefinition<Schema>): Method {
  const { scope, needs, parameters, presets = [], select, ...described } = definition;
  const read = (given: ParameterValues) => readValues(parameters, given);
  return {
    ...described,
    parameters,
    // No preset states a parameter as undefined.
    presets: presets as readonly Preset[],
    scopeOf: (given) => (typeof scope === 'function' ? scope(read(given)) : scope),
    needsOf: (given) => (typeof needs === 'function' ? needs(read(given)) : needs),
    select: async (part, given) => select(part, read(given)),
  };
}
