/**
 * Runs a method on a set of tokens: range by range, with the budget divided, into one selection.
 */
import { divideBudget } from '../divideBudget.ts';
import type { Scope } from '../script/scriptSelection.ts';
import type { TokenRange } from '../tokens.ts';
import { describeInput, findInput, MissingInputError } from './inputs.ts';
import { averageTokens, isWithinHalfToken } from './layerSchedule.ts';
import { BudgetError, type ExtraTokens, type Method, type PartSelection, type Selection } from './method.ts';
import type { ParameterValues } from './parameters.ts';
import { listAvailable, type MethodContext } from './context.ts';
import { MethodPart, type Remarks } from './part.ts';

export interface MethodSettings {
  /** [m] */
  budget: number;
  /** Those that are not left out differ from their defaults. */
  parameters: ParameterValues;
}

/**
 * Selects with a method.
 * @throws RangeError for a budget or parameter out of range, BudgetError for a budget the method cannot reach,
 *   MissingInputError for what the tokens do not come with, AbortError when `context.signal` aborts
 */
export async function runMethod(method: Method, context: MethodContext, { budget, parameters }: MethodSettings): Promise<Selection> {
  requireBudget(budget, context.n);
  requireInputs(method, context, parameters);
  const scope = method.scopeOf(parameters);
  const ranges = listRanges(context, scope);
  const budgets = divideBudget(budget, ranges.length);
  const remarks: Remarks = { standIns: new Set(), notes: new Set() };
  const results: RangeResult[] = [];
  for (const [index, range] of ranges.entries()) {
    context.signal?.throwIfAborted();
    const share = Math.min(budgets[index], range.count);
    if (share === 0) throw new BudgetError(`A budget of ${budget} leaves nothing for some of the ${ranges.length} views; ${method.title} needs at least one token in each.`);
    const part = new MethodPart(context, { scope, index, range, budget: share }, remarks);
    const selection = await method.select(part, parameters);
    requireSound(method, selection, part);
    results.push({ range, selection });
  }
  return joinResults(method, { n: context.n, budget }, results, remarks);
}

interface RangeResult {
  range: TokenRange;
  selection: PartSelection;
}

function requireBudget(budget: number, n: number): void {
  if (!Number.isInteger(budget) || budget < 1 || budget > n) {
    throw new RangeError(`The budget m is ${budget}; it must be a whole number from 1 to the ${n} tokens there are.`);
  }
}

/** Before anything is computed, so that all that is missing is named at once. */
function requireInputs(method: Method, context: MethodContext, parameters: ParameterValues): void {
  const available = listAvailable(context);
  const missing = method.needsOf(parameters).filter((input) => findInput(input, available, context.allowStandIns) === null);
  if (missing.length > 0) throw new MissingInputError(`${method.title} needs ${missing.map(describeInput).join(' and ')}.`);
}

function listRanges({ n, grid }: MethodContext, scope: Scope): TokenRange[] {
  const count = scope === 'joint' ? 1 : grid.views;
  return Array.from({ length: count }, (_, index) => ({ start: (index * n) / count, count: n / count }));
}

/** A method that keeps a token twice, or more than it may, is wrong; nobody else shall have to find out. */
function requireSound(method: Method, selection: PartSelection, part: MethodPart): void {
  requireDistinct(method, selection, part);
  const { kept, extraTokens = [], schedule } = selection;
  const count = kept.length + countExtra(extraTokens);
  if (schedule) requireSchedule(method, { ...selection, schedule }, count, part);
  else if (count > part.budget) throw new Error(`${method.title} kept ${count} tokens of a budget of ${part.budget}; this is a defect of the method.`);
}

/** Published schedules miss the budget that they are named after by up to this share. */
const NOMINAL_SHARE = 0.03;

