/**
 * Score cards side by side as a table and as plain JSON: rows are methods, columns are measures.
 */
import type { DataCell, DataColumn, DataTable } from '../figures/dataTable.ts';
import { MEASURES, type Measure, type MeasureId } from './measureList.ts';
import { measureOverlaps } from './measures.ts';
import type { ScoreCard } from './scoreCard.ts';

/** A method's card, or why the method cannot run as it was asked to. */
export type ScoreOutcome = { kind: 'card'; card: ScoreCard } | { kind: 'refusal'; sentence: string };

/** One method, or one setting of it, in a comparison. */
export interface ScoreRow {
  id: string;
  title: string;
  outcome: { kind: 'card'; card: ScoreCard; kept: ArrayLike<number> } | Extract<ScoreOutcome, { kind: 'refusal' }>;
}

/** JSON knows no infinity; NumPy and Python read this text as one. */
export type PlainNumber = number | null | '-Infinity';

export type PlainMeasures = Record<MeasureId, PlainNumber>;

export interface PlainScores {
  methods: { id: string; title: string; measures: PlainMeasures | null; refusal: string | null }[];
  /** Intersection over union of the kept sets of methods i and j; null where one did not run. */
  overlap: (number | null)[][];
}

/** Measures in their order, then the overlap (IoU) with each method, then why a method did not run, where one did not. */
export function toScoreTable(rows: readonly ScoreRow[]): DataTable {
  const overlaps = compareKept(rows);
  const hasRefusals = rows.some(({ outcome }) => outcome.kind === 'refusal');
  return {
    columns: [
      { title: 'Method' },
      ...listMeasureColumns(),
      ...rows.map(({ title }) => ({ title: `IoU with ${title}`, digits: 2 })),
      ...(hasRefusals ? [REFUSAL_COLUMN] : []),
    ],
    rows: rows.map(({ title, outcome }, index) => [
      title,
      ...listMeasureCells(outcome),
      ...overlaps[index],
      ...(hasRefusals ? [refusalOf(outcome)] : []),
    ]),
  };
}

/** The same as plain JSON, with the ids of methods and measures. */
export function toPlainScores(rows: readonly ScoreRow[]): PlainScores {
  return {
    methods: rows.map(({ id, title, outcome }) => ({ id, title, ...toPlainOutcome(outcome) })),
    overlap: compareKept(rows),
  };
}

/** Measures by id, or the reason why there are none. */
export function toPlainOutcome(outcome: ScoreOutcome): { measures: PlainMeasures | null; refusal: string | null } {
  return { measures: outcome.kind === 'card' ? toPlainMeasures(outcome.card) : null, refusal: refusalOf(outcome) };
}

export const REFUSAL_COLUMN: DataColumn = { title: 'Did not run because' };

export function refusalOf(outcome: ScoreOutcome): string | null {
  return outcome.kind === 'refusal' ? outcome.sentence : null;
}

export function listMeasureColumns(): DataColumn[] {
  return MEASURES.map(({ title, unit, format }: Measure) => ({
    title: unit === undefined ? title : `${title} (${unit})`,
    digits: format.kind === 'percent' ? format.digits + 2 : format.digits,
  }));
}

export function listMeasureCells(outcome: ScoreOutcome): DataCell[] {
  return MEASURES.map(({ read }) => (outcome.kind === 'card' ? read(outcome.card) : null));
}

function toPlainMeasures(card: ScoreCard): PlainMeasures {
  const entries = MEASURES.map(({ id, read }) => [id, toPlainNumber(read(card))] as const);
  return Object.fromEntries(entries) as PlainMeasures;
}

/** JSON has no infinities. */
export function toPlainNumber(value: number | null): PlainNumber {
  return value === -Infinity ? '-Infinity' : value;
}

function compareKept(rows: readonly ScoreRow[]): (number | null)[][] {
  const ran = rows.flatMap(({ outcome }, index) => (outcome.kind === 'card' ? [{ index, kept: outcome.kept }] : []));
  const overlaps = measureOverlaps(ran.map(({ kept }) => kept));
  const matrix: (number | null)[][] = rows.map(() => rows.map(() => null));
  ran.forEach(({ index }, i) => ran.forEach((other, j) => (matrix[index][other.index] = overlaps[i][j])));
  return matrix;
}
