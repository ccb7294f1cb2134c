/**
 * What a tuning sweep goes through: values of tau, gamma, p and m, written as lists and ranges, and the cells of their grid.
 */
import { PARAMETER_RANGES } from '../script/scriptParameters.ts';
import type { ScriptParameters } from '../script/scriptSelection.ts';

/** The parameters that a sweep varies, in the order of their loops: whatever is dearer to change is further out. */
export const TUNING_AXES = ['threshold', 'gamma', 'pruneRatio', 'budget'] as const;
export type TuningAxis = (typeof TUNING_AXES)[number];

/** Parameters of one cell. */
export type TuningCell = Pick<ScriptParameters, TuningAxis>;

/** Values of every axis, ascending, each once and at least one. */
export type TuningPlan = Record<TuningAxis, number[]>;

interface AxisText {
  /** In plans as they are written. */
  key: string;
  /** The paper's symbol. */
  symbol: string;
  name: string;
  min: number;
  max: number;
  isWhole: boolean;
  digits: number;
}

/** The ranges of the page's sliders, so that every cell can be loaded into the page. */
export const AXIS_TEXTS: Record<TuningAxis, AxisText> = {
  threshold: { key: 'tau', symbol: 'τ', name: 'threshold', ...reach('threshold'), isWhole: false, digits: 2 },
  gamma: { key: 'gamma', symbol: 'γ', name: 'gamma', ...reach('gamma'), isWhole: false, digits: 1 },
  pruneRatio: { key: 'p', symbol: 'p', name: 'prune ratio', ...reach('pruneRatio'), isWhole: false, digits: 2 },
  budget: { key: 'm', symbol: 'm', name: 'budget', min: 1, max: 100_000, isWhole: true, digits: 0 },
};

function reach(parameter: 'threshold' | 'gamma' | 'pruneRatio'): { min: number; max: number } {
  const { min, max } = PARAMETER_RANGES[parameter];
  return { min, max };
}

/** More would take a patience that nobody has, and a table that nobody reads. */
export const MOST_CELLS = 20_000;
export const MOST_VALUES = 500;
/** Values are rounded to this, so that 0.1 + 0.2 is 0.3, and N values at equal distances can be read. */
const DECIMALS = 4;

/**
 * Reads `tau=0.1:0.9:0.1;gamma=1,5,10;p=0.5;m=16:192:x12`. Axes that are not named keep the value of `rest`.
 * @throws RangeError in one sentence with what was written and what it must be
 */
export function parsePlan(text: string, rest: TuningCell): TuningPlan {
  const plan: TuningPlan = { threshold: [rest.threshold], gamma: [rest.gamma], pruneRatio: [rest.pruneRatio], budget: [rest.budget] };
  const named = new Set<TuningAxis>();
  for (const part of text.split(';').filter((one) => one.trim() !== '')) {
    const [key, values, ...more] = part.split('=');
    const axis = TUNING_AXES.find((one) => AXIS_TEXTS[one].key === key.trim());
    if (!axis || values === undefined || more.length > 0) {
      const keys = TUNING_AXES.map((one) => AXIS_TEXTS[one].key).join(', ');
      throw new RangeError(`The sweep has “${part.trim()}”; it must be one of ${keys}, “=” and values, as in tau=0.1:0.9:0.1;gamma=1,5,10.`);
    }
    if (named.has(axis)) throw new RangeError(`The sweep names ${AXIS_TEXTS[axis].key} twice; separate its values by commas.`);
    named.add(axis);
    plan[axis] = parseValues(axis, values);
  }
  checkSize(plan);
  return plan;
}

/**
 * Reads the values of one axis: numbers and ranges separated by commas. A range is `from:to:step`, or `from:to:xN` for N
 * values at equal distances; its end belongs to it where the steps meet it.
 * @throws RangeError in one sentence
 */
