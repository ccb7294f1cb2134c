/**
 * A budget sweep: score cards of the chosen methods at one budget after another.
 */
import { suggestBudgets } from '../script/paperBudgets.ts';
import type { DataTable } from '../figures/dataTable.ts';
import {
  listMeasureCells,
  listMeasureColumns,
  REFUSAL_COLUMN,
  refusalOf,
  toPlainOutcome,
  type PlainMeasures,
  type ScoreOutcome,
} from './scoreTable.ts';

/** Budgets of a sweep, if no particular ones have to be among them. */
const COUNT = 12;

export interface Sweep {
  /** [m], ascending */
  budgets: number[];
  methods: SweepMethod[];
}

/** One method, or one setting of it. */
export interface SweepMethod {
  id: string;
  title: string;
  /** In the order of the budgets; a sweep under way or cancelled has fewer. */
  outcomes: ScoreOutcome[];
}

export interface PlainSweep {
  budgets: number[];
  methods: { id: string; title: string; outcomes: { budget: number; measures: PlainMeasures | null; refusal: string | null }[] }[];
}

/**
 * About 12 budgets, ascending, geometric from n / 64 (at least 2) to 2 n / 3. The current budget and, where the
 * paper has a model with n tokens, its budgets are among them, each in place of what lies within half a step.
 * @param current [m], 1 to n
 */
export function chooseBudgets(n: number, current: number): number[] {
  if (n < 1 || current < 1 || current > n) throw new RangeError(`A sweep needs a budget of 1 to n tokens; it got ${current} of ${n}.`);
  const least = Math.min(Math.max(2, n / 64), n);
  const most = Math.max((n * 2) / 3, least);
  const step = (most / least) ** (1 / (COUNT - 1));
  const paper = suggestBudgets(null, n);
  const fixed = [...(paper.isPrinted ? paper.budgets : []), current];
  const free = Array.from({ length: COUNT }, (_, index) => Math.round(least * step ** index)).filter((budget) =>
    fixed.every((other) => Math.max(budget / other, other / budget) > Math.sqrt(step)),
  );
  return [...new Set([...free, ...fixed])].toSorted((a, b) => a - b);
}

/** One row for each method and budget. */
export function toSweepTable({ budgets, methods }: Sweep): DataTable {
  const hasRefusals = methods.some(({ outcomes }) => outcomes.some(({ kind }) => kind === 'refusal'));
  return {
    columns: [{ title: 'Method' }, { title: 'm', digits: 0 }, ...listMeasureColumns(), ...(hasRefusals ? [REFUSAL_COLUMN] : [])],
    rows: methods.flatMap(({ title, outcomes }) =>
      outcomes.map((outcome, index) => [
        title,
        budgets[index],
        ...listMeasureCells(outcome),
        ...(hasRefusals ? [refusalOf(outcome)] : []),
      ]),
    ),
  };
}

/** The same as plain JSON, with the ids of methods and measures. */
export function toPlainSweep({ budgets, methods }: Sweep): PlainSweep {
  return {
    budgets,
    methods: methods.map(({ id, title, outcomes }) => ({
      id,
      title,
      outcomes: outcomes.map((outcome, index) => ({ budget: budgets[index], ...toPlainOutcome(outcome) })),
    })),
  };
}
