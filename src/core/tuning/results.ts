/**
 * The outcome of a tuning sweep over one or several subjects, a subject being an image with a question; as a table and as
 * plain JSON, the same from the page and from the command line.
 */
import type { DataCell, DataColumn, DataTable } from '../figures/dataTable.ts';
import { toPlainNumber, type PlainNumber } from '../scoreCard/scoreTable.ts';
import { AXIS_TEXTS, cellAt, countCells, TUNING_AXES, type TuningCell, type TuningPlan } from './plan.ts';
import { READOUTS, summarize, type CellReadouts, type ReadoutId, type Summary } from './readouts.ts';

export interface TuningSubject {
  image: string;
  /** Empty for none. */
  question: string;
  /** Tokens of the image; null until it has been encoded. */
  n: number | null;
  /** Tokens inside the person's boxes; null until the image has been encoded. */
  regionTokens: number | null;
  /** In the order of the plan's cells; a sweep under way or stopped has fewer. */
  cells: readonly CellReadouts[];
  /** Why there are no further cells: an image that cannot be opened, a budget above its tokens. */
  problem: string | null;
}

export interface TuningResults {
  plan: TuningPlan;
  subjects: readonly TuningSubject[];
}

/** Cells that are done, those of subjects with a problem included, and all of them. */
export function countProgress({ plan, subjects }: TuningResults): { done: number; all: number } {
  const each = countCells(plan);
  return { done: subjects.reduce((sum, { cells, problem }) => sum + (problem === null ? cells.length : each), 0), all: each * subjects.length };
}

/** A read-out of one cell over all subjects that have got so far. */
export function summarizeCell({ subjects }: Pick<TuningResults, 'subjects'>, index: number, readout: ReadoutId): Summary {
  return summarize(subjects.flatMap(({ cells }) => (index < cells.length ? [cells[index][readout]] : [])));
}

/** One row for each subject and cell. */
export function toTuningTable({ plan, subjects }: TuningResults): DataTable {
  const columns: DataColumn[] = [
    { title: 'Image' },
    { title: 'Question' },
    ...TUNING_AXES.map((axis) => ({ title: AXIS_TEXTS[axis].symbol, digits: AXIS_TEXTS[axis].digits })),
    ...READOUTS.map(({ title, format }) => ({ title, digits: format.kind === 'percent' ? format.digits + 2 : format.digits })),
  ];
  const rows = subjects.flatMap(({ image, question, cells }) =>
    cells.map((readouts, index): DataCell[] => {
      const cell = cellAt(plan, index);
      return [image, question, ...TUNING_AXES.map((axis) => cell[axis]), ...READOUTS.map(({ id }) => readouts[id])];
    }),
  );
  return { columns, rows };
}

export interface PlainTuning {
  plan: TuningPlan;
  subjects: {
    image: string;
    question: string;
    n: number | null;
    regionTokens: number | null;
    problem: string | null;
    cells: (TuningCell & Record<ReadoutId, PlainNumber>)[];
  }[];
  /** Mean and spread over the subjects, for every cell and read-out; only of several subjects. */
  summary: (TuningCell & Record<ReadoutId, { mean: PlainNumber; spread: number | null; count: number }>)[];
}

export function toPlainTuning(results: TuningResults): PlainTuning {
  const { plan, subjects } = results;
  const known = Math.max(0, ...subjects.map(({ cells }) => cells.length));
  const several = subjects.length > 1 ? known : 0;
  return {
    plan,
    subjects: subjects.map(({ cells, ...about }) => ({
      ...about,
      cells: cells.map((readouts, index) => ({ ...cellAt(plan, index), ...mapReadouts((id) => toPlainNumber(readouts[id])) })),
    })),
    summary: Array.from({ length: several }, (_, index) => ({
      ...cellAt(plan, index),
      ...mapReadouts((id) => {
        const { mean, ...others } = summarizeCell(results, index, id);
        return { mean: toPlainNumber(mean), ...others };
      }),
    })),
  };
}

function mapReadouts<Value>(read: (id: ReadoutId) => Value): Record<ReadoutId, Value> {
  return Object.fromEntries(READOUTS.map(({ id }) => [id, read(id)])) as Record<ReadoutId, Value>;
}