export function parseValues(axis: TuningAxis, text: string): number[] {
  const values = text.split(',').flatMap((part) => parseRange(axis, part.trim()));
  const { min, max, name } = AXIS_TEXTS[axis];
  const rounded = values.map((value) => tidy(axis, value));
  const stray = rounded.find((value) => value < min || value > max);
  if (stray !== undefined) throw new RangeError(`The ${name} ${stray} is outside of ${min} to ${max}.`);
  const different = [...new Set(rounded)].toSorted((a, b) => a - b);
  if (different.length > MOST_VALUES) throw new RangeError(`There are ${different.length} values of the ${name}; at most ${MOST_VALUES} are swept.`);
  return different;
}

function parseRange(axis: TuningAxis, text: string): number[] {
  const { name, isWhole } = AXIS_TEXTS[axis];
  const [from, to, step, ...more] = text.split(':').map((part) => part.trim());
  if (to === undefined) return [readNumber(name, from)];
  if (step === undefined || more.length > 0) {
    throw new RangeError(`The ${name} has the range “${text}”; it must be from:to:step, or from:to:xN for N values.`);
  }
  const [start, end] = [readNumber(name, from), readNumber(name, to)];
  if (end < start) throw new RangeError(`The range “${text}” of the ${name} ends below its beginning.`);
  const count = /^[x×](\d{1,4})$/.exec(step);
  if (count) return spread(start, end, Number(count[1]), text);
  const stride = readNumber(name, step);
  if (!(stride > 0)) throw new RangeError(`The step of “${text}” is ${step}; it must be above 0.`);
  if (isWhole && !Number.isInteger(stride)) throw new RangeError(`The step of “${text}” is ${step}; the ${name} takes whole numbers.`);
  const steps = Math.floor((end - start) / stride + 1e-9);
  if (steps === 0 && end > start) {
    const hint = Number.isInteger(stride) ? `; for ${step} values write ${from}:${to}:x${step}` : '';
    throw new RangeError(`The step of “${text}” is larger than the range${hint}.`);
  }
  if (steps >= MOST_VALUES) throw new RangeError(`The range “${text}” has ${steps + 1} values; at most ${MOST_VALUES} are swept.`);
  return Array.from({ length: steps + 1 }, (_, index) => start + index * stride);
}

function spread(start: number, end: number, count: number, text: string): number[] {
  if (count < 1 || count > MOST_VALUES) throw new RangeError(`The range “${text}” asks for ${count} values; it must be 1 to ${MOST_VALUES}.`);
  if (count === 1) return [start];
  return Array.from({ length: count }, (_, index) => start + ((end - start) * index) / (count - 1));
}

function readNumber(name: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text.replace('−', '-'));
  if (!Number.isFinite(value)) throw new RangeError(`The ${name} has “${text}”; it must be a number.`);
  return value;
}

function tidy(axis: TuningAxis, value: number): number {
  return AXIS_TEXTS[axis].isWhole ? Math.round(value) : Number(value.toFixed(DECIMALS));
}

function checkSize(plan: TuningPlan): void {
  const count = countCells(plan);
  if (count > MOST_CELLS) throw new RangeError(`The sweep has ${count} cells; at most ${MOST_CELLS} are swept. Take larger steps.`);
}

export function countCells(plan: TuningPlan): number {
  return TUNING_AXES.reduce((count, axis) => count * plan[axis].length, 1);
}

/** The cell with this number: m changes fastest, then p, gamma and tau, so that neighbours share what is dear. */
export function cellAt(plan: TuningPlan, index: number): TuningCell {
  const take = (axis: TuningAxis): number => plan[axis][Math.floor(index / strideOf(plan, axis)) % plan[axis].length];
  return { threshold: take('threshold'), gamma: take('gamma'), pruneRatio: take('pruneRatio'), budget: take('budget') };
}

/** The number of the cell whose values stand at these places of the axes. */
export function indexOfCell(plan: TuningPlan, places: Readonly<Record<TuningAxis, number>>): number {
  return TUNING_AXES.reduce((index, axis) => index + places[axis] * strideOf(plan, axis), 0);
}

/** How far apart cells are that differ by one step of an axis alone. */
function strideOf(plan: TuningPlan, axis: TuningAxis): number {
  return TUNING_AXES.slice(TUNING_AXES.indexOf(axis) + 1).reduce((count, inner) => count * plan[inner].length, 1);
}