/** Average over the layers is the budget as near as whole tokens allow, and the last layer sees what is kept. */
function requireSchedule(
  { title }: Method,
  { schedule, isNominal }: { schedule: readonly number[]; isNominal?: boolean },
  count: number,
  { budget }: MethodPart,
): void {
  const average = averageTokens(schedule);
  const isReached = isNominal ? Math.abs(average - budget) <= NOMINAL_SHARE * budget : isWithinHalfToken(average, budget);
  if (!isReached) throw new Error(`${title} has ${average} tokens on average for a budget of ${budget}; this is a defect of the method.`);
  if (schedule.at(-1) !== count) throw new Error(`${title} kept ${count} tokens but has ${schedule.at(-1)} in the last layer; this is a defect of the method.`);
}

function requireDistinct({ title }: Method, { kept }: PartSelection, { n }: MethodPart): void {
  const tokens = Array.from(kept);
  const distinct = new Set(tokens);
  const outside = tokens.find((token) => !(Number.isInteger(token) && token >= 0 && token < n));
  if (outside !== undefined || distinct.size !== tokens.length) {
    throw new Error(`${title} kept ${outside === undefined ? 'a token twice' : `token ${outside}, of ${n}`}; this is a defect of the method.`);
  }
}

export function countExtra(extraTokens: readonly ExtraTokens[]): number {
  return extraTokens.reduce((sum, { count }) => sum + count, 0);
}

function joinResults({ id }: Method, { n, budget }: { n: number; budget: number }, results: readonly RangeResult[], remarks: Remarks): Selection {
  return {
    method: id,
    n,
    budget,
    indices: Uint32Array.from(results.flatMap(({ range, selection }) => toGlobal(selection.kept, range))).toSorted(),
    extraTokens: sumExtraTokens(results),
    assignment: joinAssignments(n, results),
    roles: joinRoles(results),
    ranking: joinRankings(n, results),
    trace: joinTraces(results),
    schedule: results.length === 1 ? (results[0].selection.schedule ?? null) : null,
    standIns: [...remarks.standIns],
    notes: [...remarks.notes],
  };
}

function toGlobal(tokens: ArrayLike<number>, { start }: TokenRange): number[] {
  return Array.from(tokens, (token) => token + start);
}

function sumExtraTokens(results: readonly RangeResult[]): ExtraTokens[] {
  const counts = new Map<string, number>();
  for (const { title, count } of results.flatMap(({ selection }) => selection.extraTokens ?? [])) {
    counts.set(title, (counts.get(title) ?? 0) + count);
  }
  return [...counts].map(([title, count]) => ({ title, count }));
}

function joinAssignments(n: number, results: readonly RangeResult[]): Int32Array | null {
  if (results.every(({ selection }) => !selection.assignment)) return null;
  const joined = new Int32Array(n).fill(-1);
  for (const { range, selection } of results) {
    selection.assignment?.forEach((target, token) => (joined[range.start + token] = target < 0 ? -1 : range.start + target));
  }
  return joined;
}

function joinRoles(results: readonly RangeResult[]): Selection['roles'] {
  const roles = new Map<string, number[]>();
  for (const { range, selection } of results) {
    for (const { title, tokens } of selection.roles ?? []) roles.set(title, [...(roles.get(title) ?? []), ...toGlobal(tokens, range)]);
  }
  return [...roles].map(([title, tokens]) => ({ title, tokens: Uint32Array.from(tokens).toSorted() }));
}

function joinRankings(n: number, results: readonly RangeResult[]): Selection['ranking'] {
  const title = results.find(({ selection }) => selection.ranking)?.selection.ranking?.title;
  if (title === undefined) return null;
  const values = new Float32Array(n);
  for (const { range, selection } of results) if (selection.ranking) values.set(selection.ranking.values, range.start);
  return { title, values };
}

function joinTraces(results: readonly RangeResult[]): Selection['trace'] {
  if (results.every(({ selection }) => !selection.trace)) return null;
  return {
    order: Uint32Array.from(results.flatMap(({ range, selection }) => toGlobal(selection.trace?.order ?? [], range))),
    values: Float32Array.from(results.flatMap(({ selection }) => Array.from(selection.trace?.values ?? []))),
  };
}
